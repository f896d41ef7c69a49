import { EventStoreError } from '#event-store';
import { InvariantViolation } from '#matching';
import { HistoryMismatch } from './recovery.js';

/**
 * What became of a piece of work that could not be recorded.
 *
 * - `superseded`: another writer of the book was first.
 * - `poison`: it is refused for what it is, and would be for ever.
 * - `fatal`: the book is wrong, or the store cannot go on: the process stops.
 */
export type Failure = 'superseded' | 'poison' | 'fatal';

/** Tells failures apart. A wrong book must not trade, so whatever says that a book is wrong is fatal. */
export function failureOf(error: unknown): Failure {
  if (error instanceof InvariantViolation || error instanceof HistoryMismatch) return 'fatal';
  if (!(error instanceof EventStoreError)) return 'poison';
  switch (error.code) {
    case 'WRONG_EXPECTED_REVISION':
      return 'superseded';
    case 'APPEND_TOO_LARGE':
      return 'poison';
    case 'UNAVAILABLE':
    case 'OUTCOME_UNKNOWN':
    case 'STORAGE_FULL':
    case 'CLOSED':
      return 'fatal';
  }
}
