import { join } from 'node:path';
import {
  BOOK_STREAM_PREFIX,
  CLEARING_STREAM,
  decodeBookEvent,
  decodeClearingEvent,
  instrumentOfStream,
  type BookEvent,
} from '#contracts';
import { EmbeddedEventStore, openEmbeddedEnvironment, openEventStoreDb, type EventStore } from '#event-store';
import type { BusPlace } from './check-history.js';
import type { Novation } from './check-fills.js';

/** A store that this process looks into beside the services. */
export interface OpenedStore {
  readonly store: EventStore;
  readonly close: () => Promise<void>;
}

/** Opens the store that a distributed venue records into. */
export async function openStoreOf(dataDir: string): Promise<OpenedStore> {
  const connectionString = process.env['EVENTSTOREDB_URL'] ?? '';
  if (connectionString !== '') {
    const store = await openEventStoreDb({ connectionString });
    return { store, close: () => store.close() };
  }
  const environment = openEmbeddedEnvironment(join(dataDir, 'store'));
  const store = EmbeddedEventStore.open(environment);
  return {
    store,
    close: async () => {
      await store.close();
      await environment.close();
    },
  };
}

/** All books, by instrument: their events, and where in the store those are. */
export async function recordedBooks(
  store: EventStore,
): Promise<{ readonly books: Map<string, BookEvent[]>; readonly positions: Map<string, number[]> }> {
  const books = new Map<string, BookEvent[]>();
  const positions = new Map<string, number[]>();
  for await (const batch of store.readAll({ streamPrefix: BOOK_STREAM_PREFIX })) {
    for (const { stream, type, version, data, position } of batch) {
      const instrument = instrumentOfStream(stream) ?? stream;
      let book = books.get(instrument);
      if (book === undefined) {
        books.set(instrument, (book = []));
        positions.set(instrument, []);
      }
      book.push(decodeBookEvent(type, version, data));
      positions.get(instrument)?.push(position);
    }
  }
  return { books, positions };
}

/** All trades that clearing took over. */
export async function recordedNovations(store: EventStore): Promise<Novation[]> {
  const novations: Novation[] = [];
  for await (const batch of store.readStream(CLEARING_STREAM)) {
    for (const { type, version, data } of batch) {
      const event = decodeClearingEvent(type, version, data);
      if (event.type !== 'TradeNovated') continue;
      const { instrument, bookSequence, lots } = event;
      novations.push({ instrument, bookSequence, lots });
    }
  }
  return novations;
}

/** Where the messages lie that were set aside. */
export async function recordedDeadLetters(store: EventStore): Promise<BusPlace[]> {
  const letters: BusPlace[] = [];
  for await (const batch of store.readStream('dead-letters')) {
    for (const { type, data } of batch) {
      if (type === 'MessageSetAside') letters.push(JSON.parse(new TextDecoder().decode(data)) as BusPlace);
    }
  }
  return letters;
}
