import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asGiven, collect } from '../conformance/harness.js';
import { NO_STREAM, type NewEvent } from '../port.js';
import { toServer } from './event-form.js';
import { placeOf, positionOf } from './positions.js';
import { stubBench } from './stub/harness.js';

function eventOf(data: Uint8Array): NewEvent {
  return { id: randomUUID(), type: 'Happened', version: 1, data };
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Sorted names and no spaces, as the exchange writes its events. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

describe('EventStoreDB adapter on the STUB: the form of events', () => {
  const { stub, open } = stubBench();

  it('keeps an event as JSON that the server’s pages can show, and gives back its very bytes', async () => {
    const store = open();
    const text =
      '{"fields":{"priceTicks":11150,"notional":"900719925474099312"},"sequence":4711,"type":"Größe"}';
    await store.append('s', NO_STREAM, [{ ...eventOf(utf8(text)), version: 3 }]);
    const [record] = stub().log.stream('s');
    expect(record?.contentType).toBe('application/json');
    expect(Buffer.from(record?.data ?? []).toString('utf8')).toBe(text);
    expect(Buffer.from(record?.metadata ?? []).toString('utf8')).toBe('{"version":3}');
    const [event] = await collect(store.readStream('s'));
    expect(Buffer.from(event?.data ?? []).toString('utf8')).toBe(text);
    expect(event?.version).toBe(3);
  });

  it('gives back the very bytes of any JSON and of any bytes', async () => {
    const store = open();
    let revision = NO_STREAM;
    const data = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map(utf8),
      fc.object({ maxDepth: 3 }).map((value) => utf8(JSON.stringify(value))),
      fc.dictionary(fc.string(), fc.jsonValue()).map((value) => utf8(canonical(value))),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(data, { minLength: 1, maxLength: 20 }), async (all) => {
        const events = all.map(eventOf);
        const from = revision + 1;
        revision = (await store.append('s', revision, events)).revision;
        const stored = await collect(store.readStream('s', { fromRevision: from }));
        expect(asGiven(stored)).toEqual(asGiven(events));
      }),
      { numRuns: 30 },
    );
  });
});

describe('EventStoreDB adapter: the form of events', () => {
  it.each([
    ['{"a":1}', 'application/json'],
    ['{"10":1,"9":2}', 'application/octet-stream'],
    ['{"a":12345678901234567890}', 'application/octet-stream'],
    ['{"a": 1}', 'application/octet-stream'],
    ['[1]', 'application/octet-stream'],
    ['', 'application/octet-stream'],
  ])('sends %s as %s', (text, contentType) => {
    expect(toServer(eventOf(utf8(text)))).toMatchObject({ contentType });
  });
});

describe('EventStoreDB adapter: positions', () => {
  it('keeps the order of offsets, and knows the sides of each', () => {
    const offset = fc.bigInt({ min: 0n, max: 2n ** 51n - 2n });
    fc.assert(
      fc.property(offset, offset, (a, b) => {
        const position = positionOf(a);
        expect(Number.isSafeInteger(position + 1)).toBe(true);
        expect(placeOf(position)).toEqual({ offset: a, side: 'at' });
        expect(placeOf(position - 1)).toEqual({ offset: a, side: 'before' });
        expect(placeOf(position + 1)).toEqual({ offset: a, side: 'after' });
        expect(Math.sign(positionOf(a) - positionOf(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it.each([undefined, -1n, 2n ** 51n - 1n, 2n ** 64n - 1n])('refuses %s rather than round it', (offset) => {
    expect(() => positionOf(offset)).toThrow(RangeError);
  });
});
