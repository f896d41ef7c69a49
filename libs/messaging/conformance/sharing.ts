import { describe, expect, it } from '@jest/globals';
import type { Consumer, MessageBus } from '../port.js';
import { type BusFactory, type BusUnderTest, codeOf, Inbox, message, uniqueName, until } from './harness.js';

const PARTITIONS = 6;

/** How every bus shares partitions, ends and comes back. */
export function describeSharing(factory: BusFactory): void {
  describe('groups, closing, reopening', () => {
    it('shares the partitions of a topic among the members of a group', async () => {
      await use(factory, async ({ bus, beside }) => {
        const topic = uniqueName('shared');
        const group = uniqueName('group');
        await bus.createTopic(topic, PARTITIONS);
        const buses = [bus, beside === undefined ? bus : await beside()];
        const inboxes = [new Inbox(true), new Inbox(true)];
        const consumers = buses.map((own, i) =>
          own.consume({ topic, group }, (inboxes[i] ?? new Inbox(true)).take),
        );
        await sendUntil(bus, topic, () => inboxes.every((inbox) => inbox.messages.length > 0));
        // Both are members by now; from here on each partition has one of them.
        const from = inboxes.map((inbox) => inbox.messages.length);
        const sent = await sendEverywhere(bus, topic, 50);
        const fresh = (): string[] => inboxes.flatMap((inbox, i) => inbox.texts.slice(from[i]));
        await until(() => includesAll(fresh(), sent), 'all messages were delivered');
        await Promise.all(consumers.map((consumer) => consumer.stop()));
        for (const inbox of inboxes) expect(inbox.messages.length).toBeGreaterThan(0);
      });
    });

    it('gives the partitions of a member that stops to the others', async () => {
      await use(factory, async ({ bus, beside }) => {
        const topic = uniqueName('leaving');
        const group = uniqueName('group');
        await bus.createTopic(topic, PARTITIONS);
        const other = beside === undefined ? bus : await beside();
        const inboxes = [new Inbox(true), new Inbox(true)] as const;
        const staying = bus.consume({ topic, group }, inboxes[0].take);
        const leaving = other.consume({ topic, group }, inboxes[1].take);
        await sendUntil(bus, topic, () => inboxes.every((inbox) => inbox.messages.length > 0));
        await leaving.stop();
        const leftWith = inboxes[1].messages.length;
        const sent = await sendEverywhere(bus, topic, 20);
        await until(() => includesAll(inboxes[0].texts, sent), 'the one that stayed had everything');
        await staying.stop();
        expect(inboxes[1].messages).toHaveLength(leftWith);
      });
    });

    it('tells a member for whom no partition is left that it holds none', async () => {
      await use(factory, async ({ bus, beside }) => {
        const topic = uniqueName('crowded');
        const group = uniqueName('group');
        await bus.createTopic(topic, 1);
        const buses = [bus, beside === undefined ? bus : await beside()];
        const held: (readonly number[])[] = [];
        const consumers = buses.map((own, i) =>
          own.consume({ topic, group, onAssigned: (partitions) => (held[i] = partitions) }, () =>
            Promise.resolve(),
          ),
        );
        const isSettled = (): boolean =>
          held[0] !== undefined && held[1] !== undefined && held.flat().length === 1;
        await until(isSettled, 'one holds the partition and the other knows that it holds none');
        await Promise.all(consumers.map((consumer) => consumer.stop()));
      });
    });

    it('says of each partition which member holds it, and of one that left that it holds none', async () => {
      await use(factory, async ({ bus, beside }) => {
        const topic = uniqueName('asked');
        const group = uniqueName('group');
        await bus.createTopic(topic, 2);
        const buses = [bus, beside === undefined ? bus : await beside()];
        const held: (readonly number[])[] = [];
        const [staying, leaving] = buses.map((own, i) =>
          own.consume({ topic, group, onAssigned: (partitions) => (held[i] = partitions) }, () =>
            Promise.resolve(),
          ),
        );
        if (staying === undefined || leaving === undefined) throw new Error('there are two');
        const answers = async (): Promise<boolean[]> =>
          Promise.all([staying.holds(0), staying.holds(1), leaving.holds(0), leaving.holds(1)]);
        await until(() => held[0]?.length === 1 && held[1]?.length === 1, 'each holds one');
        const told = [0, 1].flatMap((i) => [0, 1].map((partition) => held[i]?.includes(partition)));
        expect(await answers()).toEqual(told);
        await leaving.stop();
        await until(() => held[0]?.length === 2, 'the other was given what was left');
        expect(await answers()).toEqual([true, true, false, false]);
        await staying.stop();
      });
    });

    it('loses no message while members come and go', async () => {
      await use(factory, async ({ bus, beside }) => {
        const topic = uniqueName('restless');
        const group = uniqueName('group');
        await bus.createTopic(topic, PARTITIONS);
        const other = beside === undefined ? bus : await beside();
        const inbox = new Inbox(true);
        const sent: string[] = [];
        let members: Consumer[] = [bus.consume({ topic, group }, inbox.take)];
        for (let round = 0; round < 6; round++) {
          sent.push(...(await sendEverywhere(bus, topic, 3)));
          members.push((round % 2 === 0 ? other : bus).consume({ topic, group }, inbox.take));
          sent.push(...(await sendEverywhere(other, topic, 3)));
          const [oldest, ...rest] = members;
          await oldest?.stop();
          members = rest;
        }
        await until(() => includesAll(inbox.texts, sent), 'every message was delivered');
        await Promise.all(members.map((member) => member.stop()));
      });
    });

    it('has messages and commits after it was reopened', async () => {
      await use(factory, async ({ bus, reopen }) => {
        if (reopen === undefined) return;
        const topic = uniqueName('durable');
        const group = uniqueName('group');
        await bus.createTopic(topic, 1);
        const positions = await bus.send(
          topic,
          ['1', '2', '3', '4'].map((text) => message('key', text)),
        );
        const before = new Inbox(false);
        const consumer = bus.consume({ topic, group }, async (batch) => {
          await before.take(batch);
          await batch.commit((positions[1]?.offset ?? 0) + 1);
        });
        await before.holds(4);
        await consumer.stop();
        const again = await reopen();
        await again.createTopic(topic, 1);
        expect(await again.headOffset(topic, 0)).toBe((positions[3]?.offset ?? 0) + 1);
        const after = new Inbox(true);
        const next = again.consume({ topic, group }, after.take);
        await after.holds(2);
        await next.stop();
        expect(after.texts).toEqual(['3', '4']);
      });
    });

    it('takes nothing after it was closed, and finishes what it took before', async () => {
      await use(factory, async ({ bus }) => {
        const topic = uniqueName('closed');
        await bus.createTopic(topic, 1);
        const consumer = bus.consume({ topic, group: uniqueName('group') }, () => Promise.resolve());
        const sending = bus.send(topic, [message('key', 'last')]);
        const closing = bus.close();
        expect(await sending).toHaveLength(1);
        await closing;
        await expect(consumer.stopped).resolves.toBeUndefined();
        expect(await codeOf(bus.send(topic, [message('key', 'late')]))).toBe('CLOSED');
        expect(await codeOf(bus.headOffset(topic, 0))).toBe('CLOSED');
      });
    });
  });
}

let sentSoFar = 0;

/** Sends to many keys, so that every partition gets some, and returns the texts, all different. */
async function sendEverywhere(bus: MessageBus, topic: string, rounds: number): Promise<string[]> {
  const texts: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const batch = Array.from({ length: 24 }, (_, i) => message(`key${i}`, `message ${sentSoFar++}`));
    texts.push(...batch.map(({ value }) => new TextDecoder().decode(value)));
    await bus.send(topic, batch);
  }
  return texts;
}

async function sendUntil(bus: MessageBus, topic: string, condition: () => boolean): Promise<void> {
  let sending = true;
  const sender = (async () => {
    while (sending) {
      await sendEverywhere(bus, topic, 1);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  try {
    await until(condition, 'every member had something');
  } finally {
    sending = false;
    await sender;
  }
}

function includesAll(texts: readonly string[], wanted: readonly string[]): boolean {
  const found = new Set(texts);
  return wanted.every((text) => found.has(text));
}

async function use(factory: BusFactory, test: (subject: BusUnderTest) => Promise<void>): Promise<void> {
  const subject = await factory();
  try {
    await test(subject);
  } finally {
    await subject.close();
  }
}
