import { describe, expect, it } from '@jest/globals';
import { BEFORE_ALL, NO_STREAM, type RecordedEvent } from '../port.js';
import { anEvent, collect, sharedStore, someEvents, type StoreFactory, uniqueName } from './harness.js';

/** How every store reads a stream. */
export function describeReadingStreams(factory: StoreFactory): void {
  describe('reading a stream', () => {
    const store = sharedStore(factory);

    it('finds nothing in a stream that is not there', async () => {
      const stream = uniqueName('absent');
      expect(await collect(store().readStream(stream))).toEqual([]);
      expect(await collect(store().readStream(stream, { direction: 'backward' }))).toEqual([]);
      expect(await collect(store().readStream(stream, { fromRevision: 10 }))).toEqual([]);
      expect(await store().lastRevision(stream)).toBe(NO_STREAM);
    });

    it('reads every window, forward and backward', async () => {
      const stream = uniqueName('windows');
      let revision = NO_STREAM;
      for (const count of [1, 2, 7, 1, 40]) {
        revision = (await store().append(stream, revision, someEvents(count, 300))).revision;
      }
      const all = Array.from({ length: revision + 1 }, (_, i) => i);
      const read = async (
        options: Parameters<ReturnType<typeof store>['readStream']>[1],
      ): Promise<number[]> =>
        (await collect(store().readStream(stream, options))).map((event) => event.revision);
      expect(await read({})).toEqual(all);
      expect(await read({ direction: 'backward' })).toEqual(all.toReversed());
      for (const from of [0, 1, 2, 3, 9, 10, 11, 49, 50, 51, 200]) {
        expect(await read({ fromRevision: from })).toEqual(all.slice(from));
        expect(await read({ fromRevision: from, direction: 'backward' })).toEqual(
          all.slice(0, from + 1).reverse(),
        );
        for (const countMax of [1, 2, 5, 100]) {
          expect(await read({ fromRevision: from, countMax })).toEqual(all.slice(from, from + countMax));
          expect(await read({ fromRevision: from, countMax, direction: 'backward' })).toEqual(
            all
              .slice(0, from + 1)
              .reverse()
              .slice(0, countMax),
          );
        }
      }
    });

    it('hands over long streams in several batches', async () => {
      const stream = uniqueName('long');
      let revision = NO_STREAM;
      for (let i = 0; i < 6; i++) {
        revision = (await store().append(stream, revision, someEvents(100, 5_000))).revision;
      }
      let batches = 0;
      let next = 0;
      for await (const batch of store().readStream(stream)) {
        batches++;
        for (const event of batch) expect(event.revision).toBe(next++);
      }
      expect(next).toBe(600);
      expect(batches).toBeGreaterThan(1);
    });

    it('lets a reader stop early', async () => {
      const stream = uniqueName('early');
      await store().append(stream, NO_STREAM, someEvents(300, 2_000));
      for await (const batch of store().readStream(stream)) {
        expect(batch[0]?.revision).toBe(0);
        break;
      }
      expect(await store().lastRevision(stream)).toBe(299);
    });

    it('holds many streams', async () => {
      const prefix = uniqueName('crowd');
      const names = Array.from({ length: 300 }, (_, i) => `${prefix}/${i}`);
      await Promise.all(names.map((name, i) => store().append(name, NO_STREAM, someEvents(1 + (i % 3)))));
      for (const [i, name] of names.entries()) expect(await store().lastRevision(name)).toBe(i % 3);
      const all = await collect(store().readAll({ streamPrefix: `${prefix}/` }));
      expect(all).toHaveLength(600);
      expect(new Set(all.map((event) => event.stream)).size).toBe(300);
    });
  });
}

/** How every store reads everything. */
export function describeReadingAll(factory: StoreFactory): void {
  describe('reading the whole store', () => {
    const store = sharedStore(factory);

    /** Three streams under a prefix of their own, appended in turns. */
    async function threeStreams(): Promise<{ prefix: string; appended: RecordedEvent[] }> {
      const prefix = uniqueName('all');
      for (let i = 0; i < 30; i++) {
        const revision = 2 * Math.floor(i / 3) - 1;
        await store().append(`${prefix}-${i % 3}`, revision, [anEvent(`${i}a`), anEvent(`${i}b`)]);
      }
      const appended: RecordedEvent[] = [];
      for (let i = 0; i < 3; i++) appended.push(...(await collect(store().readStream(`${prefix}-${i}`))));
      return { prefix, appended: appended.sort((a, b) => a.position - b.position) };
    }

    it('reads in order of position, forward and backward, from anywhere', async () => {
      const { prefix, appended } = await threeStreams();
      expect(appended.map((event) => event.type)).toEqual(
        Array.from({ length: 30 }, (_, i) => [`${i}a`, `${i}b`]).flat(),
      );
      expect(await collect(store().readAll({ streamPrefix: prefix }))).toEqual(appended);
      const backward = await collect(store().readAll({ streamPrefix: prefix, direction: 'backward' }));
      expect(backward).toEqual(appended.toReversed());
      for (const at of [0, 1, 29, 30, 58, 59]) {
        const afterPosition = appended[at]?.position ?? BEFORE_ALL;
        const after = await collect(store().readAll({ streamPrefix: prefix, afterPosition }));
        expect(after).toEqual(appended.slice(at + 1));
        const options = { streamPrefix: prefix, afterPosition, direction: 'backward', countMax: 7 } as const;
        expect(await collect(store().readAll(options))).toEqual(appended.slice(0, at).reverse().slice(0, 7));
      }
      const five = await collect(store().readAll({ streamPrefix: prefix, countMax: 5 }));
      expect(five).toEqual(appended.slice(0, 5));
    });

    it('reads from just before and from just after an event', async () => {
      const { prefix, appended } = await threeStreams();
      for (const at of [0, 1, 30, 59]) {
        const position = appended[at]?.position ?? BEFORE_ALL;
        const before = { streamPrefix: prefix, afterPosition: position - 1 };
        const after = { streamPrefix: prefix, afterPosition: position + 1 };
        expect(await collect(store().readAll(before))).toEqual(appended.slice(at));
        const backward = await collect(store().readAll({ ...after, direction: 'backward' }));
        expect(backward).toEqual(appended.slice(0, at + 1).reverse());
      }
    });

    it('reads only the streams under the prefix, and every stream without one', async () => {
      const { prefix, appended } = await threeStreams();
      const one = await collect(store().readAll({ streamPrefix: `${prefix}-1` }));
      expect(one).toEqual(appended.filter((event) => event.stream === `${prefix}-1`));
      const begin = (appended[0]?.position ?? 0) - 1;
      const positions = (await collect(store().readAll({ afterPosition: begin }))).map(
        (event) => event.position,
      );
      for (const event of appended) expect(positions).toContain(event.position);
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    });

    it('tells the position of the newest event', async () => {
      const { position } = await store().append(uniqueName('newest'), NO_STREAM, someEvents(2));
      expect(await store().lastPosition()).toBeGreaterThanOrEqual(position);
      const [newest] = await collect(store().readAll({ direction: 'backward', countMax: 1 }));
      expect(newest?.position).toBeGreaterThanOrEqual(position);
    });
  });
}
