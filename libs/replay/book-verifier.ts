import {
  bookStream,
  canonicalJson,
  decodeBookEvent,
  encodeBookEvent,
  type BookEvent,
  type BookKind,
  type DueCommandBody,
  type EncodedEvent,
  type SequencedCommand,
} from '#contracts';
import type { RecordedEvent } from '#event-store';
import { bookFactory, otherKind, type Book } from '#matching';
import { compareEvents, compareId, comparePlace, difference, messageOf } from './event-comparison.js';
import { stateHashOf } from './state-hash.js';
import type { BookVerification, Difference } from './verification.js';

interface StoredEvent {
  readonly recorded: RecordedEvent;
  readonly event: BookEvent;
}

/**
 * Follows one book's stream event by event and compares it with what re-running its commands gives. Two books grow
 * side by side: one by running commands, of the implementation that the engine did not decide with, and one of the
 * engine's by applying the stored events. So a fault of either implementation shows, in an event or in the state.
 */
export class BookVerifier {
  private readonly rerunBook: Book;
  private readonly appliedBook: Book;
  private readonly stream: string;
  private open: StoredEvent[] = [];
  private commands = 0;
  /** Events of whole commands that were found equal. */
  private events = 0;
  private lastMicros = 0;

  constructor(
    readonly instrument: string,
    engineBook: BookKind,
  ) {
    this.rerunBook = bookFactory(otherKind(engineBook))(instrument);
    this.appliedBook = bookFactory(engineBook)(instrument);
    this.stream = bookStream(instrument);
  }

  /** Takes the next stored event; tells the difference when there is one. */
  take(recorded: RecordedEvent): Difference | undefined {
    const sequence = this.events + this.open.length + 1;
    const event = this.readEvent(recorded, sequence);
    if ('kind' in event) return event;
    // Input on an event within a command: the command before it has lost its end.
    if (event.command !== undefined && this.open.length > 0) {
      const cutOff = this.closeCommand({ recorded, event });
      return (
        cutOff ?? difference('event', sequence, 'a command begins before the last one has ended', recorded)
      );
    }
    this.open.push({ recorded, event });
    return event.end === true ? this.closeCommand() : undefined;
  }

  /** What was found, at the end of the stream or at a difference. */
  report(found?: Difference): BookVerification {
    const stateHash = stateHashOf(this.appliedBook);
    const first = this.open[0];
    const atEnd = found ?? this.compareHashes(stateHash) ?? this.checkIncomplete();
    return {
      instrument: this.instrument,
      commands: this.commands,
      events: this.events,
      equal: atEnd === undefined,
      stateHash,
      ...(atEnd === undefined ? {} : { difference: atEnd }),
      ...(found !== undefined || first === undefined
        ? {}
        : { incompleteCommand: { firstSequence: this.events + 1, storedEvents: this.open.length } }),
    };
  }

  private readEvent(recorded: RecordedEvent, sequence: number): BookEvent | Difference {
    const misplaced = comparePlace(recorded, this.stream, sequence);
    if (misplaced !== undefined) return misplaced;
    const { type, version, data } = recorded;
    let event: BookEvent;
    try {
      event = decodeBookEvent(type, version, data);
    } catch (error) {
      return difference('unreadable', sequence, messageOf(error), recorded);
    }
    if (event.sequence !== sequence) {
      const message = `sequence ${event.sequence} stands where ${sequence} belongs`;
      return difference('sequence', sequence, message, recorded);
    }
    return event;
  }

  /**
   * Re-runs the open command and compares.
   *
   * @param follower - the event that came in place of the command's end.
   */
  private closeCommand(follower?: StoredEvent): Difference | undefined {
    const stored = this.open;
    const found = this.rerunAndCompare(stored, follower) ?? this.checkIds(stored) ?? this.applyAll(stored);
    if (found !== undefined) return found;
    this.open = [];
    this.commands += 1;
    this.events += stored.length;
    return undefined;
  }

