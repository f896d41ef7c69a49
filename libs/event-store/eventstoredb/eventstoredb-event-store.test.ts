import { describeEventStore, type StoreFactory } from '../conformance.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';
import { StubServer } from './stub/stub-server.js';

/** The connection string of a real server, which need not be empty: `esdb://127.0.0.1:2113?tls=false`, for example. */
const SERVER_URL = process.env['EVENTSTOREDB_URL'];

/** Opens stores on a server; who starts the server says how it ends. */
function storesOn(connectionString: string, end: () => void): StoreFactory {
  return (limits = {}) => {
    const opened: EventStoreDbEventStore[] = [];
    const open = (): EventStoreDbEventStore => {
      const store = EventStoreDbEventStore.open({ connectionString, ...limits });
      opened.push(store);
      return store;
    };
    const closeAll = async (): Promise<void> => {
      await Promise.all(opened.splice(0).map((store) => store.close()));
    };
    return Promise.resolve({
      store: open(),
      beside: () => Promise.resolve(open()),
      reopen: async () => {
        await closeAll();
        return open();
      },
      close: async () => {
        await closeAll();
        end();
      },
    });
  };
}

if (SERVER_URL === undefined) {
  describeEventStore('EventStoreDbEventStore on the STUB (no server was asked)', async (limits) => {
    const stub = new StubServer();
    await stub.start();
    return storesOn(stub.connectionString, () => stub.stop())(limits);
  });
} else {
  describeEventStore(
    'EventStoreDbEventStore on the SERVER',
    storesOn(SERVER_URL, () => undefined),
  );
}
