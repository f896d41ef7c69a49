import { describe, expect, it } from '@jest/globals';
import type { OrderType, PlaceOrder, TimeInForce } from '#contracts';
import { BookScenario } from '#testing';

const stop = (triggerPriceTicks: number, terms: Partial<PlaceOrder> = {}): Partial<PlaceOrder> => ({
  orderType: 'stop',
  timeInForce: 'gtc',
  triggerPriceTicks,
  ...terms,
});
const stopLimit = (triggerPriceTicks: number, terms: Partial<PlaceOrder> = {}): Partial<PlaceOrder> =>
  stop(triggerPriceTicks, { orderType: 'stopLimit', ...terms });

/** Continuous trading whose last trade was at 100. */
function traded(options: ConstructorParameters<typeof BookScenario>[0] = {}): BookScenario {
  const venue = new BookScenario(options);
  trade(venue, 't', 100);
  return venue;
}

/** A trade of one lot at a price between desks of their own. */
function trade(venue: BookScenario, id: string, priceTicks: number): string[] {
  venue.buy(`${id}b`, 1, priceTicks, { desk: 'nam-1' });
  return venue.sell(`${id}s`, 1, priceTicks, { desk: 'nam-2', timeInForce: 'ioc' });
}

describe('a stop that waits', () => {
  it('ORDR-6 stands in no book until a trade is at or through its trigger, equality passing', () => {
    const venue = traded();
    expect(venue.buy('up', 2, undefined, stop(102, { protectionLimitTicks: 105 }))).toEqual(['accepted up']);
    venue.sell('s1', 5, 104);
    expect(venue.book.depth('buy', 9)).toEqual([]);
    expect(trade(venue, 'u', 101)).toHaveLength(2);
    expect(trade(venue, 'v', 102)).toEqual([
      'accepted vs',
      'traded 1@102 vb/vs by sell',
      'triggered up',
      'traded 2@104 up/s1 by buy',
    ]);
  });

  it('ORDR-1 ORDR-4 one that was amended to less than its minimum quantity cannot have that much at once', () => {
    const venue = traded();
    venue.buy('b1', 20, 97);
    venue.sell('down', 12, undefined, stop(99, { timeInForce: 'ioc', minQuantityLots: 11 }));
    expect(venue.amend('down', { quantityLots: 8 })).toEqual(['amended down v2 8@market keeps time']);
    expect(trade(venue, 'u', 99)).toEqual([
      'accepted us',
      'traded 1@99 ub/us by sell',
      'triggered down',
      'cancelled down 8 MIN_QUANTITY',
    ]);
  });

  it('ORDR-6 a price that is set triggers nothing, and one through it is the last trade for those that come', () => {
    const venue = traded();
    venue.buy('up', 1, 105, stopLimit(102));
    expect(venue.reference(103)).toEqual(['reference 103']);
    expect(venue.buy('late', 1, 105, stopLimit(102))).toEqual(['rejected late STOP_ALREADY_THROUGH']);
  });

  it.each([
    ['buy', 101, undefined],
    ['buy', 100, 'STOP_ALREADY_THROUGH'],
    ['buy', 99, 'STOP_ALREADY_THROUGH'],
    ['sell', 99, undefined],
    ['sell', 100, 'STOP_ALREADY_THROUGH'],
    ['sell', 101, 'STOP_ALREADY_THROUGH'],
  ] as const)('ORDR-6 one to %s at %i, the last trade at 100, gets %s', (side, trigger, code) => {
    const venue = traded();
    const place = side === 'buy' ? venue.buy.bind(venue) : venue.sell.bind(venue);
    expect(place('x', 1, undefined, stop(trigger))).toEqual([
      code === undefined ? 'accepted x' : `rejected x ${code}`,
    ]);
  });

  it('ORDR-6 without any trade or price no stop is through', () => {
    expect(new BookScenario().sell('x', 1, 90, stopLimit(200))).toEqual(['accepted x']);
  });

  it('ORDR-6 ORDR-4 is amended and cancelled like any order', () => {
    const venue = traded();
    venue.buy('up', 4, 105, stopLimit(102));
    expect(venue.amend('up', { quantityLots: 3 })).toEqual(['amended up v2 3@105 keeps time']);
    expect(venue.amend('up', { triggerPriceTicks: 103 })).toEqual(['amended up v3 3@105 new time']);
    expect(venue.amend('up', { triggerPriceTicks: 100 })).toEqual([
      'amend of up refused STOP_ALREADY_THROUGH',
    ]);
    expect(trade(venue, 'u', 102)).toHaveLength(2);
    expect(venue.cancel('up')).toEqual(['cancelled up 3 USER']);
    expect(trade(venue, 'v', 103)).toHaveLength(2);
  });

  it('ORDR-6 ORDR-4 once it is triggered it has no trigger any more', () => {
    const venue = traded();
    venue.buy('up', 4, 101, stopLimit(102));
    trade(venue, 'u', 102);
    expect(venue.book.order(venue.numberOf('up'))).toMatchObject({ orderType: 'limit' });
    expect(venue.amend('up', { triggerPriceTicks: 105 })).toEqual(['amend of up refused ORDER_SHAPE']);
  });

  it.each([
    ['day', true],
    ['gtc', false],
    ['ioc', true],
    ['fok', true],
  ] as [TimeInForce, boolean][])(
    'ORDR-1 a %s stop that nothing triggered ends at closed: %s',
    (timeInForce, ends) => {
      const venue = traded();
      venue.buy('up', 4, 105, stopLimit(102, { timeInForce }));
      const told = venue.phase('closed');
      expect(told.slice(1)).toEqual(ends ? ['cancelled up 4 EXPIRED'] : []);
    },
  );
});

