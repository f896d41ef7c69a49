import type { EventStore, RecordedEvent } from '#event-store';
import { compareEvents, compareId, comparePlace, difference, messageOf } from './event-comparison.js';
import { readToVerify } from './read-to-verify.js';
import { clearingRules, policyRules, type DecidedEvent, type StreamRules } from './stream-rules.js';
import type { Difference, StreamVerification } from './verification.js';

interface StoredEvent<Event> {
  readonly recorded: RecordedEvent;
  readonly event: Event;
}

/** Follows a stream of decisions and compares its events with what deciding its commands again gives. */
class StreamVerifier<Command, Event extends DecidedEvent<Command>> {
  private open: StoredEvent<Event>[] = [];
  private commands = 0;
  /** Events of whole commands that were found equal. */
  private events = 0;

  constructor(private readonly rules: StreamRules<Command, Event>) {}

  /** Takes the next stored event; tells the difference when there is one. */
  take(recorded: RecordedEvent): Difference | undefined {
    const sequence = this.events + this.open.length + 1;
    const misplaced = comparePlace(recorded, this.rules.stream, sequence);
    if (misplaced !== undefined) return misplaced;
    let event: Event;
    try {
      event = this.rules.decode(recorded.type, recorded.version, recorded.data);
    } catch (error) {
      return difference('unreadable', sequence, messageOf(error), recorded);
    }
    this.open.push({ recorded, event });
    return event.end === true ? this.closeCommand() : undefined;
  }

  report(found?: Difference): StreamVerification {
    const atEnd = found ?? this.compareOpen();
    return {
      stream: this.rules.stream,
      commands: this.commands,
      events: this.events,
      equal: atEnd === undefined,
      stateHash: this.rules.stateHash(),
      ...(atEnd === undefined ? {} : { difference: atEnd }),
      ...(found !== undefined || this.open.length === 0
        ? {}
        : { incompleteCommand: { firstSequence: this.events + 1, storedEvents: this.open.length } }),
    };
  }

  private closeCommand(): Difference | undefined {
    const stored = this.open;
    const found = this.compare((rerun) => rerun) ?? this.applyAll();
    if (found !== undefined) return found;
    this.open = [];
    this.commands += 1;
    this.events += stored.length;
    return undefined;
  }

  /** What is stored of a command without an end must be how the command begins. */
  private compareOpen(): Difference | undefined {
    return this.open.length === 0 ? undefined : this.compare((rerun) => rerun.slice(0, this.open.length));
  }

  private compare(wanted: (rerun: readonly Event[]) => readonly Event[]): Difference | undefined {
    const firstSequence = this.events + 1;
    const first = this.open[0];
    const command = first?.event.command;
    if (command === undefined) {
      const message = 'the first event of a command does not hold its input';
      return difference('inputMissing', firstSequence, message, first?.recorded);
    }
    let rerun: readonly Event[];
    try {
      rerun = wanted(this.rules.decide(command));
    } catch (error) {
      return difference('rerun', firstSequence, messageOf(error), first?.recorded);
    }
    const stored = this.open.map(({ recorded }) => recorded);
    const encoded = rerun.map((event) => this.rules.encode(event));
    return compareEvents(firstSequence, stored, encoded) ?? this.compareIds(stored);
  }

  private compareIds(stored: readonly RecordedEvent[]): Difference | undefined {
    for (const recorded of stored) {
      const found = compareId(recorded, this.rules.stream);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private applyAll(): Difference | undefined {
    for (const { recorded, event } of this.open) {
      try {
        this.rules.apply(event);
      } catch (error) {
        return difference('apply', event.sequence, messageOf(error), recorded);
      }
    }
    return undefined;
  }
}

/**
 * Re-runs every command of policy and of clearing from its stream alone and compares each event (AUDT-3).
 *
 * @param signal - gives up at the next slice.
 * @throws EventStoreError when the store cannot be read; the signal's reason when given up. What is wrong with a
 *   stream itself is the answer, not an error.
 */
export async function verifyStreams(
  store: EventStore,
  signal?: AbortSignal,
): Promise<readonly StreamVerification[]> {
  return [
    await verifyStream(store, policyRules(), signal),
    await verifyStream(store, clearingRules(), signal),
  ];
}

async function verifyStream<Command, Event extends DecidedEvent<Command>>(
  store: EventStore,
  rules: StreamRules<Command, Event>,
  signal?: AbortSignal,
): Promise<StreamVerification> {
  const verifier = new StreamVerifier(rules);
  const found = await readToVerify(store, rules.stream, (recorded) => verifier.take(recorded), signal);
  return verifier.report(found);
}
