import { describe, expect, it } from '@jest/globals';
import { BookScenario } from '#testing';

describe('a least quantity', () => {
  it.each([
    [5, ['traded 4@100 b/s1 by buy', 'traded 1@101 b/s2 by buy', 'cancelled b 4 IOC']],
    [6, ['cancelled b 9 MIN_QUANTITY']],
  ])('ORDR-1 of %i is there at once, or nothing trades', (minQuantityLots, told) => {
    const venue = new BookScenario();
    venue.sell('s1', 4, 100);
    venue.sell('s2', 1, 101);
    venue.sell('s3', 9, 102);
    const terms = { timeInForce: 'ioc', minQuantityLots } as const;
    expect(venue.buy('b', 9, 101, terms)).toEqual(['accepted b', ...told]);
  });

  it('ORDR-1 holds for a market order within its limit', () => {
    const venue = new BookScenario({ floorTicks: 90 });
    venue.buy('b1', 4, 95);
    venue.buy('b2', 9, 89);
    expect(venue.sell('s1', 6, undefined, { timeInForce: 'ioc', minQuantityLots: 5 })).toEqual([
      'accepted s1',
      'cancelled s1 6 MIN_QUANTITY',
    ]);
  });
});

describe('a post-only order', () => {
  it('ORDR-5 that would take is refused, one that rests is taken', () => {
    const venue = new BookScenario();
    venue.sell('s1', 4, 100);
    expect(venue.buy('b1', 1, 100, { postOnly: true })).toEqual(['rejected b1 WOULD_TAKE']);
    expect(venue.events.at(-1)).toMatchObject({ details: { priceTicks: 100 } });
    expect(venue.buy('b2', 1, 99, { postOnly: true })).toEqual(['accepted b2']);
    expect(venue.sell('s2', 1, 99, { postOnly: true })).toEqual(['rejected s2 WOULD_TAKE']);
  });

  it('ORDR-5 an own order there counts: nothing is cancelled for it', () => {
    const venue = new BookScenario();
    venue.sell('s1', 4, 100, { desk: 'kaz-1', stpId: 'k' });
    expect(venue.buy('b1', 1, 100, { desk: 'kaz-2', stpId: 'k', postOnly: true })).toEqual([
      'rejected b1 WOULD_TAKE',
    ]);
  });

  it('ORDR-5 a bid below the floor is nothing to take', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    venue.buy('b1', 4, 99);
    expect(venue.sell('s1', 1, 100, { postOnly: true })).toEqual(['accepted s1', 'floor locked']);
  });

  it('ORDR-4 ORDR-5 an amend that would take leaves the order as it was', () => {
    const venue = new BookScenario();
    venue.sell('s1', 4, 100);
    venue.buy('b1', 2, 99, { postOnly: true });
    expect(venue.amend('b1', { priceTicks: 100 })).toEqual(['amend of b1 refused WOULD_TAKE']);
    expect(venue.amend('b1', { priceTicks: 98 })).toEqual(['amended b1 v2 2@98 new time']);
  });

  it('ORDR-1 in a call phase it is amended within its shape, not its price', () => {
    const venue = new BookScenario();
    venue.buy('b1', 2, 99, { postOnly: true, timeInForce: 'gtc' });
    venue.phase('closingCall');
    expect(venue.amend('b1', { priceTicks: 98 })).toEqual(['amend of b1 refused PHASE_NOT_ALLOWED']);
    expect(venue.amend('b1', { quantityLots: 1 })).toEqual(['amended b1 v2 1@99 keeps time']);
  });
});

describe('looking before trading, at the end of the band', () => {
  it.each([
    [100, 'traded 1@90 reserve/s1 by sell'],
    [111, 'cancelled s1 1 FOK'],
  ])('ORDR-5 BAND-2 the reserve is not reached behind a bid outside the band: %i', (bidTicks, last) => {
    const venue = new BookScenario({ floorTicks: 90, referenceTicks: 100 });
    const reserve = { desk: 'res-1', memberState: 'RES', budget: '1000000', capLots: 9 };
    venue.act({ type: 'setReserve', ...reserve });
    venue.buy('b1', 1, bidTicks);
    const expiryMicros = venue.nowMicros + 1_000;
    venue.act({ type: 'setBands', bands: { dynamicBasisPoints: 1_000 }, expiryMicros });
    const lots = bidTicks === 100 ? 2 : 1;
    const told = venue.sell('s1', lots, undefined, { timeInForce: 'fok' });
    expect(told).toContain(last);
  });
});
