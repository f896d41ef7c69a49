import type { RecordedEvent } from '../port.js';
import type { PlannedBlock, Page, PageLimits } from './event-log.js';

/** Bounds of what is kept. */
export interface TailLimits {
  readonly eventsMax: number;
  readonly bytesMax: number;
}

/** Streams whose newest event is kept beside the run; a store with more of them forgets and begins anew. */
const STREAMS_MAX = 1_000;

/**
 * The newest events, as this store committed them or read them first: who follows closely takes them from here, so that
 * each is read and decoded once for all followers. It holds a run of positions without a gap, so whatever lies between
 * two of its events is in it. What all who follow closely have had is let go at once: kept for long, it would only
 * grow old, and cost the garbage collector.
 */
export class EventTail {
  #events: RecordedEvent[] = [];
  #bytes = 0;
  /** Of each stream the newest event since `#seenFrom`, be it let go of or not. */
  readonly #newest = new Map<string, RecordedEvent>();
  #seenFrom: number | undefined;
  #newestPosition: number | undefined;
  /** Up to where each follower has had everything. */
  readonly #followers = new Map<object, number>();

  constructor(private readonly limits: TailLimits) {}

  /** Position of the newest event that it has seen; undefined when it has seen none. */
  get newestPosition(): number | undefined {
    return this.#newestPosition;
  }

  /** Position from which on it has seen every event; undefined when it has seen none. */
  get seenFromPosition(): number | undefined {
    return this.#seenFrom;
  }

  /** The newest event that it has seen after a position of the streams with a prefix. */
  newestOf(prefix: string, afterPosition: number): RecordedEvent | undefined {
    let newest: RecordedEvent | undefined;
    for (const [stream, event] of this.#newest) {
      if (event.position <= Math.max(afterPosition, newest?.position ?? afterPosition)) continue;
      if (stream.startsWith(prefix)) newest = event;
    }
    return newest;
  }

  /** Notes up to where a follower has had everything. */
  reached(follower: object, position: number): void {
    this.#followers.set(follower, position);
  }

  /** A follower is gone, and waits for nothing more. */
  leave(follower: object): void {
    this.#followers.delete(follower);
  }

  /**
   * Takes blocks that are durable now.
   *
   * @param position - of the first event; after a gap (another process committed) the tail begins anew.
   */
  add(position: number, blocks: readonly PlannedBlock[]): void {
    this.#continueAt(position);
    let next = position;
    for (const { stream, revision, events } of blocks) {
      let at = revision;
      for (const { id, type, version, data, decoded } of events) {
        this.#push({ id, type, version, data, decoded, stream, revision: at++, position: next++ });
      }
    }
    this.#trim();
  }

  /** Takes events of all streams as they were read from the log, in order of position, with nothing left out. */
  extend(events: readonly RecordedEvent[]): void {
    const [first] = events;
    if (first === undefined) return;
    this.#continueAt(first.position);
    for (const event of events) this.#push(event);
    this.#trim();
  }

  /** What follows a position, as the log would give it; undefined when that is not all here, or nothing follows. */
  pageAfter(afterPosition: number, prefix: string, limits: PageLimits): Page | undefined {
    const first = this.#events[0];
    const last = this.#events.at(-1);
    if (first === undefined || last === undefined) return undefined;
    if (afterPosition + 1 < first.position || afterPosition >= last.position) return undefined;
    const found: RecordedEvent[] = [];
    let bytes = 0;
    let cursor = afterPosition;
    for (let at = afterPosition + 1 - first.position; at < this.#events.length; at++) {
      const event = this.#events[at];
      if (event === undefined) break;
      if (event.stream.startsWith(prefix)) {
        bytes += event.data.length;
        const full = found.length >= limits.eventsMax || bytes > limits.bytesMax;
        if (full && found.length > 0) break;
        found.push(event);
      }
      cursor = event.position;
    }
    return { events: found, cursor, end: false };
  }

  #push(event: RecordedEvent): void {
    this.#events.push(event);
    this.#bytes += event.data.length;
    this.#newest.set(event.stream, event);
    this.#newestPosition = event.position;
  }

  #continueAt(position: number): void {
    const newest = this.#newestPosition;
    if (newest !== undefined && newest + 1 === position && this.#newest.size < STREAMS_MAX) return;
    this.#events = [];
    this.#bytes = 0;
    this.#newest.clear();
    this.#seenFrom = position;
  }

  /** Lets go of what everybody has had, many at once, and of what is beyond the bounds. */
  #trim(): void {
    const { eventsMax, bytesMax } = this.limits;
    const { length } = this.#events;
    const first = this.#events[0];
    if (first === undefined) return;
    let count = Math.max(0, length - eventsMax, this.#hadByAll() + 1 - first.position);
    let bytes = this.#bytes;
    for (const { data } of this.#events.slice(0, count)) bytes -= data.length;
    for (; bytes > bytesMax; count++) bytes -= this.#events[count]?.data.length ?? 0;
    if (count < length / 2 && length <= eventsMax && this.#bytes <= bytesMax) return;
    this.#events = this.#events.slice(count);
    this.#bytes = bytes;
  }

  /** The position up to which all have had everything who do not have to read the log anyway. */
  #hadByAll(): number {
    const oldest = this.#events[0]?.position ?? 0;
    let had = Number.POSITIVE_INFINITY;
    for (const position of this.#followers.values()) {
      if (position + 1 >= oldest) had = Math.min(had, position);
    }
    return had === Number.POSITIVE_INFINITY ? oldest - 1 : had;
  }
}
