import { describe, expect, it } from '@jest/globals';
import { EventStoreError, NO_STREAM } from '../port.js';
import {
  anEvent,
  asGiven,
  codeOf,
  collect,
  sharedStore,
  someEvents,
  type StoreFactory,
  uniqueName,
} from './harness.js';

/** Texts that are JSON, or nearly, and that a store which parses and writes them again might change. */
const SHAPES_OF_JSON = [
  '{"a":1,"b":{"c":["d",null,true,-0.5]},"e":"Größe \\u2028 🪨"}',
  '{ "a": 1 }',
  '{"10":1,"9":2}',
  '{"a":1.0,"b":-0,"c":1e2,"d":12345678901234567890}',
  '{"a":1,"a":2}',
  '{"__proto__":{"a":1}}',
  '{"a":"\\ud800","b":"\\/"}',
  '\ufeff{"a":1}',
  '{"a":1}\n',
  '"text"',
  '[1,2]',
  'null',
  '{',
];

/** What every store does with an append. */
export function describeAppending(factory: StoreFactory): void {
  describe('appending', () => {
    const store = sharedStore(factory);

    it('answers with the revision and position of the last event', async () => {
      const stream = uniqueName('answers');
      const first = await store().append(stream, NO_STREAM, someEvents(3));
      expect(first.revision).toBe(2);
      const second = await store().append(stream, 2, someEvents(1));
      expect(second.revision).toBe(3);
      expect(second.position).toBeGreaterThan(first.position);
      const events = await collect(store().readStream(stream));
      expect(events.map((event) => event.revision)).toEqual([0, 1, 2, 3]);
      expect(events[2]?.position).toBe(first.position);
      expect(events[3]?.position).toBe(second.position);
    });

    it('keeps ids, types, versions and data exactly, whatever the bytes', async () => {
      const stream = uniqueName('exact');
      const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);
      const notUtf8 = Uint8Array.from([0xff, 0xfe, 0x00, 0xc3, 0x28, 0xed, 0xa0, 0x80]);
      const given = [
        { ...anEvent('everyByte'), data: everyByte },
        { ...anEvent('notUtf8'), version: 7, data: notUtf8 },
        { ...anEvent('empty'), data: new Uint8Array(0) },
        ...SHAPES_OF_JSON.map((text) => ({ ...anEvent('json'), data: new TextEncoder().encode(text) })),
        { ...anEvent('Größe-№-価格') },
        { ...anEvent('large', 100_000) },
      ];
      await store().append(stream, NO_STREAM, given);
      expect(asGiven(await collect(store().readStream(stream)))).toEqual(asGiven(given));
    });

    it('keeps streams with unicode names apart', async () => {
      const names = ['książka', 'книга', '帳簿', 'book-ß', 'book-ss', 'book', 'book-', '🪨'].map((name) =>
        uniqueName(name),
      );
      for (const name of names) await store().append(name, NO_STREAM, [anEvent(name)]);
      for (const name of names) {
        const events = await collect(store().readStream(name));
        expect(events.map((event) => [event.stream, event.type])).toEqual([[name, name]]);
      }
    });

    it('refuses a revision that is not the last one, and writes nothing', async () => {
      const stream = uniqueName('conflict');
      await store().append(stream, NO_STREAM, someEvents(3));
      for (const expected of [NO_STREAM, 0, 1, 3, 100]) {
        const refused = store().append(stream, expected, someEvents(2));
        expect(await codeOf(refused)).toBe('WRONG_EXPECTED_REVISION');
      }
      expect(await codeOf(store().append(uniqueName('absent'), 0, someEvents(1)))).toBe(
        'WRONG_EXPECTED_REVISION',
      );
      expect(await store().lastRevision(stream)).toBe(2);
    });

    it('says of a conflict that trying the same again cannot help', async () => {
      const refused = store().append(uniqueName('absent'), 5, someEvents(1));
      const error: unknown = await refused.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(EventStoreError);
      expect(error instanceof EventStoreError && error.retriable).toBe(false);
    });

    it('answers the repeat of an append like the first time', async () => {
      const stream = uniqueName('repeat');
      const first = someEvents(3);
      const second = someEvents(2);
      const firstResult = await store().append(stream, NO_STREAM, first);
      const secondResult = await store().append(stream, 2, second);
      await store().append(stream, 4, someEvents(1));
      expect(await store().append(stream, NO_STREAM, first)).toEqual(firstResult);
      expect(await store().append(stream, 2, second)).toEqual(secondResult);
      expect(await store().lastRevision(stream)).toBe(5);
    });

    it('takes the same append made several times at once as one', async () => {
      const stream = uniqueName('doubled');
      const events = someEvents(4);
      const results = await Promise.all(
        Array.from({ length: 8 }, () => store().append(stream, NO_STREAM, events)),
      );
      expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
      expect(await collect(store().readStream(stream))).toHaveLength(4);
    });

    it('refuses what repeats only in part', async () => {
      const stream = uniqueName('partial');
      const events = someEvents(3);
      await store().append(stream, NO_STREAM, events);
      const [first, second] = events;
      if (first === undefined || second === undefined) throw new Error('three events were made');
      const longer = [...events, anEvent()];
      const mixed = [first, anEvent(), second];
      const shifted = [second, first];
      for (const attempt of [longer, mixed, shifted]) {
        expect(await codeOf(store().append(stream, NO_STREAM, attempt))).toBe('WRONG_EXPECTED_REVISION');
      }
      expect(await codeOf(store().append(stream, 1, [first]))).toBe('WRONG_EXPECTED_REVISION');
      expect(asGiven(await collect(store().readStream(stream)))).toEqual(asGiven(events));
    });
  });
}

