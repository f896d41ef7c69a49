import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BEFORE_ALL,
  EmbeddedEventStore,
  NO_STREAM,
  openEmbeddedEnvironment,
  type EmbeddedEnvironment,
  type NewEvent,
} from '#event-store';
import { EmbeddedMessageBus, type NewMessage } from '#messaging';
import { ProgressWatch } from '../health/progress-watch.js';
import { Readiness } from '../health/readiness.js';
import { MeteredEventStore } from './metered-event-store.js';
import { MeteredMessageBus } from './metered-message-bus.js';
import { Metrics } from './metrics.js';

const TOPIC = 'orders';
const GROUP = 'engine';
const PATIENCE_MS = 10_000;

let directory: string;
let environment: EmbeddedEnvironment;
let metrics: Metrics;
let watch: ProgressWatch;
let store: MeteredEventStore;
let bus: MeteredMessageBus;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'orebook-metered-'));
  environment = openEmbeddedEnvironment(directory);
  metrics = new Metrics();
  watch = new ProgressWatch(metrics, new Readiness());
  store = new MeteredEventStore(EmbeddedEventStore.open(environment), metrics, watch);
  bus = new MeteredMessageBus(EmbeddedMessageBus.open(environment), metrics, watch);
  await bus.createTopic(TOPIC, 2);
});
afterEach(async () => {
  await bus.close();
  await store.close();
  await environment.close();
  rmSync(directory, { recursive: true });
});

const event = (): NewEvent => ({ id: randomUUID(), type: 'Happened', version: 1, data: Uint8Array.of(1) });
const message = (key: string): NewMessage => ({ key, value: Uint8Array.of(1) });

async function value(line: string): Promise<number> {
  const found = (await metrics.text()).split('\n').find((one) => one.startsWith(`orebook_${line} `));
  return Number(found?.split(' ').at(-1));
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > endMs) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

describe('the metered event store', () => {
  it('counts appends and their events by kind of stream, failures by code', async () => {
    await store.append('book-A', NO_STREAM, [event(), event()]);
    await store.append('book-B', NO_STREAM, [event()]);
    await expect(store.append('book-B', NO_STREAM, [event()])).rejects.toMatchObject({
      code: 'WRONG_EXPECTED_REVISION',
    });
    expect(await value('append_seconds_count{streams="book"}')).toBe(2);
    expect(await value('append_events_sum{streams="book"}')).toBe(3);
    expect(await value('append_failures_total{streams="book",code="WRONG_EXPECTED_REVISION"}')).toBe(1);
  });

  it('measures a follower from the head of what it follows, and leaves what it does not follow out', async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const subscription = store.subscribe(
      { afterPosition: BEFORE_ALL, streamPrefix: 'book-', follower: 'view' },
      () => held,
    );
    await store.append('book-A', NO_STREAM, [event(), event()]);
    const head = (await store.lastPosition()) - BEFORE_ALL;
    await store.append('other', NO_STREAM, [event()]);
    await watch.sample();
    expect(await value('lag_entries{reader="view",log="book-*"}')).toBe(head);
    letGo();
    await until(async () => {
      await watch.sample();
      return (await value('lag_entries{reader="view",log="book-*"}')) === 0;
    });
    await subscription.close();
    await subscription.closed;
    expect(await metrics.text()).not.toContain('reader="view"');
  });

  it('still watches a follower that broke: it is behind until another one takes its place', async () => {
    const options = { afterPosition: BEFORE_ALL, streamPrefix: 'book-', follower: 'view' };
    const broken = store.subscribe(options, () => Promise.reject(new Error('cannot write the row')));
    // Listened to before it can break: an append may well take longer.
    const isBroken = expect(broken.closed).rejects.toThrow('cannot write the row');
    await store.append('book-A', NO_STREAM, [event()]);
    await isBroken;
    await watch.sample();
    expect(await value('lag_entries{reader="view",log="book-*"}')).toBeGreaterThan(0);
  });
});

describe('the metered message bus', () => {
  it('counts sends and batches, and measures consumers from the head of each partition that they hold', async () => {
    await bus.send(TOPIC, [message('a'), message('b'), message('c')]);
    let seen = 0;
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const consumer = bus.consume({ topic: TOPIC, group: GROUP }, async (batch) => {
      seen += batch.messages.length;
      await held;
      await batch.commit((batch.messages.at(-1)?.offset ?? -1) + 1);
    });
    await until(() => seen === 3);
    const lag = async (): Promise<number> => {
      await watch.sample();
      const parts = await Promise.all(
        [0, 1].map((partition) => value(`lag_entries{reader="${GROUP}",log="${TOPIC}/${partition}"}`)),
      );
      return parts.reduce((sum, part) => sum + part, 0);
    };
    expect(await lag()).toBe(3);
    letGo();
    await until(async () => (await lag()) === 0);
    await consumer.stop();
    await consumer.stopped;
    expect(await value(`send_messages_sum{topic="${TOPIC}"}`)).toBe(3);
    expect(await value(`batch_messages_sum{topic="${TOPIC}",group="${GROUP}"}`)).toBe(3);
    expect(await value(`send_unanswered_messages{topic="${TOPIC}"}`)).toBe(0);
  });

  it('counts sends that fail by code', async () => {
    await expect(bus.send('nowhere', [message('a')])).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC' });
    expect(await value('send_failures_total{topic="nowhere",code="UNKNOWN_TOPIC"}')).toBe(1);
  });
});
