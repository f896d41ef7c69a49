import { CLEARING_STREAM } from '#contracts';
import type { EventStore } from '#event-store';
import { fromStored, type PositionedClearingEvent } from '../writer/clearing-log.js';

/** Events that nobody asked for are read along where that saves a read of its own. */
const GAP_MAX = 32;

/**
 * Reads events of clearing back from the stream, where an event's sequence is its revision and one more.
 *
 * @param sequences - ascending.
 * @returns the events by their sequence.
 */
export async function clearingEventsAt(
  store: EventStore,
  sequences: readonly number[],
): Promise<ReadonlyMap<number, PositionedClearingEvent>> {
  const wanted = new Set(sequences);
  const found = new Map<number, PositionedClearingEvent>();
  for (const { first, last } of runsOf(sequences)) {
    const read = store.readStream(CLEARING_STREAM, { fromRevision: first - 1, countMax: last - first + 1 });
    for await (const batch of read) {
      for (const recorded of batch) {
        if (wanted.has(recorded.revision + 1)) found.set(recorded.revision + 1, fromStored(recorded));
      }
    }
  }
  return found;
}

interface Run {
  readonly first: number;
  last: number;
}

function runsOf(sequences: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const sequence of sequences) {
    const run = runs.at(-1);
    if (run !== undefined && sequence - run.last <= GAP_MAX) run.last = sequence;
    else runs.push({ first: sequence, last: sequence });
  }
  return runs;
}
