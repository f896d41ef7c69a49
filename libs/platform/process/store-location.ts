import { EmbeddedEventStore, openEmbeddedEnvironment, openEventStoreDb, type EventStore } from '#event-store';
import type { Logger } from '../logging/logger.js';

/** Where the events are, in a form that another thread can be told. */
export type StoreLocation =
  | { readonly kind: 'embedded'; readonly directory: string }
  | { readonly kind: 'eventstoredb'; readonly connectionString: string };

/** An event store that a thread opened for itself, and how to give it back. */
export interface OpenedStore {
  readonly store: EventStore;
  close(): Promise<void>;
}

/** Opens the events for a thread that shares no object with the one that opened them first. */
export async function openStoreAt(location: StoreLocation, logger: Logger): Promise<OpenedStore> {
  if (location.kind === 'eventstoredb') {
    const store = await openEventStoreDb({
      connectionString: location.connectionString,
      onSubscriptionTrouble: (err, pauseMs) =>
        logger.warn('the event store is followed again', { err, pauseMs }),
    });
    return { store, close: () => store.close() };
  }
  const environment = openEmbeddedEnvironment(location.directory);
  const store = EmbeddedEventStore.open(environment);
  return {
    store,
    close: async () => {
      await store.close();
      await environment.close();
    },
  };
}
