import { describe, expect, it } from '@jest/globals';
import { BEFORE_ALL, NO_STREAM, type RecordedEvent } from '../port.js';
import { anEvent, pause, sharedStore, someEvents, type StoreFactory, uniqueName, until } from './harness.js';

/** How every store is followed by subscription. */
export function describeFollowing(factory: StoreFactory): void {
  describe('following', () => {
    const store = sharedStore(factory);

    it('delivers the history, then what is appended, none twice and none left out', async () => {
      const prefix = uniqueName('catch-up');
      const appended: string[] = [];
      const append = async (stream: string, revision: number): Promise<void> => {
        const event = anEvent();
        appended.push(event.id);
        await store().append(stream, revision, [event]);
      };
      for (let i = 0; i < 50; i++) await append(`${prefix}-a`, i - 1);
      const seen: RecordedEvent[] = [];
      const subscription = store().subscribe(
        { afterPosition: BEFORE_ALL, streamPrefix: prefix, batchEventsMax: 7 },
        async (events) => {
          seen.push(...events);
          await pause(1);
        },
      );
      // The border between history and live is somewhere in here.
      for (let i = 0; i < 100; i++) await append(`${prefix}-b`, i - 1);
      await until(() => seen.length >= 150, 'all events were delivered');
      await subscription.close();
      expect(seen.map((event) => event.id)).toEqual(appended);
    });

    it('delivers what several writers append at once in order of position', async () => {
      const prefix = uniqueName('crowd');
      const seen: RecordedEvent[] = [];
      const subscription = store().subscribe(
        { afterPosition: BEFORE_ALL, streamPrefix: prefix },
        (events) => {
          seen.push(...events);
          return Promise.resolve();
        },
      );
      await Promise.all(
        Array.from({ length: 6 }, async (_, writer) => {
          for (let i = 0; i < 30; i++) await store().append(`${prefix}-${writer}`, 2 * i - 1, someEvents(2));
        }),
      );
      await until(() => seen.length >= 360, 'all events were delivered');
      await subscription.close();
      const positions = seen.map((event) => event.position);
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
      expect(new Set(seen.map((event) => event.id)).size).toBe(360);
    });

    it('delivers no other stream than those under the prefix', async () => {
      const prefix = uniqueName('mine');
      const seen: string[] = [];
      const subscription = store().subscribe(
        { afterPosition: BEFORE_ALL, streamPrefix: `${prefix}-x` },
        (events) => {
          seen.push(...events.map((event) => event.stream));
          return Promise.resolve();
        },
      );
      for (const name of ['w', 'x', 'y', 'x2', 'X']) {
        await store().append(`${prefix}-${name}`, NO_STREAM, someEvents(2));
      }
      await until(() => seen.length >= 4, 'the events under the prefix were delivered');
      await subscription.close();
      expect(seen).toEqual(['x', 'x', 'x2', 'x2'].map((name) => `${prefix}-${name}`));
    });

    it('goes on from a checkpoint, also in the midst of an append', async () => {
      const stream = uniqueName('checkpoint');
      await store().append(stream, NO_STREAM, someEvents(20));
      const seen: RecordedEvent[] = [];
      let checkpoint = BEFORE_ALL;
      for (let run = 0; run < 4; run++) {
        const wanted = (run + 1) * 6;
        if (run === 3) await store().append(stream, 19, someEvents(4));
        let taken = 0;
        const subscription = store().subscribe(
          { afterPosition: checkpoint, streamPrefix: stream, batchEventsMax: 2 },
          (events) => {
            if (taken < 6) {
              seen.push(...events);
              taken += events.length;
              checkpoint = events.at(-1)?.position ?? checkpoint;
            }
            return Promise.resolve();
          },
        );
        await until(() => seen.length >= wanted, `${wanted} events were delivered`);
        await subscription.close();
      }
      expect(seen.map((event) => event.revision)).toEqual(Array.from({ length: 24 }, (_, i) => i));
    });

    it('goes on from just before an event with that event', async () => {
      const stream = uniqueName('before');
      await store().append(stream, NO_STREAM, someEvents(3));
      const { position } = await store().append(stream, 2, someEvents(1));
      await store().append(stream, 3, someEvents(2));
      const seen: number[] = [];
      const subscription = store().subscribe(
        { afterPosition: position - 1, streamPrefix: stream },
        (events) => {
          seen.push(...events.map(({ revision }) => revision));
          return Promise.resolve();
        },
      );
      await until(() => seen.length >= 3, 'three events were delivered');
      await subscription.close();
      expect(seen).toEqual([3, 4, 5]);
    });

    it('waits for the handler before it delivers more', async () => {
      const stream = uniqueName('slow');
      await store().append(stream, NO_STREAM, someEvents(10));
      let running = 0;
      let mostRunning = 0;
      let delivered = 0;
      let batchMost = 0;
      const subscription = store().subscribe(
        { afterPosition: BEFORE_ALL, streamPrefix: stream, batchEventsMax: 3 },
        async (events) => {
          mostRunning = Math.max(mostRunning, ++running);
          batchMost = Math.max(batchMost, events.length);
          await pause(5);
          delivered += events.length;
          running--;
        },
      );
      await store().append(stream, 9, someEvents(10));
      await until(() => delivered >= 20, 'all events were delivered');
      await subscription.close();
      expect({ mostRunning, delivered }).toEqual({ mostRunning: 1, delivered: 20 });
      expect(batchMost).toBeLessThanOrEqual(3);
    });

    it('ends with the error of a handler that throws', async () => {
      const stream = uniqueName('throws');
      await store().append(stream, NO_STREAM, someEvents(4));
      let calls = 0;
      const subscription = store().subscribe(
        { afterPosition: BEFORE_ALL, streamPrefix: stream, batchEventsMax: 1 },
        () => {
          calls++;
          return Promise.reject(new Error('the handler is unwell'));
        },
      );
      await expect(subscription.closed).rejects.toThrow('the handler is unwell');
      await subscription.close();
      await pause(20);
      expect(calls).toBe(1);
    });

    it('closes after the batch in hand and delivers nothing more', async () => {
      const stream = uniqueName('closing');
      await store().append(stream, NO_STREAM, someEvents(2));
      let begun = 0;
      let ended = 0;
      const subscription = store().subscribe(
        { afterPosition: BEFORE_ALL, streamPrefix: stream, batchEventsMax: 1 },
        async () => {
          begun++;
          await pause(20);
          ended++;
        },
      );
      await until(() => begun === 1, 'the first batch was delivered');
      await subscription.close();
      expect({ begun, ended }).toEqual({ begun: 1, ended: 1 });
      await expect(subscription.closed).resolves.toBeUndefined();
      await store().append(stream, 1, someEvents(2));
      await pause(30);
      expect(begun).toBe(1);
    });

    it('closes while it waits for news', async () => {
      const subscription = store().subscribe(
        { afterPosition: BEFORE_ALL, streamPrefix: uniqueName('idle') },
        () => Promise.resolve(),
      );
      await pause(20);
      await subscription.close();
      await expect(subscription.closed).resolves.toBeUndefined();
    });
  });
}
