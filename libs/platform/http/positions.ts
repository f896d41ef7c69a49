import type { EventStore } from '#event-store';
import { malformed } from './validation.js';
import { ProblemException } from './problem.js';

/** The problem of a read whose position was not reached in time: the caller is asked to come again. */
export function positionNotReached(detail: string): ProblemException {
  return new ProblemException(503, 'POSITION_NOT_REACHED', detail, {}, { 'retry-after': '1' });
}

/**
 * Refuses a position that the store has not given to anything: no answer carried it, so waiting would be in vain.
 *
 * @throws ProblemException 400 `MALFORMED`.
 */
export async function requireKnownPosition(store: EventStore, position: number): Promise<void> {
  if (position <= (await store.lastPosition())) return;
  const message = 'is no position of this venue: name one that an answer carried';
  throw malformed('the request is malformed', [
    { field: 'afterPosition', code: 'UNKNOWN_POSITION', message },
  ]);
}
