import { MissingEvents } from '#book-feed';
import { EventStoreError } from '#event-store';
import { messageOf } from './event-comparison.js';

/** A book's stored history contradicts itself or the rules that wrote it: nobody may trade on it or trust a view of it. */
export class HistoryMismatch extends Error {
  /** @param sequence - of the first event that is in doubt. */
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
 * What an error means that a whole book's stream met while it was read and applied: a store that is not there stays
 * what it is and may come back, all else is a `HistoryMismatch` and does not go away.
 *
 * @param sequence - of the first event that was not applied.
 */
export function asHistoryMismatch(instrument: string, sequence: number, error: unknown): unknown {
  if (error instanceof HistoryMismatch) return error;
  if (error instanceof EventStoreError && !(error instanceof MissingEvents)) return error;
  return new HistoryMismatch(instrument, sequence, messageOf(error), { cause: error });
}
