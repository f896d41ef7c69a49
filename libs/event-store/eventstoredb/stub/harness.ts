import { afterEach, beforeEach } from '@jest/globals';
import { EventStoreDbEventStore, type EventStoreDbEventStoreOptions } from '../eventstoredb-event-store.js';
import { StubServer } from './stub-server.js';

/** A stub for each test, and stores on it that are closed after the test. */
export interface StubBench {
  readonly stub: () => StubServer;
  readonly open: (options?: Partial<EventStoreDbEventStoreOptions>) => EventStoreDbEventStore;
}

/** Starts a stub before each test of a `describe` and ends it after. */
export function stubBench(): StubBench {
  let stub = new StubServer();
  const opened: EventStoreDbEventStore[] = [];
  beforeEach(async () => {
    stub = new StubServer();
    await stub.start();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    stub.stop();
  });
  return {
    stub: () => stub,
    open: (options = {}) => {
      const store = EventStoreDbEventStore.open({ connectionString: stub.connectionString, ...options });
      opened.push(store);
      return store;
    },
  };
}
