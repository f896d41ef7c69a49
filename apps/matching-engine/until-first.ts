import { EventStoreError, untilAvailable } from '#event-store';

const TRIES_MAX = 20;

/**
 * Appends to a stream that all engines share, and again when another was first.
 *
 * @param append - reads the stream's last revision anew each time.
 * @param patienceMs - for how long to wait for a store that is away; a minute when absent.
 * @throws EventStoreError when the store does not come back, or others are first for ever.
 */
export async function untilFirst<Result>(
  append: () => Promise<Result>,
  patienceMs?: number,
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await untilAvailable(append, patienceMs);
    } catch (error) {
      const lostRace = error instanceof EventStoreError && error.code === 'WRONG_EXPECTED_REVISION';
      if (!lostRace || tries >= TRIES_MAX) throw error;
    }
  }
}
