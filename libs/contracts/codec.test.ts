import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, decodeBookEvent, encodeBookEvent } from './codec.js';
import type { BookEvent } from './events/book-event.js';

describe('canonical JSON', () => {
  it('sorts keys, leaves absent fields out and writes no spaces', () => {
    expect(canonicalJson({ b: 1, a: { d: undefined, c: [true, null, 'x'] } })).toBe(
      '{"a":{"c":[true,null,"x"]},"b":1}',
    );
  });

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('UNIT-1 refuses the number %s', (value) => {
    expect(() => canonicalJson({ value })).toThrow('not a safe integer');
  });

  it('gives the same bytes whatever the order of the keys', () => {
    const json = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean()));
    fc.assert(
      fc.property(json, (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        // As texts: a parser makes a plain object of its own where a key is `__proto__`.
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
      }),
    );
  });
});

describe('the codec of book events', () => {
  const event: BookEvent = {
    sequence: 3,
    bookMicros: 1_764_000_000_000_000,
    end: true,
    type: 'MassCancelled',
    desk: 'd',
    count: 0,
  };

  it('decodes what it encodes', () => {
    const { type, version, data } = encodeBookEvent(event);
    expect(decodeBookEvent(type, version, data)).toEqual(event);
  });

  it('refuses a version that it does not know', () => {
    expect(() => decodeBookEvent('MassCancelled', 2, encodeBookEvent(event).data)).toThrow('version 2');
  });
});
