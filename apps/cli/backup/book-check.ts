import { BOOK_STREAM_PREFIX, instrumentOfStream } from '#contracts';
import { EmbeddedEventStore, openEmbeddedEnvironment, type EventStore } from '#event-store';
import { verifyBooks, type BookVerification } from '#replay';

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

/** Re-runs every book of a store, whatever kind its engine decided with. */
export async function verifyStore(directory: string): Promise<readonly BookVerification[]> {
  return withStore(directory, async (store) => {
    const instruments = new Set<string>();
    for await (const batch of store.readAll({ streamPrefix: BOOK_STREAM_PREFIX })) {
      for (const event of batch) {
        const instrument = instrumentOfStream(event.stream);
        if (instrument !== undefined) instruments.add(instrument);
      }
    }
    return verifyBooks(store, [...instruments].sort(), 'fast');
  });
}

/** One line on what is wrong with a book. */
export function problemOf(book: BookVerification): string {
  const { difference } = book;
  const where = difference === undefined ? '' : ` at sequence ${difference.sequence}: ${difference.message}`;
  return `${book.instrument} differs${where}`;
}
