import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { open, type RootDatabase } from 'lmdb';
import { type Message, MessageBusError } from '../port.js';
import { EmbeddedMessageBus } from './embedded-message-bus.js';

let path: string;
let root: RootDatabase<Uint8Array, Uint8Array>;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'message-bus-limits-'));
  root = open({ path, noSubdir: false, overlappingSync: false, encoding: 'binary', keyEncoding: 'binary' });
});
afterEach(async () => {
  await root.close();
  rmSync(path, { recursive: true, force: true });
});

function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'resolved',
    (error: unknown) => (error instanceof MessageBusError ? error.code : 'thrown'),
  );
}

describe('the bounds of the embedded bus', () => {
  it('refuses sends at once while too many or too heavy ones wait', async () => {
    const bus = EmbeddedMessageBus.open({ root, waitingSendsMax: 2, waitingBytesMax: 1_000 });
    await bus.createTopic('t', 1);
    const send = (bytes: number): Promise<string> =>
      codeOf(bus.send('t', [{ key: 'k', value: new Uint8Array(bytes) }]));
    expect(await Promise.all([send(1), send(1), send(1)])).toEqual(['resolved', 'resolved', 'UNAVAILABLE']);
    expect(await Promise.all([send(600), send(600)])).toEqual(['resolved', 'UNAVAILABLE']);
    expect(await send(5_000)).toBe('resolved');
    expect(await bus.headOffset('t', 0)).toBe(4);
    await bus.close();
  });

  it('refuses to send while the disk is nearly full, and goes on when there is room again', async () => {
    let room = false;
    const bus = EmbeddedMessageBus.open({ root, hasRoom: () => room });
    await bus.createTopic('t', 1);
    expect(await codeOf(bus.send('t', [{ key: 'k', value: new Uint8Array(1) }]))).toBe('STORAGE_FULL');
    expect(await bus.headOffset('t', 0)).toBe(0);
    room = true;
    expect(await bus.send('t', [{ key: 'k', value: new Uint8Array(1) }])).toEqual([
      { partition: 0, offset: 0 },
    ]);
    await bus.close();
  });

  it('refuses names and numbers that no bus could hold', async () => {
    const bus = EmbeddedMessageBus.open({ root });
    for (const name of ['', 'with space', 'nul\0', 'x'.repeat(250)]) {
      await expect(bus.createTopic(name, 1)).rejects.toThrow(RangeError);
    }
    for (const partitions of [0, -1, 1.5, 10_001]) {
      await expect(bus.createTopic('t', partitions)).rejects.toThrow(RangeError);
    }
    await bus.createTopic('t', 2);
    await expect(bus.headOffset('t', 2)).rejects.toThrow(RangeError);
    await bus.close();
  });
});

describe('the embedded bus beside its model', () => {
  it('keeps every partition like a plain array would, whatever the sizes of sends and batches', async () => {
    const batch = fc.array(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c', 'klucz-ł', ''),
        size: fc.constantFrom(0, 1, 300, 700, 9_000),
      }),
      { minLength: 1, maxLength: 30 },
    );
    let topics = 0;
    const bus = EmbeddedMessageBus.open({ root, batchBytesMax: 20_000 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(batch, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 40 }),
        async (sends, batchMessagesMax) => {
          const topic = `topic-${topics++}`;
          await bus.createTopic(topic, 3);
          const model: string[][] = [[], [], []];
          let serial = 0;
          for (const messages of sends) {
            const made = messages.map(({ key, size }) => ({
              key,
              value: Buffer.from(`${serial++}:${'x'.repeat(size)}`),
            }));
            const positions = await bus.send(topic, made);
            for (const [i, { partition, offset }] of positions.entries()) {
              const lane = model[partition] ?? [];
              expect(offset).toBe(lane.length);
              lane.push(`${made[i]?.key ?? ''}=${made[i]?.value.toString() ?? ''}`);
            }
          }
          const found: string[][] = [[], [], []];
          const consumer = bus.consume({ topic, group: 'g', batchMessagesMax }, ({ partition, messages }) => {
            expect(messages.length).toBeLessThanOrEqual(batchMessagesMax);
            found[partition]?.push(
              ...messages.map(
                (message: Message) => `${message.key}=${Buffer.from(message.value).toString()}`,
              ),
            );
            return Promise.resolve();
          });
          while (found.flat().length < serial) await new Promise((wake) => setTimeout(wake, 1));
          await consumer.stop();
          expect(found).toEqual(model);
        },
      ),
      { numRuns: 30 },
    );
    await bus.close();
  }, 60_000);
});
