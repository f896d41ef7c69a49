import { describe, expect, it } from '@jest/globals';
import { BEFORE_ALL, type EventStore, NO_STREAM, type RecordedEvent } from '../port.js';
import {
  anEvent,
  asGiven,
  codeOf,
  collect,
  someEvents,
  type StoreFactory,
  type StoreUnderTest,
  uniqueName,
  until,
} from './harness.js';

/** How every store ends, comes back and is shared. */
export function describeSharing(factory: StoreFactory): void {
  describe('closing, reopening, sharing', () => {
    it('takes nothing after it was closed, and finishes what it took before', async () => {
      const { store, close } = await factory();
      const stream = uniqueName('closed');
      const subscription = store.subscribe({ afterPosition: BEFORE_ALL, streamPrefix: stream }, () =>
        Promise.resolve(),
      );
      const appending = store.append(stream, NO_STREAM, someEvents(3));
      const closing = store.close();
      await expect(appending).resolves.toMatchObject({ revision: 2 });
      await closing;
      await expect(subscription.closed).resolves.toBeUndefined();
      expect(await codeOf(store.append(stream, 2, someEvents(1)))).toBe('CLOSED');
      expect(await codeOf(store.lastRevision(stream))).toBe('CLOSED');
      expect(await codeOf(collect(store.readStream(stream)))).toBe('CLOSED');
      await close();
    });

    it('has everything acknowledged after it was reopened', async () => {
      await use(factory, async ({ store, reopen }) => {
        if (reopen === undefined) return;
        const stream = uniqueName('durable');
        const first = someEvents(50, 500);
        const result = await store.append(stream, NO_STREAM, first);
        const again = await reopen();
        expect(asGiven(await collect(again.readStream(stream)))).toEqual(asGiven(first));
        expect(await again.append(stream, NO_STREAM, first)).toEqual(result);
        expect(await again.lastPosition()).toBeGreaterThanOrEqual(result.position);
        const next = await again.append(stream, 49, [anEvent()]);
        expect(next.revision).toBe(50);
        expect(next.position).toBeGreaterThan(result.position);
      });
    });

    it('shows the appends of one handle to another, and fences them against each other', async () => {
      await useTwo(factory, async (one, other) => {
        const stream = uniqueName('two');
        const first = someEvents(2);
        const result = await one.append(stream, NO_STREAM, first);
        expect(await other.lastRevision(stream)).toBe(1);
        expect(asGiven(await collect(other.readStream(stream)))).toEqual(asGiven(first));
        expect(await other.append(stream, NO_STREAM, first)).toEqual(result);
        expect(await codeOf(other.append(stream, NO_STREAM, someEvents(1)))).toBe('WRONG_EXPECTED_REVISION');
        await other.append(stream, 1, someEvents(1));
        expect(await codeOf(one.append(stream, 1, someEvents(1)))).toBe('WRONG_EXPECTED_REVISION');
        expect((await one.append(stream, 2, someEvents(1))).revision).toBe(3);
      });
    });

    it('lets one of two handles win each revision, whoever comes first', async () => {
      await useTwo(factory, async (one, other) => {
        const stream = uniqueName('duel');
        let revision = NO_STREAM;
        for (let round = 0; round < 40; round++) {
          const busywork = [one, other].map((store) =>
            store.append(uniqueName('aside'), NO_STREAM, someEvents(1)),
          );
          const results = await Promise.allSettled(
            [one, other].map((store) => store.append(stream, revision, [anEvent()])),
          );
          expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
          await Promise.all(busywork);
          revision++;
        }
        expect(await one.lastRevision(stream)).toBe(39);
        expect(await collect(other.readStream(stream))).toHaveLength(40);
      });
    });

    it('delivers what another handle appends to a subscription, once and in order', async () => {
      await useTwo(factory, async (one, other) => {
        const prefix = uniqueName('follow');
        const seen: RecordedEvent[] = [];
        const options = { afterPosition: await one.lastPosition(), streamPrefix: prefix };
        const subscription = one.subscribe(options, (events) => {
          seen.push(...events);
          return Promise.resolve();
        });
        await Promise.all(
          [one, other].map(async (store, i) => {
            for (let n = 0; n < 40; n++) await store.append(`${prefix}-${i}`, n - 1, [anEvent()]);
          }),
        );
        await until(() => seen.length >= 80, 'the events of both were delivered');
        await subscription.close();
        expect(new Set(seen.map((event) => event.id)).size).toBe(80);
        const positions = seen.map((event) => event.position);
        expect(positions).toEqual(positions.toSorted((a, b) => a - b));
      });
    });
  });
}

async function use(factory: StoreFactory, test: (subject: StoreUnderTest) => Promise<void>): Promise<void> {
  const subject = await factory();
  try {
    await test(subject);
  } finally {
    await subject.close();
  }
}

async function useTwo(
  factory: StoreFactory,
  test: (one: EventStore, other: EventStore) => Promise<void>,
): Promise<void> {
  await use(factory, async ({ store, beside }) => {
    if (beside !== undefined) await test(store, await beside());
  });
}
