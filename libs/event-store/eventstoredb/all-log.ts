import { BACKWARDS, END, FORWARDS, type Position, type ReadPosition, START } from '@eventstore/db-client';
import { BEFORE_ALL, type ReadAllOptions, type RecordedEvent } from '../port.js';
import type { Connection } from './connection.js';
import { mayBeRefusedPosition } from './failures.js';
import { type Page, type PageEvent, type PageLimits, readPage } from './page.js';
import { placeOf, positionOf, serverPosition } from './positions.js';

/** A first call asks for few events, as many readers want just one; each further one for twice as many. */
const FIRST_COUNT = 16;

/** Reads the server's whole log, leaving out what is the server's own. */
export class AllLog {
  /** The newest event of ours, and how far the log was looked through for it: it only grows. */
  #newest = { position: BEFORE_ALL, seenTo: BEFORE_ALL };

  constructor(
    private readonly connection: Connection,
    private readonly limits: PageLimits,
  ) {}

  /** Reads page by page, in order of position; the client cannot ask the server to leave streams out of a read. */
  async *read(options: ReadAllOptions): AsyncGenerator<RecordedEvent[]> {
    const prefix = options.streamPrefix ?? '';
    let left = options.countMax ?? Number.POSITIVE_INFINITY;
    if (left <= 0) return;
    const { direction, afterPosition } = options;
    const pages = direction === 'backward' ? this.#backward(afterPosition) : this.#forward(afterPosition);
    for await (const page of pages) {
      const wanted: RecordedEvent[] = [];
      for (const { ours } of page) {
        if (ours?.stream.startsWith(prefix) === true && wanted.length < left) wanted.push(ours);
      }
      if (wanted.length > 0) yield wanted;
      left -= wanted.length;
      if (left <= 0) return;
    }
  }

  /** Position of the newest event that is not the server's own. */
  async newestPosition(): Promise<number> {
    const known = this.#newest;
    let head = known.seenTo;
    for await (const page of this.#backward()) {
      for (const event of page) {
        const at = positionAt(event);
        head = Math.max(head, at);
        if (at > known.seenTo && event.ours === undefined) continue;
        return this.#foundNewest(at > known.seenTo ? at : known.position, head);
      }
    }
    return this.#foundNewest(known.position, head);
  }

  #foundNewest(position: number, seenTo: number): number {
    // Two callers at once may have looked from different heads.
    if (seenTo > this.#newest.seenTo) this.#newest = { position, seenTo };
    return position;
  }

  async *#forward(afterPosition: number = BEFORE_ALL): AsyncGenerator<readonly PageEvent[]> {
    let cursor = afterPosition;
    let from = startAt(cursor);
    for (let count = FIRST_COUNT; ; count = this.#more(count)) {
      const page = await this.#page(FORWARDS, from, count, START);
      const after = cursor;
      const events = page.events.filter((event) => positionAt(event) > after);
      if (events.length > 0) yield events;
      const last = page.events.at(-1);
      if (page.end || last?.at === undefined) return;
      cursor = Math.max(cursor, positionAt(last));
      from = last.at;
    }
  }

  async *#backward(beforePosition?: number): AsyncGenerator<readonly PageEvent[]> {
    const before = beforePosition ?? Number.POSITIVE_INFINITY;
    let from: ReadPosition = END;
    if (beforePosition !== undefined) {
      const start = startAt(beforePosition);
      if (start === START) return;
      from = start;
      // The server reads backward from before an event's offset, so an event to be included is read for itself.
      if (placeOf(beforePosition).side === 'after') {
        const [event] = (await this.#page(FORWARDS, start, 1, END)).events;
        if (event?.at?.commit === start.commit) yield [event];
      }
    }
    for (let count = FIRST_COUNT; ; count = this.#more(count)) {
      const page = await this.#page(BACKWARDS, from, count, END);
      const events = page.events.filter((event) => positionAt(event) < before);
      if (events.length > 0) yield events;
      const last = page.events.at(-1);
      if (page.end || last?.at === undefined) return;
      from = last.at;
    }
  }

  #more(count: number): number {
    return Math.max(FIRST_COUNT, Math.min(2 * count, this.limits.countMax));
  }

  /**
   * One call. A position that no event has was given by nobody but a guessing caller; where the server refuses it, the
   * log is read from its edge and the caller's bound does the rest.
   */
  async #page(
    direction: typeof FORWARDS | typeof BACKWARDS,
    from: ReadPosition,
    countMax: number,
    edge: typeof START | typeof END,
  ): Promise<Page> {
    const { client, callOptions } = this.connection;
    const call = (fromPosition: ReadPosition): Promise<Page> =>
      readPage(client.readAll({ ...callOptions, direction, fromPosition, maxCount: countMax }), {
        ...this.limits,
        countMax,
      });
    try {
      return await call(from);
    } catch (error) {
      if (from === START || from === END || !mayBeRefusedPosition(error)) throw error;
      return call(edge);
    }
  }
}

function startAt(position: number): typeof START | Position {
  if (position < 0) return START;
  const { offset } = placeOf(position);
  return offset === 0n ? START : serverPosition(offset);
}

/**
 * The place of an event in the whole log.
 *
 * @throws RangeError on an event of an explicit transaction, several of which share a place: nothing here writes such.
 */
function positionAt({ at }: PageEvent): number {
  if (at?.commit !== at?.prepare) {
    throw new RangeError('the log holds an event of an explicit transaction, which has no place of its own');
  }
  return positionOf(at?.commit);
}
