import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText, BookRecording, ordinaryEvent, plainText } from '#testing';
import { decodeBookEvent, encodeBookEvent } from '../codec.js';
import type { BookEvent } from './book-event.js';
import { readOrdinaryEvent } from './ordinary-events.js';

const RUNS = { numRuns: 300 };

function parsed(type: string, data: Uint8Array): BookEvent {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(data);
  return { ...(JSON.parse(text) as object), type } as BookEvent;
}

/** Characters that damage has to come upon to be dangerous. */
const WORDS = [
  '"',
  '\\',
  '{',
  '}',
  ',',
  ':',
  '0',
  '9',
  '-',
  '.',
  'e',
  ' ',
  'é',
  '\u007f',
  ',"lots":1',
  'true',
  'null',
];

interface Damage {
  readonly at: number;
  readonly taken: number;
  readonly put: string;
}
const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  taken: fc.integer({ min: 0, max: 3 }),
  put: fc.oneof(fc.constant(''), fc.constantFrom(...WORDS), fc.string({ unit: 'binary', maxLength: 2 })),
});

function damaged(data: Uint8Array, { at, taken, put }: Damage): Uint8Array {
  const from = Math.floor(at * data.length);
  return Buffer.concat([data.subarray(0, from), Buffer.from(put), data.subarray(from + taken)]);
}

/** Read the same, or left to the parser. */
function expectTheSame(type: string, data: Uint8Array): void {
  const read = readOrdinaryEvent(type, data);
  if (read !== undefined) expect(read).toEqual(parsed(type, data));
}

describe('events that are read straight from their bytes', () => {
  it('AUDT-3 are what a parser makes of them, and every plain one is so read', () => {
    fc.assert(
      fc.property(ordinaryEvent(plainText()), (event) => {
        const { type, data } = encodeBookEvent(event);
        const read = readOrdinaryEvent(type, data);
        expect(read).toEqual(parsed(type, data));
        expect(encodeBookEvent(read!).data).toEqual(data);
      }),
      RUNS,
    );
  });

  it('AUDT-3 are decoded the same whatever their texts hold', () => {
    fc.assert(
      fc.property(ordinaryEvent(anyText()), (event) => {
        const { type, version, data } = encodeBookEvent(event);
        expect(decodeBookEvent(type, version, data)).toEqual(parsed(type, data));
      }),
      RUNS,
    );
  });

  it('AUDT-3 are read the same or left to the parser when their bytes are damaged', () => {
    fc.assert(
      fc.property(
        ordinaryEvent(plainText()),
        fc.array(damage, { minLength: 1, maxLength: 3 }),
        (event, damages) => {
          const { type, data } = encodeBookEvent(event);
          // What was read last must not shine through.
          readOrdinaryEvent(type, data);
          expectTheSame(type, damages.reduce(damaged, data));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('AUDT-3 are read the same or left to the parser when any bit of them is turned, or any byte is of JSON', () => {
    fc.assert(
      fc.property(ordinaryEvent(plainText()), (event) => {
        const { type, data } = encodeBookEvent(event);
        const changed = Buffer.from(data);
        for (const [at, byte] of data.entries()) {
          const flipped = Array.from({ length: 8 }, (_, bit) => byte ^ (1 << bit));
          for (const other of [...flipped, ...Buffer.from('\t\n{}",:\\09-.e ')]) {
            changed[at] = other;
            expectTheSame(type, changed);
          }
          changed[at] = byte;
        }
      }),
      { numRuns: 10 },
    );
  });

  it('AUDT-3 are left to the parser when they are cut off anywhere', () => {
    fc.assert(
      fc.property(ordinaryEvent(plainText()), (event) => {
        const { type, data } = encodeBookEvent(event);
        for (let size = 0; size < data.length; size++) {
          readOrdinaryEvent(type, data);
          expect(readOrdinaryEvent(type, data.subarray(0, size))).toBeUndefined();
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    '01',
    '00',
    '-0',
    '-1',
    '1.0',
    '1e2',
    '9007199254740992',
    '12345678901234567',
    ' 1',
    '"1"',
    'null',
    '',
  ])('UNIT-1 leave the number %s to the parser', (number) => {
    const text = `{"bookMicros":1,"end":true,"leavesLots":0,"lots":${number},"order":1,"reason":"USER","sequence":2}`;
    expect(readOrdinaryEvent('OrderCancelled', Buffer.from(text))).toBeUndefined();
  });

  it('UNIT-1 are read up to the largest safe integer', () => {
    const text = `{"bookMicros":9007199254740991,"leavesLots":0,"lots":123456789,"order":1234567890,"reason":"USER","sequence":2}`;
    expect(readOrdinaryEvent('OrderCancelled', Buffer.from(text))).toEqual({
      type: 'OrderCancelled',
      bookMicros: 9_007_199_254_740_991,
      leavesLots: 0,
      lots: 123_456_789,
      order: 1_234_567_890,
      reason: 'USER',
      sequence: 2,
    });
  });

  it('AUDT-3 are left to the parser when a later product has given them a field', () => {
    const text = `{"bookMicros":1,"leavesLots":0,"lots":1,"order":1,"reason":"USER","sequence":2,"zone":"A"}`;
    expect(readOrdinaryEvent('OrderCancelled', Buffer.from(text))).toBeUndefined();
    expect(decodeBookEvent('OrderCancelled', 1, Buffer.from(text))).toMatchObject({ zone: 'A', lots: 1 });
  });

  it('AUDT-3 are left to the parser when they are longer than any of them', () => {
    const text = `{"bookMicros":1,"leavesLots":0,"lots":1,"order":1,"reason":"${'R'.repeat(20_000)}","sequence":2}`;
    expect(readOrdinaryEvent('OrderCancelled', Buffer.from(text))).toBeUndefined();
    expect(decodeBookEvent('OrderCancelled', 1, Buffer.from(text)).sequence).toBe(2);
  });

  it('AUDT-3 are the entries and trades of a real book, and the cancels that desks ask for', () => {
    const recording = BookRecording.founded();
    let state = 7;
    recording.playRandomly((below) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    }, 600);
    const times = { OrderAccepted: 0, Traded: 0, OrderCancelled: 0 };
    for (const [index, { type, version, data }] of recording.stored().entries()) {
      const event = recording.events[index];
      expect(decodeBookEvent(type, version, data)).toEqual(event);
      const isRead = readOrdinaryEvent(type, data) !== undefined;
      const isOrdinary =
        type === 'OrderAccepted' ||
        type === 'Traded' ||
        (type === 'OrderCancelled' && (event?.command?.body.kind ?? 'cancelOrder') === 'cancelOrder');
      expect([type, isRead]).toEqual([type, isOrdinary]);
      if (isOrdinary) times[type]++;
    }
    expect(Math.min(...Object.values(times))).toBeGreaterThan(10);
  });
});