  private rerunAndCompare(
    stored: readonly StoredEvent[],
    follower: StoredEvent | undefined,
  ): Difference | undefined {
    const firstSequence = this.events + 1;
    const [first] = stored;
    const command = first?.event.command;
    if (first === undefined || command === undefined) {
      const message = 'the first event of a command does not hold its input';
      return difference('inputMissing', firstSequence, message, first?.recorded);
    }
    if (command.bookMicros < this.lastMicros) {
      const message = `book time ${command.bookMicros} comes after ${this.lastMicros}`;
      return difference('time', firstSequence, message, first.recorded);
    }
    const untimely = this.untimely(command);
    if (untimely !== undefined) return difference('due', firstSequence, untimely, first.recorded);
    const rerun = this.rerun(command);
    if ('failure' in rerun) return difference('rerun', firstSequence, rerun.failure, first.recorded);
    this.lastMicros = command.bookMicros;
    return compareEvents(firstSequence, stored.map(recordedOf), rerun.events, follower?.recorded);
  }

  /** SEQ-3: what fell due comes first, in its order, and the book's schedule does nothing before it is due. */
  private untimely({ body, bookMicros }: SequencedCommand): string | undefined {
    const due = this.rerunBook.nextDue(bookMicros);
    const isScheduled = isDueCommand(body);
    if (due === undefined) return isScheduled ? `${body.kind} is stored, and nothing was due` : undefined;
    if (isScheduled && canonicalJson(due) === canonicalJson(body)) return undefined;
    return `${canonicalJson(due)} was due first; ${body.kind} is stored`;
  }

  private rerun(command: SequencedCommand): { events: EncodedEvent[] } | { failure: string } {
    const events: EncodedEvent[] = [];
    try {
      this.rerunBook.step(command, (event) => events.push(encodeBookEvent(event)));
      return { events };
    } catch (error) {
      return { failure: messageOf(error) };
    }
  }

  private checkIds(stored: readonly StoredEvent[]): Difference | undefined {
    for (const { recorded } of stored) {
      const found = compareId(recorded, this.stream);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private applyAll(stored: readonly StoredEvent[]): Difference | undefined {
    for (const { recorded, event } of stored) {
      try {
        this.appliedBook.apply(event);
      } catch (error) {
        return difference('apply', event.sequence, messageOf(error), recorded);
      }
    }
    return undefined;
  }

  private compareHashes(appliedHash: string): Difference | undefined {
    const rerunHash = stateHashOf(this.rerunBook);
    if (rerunHash === appliedHash) return undefined;
    const message = `the re-run book has state ${rerunHash}, the book of the stored events ${appliedHash}`;
    return difference('stateHash', this.events, message);
  }

  /** What is stored of a command without an end must be how the command begins. */
  private checkIncomplete(): Difference | undefined {
    const stored = this.open;
    const [first] = stored;
    if (first === undefined) return undefined;
    const command = first.event.command;
    const firstSequence = this.events + 1;
    if (command === undefined) {
      return difference(
        'inputMissing',
        firstSequence,
        'the first event of a command does not hold its input',
        first.recorded,
      );
    }
    const rerun = this.rerun(command);
    if ('failure' in rerun) return difference('rerun', firstSequence, rerun.failure, first.recorded);
    return (
      compareEvents(firstSequence, stored.map(recordedOf), rerun.events.slice(0, stored.length)) ??
      this.checkIds(stored)
    );
  }
}

/** Whether a command is one that a book gives itself by its schedule. */
function isDueCommand(body: SequencedCommand['body']): body is DueCommandBody {
  switch (body.kind) {
    case 'applyDueAct':
    case 'expireCertificate':
    case 'expireBands':
    case 'endVolatilityAuction':
    case 'expireOrder':
      return true;
    case 'placeOrder':
    case 'amendOrder':
    case 'cancelOrder':
    case 'massCancel':
    case 'cancelOnDisconnect':
    case 'applyAct':
    case 'withdrawAct':
    case 'dropIdentifiers':
      return false;
  }
}

function recordedOf({ recorded }: StoredEvent): RecordedEvent {
  return recorded;
}
