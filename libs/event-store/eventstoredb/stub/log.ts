import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';

/** An event as a server keeps it. */
export interface LogRecord {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** Offset in the log; offsets have gaps, and no other number is a place in the log. */
  readonly offset: number;
}

export type ProposedEvent = Omit<LogRecord, 'stream' | 'revision' | 'offset'>;

export type AppendOutcome =
  | { readonly kind: 'written'; readonly last: LogRecord }
  | { readonly kind: 'repeat'; readonly last: LogRecord }
  | { readonly kind: 'wrongRevision'; readonly currentRevision: number };

/** What a record takes in the log beside its data. */
const RECORD_OVERHEAD_BYTES = 113;
/** A server writes events of its own among those of its users. */
const SYSTEM_EVENT_EVERY = 7;

/** The log of a server, in memory: what the documentation and the source of EventStoreDB say of appends and order. */
export class StubLog {
  readonly records: LogRecord[] = [];
  /** Tells `appended` after each append. */
  readonly news = new EventEmitter().setMaxListeners(0);
  readonly #streams = new Map<string, LogRecord[]>();
  #end = 0;
  #appends = 0;

  constructor() {
    this.#write('$stats', [systemEvent('$statsCollected')]);
  }

  stream(name: string): readonly LogRecord[] {
    return this.#streams.get(name) ?? [];
  }

  /** @param expectedRevision - exact, or -1 for a stream that must not be there. */
  append(stream: string, expectedRevision: number, events: readonly ProposedEvent[]): AppendOutcome {
    const known = this.stream(stream);
    const currentRevision = known.length - 1;
    if (expectedRevision < currentRevision) {
      const place = known.slice(expectedRevision + 1, expectedRevision + 1 + events.length);
      const last = place.at(-1);
      const same = place.length === events.length && place.every(({ id }, i) => id === events[i]?.id);
      return same && last !== undefined
        ? { kind: 'repeat', last }
        : { kind: 'wrongRevision', currentRevision };
    }
    if (expectedRevision > currentRevision) return { kind: 'wrongRevision', currentRevision };
    const last = this.#write(stream, events);
    if (++this.#appends % SYSTEM_EVENT_EVERY === 0) this.#write('$stats', [systemEvent('$statsCollected')]);
    this.news.emit('appended');
    return { kind: 'written', last };
  }

  /** Adds events of the server's own at the end. */
  writeSystemEvents(count: number): void {
    this.#write(
      '$stats',
      Array.from({ length: count }, () => systemEvent('$statsCollected')),
    );
    this.news.emit('appended');
  }

  /** Index of the first record at or after an offset. */
  indexFrom(offset: number): number {
    let low = 0;
    let high = this.records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.records[middle]?.offset ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether a record begins at an offset, or the log ends there. */
  isPlace(offset: number): boolean {
    return offset === 0 || offset === this.#end || this.records[this.indexFrom(offset)]?.offset === offset;
  }

  #write(stream: string, events: readonly ProposedEvent[]): LogRecord {
    let records = this.#streams.get(stream);
    if (records === undefined) this.#streams.set(stream, (records = []));
    let last: LogRecord | undefined;
    for (const event of events) {
      last = { ...event, stream, revision: records.length, offset: this.#end };
      records.push(last);
      this.records.push(last);
      this.#end += RECORD_OVERHEAD_BYTES + event.data.length;
    }
    if (last === undefined) throw new Error('an append without events');
    return last;
  }
}

function systemEvent(type: string): ProposedEvent {
  const data = Buffer.from('{"proc-mem":1}', 'utf8');
  return { id: randomUUID(), type, contentType: 'application/json', data, metadata: new Uint8Array(0) };
}
