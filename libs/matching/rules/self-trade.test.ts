import { describe, expect, it } from '@jest/globals';
import type { PlaceOrder, StpMode } from '#contracts';
import { BookScenario } from '#testing';

const own = (stpMode: StpMode, terms: Partial<PlaceOrder> = {}): Partial<PlaceOrder> => ({
  desk: 'kaz-1',
  stpId: 'k',
  stpMode,
  ...terms,
});

/** Offers of 2 by others, 3 of the state's own and 4 by others, all at 100. */
function venueWithOwn(terms: Partial<PlaceOrder> = {}): BookScenario {
  const venue = new BookScenario();
  venue.sell('s1', 2, 100, { desk: 'nam-1' });
  venue.sell('own', 3, 100, { desk: 'kaz-2', stpId: 'k', stpMode: 'cancelBoth', ...terms });
  venue.sell('s2', 4, 100, { desk: 'nam-1' });
  return venue;
}

describe('the modes of self-trade prevention', () => {
  it.each([
    [
      'cancelResting',
      ['traded 2@100 b/s1 by buy', 'cancelled own 3 SELF_TRADE', 'traded 4@100 b/s2 by buy'],
      ['b 2@100'],
    ],
    ['cancelAggressor', ['traded 2@100 b/s1 by buy', 'cancelled b 6 SELF_TRADE'], []],
    [
      'cancelBoth',
      ['traded 2@100 b/s1 by buy', 'cancelled own 3 SELF_TRADE', 'cancelled b 6 SELF_TRADE'],
      [],
    ],
    [
      'decrement',
      [
        'traded 2@100 b/s1 by buy',
        'cancelled own 3 SELF_TRADE',
        'cancelled b 3 SELF_TRADE',
        'traded 3@100 b/s2 by buy',
      ],
      [],
    ],
  ] as [StpMode, string[], string[]][])('STP-1 %s, as the incoming order says', (mode, told, rests) => {
    const venue = venueWithOwn();
    expect(venue.buy('b', 8, 100, own(mode))).toEqual(['accepted b', ...told]);
    expect(venue.resting('buy')).toEqual(rests);
  });

  it('STP-1 cancelResting is what an order without a mode gets', () => {
    const venue = venueWithOwn();
    expect(venue.buy('b', 3, 100, { desk: 'kaz-1', stpId: 'k' })[2]).toBe('cancelled own 3 SELF_TRADE');
  });

  it('STP-1 ORDR-7 decrement takes the smaller leaves off both, hidden included, and it counts as cancelled', () => {
    const venue = venueWithOwn({ quantityLots: 10, displayQuantityLots: 2 });
    expect(venue.buy('b', 6, 100, own('decrement'))).toEqual([
      'accepted b',
      'traded 2@100 b/s1 by buy',
      'cancelled own 4 SELF_TRADE',
      'cancelled b 4 SELF_TRADE',
    ]);
    const order = venue.book.order(venue.numberOf('own'));
    expect(order).toMatchObject({ leavesLots: 6, cancelledLots: 4, displayedLots: 2, version: 1 });
    expect(venue.resting('sell')).toEqual(['own 6@100', 's2 4@100']);
    expect(venue.events.at(-1)).toMatchObject({ lots: 4, leavesLots: 0 });
    expect(venue.book.certificate('KAZ-1')?.pledgedLots).toBe(10);
  });

  it('ORDR-4 leaves become new quantity less what is filled and cancelled', () => {
    const venue = venueWithOwn({ quantityLots: 10 });
    venue.buy('b', 6, 100, own('decrement'));
    expect(venue.amend('own', { quantityLots: 9 })).toEqual(['amended own v2 5@100 keeps time']);
  });

  it('STP-1 an immediate order that is decremented ends with what is left of it', () => {
    const venue = new BookScenario();
    venue.sell('own', 3, 100, { desk: 'kaz-2', stpId: 'k' });
    expect(venue.buy('b', 8, 100, own('decrement', { timeInForce: 'ioc' }))).toEqual([
      'accepted b',
      'cancelled own 3 SELF_TRADE',
      'cancelled b 3 SELF_TRADE',
      'cancelled b 5 IOC',
    ]);
  });

  it('STP-1 holds for a triggered stop and for an amend too', () => {
    const venue = new BookScenario({ referenceTicks: 100 });
    venue.sell('own', 3, 104, { desk: 'kaz-2', stpId: 'k' });
    venue.buy('b', 1, 104, own('cancelAggressor', { orderType: 'stopLimit', triggerPriceTicks: 102 }));
    venue.buy('c', 1, 99, own('cancelAggressor'));
    venue.sell('s1', 1, 102, { desk: 'nam-1' });
    expect(venue.buy('go', 1, 102).slice(2)).toEqual(['triggered b', 'cancelled b 1 SELF_TRADE']);
    expect(venue.amend('c', { priceTicks: 104 })[1]).toBe('cancelled c 1 SELF_TRADE');
  });
});

describe('orders that look before they trade', () => {
  it.each([
    ['cancelResting', 6, true],
    ['cancelResting', 7, false],
    ['cancelAggressor', 2, true],
    ['cancelAggressor', 3, false],
    ['cancelBoth', 3, false],
    ['decrement', 3, false],
  ] as [StpMode, number, boolean][])(
    'ORDR-5 STP-1 under %s %i lots can be had: %s',
    (mode, lots, isFilled) => {
      const venue = venueWithOwn();
      const told = venue.buy('b', lots, 100, own(mode, { timeInForce: 'fok' }));
      if (isFilled) expect(told.join()).not.toContain('FOK');
      else expect(told).toEqual(['accepted b', `cancelled b ${lots} FOK`]);
    },
  );

  it.each([
    [5, true],
    [6, false],
  ])(
    'ORDR-5 of the price of the first own order only what shows is ahead of it: %i lots, %s',
    (lots, isFilled) => {
      const venue = new BookScenario();
      venue.sell('better', 3, 99, { desk: 'nam-1', displayQuantityLots: 1 });
      venue.sell('ice', 9, 100, { desk: 'nam-1', displayQuantityLots: 2 });
      venue.sell('own', 3, 100, { desk: 'kaz-2', stpId: 'k' });
      const told = venue.buy('b', lots, 100, own('cancelBoth', { timeInForce: 'fok' }));
      expect(told.at(-1)).toBe(isFilled ? 'peak ice 2' : `cancelled b ${lots} FOK`);
    },
  );

  it('ORDR-5 hidden quantity counts', () => {
    const venue = new BookScenario();
    venue.sell('ice', 9, 100, { displayQuantityLots: 2 });
    venue.sell('s2', 1, 100);
    expect(venue.buy('b', 10, 100, { timeInForce: 'fok' }).at(-1)).toBe('traded 1@100 b/ice by buy');
    expect(venue.resting('sell')).toEqual([]);
  });
});
