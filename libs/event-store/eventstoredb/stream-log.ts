import { BACKWARDS, END, FORWARDS } from '@eventstore/db-client';
import type { ReadStreamOptions, RecordedEvent } from '../port.js';
import type { Connection } from './connection.js';
import { isStreamNotFound } from './failures.js';
import { type Page, type PageLimits, readPage } from './page.js';

/** Reads streams of the server, page by page; a stream that is not there is empty. */
export class StreamLog {
  constructor(
    private readonly connection: Connection,
    private readonly limits: PageLimits,
  ) {}

  async *read(stream: string, options: ReadStreamOptions): AsyncGenerator<RecordedEvent[]> {
    const backward = options.direction === 'backward';
    let from = options.fromRevision ?? (backward ? Number.POSITIVE_INFINITY : 0);
    if (!backward) from = Math.max(from, 0);
    let left = options.countMax ?? Number.POSITIVE_INFINITY;
    while (left > 0 && from >= 0) {
      const countMax = Math.min(left, this.limits.countMax);
      const page = await this.#page(stream, backward, from, countMax);
      const events = page.events.map(({ ours }) => ours).filter((event) => event !== undefined);
      if (events.length > 0) yield events;
      const last = events.at(-1);
      if (page.end || last === undefined) return;
      left -= events.length;
      from = last.revision + (backward ? -1 : 1);
    }
  }

  async #page(stream: string, backward: boolean, from: number, countMax: number): Promise<Page> {
    const { client, callOptions } = this.connection;
    const read = client.readStream(stream, {
      ...callOptions,
      direction: backward ? BACKWARDS : FORWARDS,
      fromRevision: Number.isSafeInteger(from) ? BigInt(from) : END,
      maxCount: countMax,
    });
    try {
      return await readPage(read, { ...this.limits, countMax });
    } catch (error) {
      if (isStreamNotFound(error)) return { events: [], end: true };
      throw error;
    }
  }
}
