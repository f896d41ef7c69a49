import { MissingEvents, UnreadableEvent } from '#book-feed';
import type { BookEvent } from '#contracts';
import { DamagedEventsError } from '#event-store';
import type { Book } from '#matching';
import { messageOf } from './event-comparison.js';

/** A book's stored history contradicts itself or the rules that wrote it: nobody may trade on it or trust a view of it. */
export class HistoryMismatch extends Error {
  /** @param sequence - of the event that is wrong, or of the first after the last one that is known to be right. */
  constructor(
    readonly instrument: string,
    readonly sequence: number,
    what: string,
    options?: ErrorOptions,
  ) {
    super(`book ${instrument}, sequence ${sequence}: ${what}`, options);
    this.name = 'HistoryMismatch';
  }
}

/**
 * Applies an event as it is stored.
 *
 * @throws HistoryMismatch when it cannot follow what the book holds.
 */
export function applyStored(book: Book, event: BookEvent): void {
  const next = book.sequence + 1;
  try {
    book.apply(event);
  } catch (error) {
    throw new HistoryMismatch(book.instrumentId, next, messageOf(error), { cause: error });
  }
}

/**
 * What an error means that was met while a book's whole stream was read: events that are lost, damaged or not to be read
 * are a `HistoryMismatch`; whatever else the store met is no matter of the history and stays what it is.
 *
 * @param sequence - of the first event that was not applied.
 */
export function asHistoryMismatch(instrument: string, sequence: number, error: unknown): unknown {
  if (error instanceof UnreadableEvent) {
    const what = `the event cannot be read: ${messageOf(error.cause)}`;
    return new HistoryMismatch(instrument, error.sequence, what, { cause: error });
  }
  if (error instanceof MissingEvents || error instanceof DamagedEventsError)
    return new HistoryMismatch(instrument, sequence, error.message, { cause: error });
  return error;
}
