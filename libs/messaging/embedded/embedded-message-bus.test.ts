import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { type BusFactory, describeMessageBus } from '../conformance.js';
import { EmbeddedMessageBus } from './embedded-message-bus.js';

const factory: BusFactory = () => {
  const path = mkdtempSync(join(tmpdir(), 'message-bus-'));
  const opened: { readonly close: () => Promise<void> }[] = [];
  const openBus = (): EmbeddedMessageBus => {
    const root = open<Uint8Array, Uint8Array>({
      path,
      noSubdir: false,
      overlappingSync: false,
      encoding: 'binary',
      keyEncoding: 'binary',
    });
    const bus = EmbeddedMessageBus.open({ root });
    opened.push({
      close: async () => {
        await bus.close();
        await root.close();
      },
    });
    return bus;
  };
  const closeAll = async (): Promise<void> => {
    for (const { close } of opened.splice(0).reverse()) await close();
  };
  return Promise.resolve({
    bus: openBus(),
    beside: () => Promise.resolve(openBus()),
    reopen: async () => {
      await closeAll();
      return openBus();
    },
    close: async () => {
      await closeAll();
      rmSync(path, { recursive: true, force: true });
    },
  });
};

describeMessageBus('EmbeddedMessageBus', factory);
