import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Message, SentPosition } from '../port.js';
import { type BusFactory, codeOf, Inbox, message, sharedBus, uniqueName } from './harness.js';

/** How every bus makes topics and sends. */
export function describeSending(factory: BusFactory): void {
  describe('topics and sending', () => {
    const bus = sharedBus(factory);

    it('creates a topic once and refuses it with another number of partitions', async () => {
      const topic = uniqueName('created');
      await bus().createTopic(topic, 3);
      await bus().createTopic(topic, 3);
      expect(await codeOf(bus().createTopic(topic, 4))).toBe('TOPIC_MISMATCH');
      expect(await codeOf(bus().createTopic(topic, 2))).toBe('TOPIC_MISMATCH');
      expect((await bus().send(topic, [message('key', 'still there')])).length).toBe(1);
    });

    it('knows no topic that was not created', async () => {
      const topic = uniqueName('absent');
      expect(await codeOf(bus().send(topic, [message('key', 'text')]))).toBe('UNKNOWN_TOPIC');
      expect(await codeOf(bus().headOffset(topic, 0))).toBe('UNKNOWN_TOPIC');
      const consumer = bus().consume({ topic, group: uniqueName('group') }, () => Promise.resolve());
      expect(await codeOf(consumer.stopped)).toBe('UNKNOWN_TOPIC');
    });

    it('keeps keys and values exactly, whatever the bytes', async () => {
      const topic = uniqueName('exact');
      await bus().createTopic(topic, 1);
      const values = [
        new Uint8Array(0),
        Uint8Array.from({ length: 256 }, (_, i) => i),
        new Uint8Array(randomBytes(200_000)),
      ];
      const keys = ['NDPR-OXIDE', 'książka-帳簿-🪨', 'with space / and \t tab'];
      await bus().send(
        topic,
        keys.map((key, i) => ({ key, value: values[i] ?? new Uint8Array(0) })),
      );
      const inbox = new Inbox(true);
      const consumer = bus().consume({ topic, group: uniqueName('group') }, inbox.take);
      await inbox.holds(3);
      await consumer.stop();
      expect(inbox.messages.map(({ key }) => key)).toEqual(keys);
      expect(inbox.messages.map(({ value }) => hexOf(value))).toEqual(values.map(hexOf));
    });

    it('gives the messages of one key one partition and growing offsets, in the order sent', async () => {
      const topic = uniqueName('order');
      await bus().createTopic(topic, 5);
      const sent = new Map<string, SentPosition[]>();
      const remember = (key: string, position: SentPosition | undefined): void => {
        if (position === undefined) throw new Error('a message has no position');
        sent.set(key, [...(sent.get(key) ?? []), position]);
      };
      for (let round = 0; round < 8; round++) {
        const keys = ['a', 'b', 'c', 'a', 'd', 'a', 'b'];
        const positions = await bus().send(
          topic,
          keys.map((key, i) => message(key, `${round}.${i}`)),
        );
        expect(positions).toHaveLength(keys.length);
        for (const [i, key] of keys.entries()) remember(key, positions[i]);
      }
      for (const positions of sent.values()) {
        expect(new Set(positions.map(({ partition }) => partition)).size).toBe(1);
        const offsets = positions.map(({ offset }) => offset);
        expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
      }
    });

    it('keeps the order of sends that were not waited for', async () => {
      const topic = uniqueName('pipelined');
      await bus().createTopic(topic, 2);
      const texts = Array.from({ length: 60 }, (_, i) => String(i));
      await Promise.all(texts.map((text) => bus().send(topic, [message('key', text)])));
      const inbox = new Inbox(true);
      const consumer = bus().consume({ topic, group: uniqueName('group') }, inbox.take);
      await inbox.holds(60);
      await consumer.stop();
      expect(inbox.texts).toEqual(texts);
    });

    it('spreads keys over the partitions by murmur2, like all adapters', async () => {
      const topic = uniqueName('spread');
      await bus().createTopic(topic, 10);
      const known = new Map(REFERENCE_PARTITIONS);
      const positions = await bus().send(
        topic,
        [...known.keys()].map((key) => message(key, key)),
      );
      expect(positions.map(({ partition }) => partition)).toEqual([...known.values()]);
      const many = await bus().send(
        topic,
        Array.from({ length: 1_000 }, (_, i) => message(`key-${i}`, '')),
      );
      const counts = new Map<number, number>();
      for (const { partition } of many) counts.set(partition, (counts.get(partition) ?? 0) + 1);
      expect([...counts.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      for (const count of counts.values()) expect(count).toBeLessThan(200);
    });

    it('tells the head of each partition', async () => {
      const topic = uniqueName('head');
      await bus().createTopic(topic, 3);
      const before = await Promise.all([0, 1, 2].map((partition) => bus().headOffset(topic, partition)));
      const positions = await bus().send(
        topic,
        Array.from({ length: 30 }, (_, i) => message(`key${i}`, '')),
      );
      for (const partition of [0, 1, 2]) {
        const last = positions.filter((position) => position.partition === partition).at(-1);
        const head = await bus().headOffset(topic, partition);
        expect(head).toBe(last === undefined ? before[partition] : last.offset + 1);
      }
    });

    it('carries big batches whole', async () => {
      const topic = uniqueName('big');
      await bus().createTopic(topic, 4);
      const count = 4_000;
      const batch = Array.from({ length: count }, (_, i) =>
        message(`key${i % 37}`, `${i}:${'x'.repeat(200)}`),
      );
      const positions = await bus().send(topic, batch);
      expect(positions).toHaveLength(count);
      const inbox = new Inbox(true);
      const options = { topic, group: uniqueName('group'), batchMessagesMax: 250 };
      const consumer = bus().consume(options, inbox.take);
      await inbox.holds(count);
      await consumer.stop();
      expect(inbox.messages).toHaveLength(count);
      expect(Math.max(...inbox.batches.map(({ messages }) => messages.length))).toBeLessThanOrEqual(250);
      const places = new Map(inbox.messages.map((found) => [placeOf(found), found]));
      for (const [i, position] of positions.entries()) {
        expect(places.get(placeOf(position))?.key).toBe(batch[i]?.key);
      }
    });
  });
}

/** The test vectors of Kafka's own partitioner, their hashes made positive and taken by 10. */
const REFERENCE_PARTITIONS: readonly (readonly [string, number])[] = [
  ['21', 0],
  ['foobar', 6],
  ['a-little-bit-long-string', 2],
  ['a-little-bit-longer-string', 9],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', 7],
  ['abc', 7],
];

/** Bytes as text: a large array is slow to compare one by one. */
function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function placeOf({ partition, offset }: SentPosition | Message): string {
  return `${partition}/${offset}`;
}
