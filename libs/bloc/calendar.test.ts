import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  addBusinessDays,
  businessDaysBetween,
  dateOfDayNumber,
  dayNumberOf,
  identifiersHeldFromMicros,
  isBusinessDay,
  startOfDateMicros,
  utcDateOfMicros,
  type BusinessCalendar,
} from './calendar.js';

const calendar: BusinessCalendar = { weekend: [6, 7], holidays: ['2026-12-25', '2027-01-01'] };
const everyDay: BusinessCalendar = { weekend: [], holidays: [] };

/** Day numbers of the years 1900 to 2199. */
const dayNumber = fc.integer({ min: -25_567, max: 84_005 });
const someCalendar = fc.record({
  weekend: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 4 }),
  holidays: fc.array(dayNumber.map(dateOfDayNumber), { maxLength: 8 }),
});
const someDays = fc.integer({ min: 1, max: 20 });

describe('calendar', () => {
  it('UNIT-3 dates agree with the civil calendar of the platform', () => {
    fc.assert(
      fc.property(dayNumber, (day) => {
        const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
        expect(dateOfDayNumber(day)).toBe(date);
        expect(dayNumberOf(date)).toBe(day);
      }),
    );
  });

  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2100-02-29', '26-01-01', '2026-1-1', ''])(
    'UNIT-3 refuses %s as a date',
    (text) => {
      expect(dayNumberOf(text)).toBeUndefined();
      expect(() => startOfDateMicros(text)).toThrow(RangeError);
    },
  );

  it('UNIT-3 knows the leap days of 2000 and 2024', () => {
    expect(dayNumberOf('2000-02-29')).toBe(11_016);
    expect(dateOfDayNumber(dayNumberOf('2024-02-28')! + 1)).toBe('2024-02-29');
  });

  it('UNIT-4 a day begins at its first microsecond, before the epoch too', () => {
    fc.assert(
      fc.property(dayNumber, fc.integer({ min: 0, max: 86_399_999_999 }), (day, offset) => {
        const date = dateOfDayNumber(day);
        expect(utcDateOfMicros(startOfDateMicros(date) + offset)).toBe(date);
      }),
    );
    expect(utcDateOfMicros(startOfDateMicros('2026-11-23') - 1)).toBe('2026-11-22');
  });

  it.each([
    ['2026-11-23', 2, '2026-11-25', 'Monday + 2'],
    ['2026-11-26', 2, '2026-11-30', 'over a weekend'],
    ['2026-11-28', 2, '2026-12-01', 'from a Saturday'],
    ['2026-12-24', 2, '2026-12-29', 'over a holiday and a weekend'],
    ['2026-12-25', 0, '2026-12-28', 'a holiday rolls forward'],
    ['2026-11-23', 0, '2026-11-23', 'a business day stays'],
    ['2026-11-30', -1, '2026-11-27', 'back over a weekend'],
    ['2026-11-29', -1, '2026-11-27', 'back from a Sunday'],
  ])('CLRG-2 %s plus %i business days is %s: %s', (date, days, expected) => {
    expect(addBusinessDays(date, days, calendar)).toBe(expected);
  });

  it('CLRG-2 lands on a business day, the exact number of business days away, and back again', () => {
    fc.assert(
      fc.property(dayNumber, someDays, someCalendar, (day, days, random) => {
        const date = addBusinessDays(dateOfDayNumber(day), 0, random);
        const later = addBusinessDays(date, days, random);
        expect(isBusinessDay(later, random)).toBe(true);
        expect(businessDaysBetween(date, later, random)).toBe(days);
        expect(addBusinessDays(later, -days, random)).toBe(date);
      }),
    );
  });

  it('CLRG-2 steps add up and never go backwards', () => {
    fc.assert(
      fc.property(dayNumber, someDays, someDays, someCalendar, (day, first, second, random) => {
        const date = dateOfDayNumber(day);
        const there = addBusinessDays(date, first, random);
        expect(addBusinessDays(there, second, random)).toBe(addBusinessDays(date, first + second, random));
        expect(there > date).toBe(true);
      }),
    );
  });

  it('RECN-4 an item of Friday is one business day old on Monday; the count is antisymmetric', () => {
    expect(businessDaysBetween('2026-11-27', '2026-11-30', calendar)).toBe(1);
    expect(businessDaysBetween('2026-11-27', '2026-11-29', calendar)).toBe(0);
    fc.assert(
      fc.property(dayNumber, fc.integer({ min: -60, max: 60 }), (day, distance) => {
        const [from, to] = [dateOfDayNumber(day), dateOfDayNumber(day + distance)];
        expect(businessDaysBetween(from, to, everyDay)).toBe(distance);
        expect(businessDaysBetween(from, to, calendar) + businessDaysBetween(to, from, calendar)).toBe(0);
      }),
    );
  });

  it('SEQ-4 an id is held through the retention, then no longer', () => {
    expect(utcDateOfMicros(identifiersHeldFromMicros('2026-11-30', 5, calendar))).toBe('2026-11-23');
    fc.assert(
      fc.property(dayNumber, fc.integer({ min: 0, max: 10 }), someCalendar, (day, retention, random) => {
        const today = addBusinessDays(dateOfDayNumber(day), 0, random);
        const held = utcDateOfMicros(identifiersHeldFromMicros(today, retention, random));
        const dropped = dateOfDayNumber(dayNumberOf(held)! - 1);
        expect(addBusinessDays(held, retention, random) >= today).toBe(true);
        if (retention > 0) expect(addBusinessDays(dropped, retention, random) < today).toBe(true);
      }),
    );
  });

  it('CLRG-2 names a calendar that never opens', () => {
    const never = { weekend: [1, 2, 3, 4, 5, 6, 7], holidays: [] };
    expect(() => addBusinessDays('2026-11-23', 1, never)).toThrow('no business day');
  });
});
