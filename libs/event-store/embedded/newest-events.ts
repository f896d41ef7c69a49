import type { RecordedEvent } from '../port.js';
import type { EventLog } from './event-log.js';
import type { EventTail } from './event-tail.js';

interface Known {
  /** All up to this position has been looked at. */
  readonly lookedTo: number;
  readonly event: RecordedEvent | undefined;
}

const PREFIXES_MAX = 100;
const ONE = { eventsMax: 1, bytesMax: Number.POSITIVE_INFINITY };

/**
 * Finds the newest event of the streams with a prefix. What was looked at once is not looked at again: streams that
 * seldom get an event would else make whoever asks often read the whole store.
 */
export class NewestEvents {
  readonly #known = new Map<string, Known>();

  constructor(
    private readonly log: EventLog,
    private readonly tail: EventTail,
  ) {}

  /** @param turn - lets others have their turn in a long search, and throws when the search is to end. */
  async find(prefix: string, turn: () => Promise<void>): Promise<RecordedEvent | undefined> {
    this.log.refresh();
    const last = this.log.nextPosition() - 1;
    const known = this.#known.get(prefix) ?? { lookedTo: -1, event: undefined };
    const event = (await this.#search(prefix, known.lookedTo, last, turn)) ?? known.event;
    if (this.#known.size >= PREFIXES_MAX) this.#known.clear();
    this.#known.set(prefix, { lookedTo: last, event });
    return event;
  }

  async #search(
    prefix: string,
    lookedTo: number,
    last: number,
    turn: () => Promise<void>,
  ): Promise<RecordedEvent | undefined> {
    const { newestPosition, seenFromPosition } = this.tail;
    if (newestPosition === undefined || (seenFromPosition ?? Number.POSITIVE_INFINITY) > lookedTo + 1) {
      return this.#searchLog(prefix, lookedTo, last, turn);
    }
    const later = await this.#searchLog(prefix, Math.max(lookedTo, newestPosition), last, turn);
    return later ?? this.tail.newestOf(prefix, lookedTo);
  }

  async #searchLog(
    prefix: string,
    lookedTo: number,
    last: number,
    turn: () => Promise<void>,
  ): Promise<RecordedEvent | undefined> {
    for (let before = last + 1; before > lookedTo + 1;) {
      this.log.refresh();
      const { events, cursor, end } = this.log.pageBackward(before, prefix, ONE, lookedTo);
      if (events.length > 0 || end) return events[0];
      before = cursor;
      await turn();
    }
    return undefined;
  }
}
