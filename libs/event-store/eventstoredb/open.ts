import type { EventStore } from '../port.js';
import type { EventStoreDbEventStoreOptions } from './eventstoredb-event-store.js';

/**
 * Opens the event store on a server. The client and all of gRPC are loaded here and not before: an exchange on embedded
 * parts does without them.
 *
 * @returns a store that calls the server when first needed; whoever opened it closes it.
 * @throws Error when the connection string is unusable.
 */
export async function openEventStoreDb(options: EventStoreDbEventStoreOptions): Promise<EventStore> {
  const { EventStoreDbEventStore } = await import('./eventstoredb-event-store.js');
  return EventStoreDbEventStore.open(options);
}
