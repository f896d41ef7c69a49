import { describe, expect, it } from '@jest/globals';
import { appendInParts } from '../append-in-parts.js';
import { anEvent, codeOf, collect, pause, someEvents, until } from '../conformance/harness.js';
import { BEFORE_ALL, NO_STREAM, type RecordedEvent, type Subscription } from '../port.js';
import type { EventStoreDbEventStore } from './eventstoredb-event-store.js';
import { stubBench } from './stub/harness.js';

const SHORT_MS = 300;

function revisions(events: readonly RecordedEvent[]): number[] {
  return events.map(({ revision }) => revision);
}

describe('EventStoreDB adapter on the STUB: subscriptions that break', () => {
  const { stub, open } = stubBench();

  function follow(store: EventStoreDbEventStore): { seen: number[]; subscription: Subscription } {
    const seen: number[] = [];
    const subscription = store.subscribe({ afterPosition: BEFORE_ALL, streamPrefix: 's' }, (events) => {
      seen.push(...revisions(events));
      return Promise.resolve();
    });
    return { seen, subscription };
  }

  it.each(['end', 'error'] as const)('goes on after the last event handed over: %s', async (how) => {
    const troubles: number[] = [];
    const store = open({
      resumePauseMsMin: 5,
      onSubscriptionTrouble: (_, pauseMs) => troubles.push(pauseMs),
    });
    const { seen, subscription } = follow(store);
    for (let i = 0; i < 40; i++) {
      await store.append('s', i - 1, [anEvent()]);
      if (i % 10 !== 5) continue;
      await until(() => stub().subscriptions > 0, 'the subscription stands');
      stub().dropSubscriptions(how);
    }
    await until(() => seen.length >= 40, 'all events were delivered');
    expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(troubles.length).toBeGreaterThanOrEqual(4);
    await subscription.close();
    await until(() => stub().subscriptions === 0, 'the server knows of it');
  });

  it('waits for a server that is away, longer each time and never too long, and goes on', async () => {
    const pauses: number[] = [];
    const store = open({
      resumePauseMsMin: 5,
      resumePauseMsMax: 40,
      onSubscriptionTrouble: (_, pauseMs) => pauses.push(pauseMs),
    });
    const { seen, subscription } = follow(store);
    await store.append('s', NO_STREAM, someEvents(3));
    await until(() => seen.length >= 3, 'the first were delivered');
    stub().stop();
    await until(() => pauses.length >= 6, 'it has tried several times');
    expect(pauses.slice(0, 6)).toEqual([5, 10, 20, 40, 40, 40]);
    await stub().start();
    await appendInParts(store, 's', 2, someEvents(3));
    await until(() => seen.length >= 6, 'the others were delivered');
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
    await subscription.close();
  });

  it('gives up waiting for a confirmation, and tries again', async () => {
    let troubles = 0;
    const store = open({
      deadlineMs: SHORT_MS,
      resumePauseMsMin: 5,
      onSubscriptionTrouble: () => troubles++,
    });
    await store.append('s', NO_STREAM, someEvents(2));
    stub().silent = true;
    const { seen, subscription } = follow(store);
    await until(() => troubles > 0, 'it has lost its patience');
    stub().silent = false;
    await until(() => seen.length >= 2, 'the events were delivered');
    expect(seen).toEqual([0, 1]);
    await subscription.close();
  });

  it('closes while the server is away', async () => {
    const store = open({ resumePauseMsMin: 10_000 });
    const { subscription } = follow(store);
    stub().stop();
    await pause(50);
    await subscription.close();
    await expect(subscription.closed).resolves.toBeUndefined();
  });
});

describe('EventStoreDB adapter on the STUB: reads', () => {
  const { stub, open } = stubBench();

  it('ends a read that nothing comes of within the deadline', async () => {
    const store = open({ deadlineMs: SHORT_MS });
    stub().silent = true;
    const begin = Date.now();
    expect(await codeOf(collect(store.readStream('s')))).toBe('UNAVAILABLE');
    expect(await codeOf(collect(store.readAll()))).toBe('UNAVAILABLE');
    expect(await codeOf(store.lastPosition())).toBe('UNAVAILABLE');
    expect(Date.now() - begin).toBeLessThan(20 * SHORT_MS);
  });

  it('reads on whatever the bounds of a batch', async () => {
    const store = open({ batchEventsMax: 1, batchBytesMax: 1 });
    for (let i = 0; i < 5; i++) await store.append('s', 8 * i - 1, someEvents(8, 500));
    const forward = Array.from({ length: 40 }, (_, i) => i);
    expect(revisions(await collect(store.readStream('s')))).toEqual(forward);
    expect(revisions(await collect(store.readAll()))).toEqual(forward);
    const backward = await collect(store.readAll({ direction: 'backward' }));
    expect(revisions(backward)).toEqual(forward.toReversed());
  });

  it('survives the end of the server while a reader has stopped early', async () => {
    const store = open({ batchEventsMax: 10 });
    await store.append('s', NO_STREAM, someEvents(200));
    for await (const batch of store.readStream('s')) {
      expect(batch).toHaveLength(10);
      break;
    }
    stub().stop();
    await pause(50);
    expect(await codeOf(store.lastRevision('s'))).toBe('UNAVAILABLE');
  });

  it('leaves out what is the server’s own, also at the end of the store', async () => {
    const store = open({ batchEventsMax: 50 });
    expect(await store.lastPosition()).toBe(BEFORE_ALL);
    stub().log.writeSystemEvents(100);
    expect(await store.lastPosition()).toBe(BEFORE_ALL);
    const { position } = await store.append('s', NO_STREAM, someEvents(3));
    stub().log.writeSystemEvents(300);
    for (let i = 0; i < 2; i++) expect(await store.lastPosition()).toBe(position);
    expect((await collect(store.readAll())).map(({ stream }) => stream)).toEqual(['s', 's', 's']);
    const next = await store.append('s', 2, someEvents(1));
    expect(await store.lastPosition()).toBe(next.position);
  });

  it('reads from any number as if every event were compared with it', async () => {
    const store = open({ batchEventsMax: 50 });
    let revision = NO_STREAM;
    for (let i = 0; i < 20; i++) revision = (await store.append('s', revision, someEvents(3))).revision;
    const all = await collect(store.readAll());
    expect(all).toHaveLength(60);
    const end = all.at(-1)?.position ?? 0;
    for (const at of [0, 1, 2, 3, 17, 1_001, Math.floor(end / 2), end, end + 1, end + 5_000, 2 ** 53 - 2]) {
      const after = await collect(store.readAll({ afterPosition: at }));
      expect(revisions(after)).toEqual(revisions(all.filter(({ position }) => position > at)));
      const before = await collect(store.readAll({ afterPosition: at, direction: 'backward' }));
      expect(revisions(before)).toEqual(revisions(all.filter(({ position }) => position < at)).reverse());
    }
  });
});