describe('triggered stops', () => {
  it('ORDR-6 take a new time: the order of triggers, not of entry', () => {
    const venue = traded();
    venue.buy('late', 1, 95, stopLimit(103));
    venue.buy('early', 1, 95, stopLimit(102));
    venue.buy('rests', 1, 95);
    expect(trade(venue, 'u', 104).slice(2)).toEqual(['triggered early', 'triggered late']);
    expect(venue.resting('buy')).toEqual(['rests 1@95', 'early 1@95', 'late 1@95']);
  });

  it('ORDR-6 go sells first, highest trigger first, then buys, lowest first, then entry order', () => {
    const venue = new BookScenario({ referenceTicks: 98 });
    venue.buy('b100', 1, 90, stopLimit(100));
    venue.buy('b99', 1, 90, stopLimit(99));
    venue.buy('b99x', 1, 90, stopLimit(99));
    venue.reference(103);
    venue.sell('s101', 1, 110, stopLimit(101));
    venue.sell('s102', 1, 110, stopLimit(102));
    venue.sell('s101x', 1, 110, stopLimit(101));
    expect(trade(venue, 'u', 100).slice(2)).toEqual([
      'triggered s102',
      'triggered s101',
      'triggered s101x',
      'triggered b99',
      'triggered b99x',
      'triggered b100',
    ]);
  });

  it('ORDR-6 of one trigger go in entry order, whatever time an amend gave them', () => {
    const venue = traded();
    venue.buy('up1', 1, 105, stopLimit(102));
    venue.buy('up2', 1, 105, stopLimit(102));
    venue.sell('down1', 1, 95, stopLimit(98));
    venue.sell('down2', 1, 95, stopLimit(98));
    for (const id of ['up1', 'down1']) venue.amend(id, { quantityLots: 2 });
    const triggered = (told: string[]): string[] => told.filter((line) => line.startsWith('triggered'));
    expect(triggered(trade(venue, 'u', 102))).toEqual(['triggered up1', 'triggered up2']);
    venue.massCancel('aus-1');
    expect(triggered(trade(venue, 'd', 98))).toEqual(['triggered down1', 'triggered down2']);
  });

  it('ORDR-6 wait until all trades of the command are done, and those that they trigger queue behind', () => {
    const venue = traded();
    venue.sell('s102', 1, 102);
    venue.sell('s103', 1, 103);
    venue.sell('s104', 3, 104);
    venue.buy('second', 1, 110, stopLimit(103));
    venue.buy('first', 1, 110, stopLimit(102));
    venue.buy('third', 1, 110, stopLimit(104));
    venue.sell('down', 1, 104, stopLimit(99));
    expect(venue.buy('go', 1, 102)).toEqual([
      'accepted go',
      'traded 1@102 go/s102 by buy',
      'triggered first',
      'traded 1@103 first/s103 by buy',
      'triggered second',
      'traded 1@104 second/s104 by buy',
      'triggered third',
      'traded 1@104 third/s104 by buy',
    ]);
  });

  it('ORDR-6 a whole queue goes on although the first of it triggers others', () => {
    const venue = traded();
    venue.buy('deep', 5, 90);
    venue.buy('near', 1, 98);
    venue.sell('a', 2, undefined, stop(99));
    venue.sell('b', 1, 120, stopLimit(98));
    venue.sell('c', 1, 121, stopLimit(90));
    expect(trade(venue, 'u', 98)).toEqual([
      'accepted us',
      'traded 1@98 near/us by sell',
      'triggered a',
      'traded 1@98 ub/a by sell',
      'traded 1@90 deep/a by sell',
      'triggered b',
      'triggered c',
    ]);
  });

  it('ORDR-6 a sell stop is bounded by the floor like any market offer', () => {
    const venue = traded({ floorTicks: 95 });
    venue.sell('down', 3, undefined, stop(98, { timeInForce: 'ioc' }));
    venue.buy('b1', 1, 96);
    expect(trade(venue, 'u', 98).slice(2)).toEqual([
      'triggered down',
      'traded 1@96 b1/down by sell',
      'cancelled down 2 FLOOR_PROTECTION',
    ]);
  });

  it('ORDR-6 a stop without a limit and without liquidity is cancelled, one with a limit comes to rest there', () => {
    const venue = traded();
    venue.buy('bare', 1, undefined, stop(102));
    venue.buy('bound', 1, undefined, stop(102, { protectionLimitTicks: 103 }));
    expect(trade(venue, 'u', 102).slice(2)).toEqual([
      'triggered bare',
      'cancelled bare 1 NO_LIQUIDITY',
      'triggered bound',
      'limit bound @103',
    ]);
  });

  it.each([
    ['fok', 'cancelled up 2 FOK'],
    ['ioc', 'cancelled up 1 IOC'],
  ] as [TimeInForce, string][])('ORDR-6 an %s stop trades at once', (timeInForce, last) => {
    const venue = traded();
    venue.sell('s1', 1, 103);
    venue.buy('up', 2, 103, stopLimit(102, { timeInForce }));
    expect(trade(venue, 'u', 102).at(-1)).toBe(last);
  });

  it('ORDR-6 a least quantity is looked for when it is triggered', () => {
    const venue = traded();
    venue.sell('s1', 1, 103);
    venue.buy('up', 3, 103, stopLimit(102, { timeInForce: 'ioc', minQuantityLots: 2 }));
    expect(trade(venue, 'u', 102).slice(2)).toEqual(['triggered up', 'cancelled up 3 MIN_QUANTITY']);
  });

  it('ORDR-6 an iceberg stop shows its peak', () => {
    const venue = traded();
    venue.buy('up', 5, 101, stopLimit(102, { displayQuantityLots: 2 }));
    trade(venue, 'u', 102);
    expect(venue.book.depth('buy', 1)).toMatchObject([{ quantityLots: 5, displayedLots: 2 }]);
  });
});

