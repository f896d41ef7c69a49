import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEventStore, type StoreFactory } from '../conformance.js';
import { EmbeddedEventStore } from './embedded-event-store.js';
import { openEmbeddedEnvironment } from './environment.js';

const factory: StoreFactory = (limits = {}) => {
  const path = mkdtempSync(join(tmpdir(), 'event-store-'));
  const opened: { readonly close: () => Promise<void> }[] = [];
  const open = (): EmbeddedEventStore => {
    const environment = openEmbeddedEnvironment(path);
    const store = EmbeddedEventStore.open({ ...environment, ...limits });
    opened.push({
      close: async () => {
        await store.close();
        await environment.close();
      },
    });
    return store;
  };
  const closeAll = async (): Promise<void> => {
    for (const { close } of opened.splice(0).reverse()) await close();
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
      rmSync(path, { recursive: true, force: true });
    },
  });
};

describeEventStore('EmbeddedEventStore', factory);
