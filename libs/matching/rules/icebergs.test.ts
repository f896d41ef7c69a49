import { describe, expect, it } from '@jest/globals';
import { BookScenario } from '#testing';

const shown = (venue: BookScenario, side: 'buy' | 'sell'): string[] =>
  [...venue.book.liveOrders()]
    .filter((order) => order.side === side)
    .map((order) => `${order.clientOrderId} ${order.displayedLots}/${order.leavesLots}`);

describe('an iceberg in continuous trading', () => {
  it('ORDR-3 trades its peak alone, and a new one goes to the back of its price', () => {
    const venue = new BookScenario();
    venue.sell('ice', 10, 100, { displayQuantityLots: 3 });
    venue.sell('s2', 4, 100);
    expect(venue.buy('b1', 5, 100)).toEqual([
      'accepted b1',
      'traded 3@100 b1/ice by buy',
      'peak ice 3',
      'traded 2@100 b1/s2 by buy',
    ]);
    expect(venue.resting('sell')).toEqual(['s2 2@100', 'ice 7@100']);
    expect(venue.buy('b2', 4, 100)).toEqual([
      'accepted b2',
      'traded 2@100 b2/s2 by buy',
      'traded 2@100 b2/ice by buy',
    ]);
    expect(shown(venue, 'sell')).toEqual(['ice 1/5']);
  });

  it('ORDR-3 a peak that is left in part keeps its time', () => {
    const venue = new BookScenario();
    venue.sell('ice', 10, 100, { displayQuantityLots: 3 });
    venue.sell('s2', 4, 100);
    venue.buy('b1', 2, 100);
    expect(venue.resting('sell')).toEqual(['ice 8@100', 's2 4@100']);
    expect(shown(venue, 'sell')).toEqual(['ice 1/8', 's2 4/4']);
  });

  it('ORDR-3 the last peak is what is left', () => {
    const venue = new BookScenario();
    venue.sell('ice', 7, 100, { displayQuantityLots: 3 });
    expect(venue.buy('b1', 9, 100)).toEqual([
      'accepted b1',
      'traded 3@100 b1/ice by buy',
      'peak ice 3',
      'traded 3@100 b1/ice by buy',
      'peak ice 1',
      'traded 1@100 b1/ice by buy',
    ]);
    expect(venue.resting('buy')).toEqual(['b1 2@100']);
  });

  it('ORDR-3 one that comes in trades with all of its lots, and rests with a whole peak', () => {
    const venue = new BookScenario();
    venue.buy('b1', 5, 100);
    expect(venue.sell('ice', 9, 100, { displayQuantityLots: 3 })).toEqual([
      'accepted ice',
      'traded 5@100 b1/ice by sell',
    ]);
    expect(shown(venue, 'sell')).toEqual(['ice 3/4']);
  });

  it('ORDR-3 the depth tells what shows beside the whole', () => {
    const venue = new BookScenario();
    venue.sell('ice', 10, 100, { displayQuantityLots: 3 });
    venue.sell('s2', 4, 100);
    expect(venue.book.depth('sell', 1)).toEqual([
      { priceTicks: 100, quantityLots: 14, displayedLots: 7, orders: 2 },
    ]);
  });

  it('MEMB-4 a suspension takes its hidden quantity too', () => {
    const venue = new BookScenario();
    venue.sell('ice', 10, 100, { displayQuantityLots: 3 });
    expect(venue.member('KAZ', 'suspended')).toEqual([
      'member KAZ suspended',
      'cancelled ice 10 MEMBER_SUSPENDED',
    ]);
    expect(venue.book.certificate('KAZ-1')?.pledgedLots).toBe(0);
  });
});

