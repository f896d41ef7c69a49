import { describe, expect, it } from '@jest/globals';
import { QUANTITY_MAX, type InstrumentSpec, type PolicyChange } from '#contracts';
import { BookScenario, sampleCertificate, sampleInstrument } from '#testing';
import { refuseNotional } from './units.js';

const ABSURD = [Number.NaN, Infinity, -Infinity, -0, 0, -1, 0.5, QUANTITY_MAX + 1, 2 ** 53];

describe('numbers that are no prices or quantities', () => {
  it.each([
    'quantityLots',
    'priceTicks',
    'protectionLimitTicks',
    'triggerPriceTicks',
    'displayQuantityLots',
    'minQuantityLots',
  ] as const)('UNIT-1 a book refuses an absurd %s itself, and holds no id for it', (field) => {
    const venue = new BookScenario();
    for (const value of ABSURD) {
      expect(venue.buy('b1', 1, 100, { [field]: value })).toEqual(['rejected b1 MALFORMED']);
    }
    expect(venue.buy('b1', 1, 100)).toEqual(['accepted b1']);
  });

  it.each(['desk', 'memberState', 'clientOrderId'] as const)('UNIT-1 refuses an empty %s', (field) => {
    const told = new BookScenario().buy('b1', 1, 100, { [field]: '' });
    expect(told[0]).toMatch(/^rejected .*MALFORMED$/);
  });

  it.each(['quantityLots', 'priceTicks', 'triggerPriceTicks', 'displayQuantityLots'] as const)(
    'UNIT-1 refuses an absurd %s of an amend',
    (field) => {
      const venue = new BookScenario();
      venue.buy('b1', 1, 100);
      for (const value of ABSURD.filter((number) => field !== 'quantityLots' || !Object.is(number, 0))) {
        expect(venue.amend('b1', { [field]: value })).toEqual(['amend of b1 refused MALFORMED']);
      }
    },
  );

  it('UNIT-1 refuses absurd numbers in acts', () => {
    const venue = new BookScenario();
    for (const value of ABSURD) {
      const changes: PolicyChange[] = [
        { type: 'setFloor', floorVersion: 1, priceTicks: value },
        {
          type: 'setFloor',
          floorVersion: Object.is(value, 2 ** 53) ? 0 : value > 1 ? -value : value,
          priceTicks: 1,
        },
        { type: 'setReferencePrice', priceTicks: value },
        { type: 'registerCertificate', certificate: sampleCertificate({ certificateId: 'C', lots: value }) },
      ];
      for (const change of changes) expect(venue.act(change)).toEqual(['refused MALFORMED']);
    }
    for (const value of ABSURD.filter((number) => !Object.is(number, 0))) {
      expect(venue.act({ type: 'setCertificateLots', certificateId: 'KAZ-1', lots: value })).toEqual([
        'refused MALFORMED',
      ]);
    }
    for (const value of [Number.NaN, Infinity, -0, 0.5, QUANTITY_MAX + 1, -QUANTITY_MAX - 1]) {
      expect(venue.position('kaz-1', value)).toEqual(['refused MALFORMED']);
    }
  });

  it('UNIT-3 refuses instants that are none', () => {
    const venue = new BookScenario();
    venue.buy('known', 1, 100);
    for (const instant of [Number.NaN, Infinity, -1, -0, 0.5, 2 ** 53]) {
      expect(
        venue.act({ type: 'setFloor', floorVersion: 1, priceTicks: 1 }, { effectiveMicros: instant }),
      ).toEqual(['refused MALFORMED']);
      expect(venue.send({ kind: 'dropIdentifiers', endedBeforeMicros: instant })).toEqual([
        'refused MALFORMED',
      ]);
      expect(venue.certificate({ certificateId: 'C', expiryMicros: instant })).toEqual(['refused MALFORMED']);
      expect(venue.buy('b1', 1, 100, { timeInForce: 'gtd', expiryMicros: instant })).toEqual([
        'rejected b1 MALFORMED',
      ]);
      expect(venue.amend('known', { expiryMicros: instant })).toEqual(['amend of known refused MALFORMED']);
    }
  });

  it.each([
    { instrumentId: 'OTHER' },
    { mineral: '' },
    { tickSize: '0.00' },
    { tickSize: '1e-2' },
    { lotSize: '-1' },
    { currencyDecimals: -1 },
    { notionalNumerator: 0 },
    { notionalNumerator: 1.5 },
    { notionalDenominator: Number.NaN },
    { nonBlocContentBasisPointsMax: 10_001 },
    { identifierRetentionBusinessDays: -1 },
    { settlementCycleDays: 0.5 },
  ] as Partial<InstrumentSpec>[])('UNIT-1 refuses an instrument with %j', (overrides) => {
    const venue = new BookScenario({ isEmpty: true });
    expect(venue.act({ type: 'configureInstrument', instrument: sampleInstrument(overrides) })).toEqual([
      'refused MALFORMED',
    ]);
  });

  it.each([
    { mineral: 'Dy' },
    { productionStage: 'magnet' },
    { tickSize: '0.05' },
    { lotSize: '50' },
    { currency: 'EUR' },
    { currencyDecimals: 3 },
    { priceUnit: 't' },
    { notionalNumerator: 50 },
    { notionalDenominator: 2 },
  ] as const)('UNIT-1 what prices and lots are measured in never changes: %j', (change) => {
    const venue = new BookScenario();
    const instrument = sampleInstrument(change);
    expect(venue.act({ type: 'configureInstrument', instrument })).toEqual(['refused INSTRUMENT_FIXED']);
  });

  it('UNIT-1 what is no measure of prices and lots may change', () => {
    const instrument = sampleInstrument({ grade: '99.9%', nonBlocContentBasisPointsMax: 900 });
    expect(new BookScenario().act({ type: 'configureInstrument', instrument })).toEqual([
      'configured NDPR-OXIDE',
    ]);
  });
});

