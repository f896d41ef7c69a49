import { BOOK_STREAM_PREFIX, instrumentOfStream } from '#contracts';
import { EmbeddedEventStore, openEmbeddedEnvironment, type EventStore } from '#event-store';
import { readWhileReadable, verifyVenue, type VenueVerification } from '#replay';

/** Opens a store, and closes it again whatever happens. */
async function withStore<Result>(
  directory: string,
  use: (store: EventStore) => Promise<Result>,
): Promise<Result> {
  const environment = openEmbeddedEnvironment(directory);
  try {
    const store = EmbeddedEventStore.open(environment);
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  } finally {
    await environment.close();
  }
}

/** Counts the events of a store by reading them all: a backup that cannot be read is none. */
export async function countEvents(directory: string): Promise<number> {
  return withStore(directory, async (store) => {
    let events = 0;
    for await (const batch of store.readAll()) events += batch.length;
    return events;
  });
}

/** Re-runs all that a store holds, whatever kind of book its engine decided with. */
export async function verifyStore(directory: string): Promise<VenueVerification> {
  return withStore(directory, async (store) => verifyVenue(store, await bookNames(store), 'fast'));
}

/** The books of a store, as far as it can be read. */
async function bookNames(store: EventStore): Promise<readonly string[]> {
  const instruments = new Set<string>();
  const batches = store.readAll({ streamPrefix: BOOK_STREAM_PREFIX });
  for await (const batch of readWhileReadable(batches, () => undefined)) {
    for (const event of batch) {
      const instrument = instrumentOfStream(event.stream);
      if (instrument !== undefined) instruments.add(instrument);
    }
  }
  return [...instruments].sort();
}