describe('stops and auctions', () => {
  it('ORDR-6 the trades of an opening auction trigger once continuous trading has begun', () => {
    const venue = new BookScenario({ phase: 'preOpen', referenceTicks: 100 });
    venue.buy('up', 1, 103, stopLimit(102));
    venue.buy('now', 1, 103, stopLimit(102, { displayQuantityLots: 1 }));
    venue.buy('b1', 1, 102);
    venue.sell('s1', 2, 102);
    expect(venue.phase('openingAuction')).toEqual([
      'phase preOpen > openingAuction',
      'opening auction 1@102 surplus -1',
      'traded 1@102 b1/s1',
      'phase openingAuction > continuous',
      'triggered up',
      'traded 1@102 up/s1 by buy',
      'triggered now',
      'indicative none',
    ]);
  });

  it.each([
    ['gtc', 'stopLimit', ['triggered up']],
    ['ioc', 'stop', ['cancelled up 1 EXPIRED']],
    ['day', 'stopLimit', ['cancelled up 1 EXPIRED']],
  ] as [TimeInForce, OrderType, string[]][])(
    'ORDR-6 after the closing auction expiries come first: a %s %s',
    (timeInForce, orderType, told) => {
      const venue = traded();
      venue.buy('up', 1, orderType === 'stopLimit' ? 101 : undefined, stop(102, { orderType, timeInForce }));
      venue.phase('closingCall');
      venue.buy('b1', 1, 102);
      venue.sell('s1', 1, 102);
      expect(venue.phase('closingAuction').slice(4)).toEqual([...told, 'indicative none']);
    },
  );

  it('ORDR-6 joins the book in any phase', () => {
    const venue = traded();
    venue.buy('up', 1, undefined, stop(102));
    venue.phase('closingCall');
    venue.buy('b1', 1, 102);
    venue.sell('s1', 1, 102);
    venue.phase('closingAuction');
    expect(venue.resting('buy')).toEqual(['up 1@market']);
  });
});
