import type { RecordedEvent } from '../port.js';
import type { PlannedBlock, Page, PageLimits } from './event-log.js';

/** Bounds of what is kept. */
export interface TailLimits {
  readonly eventsMax: number;
  readonly bytesMax: number;
}

/**
 * The newest events, as this store committed them or read them first: who follows closely takes them from here, so that
 * each is read and decoded once for all followers. It holds a run of positions without a gap, so whatever lies between
 * two of its events is in it.
 */
export class EventTail {
  #events: RecordedEvent[] = [];
  /** Index of the first event that is still kept. */
  #begin = 0;
  #bytes = 0;

  constructor(private readonly limits: TailLimits) {}

  /** Position of its newest event; undefined when it holds none. */
  get newestPosition(): number | undefined {
    return this.#events.at(-1)?.position;
  }

  /** Position of its oldest event; undefined when it holds none. */
  get oldestPosition(): number | undefined {
    return this.#events[this.#begin]?.position;
  }

  /** The newest event that it holds after a position of the streams with a prefix. */
  newestOf(prefix: string, afterPosition: number): RecordedEvent | undefined {
    for (let at = this.#events.length - 1; at >= this.#begin; at--) {
      const event = this.#events[at];
      if (event === undefined || event.position <= afterPosition) return undefined;
      if (event.stream.startsWith(prefix)) return event;
    }
    return undefined;
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
        const place = { stream, revision: at++, position: next++ };
        this.#events.push({ id, type, version, data, decoded, ...place });
        this.#bytes += data.length;
      }
    }
    this.#trim();
  }

  /** Takes events of all streams as they were read from the log, in order of position, with nothing left out. */
  extend(events: readonly RecordedEvent[]): void {
    const [first] = events;
    if (first === undefined) return;
    this.#continueAt(first.position);
    for (const event of events) {
      this.#events.push(event);
      this.#bytes += event.data.length;
    }
    this.#trim();
  }

  /** What follows a position, as the log would give it; undefined when that is not all here, or nothing follows. */
  pageAfter(afterPosition: number, prefix: string, limits: PageLimits): Page | undefined {
    const first = this.#events[this.#begin];
    const last = this.#events.at(-1);
    if (first === undefined || last === undefined) return undefined;
    if (afterPosition + 1 < first.position || afterPosition >= last.position) return undefined;
    const found: RecordedEvent[] = [];
    let bytes = 0;
    let cursor = afterPosition;
    for (let at = this.#begin + afterPosition + 1 - first.position; at < this.#events.length; at++) {
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

  #continueAt(position: number): void {
    const newest = this.newestPosition;
    if (newest !== undefined && newest + 1 !== position) this.#clear();
  }

  #trim(): void {
    const { eventsMax, bytesMax } = this.limits;
    while (this.#events.length - this.#begin > eventsMax || this.#bytes > bytesMax) {
      this.#bytes -= this.#events[this.#begin++]?.data.length ?? 0;
    }
    if (this.#begin <= eventsMax) return;
    this.#events = this.#events.slice(this.#begin);
    this.#begin = 0;
  }

  #clear(): void {
    this.#events = [];
    this.#begin = 0;
    this.#bytes = 0;
  }
}