describe('the notional of an order', () => {
  const spec = (notionalNumerator: number, notionalDenominator: number): InstrumentSpec =>
    sampleInstrument({ notionalNumerator, notionalDenominator });
  const codeOf = (...args: Parameters<typeof refuseNotional>): string | undefined =>
    refuseNotional(...args)?.code;

  it('UNIT-2 must be a whole number of minor units', () => {
    expect(codeOf(spec(1, 10), 5, 2)).toBeUndefined();
    expect(codeOf(spec(1, 10), 5, 3)).toBe('NOTIONAL_INEXACT');
    expect(codeOf(spec(3, 7), 7, 1)).toBeUndefined();
  });

  it('UNIT-2 is at most 2^53-1, equality passing, judged exactly', () => {
    // 2^53 - 1 = 6361 × 69431 × 20394401.
    expect(codeOf(spec(20_394_401, 1), 6_361, 69_431)).toBeUndefined();
    expect(codeOf(spec(20_394_402, 1), 6_361, 69_431)).toBe('NOTIONAL_TOO_LARGE');
    expect(codeOf(spec(1, 1), QUANTITY_MAX, QUANTITY_MAX)).toBe('NOTIONAL_TOO_LARGE');
    expect(codeOf(spec(1, 1_000_000), QUANTITY_MAX, QUANTITY_MAX)).toBe('NOTIONAL_INEXACT');
    expect(codeOf(spec(1, QUANTITY_MAX), QUANTITY_MAX, QUANTITY_MAX)).toBeUndefined();
  });

  it('UNIT-2 a market order’s is taken at its protection limit, else the reference price', () => {
    const venue = new BookScenario({
      phase: 'preOpen',
      referenceTicks: 15,
      instrument: { notionalNumerator: 1, notionalDenominator: 10 },
    });
    expect(venue.buy('b1', 1, undefined, { protectionLimitTicks: 20 })).toEqual(['accepted b1']);
    expect(venue.buy('b2', 1)).toEqual(['rejected b2 NOTIONAL_INEXACT']);
    venue.reference(30);
    expect(venue.buy('b3', 1)).toEqual(['accepted b3']);
    expect(venue.buy('b4', 1, undefined, { protectionLimitTicks: 21 })).toEqual([
      'rejected b4 NOTIONAL_INEXACT',
    ]);
  });

  it('UNIT-2 a stop’s is taken like that of the order which it becomes', () => {
    const venue = new BookScenario({
      referenceTicks: 20,
      instrument: { notionalNumerator: 1, notionalDenominator: 10 },
    });
    const stop = { orderType: 'stop', triggerPriceTicks: 25 } as const;
    expect(venue.buy('b1', 1, undefined, stop)).toEqual(['accepted b1']);
    expect(venue.buy('b2', 1, undefined, { ...stop, protectionLimitTicks: 31 })).toEqual([
      'rejected b2 NOTIONAL_INEXACT',
    ]);
    expect(venue.buy('b3', 1, 31, { ...stop, orderType: 'stopLimit' })).toEqual([
      'rejected b3 NOTIONAL_INEXACT',
    ]);
  });

  it('UNIT-2 without any price there is nothing to judge', () => {
    expect(codeOf(spec(1, 10), undefined, 1)).toBeUndefined();
  });

  it('UNIT-4 equality passes: floor, protection limit, certificate, content', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    venue.certificate({ certificateId: 'C', lots: 5, nonBlocContentBasisPoints: 1_000 });
    expect(venue.sell('s1', 5, 100, { certificateId: 'C' })).toEqual(['accepted s1', 'floor locked']);
    expect(venue.buy('b1', 5, undefined, { protectionLimitTicks: 100 })).toEqual([
      'accepted b1',
      'traded 5@100 b1/s1 by buy',
      'floor unlocked',
    ]);
  });

  it('UNIT-2 an amended order’s is that of its whole quantity, what is filled included', () => {
    const venue = new BookScenario({ instrument: { notionalNumerator: 1, notionalDenominator: 2 } });
    venue.buy('b1', 4, 101);
    venue.sell('s1', 1, 100, { timeInForce: 'ioc', priceTicks: 100 });
    expect(venue.amend('b1', { quantityLots: 5 })).toEqual(['amend of b1 refused NOTIONAL_INEXACT']);
    expect(venue.amend('b1', { quantityLots: 6 })).toEqual(['amended b1 v2 5@101 new time']);
  });
});
