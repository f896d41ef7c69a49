import { readBookCommands } from '#book-feed';
import type { EventStore } from '#event-store';
import { bookFactory, type Book } from '#matching';
import { Breather } from './breather.js';
import { applyStored, asHistoryMismatch } from './history-mismatch.js';

/** A point of a book's history (AUDT-2); instants are UTC microseconds and include what happened at them. */
export type AsOf = { readonly sequence: number } | { readonly micros: number };

/** A book as it stood after its last whole command at or before a point. */
export interface ReplayedBook {
  /** Good to read until the reader returns. */
  readonly book: Book;
  /** Sequence of the last event shown, 0 before the first. */
  readonly sequence: number;
  /** Book time of the last command shown, UTC microseconds, 0 before the first. */
  readonly bookMicros: number;
}

interface Cursor {
  readonly book: Book;
  sequence: number;
  bookMicros: number;
}

const CURSORS_MAX = 4;

/**
 * Shows books as of any point by applying their events from the begin. The last few replays are kept, so going
 * forward in time costs only the way between.
 */
export class BookReplayer {
  private readonly cursors = new Map<string, Cursor>();

  constructor(private readonly store: EventStore) {}

  /**
   * Replays a book to a point and lets `read` look at it.
   *
   * @throws HistoryMismatch when the history up to there cannot be read or contradicts itself; EventStoreError when the
   *   store is not there to be read; the signal's reason.
   */
  async showAsOf<Result>(
    instrument: string,
    asOf: AsOf,
    read: (replayed: ReplayedBook) => Result,
    signal?: AbortSignal,
  ): Promise<Result> {
    const cursor = this.takeCursor(instrument, asOf) ?? {
      book: bookFactory('fast')(instrument),
      sequence: 0,
      bookMicros: 0,
    };
    try {
      await this.advance(cursor, instrument, asOf, signal);
    } catch (error) {
      throw asHistoryMismatch(instrument, cursor.sequence + 1, error);
    }
    const result = read(cursor);
    this.keepCursor(instrument, cursor);
    return result;
  }

  private async advance(cursor: Cursor, instrument: string, asOf: AsOf, signal?: AbortSignal): Promise<void> {
    if (isReached(cursor, asOf)) return;
    const breather = new Breather(signal);
    for await (const command of readBookCommands(this.store, instrument, cursor.sequence + 1)) {
      const last = command.events.at(-1);
      if (last === undefined || !isAtOrBefore(last, asOf)) return;
      for (const event of command.events) applyStored(cursor.book, event);
      cursor.sequence = last.sequence;
      cursor.bookMicros = last.bookMicros;
      if (isReached(cursor, asOf)) return;
      if (breather.isDue) await breather.breathe();
    }
  }

  /** A cursor belongs to one replay at a time; a second one meanwhile begins anew. */
  private takeCursor(instrument: string, asOf: AsOf): Cursor | undefined {
    const cursor = this.cursors.get(instrument);
    if (cursor === undefined || !isAtOrBefore(cursor, asOf)) return undefined;
    this.cursors.delete(instrument);
    return cursor;
  }

  private keepCursor(instrument: string, cursor: Cursor): void {
    this.cursors.delete(instrument);
    this.cursors.set(instrument, cursor);
    if (this.cursors.size <= CURSORS_MAX) return;
    const oldest = this.cursors.keys().next();
    if (oldest.done !== true) this.cursors.delete(oldest.value);
  }
}

/** Whether nothing more is to be read: what comes next may be damaged. Of an instant only the next command tells. */
function isReached({ sequence }: Cursor, asOf: AsOf): boolean {
  return 'sequence' in asOf && sequence >= asOf.sequence;
}

function isAtOrBefore(
  place: { readonly sequence: number; readonly bookMicros: number },
  asOf: AsOf,
): boolean {
  return 'sequence' in asOf ? place.sequence <= asOf.sequence : place.bookMicros <= asOf.micros;
}