describe('an iceberg that is amended', () => {
  it.each([
    ['from what is hidden first', 5, 'ice 2/5'],
    ['from the peak when nothing else is left', 1, 'ice 1/1'],
  ] as const)('ORDR-3 ORDR-4 a decrease takes %s, and keeps its time', (_, quantityLots, left) => {
    const venue = new BookScenario();
    venue.sell('ice', 10, 100, { displayQuantityLots: 3 });
    venue.buy('b1', 1, 100);
    expect(venue.amend('ice', { quantityLots: quantityLots + 1 })[0]).toMatch(/keeps time$/);
    expect(shown(venue, 'sell')).toEqual([left]);
  });

  it('ORDR-3 ORDR-4 another displayed quantity takes a new time and a whole peak', () => {
    const venue = new BookScenario();
    venue.sell('ice', 10, 100, { displayQuantityLots: 3 });
    venue.sell('s2', 4, 100);
    venue.buy('b1', 1, 100);
    expect(venue.amend('ice', { displayQuantityLots: 5 })).toEqual(['amended ice v2 9@100 new time']);
    expect(venue.resting('sell')).toEqual(['s2 4@100', 'ice 9@100']);
    expect(shown(venue, 'sell')).toEqual(['ice 5/9', 's2 4/4']);
    expect(venue.amend('ice', { displayQuantityLots: 11 })).toEqual(['amend of ice refused ORDER_SHAPE']);
  });

  it('ORDR-3 any limit order may become one', () => {
    const venue = new BookScenario();
    venue.sell('s1', 10, 100);
    venue.amend('s1', { displayQuantityLots: 2 });
    expect(shown(venue, 'sell')).toEqual(['s1 2/10']);
  });
});

describe('an iceberg in an auction', () => {
  /** Bids for so many lots meet an iceberg that shows 3 of 10, and an offer behind it. */
  const auctioned = (bids: readonly number[]): BookScenario => {
    const venue = new BookScenario({ phase: 'preOpen' });
    venue.sell('ice', 10, 100, { displayQuantityLots: 3 });
    venue.sell('s2', 4, 100);
    for (const [index, lots] of bids.entries()) venue.buy(`b${index}`, lots, 100);
    return venue;
  };

  it('ORDR-3 the whole quantity counts', () => {
    expect(auctioned([12]).phase('openingAuction').slice(1, 4)).toEqual([
      'opening auction 12@100 surplus -2',
      'traded 10@100 b0/ice',
      'traded 2@100 b0/s2',
    ]);
  });

  it('ORDR-3 a fill smaller than the peak leaves the rest of it at its time', () => {
    const venue = auctioned([1, 1]);
    expect(venue.phase('openingAuction')).not.toContain('peak ice 3');
    expect(venue.resting('sell')).toEqual(['ice 8@100', 's2 4@100']);
    expect(shown(venue, 'sell')).toEqual(['ice 1/8', 's2 4/4']);
  });

  it.each([
    ['equal to the peak, in several trades,', [2, 1], 'ice 3/7'],
    ['larger than the peak', [4], 'ice 3/6'],
    ['that leaves less than a peak', [5, 3], 'ice 2/2'],
  ] as const)('ORDR-3 a fill %s counts once: one new peak at the back', (_, bids, left) => {
    const venue = auctioned(bids);
    const told = venue.phase('openingAuction');
    expect(told.filter((line) => line.startsWith('peak'))).toHaveLength(1);
    expect(venue.resting('sell')[0]).toBe('s2 4@100');
    expect(shown(venue, 'sell')[0]).toBe(left);
  });

  it('ORDR-3 an iceberg bid is no other', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    venue.buy('ice', 10, 100, { displayQuantityLots: 3 });
    venue.buy('b2', 1, 100);
    venue.sell('s1', 4, 100);
    venue.phase('openingAuction');
    expect(venue.resting('buy')).toEqual(['b2 1@100', 'ice 6@100']);
  });

  it('ORDR-3 AUCT-2 shared pro rata, new peaks show once all trades are done, in order of allocation', () => {
    const venue = new BookScenario({
      phase: 'preOpen',
      floorTicks: 100,
      instrument: { floorAllocation: 'proRata' },
    });
    venue.sell('s1', 6, 100, { displayQuantityLots: 2 });
    venue.sell('s2', 6, 100, { displayQuantityLots: 2 });
    venue.amend('s1', { quantityLots: 7 });
    venue.buy('b1', 6, 100);
    expect(venue.phase('openingAuction').slice(1, 6)).toEqual([
      'opening auction 6@100 surplus -7',
      'traded 3@100 b1/s2',
      'traded 3@100 b1/s1',
      'peak s2 2',
      'peak s1 2',
    ]);
    expect(venue.resting('sell')).toEqual(['s2 3@100', 's1 4@100']);
  });
});
