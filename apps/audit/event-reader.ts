import { bookStream, decodeBookEvent, publicId, type BookEvent, type SequencedCommand } from '#contracts';
import type { EventStore, RecordedEvent } from '#event-store';
import { microsToIso } from '#platform';
import { Breather } from '#replay';
import { sha256Of, type AuditEvent } from './audit-event.js';
import type { AuditIndex } from './audit-index.js';
import type { FoundEvent } from './event-search.js';
import type { PolicyInForce } from './policy-in-force.js';

/** An event of a book with the input of its command. */
export interface ReadEvent {
  readonly found: FoundEvent;
  readonly recorded: RecordedEvent;
  readonly event: BookEvent;
  /** Absent only where the history is damaged. */
  readonly command: SequencedCommand | undefined;
}

/** Sequences this close together are read in one go. */
const RUN_GAP_MAX = 16;

/** Reads what the index found from the store, where the bodies are. */
export class EventReader {
  constructor(
    private readonly store: EventStore,
    private readonly index: AuditIndex,
    private readonly policy: PolicyInForce,
  ) {}

  /** Reads events with their commands, in the order given. */
  async read(found: readonly FoundEvent[]): Promise<ReadEvent[]> {
    const wanted = new Map<string, Set<number>>();
    for (const { instrument, sequence, firstSequence } of found) {
      const sequences = wanted.get(instrument) ?? new Set<number>();
      wanted.set(instrument, sequences.add(sequence).add(firstSequence));
    }
    const bodies = new Map<string, RecordedEvent>();
    for (const [instrument, sequences] of wanted) await this.readBodies(instrument, sequences, bodies);
    const breather = new Breather();
    const events: ReadEvent[] = [];
    for (const one of found) {
      const recorded = bodies.get(keyOf(one.instrument, one.sequence));
      const first = bodies.get(keyOf(one.instrument, one.firstSequence));
      if (recorded === undefined || first === undefined) {
        throw new Error(`book ${one.instrument}, sequence ${one.sequence}: indexed, and not in the store`);
      }
      const event = decode(recorded);
      const command = first === recorded ? event.command : decode(first).command;
      events.push({ found: one, recorded, event, command });
      if (breather.isDue) await breather.breathe();
    }
    return events;
  }

  /** Reads events as a regulator sees them, in the order given. */
  async present(found: readonly FoundEvent[]): Promise<AuditEvent[]> {
    const breather = new Breather();
    const presented: AuditEvent[] = [];
    for (const one of await this.read(found)) {
      presented.push(this.presentOne(one));
      if (breather.isDue) await breather.breathe();
    }
    return presented;
  }

  private presentOne({ found, recorded, event, command }: ReadEvent): AuditEvent {
    const { instrument, sequence, position } = found;
    const { orders, desks, memberStates } = this.index.concerns(instrument, event);
    const floor = this.policy.floor(instrument, sequence);
    const { type, ...contents } = event;
    return {
      stream: recorded.stream,
      sequence,
      position,
      instrument,
      type,
      version: recorded.version,
      time: microsToIso(event.bookMicros),
      ...(command === undefined
        ? {}
        : { actor: command.actor, cause: command.cause, commandId: command.commandId }),
      orderIds: orders.map((order) => publicId(instrument, order)),
      desks,
      memberStates,
      ...(floor === undefined ? {} : { floorVersion: floor.floorVersion }),
      eventId: recorded.id,
      dataSha256: sha256Of(recorded.data),
      event: contents,
    };
  }

  private async readBodies(
    instrument: string,
    sequences: ReadonlySet<number>,
    bodies: Map<string, RecordedEvent>,
  ): Promise<void> {
    for (const { first, last } of runsOf([...sequences].sort((left, right) => left - right))) {
      const options = { fromRevision: first - 1, countMax: last - first + 1 };
      for await (const batch of this.store.readStream(bookStream(instrument), options)) {
        for (const recorded of batch) bodies.set(keyOf(instrument, recorded.revision + 1), recorded);
      }
    }
  }
}

/** Joins ascending sequences that lie close together. */
function runsOf(sequences: readonly number[]): { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (const sequence of sequences) {
    const run = runs.at(-1);
    if (run !== undefined && sequence - run.last <= RUN_GAP_MAX) run.last = sequence;
    else runs.push({ first: sequence, last: sequence });
  }
  return runs;
}

function decode({ type, version, data }: RecordedEvent): BookEvent {
  return decodeBookEvent(type, version, data);
}

function keyOf(instrument: string, sequence: number): string {
  return `${instrument}.${sequence}`;
}