/** What every store does when many append at once. */
export function describeConcurrentAppending(factory: StoreFactory): void {
  describe('appending at once', () => {
    const store = sharedStore(factory);

    it('lets exactly one writer win each revision', async () => {
      const stream = uniqueName('race');
      const writers = 8;
      const rounds = 12;
      let revision = NO_STREAM;
      for (let round = 0; round < rounds; round++) {
        const attempts = Array.from({ length: writers }, () => [anEvent(), anEvent()]);
        const results = await Promise.allSettled(
          attempts.map((events) => store().append(stream, revision, events)),
        );
        const winners = results.filter((result) => result.status === 'fulfilled');
        expect(winners).toHaveLength(1);
        for (const result of results) {
          if (result.status === 'fulfilled') continue;
          expect(result.reason).toMatchObject({ code: 'WRONG_EXPECTED_REVISION' });
        }
        const won = attempts[results.findIndex((result) => result.status === 'fulfilled')];
        const written = await collect(store().readStream(stream, { fromRevision: revision + 1 }));
        expect(asGiven(written)).toEqual(asGiven(won ?? []));
        revision += 2;
      }
    });

    it('lets appends that come together succeed or fail each on its own', async () => {
      const good = Array.from({ length: 10 }, (_, i) => uniqueName(`good${i}`));
      const bad = Array.from({ length: 10 }, (_, i) => uniqueName(`bad${i}`));
      const results = await Promise.allSettled(
        good.flatMap((stream, i) => [
          store().append(stream, NO_STREAM, someEvents(2)),
          store().append(bad[i] ?? stream, 41, someEvents(2)),
        ]),
      );
      expect(results.map((result) => result.status)).toEqual(good.flatMap(() => ['fulfilled', 'rejected']));
      for (const stream of good) expect(await store().lastRevision(stream)).toBe(1);
      for (const stream of bad) expect(await store().lastRevision(stream)).toBe(NO_STREAM);
    });

    it('lets many writers that retry append all of theirs, whole and in order', async () => {
      const stream = uniqueName('retry');
      const writers = 6;
      const each = 10;
      await Promise.all(
        Array.from({ length: writers }, async (_, writer) => {
          for (let i = 0; i < each; i++) {
            const events = [anEvent(`w${writer}.${i}a`), anEvent(`w${writer}.${i}b`)];
            while (
              (await codeOf(store().append(stream, await store().lastRevision(stream), events))) !==
              'resolved'
            );
          }
        }),
      );
      const types = (await collect(store().readStream(stream))).map((event) => event.type);
      expect(types).toHaveLength(writers * each * 2);
      for (let writer = 0; writer < writers; writer++) {
        const own = types.filter((type) => type.startsWith(`w${writer}.`));
        expect(own).toEqual(
          Array.from({ length: each }, (_, i) => [`w${writer}.${i}a`, `w${writer}.${i}b`]).flat(),
        );
      }
      for (let i = 0; i < types.length; i += 2)
        expect(types[i]?.slice(0, -1)).toBe(types[i + 1]?.slice(0, -1));
    });

    it('gives every event a position of its own, growing in each stream', async () => {
      const streams = Array.from({ length: 5 }, (_, i) => uniqueName(`many${i}`));
      await Promise.all(
        streams.map(async (stream) => {
          for (let i = 0; i < 10; i++) await store().append(stream, 3 * i - 1, someEvents(3));
        }),
      );
      const positions = new Set<number>();
      for (const stream of streams) {
        let last = -1;
        for (const event of await collect(store().readStream(stream))) {
          expect(event.position).toBeGreaterThan(last);
          last = event.position;
          positions.add(last);
        }
      }
      expect(positions.size).toBe(5 * 10 * 3);
    });
  });
}

/** What every store does with an append that is too large. */
export function describeAppendLimits(factory: StoreFactory): void {
  describe('limits of an append', () => {
    it('refuses too many bytes or events whole, and takes the largest that fits', async () => {
      const { store, close } = await factory({ appendBytesMax: 4_096, appendEventsMax: 20 });
      try {
        const stream = uniqueName('large');
        const tooMany = someEvents(store.appendEventsMax + 1, 0);
        expect(await codeOf(store.append(stream, NO_STREAM, tooMany))).toBe('APPEND_TOO_LARGE');
        const half = Math.floor(store.appendBytesMax / 2);
        const tooHeavy = [anEvent('a', half), anEvent('b', half), anEvent('c', 2)];
        expect(await codeOf(store.append(stream, NO_STREAM, tooHeavy))).toBe('APPEND_TOO_LARGE');
        expect(await store.lastRevision(stream)).toBe(NO_STREAM);
        const fitting = [anEvent('a', half), anEvent('b', store.appendBytesMax - half)];
        expect((await store.append(stream, NO_STREAM, fitting)).revision).toBe(1);
        const many = someEvents(store.appendEventsMax, 0);
        expect((await store.append(stream, 1, many)).revision).toBe(1 + store.appendEventsMax);
      } finally {
        await close();
      }
    });
  });
}
