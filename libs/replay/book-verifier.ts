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
import { bookEventId } from './event-id.js';
import { stateHashOf } from './state-hash.js';
import type { BookDifference, BookVerification, DifferenceKind, EventText } from './verification.js';

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
  take(recorded: RecordedEvent): BookDifference | undefined {
    const sequence = this.events + this.open.length + 1;
    const event = this.readEvent(recorded, sequence);
    if ('kind' in event) return event;
    // Input on an event within a command: the command before it has lost its end.
    if (event.command !== undefined && this.open.length > 0) {
      const cutOff = this.closeCommand({ recorded, event });
      return (
        cutOff ??
        difference('event', sequence, 'a command begins before the last one has ended', { recorded })
      );
    }
    this.open.push({ recorded, event });
    return event.end === true ? this.closeCommand() : undefined;
  }

  /** What was found, at the end of the stream or at a difference. */
  report(found?: BookDifference): BookVerification {
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

  private readEvent(recorded: RecordedEvent, sequence: number): BookEvent | BookDifference {
    const { revision, type, version, data } = recorded;
    if (revision !== sequence - 1) {
      const message = `revision ${revision} stands where ${sequence - 1} belongs`;
      return difference('sequence', sequence, message, { recorded });
    }
    let event: BookEvent;
    try {
      event = decodeBookEvent(type, version, data);
    } catch (error) {
      return difference('unreadable', sequence, messageOf(error), { recorded });
    }
    if (event.sequence !== sequence) {
      const message = `sequence ${event.sequence} stands where ${sequence} belongs`;
      return difference('sequence', sequence, message, { recorded });
    }
    return event;
  }

  /**
   * Re-runs the open command and compares.
   *
   * @param follower - the event that came in place of the command's end.
   */
  private closeCommand(follower?: StoredEvent): BookDifference | undefined {
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
  ): BookDifference | undefined {
    const firstSequence = this.events + 1;
    const [first] = stored;
    const command = first?.event.command;
    if (first === undefined || command === undefined) {
      const message = 'the first event of a command does not hold its input';
      return difference('inputMissing', firstSequence, message, first === undefined ? {} : first);
    }
    if (command.bookMicros < this.lastMicros) {
      const message = `book time ${command.bookMicros} comes after ${this.lastMicros}`;
      return difference('time', firstSequence, message, first);
    }
    const untimely = this.untimely(command);
    if (untimely !== undefined) return difference('due', firstSequence, untimely, first);
    const rerun = this.rerun(command);
    if ('failure' in rerun) return difference('rerun', firstSequence, rerun.failure, first);
    this.lastMicros = command.bookMicros;
    return compareEvents(firstSequence, stored, rerun.events, follower);
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

  private checkIds(stored: readonly StoredEvent[]): BookDifference | undefined {
    for (const { recorded, event } of stored) {
      const { type, version, data } = recorded;
      const id = bookEventId(this.stream, event.sequence, type, version, data);
      if (id === recorded.id) continue;
      const message = `the event's id is ${recorded.id}; its contents give ${id}`;
      return difference('eventId', event.sequence, message, { recorded });
    }
    return undefined;
  }

  private applyAll(stored: readonly StoredEvent[]): BookDifference | undefined {
    for (const { recorded, event } of stored) {
      try {
        this.appliedBook.apply(event);
      } catch (error) {
        return difference('apply', event.sequence, messageOf(error), { recorded });
      }
    }
    return undefined;
  }

  private compareHashes(appliedHash: string): BookDifference | undefined {
    const rerunHash = stateHashOf(this.rerunBook);
    if (rerunHash === appliedHash) return undefined;
    const message = `the re-run book has state ${rerunHash}, the book of the stored events ${appliedHash}`;
    return difference('stateHash', this.events, message, {});
  }

  /** What is stored of a command without an end must be how the command begins. */
  private checkIncomplete(): BookDifference | undefined {
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
        first,
      );
    }
    const rerun = this.rerun(command);
    if ('failure' in rerun) return difference('rerun', firstSequence, rerun.failure, first);
    return (
      compareEvents(firstSequence, stored, rerun.events.slice(0, stored.length)) ?? this.checkIds(stored)
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

function compareEvents(
  firstSequence: number,
  stored: readonly StoredEvent[],
  rerun: readonly EncodedEvent[],
  follower?: StoredEvent,
): BookDifference | undefined {
  for (let index = 0; index < Math.max(stored.length, rerun.length); index++) {
    const event = stored[index]?.recorded ?? (index === stored.length ? follower?.recorded : undefined);
    const expected = rerun[index];
    if (index < stored.length && event !== undefined && expected !== undefined && isEqual(event, expected))
      continue;
    return {
      kind: 'event',
      sequence: firstSequence + index,
      message: messageOfDifference(event, expected),
      ...(event === undefined ? {} : { stored: textOf(event) }),
      ...(expected === undefined ? {} : { rerun: textOf(expected) }),
    };
  }
  return undefined;
}

function messageOfDifference(stored: EncodedBytes | undefined, rerun: EncodedBytes | undefined): string {
  if (rerun === undefined) return 'the command gives no such event';
  if (stored === undefined) return `the command also gives ${rerun.type}, which is not stored`;
  if (stored.type !== rerun.type) return `${stored.type} is stored; re-running gives ${rerun.type}`;
  return `the ${stored.type} that is stored is not the one that re-running gives`;
}

interface EncodedBytes {
  readonly type: string;
  readonly version: number;
  readonly data: Uint8Array;
}

function isEqual(left: EncodedBytes, right: EncodedBytes): boolean {
  return (
    left.type === right.type && left.version === right.version && Buffer.compare(left.data, right.data) === 0
  );
}

function textOf({ type, version, data }: EncodedBytes): EventText {
  return { type, version, data: new TextDecoder().decode(data) };
}

function difference(
  kind: DifferenceKind,
  sequence: number,
  message: string,
  { recorded }: { recorded?: RecordedEvent },
): BookDifference {
  return { kind, sequence, message, ...(recorded === undefined ? {} : { stored: textOf(recorded) }) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
