import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isoToMicros, microsToIso } from './iso-time.js';
import { SimulatedClock } from './simulated-clock.js';
import { SystemClock } from './system-clock.js';

const YEAR_2255_MICROS = Date.UTC(2255, 0, 1) * 1_000;

describe('UTC instants with microseconds', () => {
  it('UNIT-3 are exact there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: YEAR_2255_MICROS }), (micros) => {
        const text = microsToIso(micros);
        expect(text).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/);
        expect(isoToMicros(text)).toBe(micros);
      }),
    );
  });

  it('UNIT-3 before 1970 are exact too', () => {
    expect(microsToIso(-1)).toBe('1969-12-31T23:59:59.999999Z');
    expect(isoToMicros('1969-12-31T23:59:59.999999Z')).toBe(-1);
  });

  it('UNIT-3 may leave decimals out', () => {
    expect(isoToMicros('2026-11-23T02:22:29Z')).toBe(Date.UTC(2026, 10, 23, 2, 22, 29) * 1_000);
    expect(isoToMicros('2026-11-23T02:22:29.5Z')).toBe(Date.UTC(2026, 10, 23, 2, 22, 29, 500) * 1_000);
  });

  it.each([
    '',
    '2026-11-23',
    '2026-11-23T02:22:29',
    '2026-11-23T02:22:29+00:00',
    '2026-11-23T02:22:29.1234567Z',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T02:22:60Z',
    '٢٠٢٦-11-23T02:22:29Z',
    ' 2026-11-23T02:22:29Z',
    '2026-11-23T02:22:29Z\n',
  ])('UNIT-2 %j is no instant', (text) => {
    expect(isoToMicros(text)).toBeUndefined();
  });

  it('a fraction of a microsecond is a fault of the caller', () => {
    expect(() => microsToIso(0.5)).toThrow(RangeError);
  });
});

describe('the system clock', () => {
  it('SEQ-3 never decreases and keeps to the machine within a millisecond', () => {
    const clock = new SystemClock();
    let last = 0;
    for (let reading = 0; reading < 20_000; reading += 1) {
      const now = clock.nowMicros();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
    const before = Date.now() * 1_000;
    const now = clock.nowMicros();
    expect(now).toBeGreaterThan(before - 5_000);
    expect(now).toBeLessThan(Date.now() * 1_000 + 5_000);
  });

  it('SEQ-3 stands still while the machine steps back, and follows a step forward at once', () => {
    let wallMillis = 1_000_000;
    let nanos = 0n;
    const clock = new SystemClock(
      () => wallMillis,
      () => nanos,
    );
    nanos += 250_000n;
    expect(clock.nowMicros()).toBe(1_000_000_250);
    wallMillis -= 500;
    expect(clock.nowMicros()).toBe(1_000_000_250);
    wallMillis += 10_000;
    expect(clock.nowMicros()).toBe(1_009_500_000);
  });

  it('SEQ-3 counts microseconds within a millisecond and never leaves it', () => {
    let nanos = 0n;
    const clock = new SystemClock(
      () => 5_000,
      () => nanos,
    );
    nanos = 999_000n;
    expect(clock.nowMicros()).toBe(5_000_999);
    nanos = 7_000_000n;
    expect(clock.nowMicros()).toBe(5_000_999);
  });
});

describe('the simulated clock', () => {
  it('moves only when told to and never back', () => {
    const clock = new SimulatedClock(10);
    expect(clock.nowMicros()).toBe(10);
    clock.advance(5);
    clock.set(20);
    expect(clock.nowMicros()).toBe(20);
    expect(() => clock.set(19)).toThrow('a clock never goes back');
    expect(() => clock.advance(0.5)).toThrow(RangeError);
  });
});
