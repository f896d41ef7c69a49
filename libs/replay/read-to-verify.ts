import { EventStoreError, type EventStore, type RecordedEvent } from '#event-store';
import { Breather } from './breather.js';
import { difference, messageOf } from './event-comparison.js';
import type { Difference } from './verification.js';

/** Tells what keeps the events that follow from being read. */
export type OnUnreadable = (message: string) => void;

/**
 * Reads until the store meets bytes that it cannot make events of: these are what verification looks for, and no
 * reason to give no answer.
 *
 * @throws EventStoreError when the store is not there to be read.
 */
export async function* readWhileReadable(
  batches: AsyncIterable<readonly RecordedEvent[]>,
  onUnreadable: OnUnreadable,
): AsyncIterable<readonly RecordedEvent[]> {
  try {
    yield* batches;
  } catch (error) {
    if (error instanceof EventStoreError) throw error;
    onUnreadable(messageOf(error));
  }
}

/**
 * Hands over a stream event by event, in slices, until a difference is told.
 *
 * @param take - takes the next event; tells the difference when there is one.
 * @throws EventStoreError when the store is not there to be read; the signal's reason when given up.
 */
export async function readToVerify(
  store: EventStore,
  stream: string,
  take: (recorded: RecordedEvent) => Difference | undefined,
  signal?: AbortSignal,
): Promise<Difference | undefined> {
  const breather = new Breather(signal);
  let sequence = 1;
  let unreadable: Difference | undefined;
  const onUnreadable = (message: string): void => {
    unreadable = difference('unreadable', sequence, message);
  };
  for await (const batch of readWhileReadable(store.readStream(stream), onUnreadable)) {
    for (const recorded of batch) {
      const found = take(recorded);
      if (found !== undefined) return found;
      sequence += 1;
      if (breather.isDue) await breather.breathe();
    }
  }
  return unreadable;
}
