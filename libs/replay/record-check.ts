import type { EventStore, RecordedEvent } from '#event-store';
import { Breather } from './breather.js';
import { readWhileReadable } from './read-to-verify.js';

/** Something that the store as a whole should hold and does not. */
export interface RecordFault {
  readonly kind:
    /** Positions of the store hold nothing. */
    | 'missing'
    /** An event is not the next of its stream. */
    | 'misplaced'
    /** Events of the record are not found by their stream. */
    | 'unlisted'
    /** The store cannot read what stands there; it was not looked at what follows. */
    | 'unreadable';
  readonly position: number;
  readonly message: string;
}

/** What a look at the whole record found: every stream, also those that no rules make. */
export interface RecordCheck {
  readonly streams: number;
  readonly events: number;
  /** Of the last event that was looked at. */
  readonly lastPosition: number;
  readonly complete: boolean;
  /** The first of them. */
  readonly faults: readonly RecordFault[];
}

const FAULTS_MAX = 20;

/**
 * Reads the whole record once and looks whether anything was taken out of it or moved: each stream counts its events
 * without a gap and is found whole by its name, and where the store hands out its positions without a gap, none is
 * empty. What stood last in the store and was cut off leaves no trace here.
 *
 * @param signal - gives up at the next slice.
 * @throws EventStoreError when the store cannot be read; the signal's reason when given up.
 */
export async function checkRecord(store: EventStore, signal?: AbortSignal): Promise<RecordCheck> {
  const walk = new RecordWalk(store.positionsGapless === true);
  const breather = new Breather(signal);
  for await (const batch of readWhileReadable(store.readAll(), (message) => walk.breakOff(message))) {
    for (const event of batch) walk.take(event);
    if (breather.isDue) await breather.breathe();
  }
  // A record that could not be read to its end says nothing of where its streams end.
  if (!walk.isBrokenOff) await walk.compareEnds(store);
  return walk.report();
}

interface StreamEnd {
  readonly revision: number;
  readonly position: number;
}

/** What has been seen of the record so far. */
class RecordWalk {
  private readonly ends = new Map<string, StreamEnd>();
  private readonly faults: RecordFault[] = [];
  private last: RecordedEvent | undefined;
  private events = 0;
  isBrokenOff = false;

  constructor(private readonly positionsGapless: boolean) {}

  take(event: RecordedEvent): void {
    const { stream, revision, position } = event;
    const expectedPosition = (this.last?.position ?? -1) + 1;
    if (this.positionsGapless && position !== expectedPosition) this.tellMissing(expectedPosition, event);
    const expected = (this.ends.get(stream)?.revision ?? -1) + 1;
    if (revision !== expected) {
      const message = `${nameOf(event)} stands at position ${position}, where event ${expected + 1} of ${stream} belongs`;
      this.tell({ kind: 'misplaced', position, message });
    }
    this.ends.set(stream, { revision, position });
    this.last = event;
    this.events += 1;
  }

  breakOff(message: string): void {
    this.isBrokenOff = true;
    this.tell({ kind: 'unreadable', position: (this.last?.position ?? -1) + 1, message });
  }

  /** A stream may have grown since; it must not end before what the record holds of it. */
  async compareEnds(store: EventStore): Promise<void> {
    for (const [stream, { revision, position }] of this.ends) {
      const listed = await store.lastRevision(stream);
      if (listed >= revision) continue;
      const message = `by its name, ${stream} ends with event ${listed + 1}; the record holds ${revision + 1} of them`;
      this.tell({ kind: 'unlisted', position, message });
    }
  }

  report(): RecordCheck {
    return {
      streams: this.ends.size,
      events: this.events,
      lastPosition: this.last?.position ?? -1,
      complete: this.faults.length === 0,
      faults: this.faults,
    };
  }

  private tellMissing(from: number, next: RecordedEvent): void {
    const count = next.position - from;
    const after = this.last === undefined ? 'the begin' : nameOf(this.last);
    const message = `${count === 1 ? '1 event is' : `${count} events are`} missing between ${after} and ${nameOf(next)}`;
    this.tell({ kind: 'missing', position: from, message });
  }

  private tell(fault: RecordFault): void {
    if (this.faults.length < FAULTS_MAX) this.faults.push(fault);
  }
}

function nameOf({ stream, revision, type }: RecordedEvent): string {
  return `event ${revision + 1} of ${stream} (${type})`;
}
