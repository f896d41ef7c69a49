import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { offer } from '#testing';
import { canonicalJson, decodeBookEvent, decodeCommand, encodeBookEvent, encodeCommand } from './codec.js';
import type { PlaceOrder, SubmittedCommand } from './commands/book-command.js';
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

  it('takes no keys for others that read alike side by side', () => {
    expect(canonicalJson({ c: 1, b: 2, a: 3 })).toBe('{"a":3,"b":2,"c":1}');
    expect(canonicalJson({ c: 1, 'b a': 2 })).toBe('{"b a":2,"c":1}');
    expect(canonicalJson({ 'c b': 1, a: 2 })).toBe('{"a":2,"c b":1}');
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

  it('SEQ-1 writes an order alike in its command and its event', () => {
    const body = offer('s', 10, 115);
    const submitted: SubmittedCommand = {
      commandId: 'c-1',
      instrument: 'NDPR-OXIDE',
      cause: 'command',
      actor: 'mia',
      receiveMicros: 1_764_000_000_000_000,
      body,
    };
    const accepted = (order: PlaceOrder): BookEvent => ({
      sequence: 7,
      bookMicros: 1_764_000_000_000_001,
      command: { ...submitted, bookMicros: 1_764_000_000_000_001, rulesVersion: 1, body: order },
      end: true,
      type: 'OrderAccepted',
    });
    const fresh = encodeBookEvent(accepted({ ...body })).data;
    expect(decodeCommand(encodeCommand(submitted))).toEqual(submitted);
    expect(encodeBookEvent(accepted(body)).data).toEqual(fresh);
    expect(new TextDecoder().decode(encodeCommand(submitted))).toBe(canonicalJson(submitted));
  });

  it('writes texts of any length and script, each whole', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 3_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(texts, (desks) => {
        const encoded = desks.map((desk) => encodeBookEvent({ ...event, desk }).data);
        const decoded = encoded.map((data) => decodeBookEvent('MassCancelled', 1, data));
        expect(decoded).toEqual(desks.map((desk) => ({ ...event, desk })));
      }),
      { numRuns: 30 },
    );
  });

  it('refuses a version that it does not know', () => {
    expect(() => decodeBookEvent('MassCancelled', 2, encodeBookEvent(event).data)).toThrow('version 2');
  });
});
