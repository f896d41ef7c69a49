import { describe, expect, it } from '@jest/globals';
import { type BusFactory, Inbox, message, pause, sharedBus, uniqueName, until } from './harness.js';

/** How every bus hands over messages. */
export function describeConsuming(factory: BusFactory): void {
  describe('consuming', () => {
    const bus = sharedBus(factory);

    it('hands over what was sent before and what is sent later, in order within each key', async () => {
      const topic = uniqueName('stream');
      await bus().createTopic(topic, 4);
      const keys = Array.from({ length: 9 }, (_, i) => `key${i}`);
      for (let i = 0; i < 10; i++)
        await bus().send(
          topic,
          keys.map((key) => message(key, String(i))),
        );
      const inbox = new Inbox(true);
      const consumer = bus().consume({ topic, group: uniqueName('group') }, inbox.take);
      for (let i = 10; i < 20; i++)
        await bus().send(
          topic,
          keys.map((key) => message(key, String(i))),
        );
      await inbox.holds(180);
      await consumer.stop();
      for (const key of keys) {
        const own = inbox.messages
          .filter((found) => found.key === key)
          .map(({ value }) => new TextDecoder().decode(value));
        expect(own).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
      }
    });

    it('passes over what was sent before a group that begins at the head, and misses nothing after', async () => {
      const topic = uniqueName('head');
      await bus().createTopic(topic, 3);
      const keys = Array.from({ length: 6 }, (_, i) => `key${i}`);
      await bus().send(
        topic,
        keys.map((key) => message(key, 'before')),
      );
      const inbox = new Inbox(true);
      const consumer = bus().consume({ topic, group: uniqueName('group'), from: 'head' }, inbox.take);
      await consumer.started;
      await bus().send(
        topic,
        keys.map((key) => message(key, 'after')),
      );
      await inbox.holds(keys.length);
      await consumer.stop();
      expect(inbox.texts).toEqual(keys.map(() => 'after'));
    });

    it('tells which partitions are held, and where a key goes', async () => {
      const topic = uniqueName('held');
      await bus().createTopic(topic, 5);
      let held: readonly number[] = [];
      const inbox = new Inbox(true);
      const options = {
        topic,
        group: uniqueName('group'),
        onAssigned: (partitions: readonly number[]) => (held = partitions),
      };
      const consumer = bus().consume(options, inbox.take);
      await until(() => held.length === 5, 'the only member holds every partition');
      const [position] = await bus().send(topic, [message('some key', '')]);
      expect(position?.partition).toBe(await bus().partitionOf(topic, 'some key'));
      await inbox.holds(1);
      await consumer.stop();
      expect(held.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    });

    it('tells how far a group is from the head of each partition, whether it consumes or not', async () => {
      const topic = uniqueName('progress');
      const group = uniqueName('group');
      await bus().createTopic(topic, 2);
      const sent = await bus().send(
        topic,
        Array.from({ length: 40 }, (_, i) => message(`key${i}`, '')),
      );
      const heads = [0, 1].map((own) => sent.filter(({ partition }) => partition === own).length);
      expect(await bus().groupProgress(topic, group)).toEqual(
        heads.map((headOffset, partition) => ({ partition, committedOffset: 0, headOffset })),
      );
      const inbox = new Inbox(true);
      const consumer = bus().consume({ topic, group }, inbox.take);
      await inbox.holds(40);
      await consumer.stop();
      await bus().send(topic, [message('key0', 'one more')]);
      const grown = sent[0]?.partition;
      expect(await bus().groupProgress(topic, group)).toEqual(
        heads.map((head, partition) => ({
          partition,
          committedOffset: head,
          headOffset: partition === grown ? head + 1 : head,
        })),
      );
    });

    it('gives a batch of one partition only, with offsets that grow', async () => {
      const topic = uniqueName('batches');
      await bus().createTopic(topic, 3);
      await bus().send(
        topic,
        Array.from({ length: 100 }, (_, i) => message(`key${i}`, '')),
      );
      const inbox = new Inbox(true);
      const options = { topic, group: uniqueName('group'), batchMessagesMax: 7 };
      const consumer = bus().consume(options, inbox.take);
      await inbox.holds(100);
      await consumer.stop();
      for (const batch of inbox.batches) {
        expect(batch.topic).toBe(topic);
        expect(batch.messages.length).toBeLessThanOrEqual(7);
        expect(new Set(batch.messages.map(({ partition }) => partition))).toEqual(new Set([batch.partition]));
        const offsets = batch.messages.map(({ offset }) => offset);
        expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
      }
    });

    it('never hands over two batches of one partition at once', async () => {
      const topic = uniqueName('serial');
      await bus().createTopic(topic, 2);
      const running = new Map<number, number>();
      let most = 0;
      let done = 0;
      const options = { topic, group: uniqueName('group'), batchMessagesMax: 5 };
      const consumer = bus().consume(options, async (batch) => {
        const now = (running.get(batch.partition) ?? 0) + 1;
        running.set(batch.partition, now);
        most = Math.max(most, now);
        await pause(3);
        running.set(batch.partition, now - 1);
        done += batch.messages.length;
      });
      for (let i = 0; i < 20; i++) await bus().send(topic, [message(`a${i}`, ''), message(`b${i}`, '')]);
      await until(() => done >= 40, 'all messages were handled');
      await consumer.stop();
      expect(most).toBe(1);
    });

    it('goes on behind the last commit and repeats what was not committed', async () => {
      const topic = uniqueName('commit');
      const group = uniqueName('group');
      await bus().createTopic(topic, 1);
      await bus().send(
        topic,
        Array.from({ length: 10 }, (_, i) => message('key', String(i))),
      );
      const first = new Inbox(false);
      const consumer = bus().consume({ topic, group, batchMessagesMax: 4 }, async (batch) => {
        await first.take(batch);
        if (first.batches.length === 1) await batch.commit((batch.messages[0]?.offset ?? 0) + 3);
      });
      await first.holds(10);
      await consumer.stop();
      const second = new Inbox(true);
      const next = bus().consume({ topic, group }, second.take);
      await second.holds(7);
      await next.stop();
      expect(second.texts).toEqual(['3', '4', '5', '6', '7', '8', '9']);
      const third = new Inbox(true);
      const last = bus().consume({ topic, group }, third.take);
      await bus().send(topic, [message('key', 'new')]);
      await third.holds(1);
      await last.stop();
      expect(third.texts).toEqual(['new']);
    });

    it('lets each group see every message', async () => {
      const topic = uniqueName('groups');
      await bus().createTopic(topic, 3);
      const inboxes = [new Inbox(true), new Inbox(true)];
      const consumers = inboxes.map((inbox) =>
        bus().consume({ topic, group: uniqueName('group') }, inbox.take),
      );
      await bus().send(
        topic,
        Array.from({ length: 50 }, (_, i) => message(`key${i}`, String(i))),
      );
      for (const inbox of inboxes) await inbox.holds(50);
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      const all = Array.from({ length: 50 }, (_, i) => String(i)).sort();
      for (const inbox of inboxes) expect(inbox.texts.sort()).toEqual(all);
    });

    it('ends with the error of a handler that throws, and hands its messages to the next', async () => {
      const topic = uniqueName('throws');
      const group = uniqueName('group');
      await bus().createTopic(topic, 1);
      await bus().send(topic, [message('key', 'poison'), message('key', 'after')]);
      const consumer = bus().consume({ topic, group, batchMessagesMax: 1 }, () =>
        Promise.reject(new Error('the handler is unwell')),
      );
      await expect(consumer.stopped).rejects.toThrow('the handler is unwell');
      await consumer.stop();
      const inbox = new Inbox(true);
      const next = bus().consume({ topic, group }, inbox.take);
      await inbox.holds(2);
      await next.stop();
      expect(inbox.texts).toEqual(['poison', 'after']);
    });

    it('stops after the batch in hand and hands over nothing more', async () => {
      const topic = uniqueName('stops');
      await bus().createTopic(topic, 1);
      await bus().send(topic, [message('key', '1'), message('key', '2')]);
      let begun = 0;
      let ended = 0;
      const options = { topic, group: uniqueName('group'), batchMessagesMax: 1 };
      const consumer = bus().consume(options, async () => {
        begun++;
        await pause(30);
        ended++;
      });
      await until(() => begun === 1, 'the first batch was handed over');
      await consumer.stop();
      await expect(consumer.stopped).resolves.toBeUndefined();
      await bus().send(topic, [message('key', '3')]);
      await pause(30);
      expect({ begun, ended }).toEqual({ begun: 1, ended: 1 });
    });
  });
}
