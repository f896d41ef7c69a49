import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  averagePrice,
  decimalToMinorUnits,
  decimalToUnits,
  isPlainDecimal,
  minorUnitsToDecimal,
  unitsToDecimal,
} from './decimal.js';

const malformed = [
  '',
  ' 1',
  '1 ',
  '+1',
  '-0',
  '-1',
  '1e3',
  '0x1',
  'NaN',
  'Infinity',
  '.5',
  '1.',
  '01',
  '1,5',
  '١',
  '1.1.1',
];

describe('decimals at the edges', () => {
  it.each(malformed)('UNIT-2 %j is malformed', (text) => {
    expect(isPlainDecimal(text)).toBe(false);
    expect(decimalToUnits(text, '0.01')).toBeUndefined();
  });

  it.each([
    ['110.25', '0.05', 2205n],
    ['110', '0.05', 2200n],
    ['0', '0.01', 0n],
    ['110.250', '0.05', 2205n],
    ['7', '7', 1n],
    ['123456789012345678', '0.01', 12345678901234567800n],
  ])('UNIT-1 %s in units of %s is %s', (text, unit, units) => {
    expect(decimalToUnits(text, unit)).toBe(units);
  });

  it.each([
    ['110.26', '0.05'],
    ['0.001', '0.01'],
    ['1', '7'],
  ])('UNIT-1 %s is no whole number of %s, and is not rounded', (text, unit) => {
    expect(decimalToUnits(text, unit)).toBeUndefined();
  });

  it('UNIT-1 what is written from units reads back as the same units', () => {
    const unit = fc.constantFrom('1', '0.5', '0.05', '0.01', '2.5', '0.0001', '25');
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 53n }), unit, (units, tick) => {
        expect(decimalToUnits(unitsToDecimal(units, tick), tick)).toBe(units);
      }),
    );
  });

  it('UNIT-1 money keeps its sign and places', () => {
    expect(minorUnitsToDecimal(-5n, 2)).toBe('-0.05');
    expect(minorUnitsToDecimal(1234, 0)).toBe('1234');
    expect(decimalToMinorUnits('12.34', 2)).toBe(1234n);
    expect(decimalToMinorUnits('12.345', 2)).toBeUndefined();
  });

  it.each([
    [1n, 3, '1', '0.3333'],
    [2n, 3, '1', '0.6667'],
    [1n, 20_000, '1', '0.0001'],
    [1n, 20_001, '1', '0.0000'],
    [22_050n, 10, '0.05', '110.2500'],
  ])('UNIT-4 the average of %s tick-lots over %s lots of tick %s is %s', (tickLots, lots, tick, average) => {
    expect(averagePrice(tickLots, lots, tick)).toBe(average);
  });
});
