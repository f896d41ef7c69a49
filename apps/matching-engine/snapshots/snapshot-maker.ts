import { bookStream } from '#contracts';
import type { EventStore } from '#event-store';
import type { BookFactory } from '#matching';
import { readBook } from '../recovery.js';
import { sha256, type Snapshots } from './restore-book.js';

/**
 * Makes snapshots of books from what is recorded: the last snapshot and the events since. The book that trades has no
 * part in it, so it never stops for one.
 */
export class SnapshotMaker {
  /** @param everyEvents - how many events a book must have more than its newest snapshot. */
  constructor(
    private readonly events: EventStore,
    private readonly createBook: BookFactory,
    private readonly snapshots: Snapshots,
    private readonly everyEvents: number,
  ) {}

  /**
   * Makes a book's snapshot if one is due.
   *
   * @returns sequence of the last event in it; undefined when none is due.
   * @throws whatever the store throws, or a history that contradicts itself; what was kept before is still there.
   */
  async makeIfDue(instrument: string, signal?: AbortSignal): Promise<number | undefined> {
    const { events, createBook, snapshots } = this;
    const recorded = (await events.lastRevision(bookStream(instrument))) + 1;
    if (recorded - (await snapshots.store.newestSequence(instrument)) < this.everyEvents) return undefined;
    const { book, lastEventId } = await readBook(events, instrument, createBook, snapshots, signal);
    if (lastEventId === undefined) return undefined;
    await snapshots.store.save(instrument, book.sequence, book.writeSnapshot(lastEventId, sha256));
    return book.sequence;
  }
}
