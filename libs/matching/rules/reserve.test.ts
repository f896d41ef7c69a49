import { describe, expect, it } from '@jest/globals';
import { BookAuditor, BookScenario, type BookScenarioOptions } from '#testing';

/** A book with a floor of 100 and a reserve; one lot at 100 costs 10,000 minor units. */
function withReserve(capLots: number, budgetLots = 1_000, options: BookScenarioOptions = {}): BookScenario {
  const venue = new BookScenario({ floorTicks: 100, ...options });
  setReserve(venue, capLots, budgetLots);
  return venue;
}

/** As `withReserve`, audited; the reserve's state may trade, by another desk of its own too. */
function withTradingReserveState(capLots: number): {
  readonly venue: BookScenario;
  readonly auditor: BookAuditor;
  readonly own: { readonly desk: string; readonly memberState: string };
} {
  const auditor = new BookAuditor();
  const venue = withReserve(capLots, 20, { onEvent: (event, book) => auditor.audit(event, book) });
  venue.member('BLOC', 'full');
  venue.annex('BLOC', true);
  return { venue, auditor, own: { desk: 'other', memberState: 'BLOC' } };
}

function setReserve(venue: BookScenario, capLots: number, budgetLots: number): string[] {
  const budget = String(budgetLots * 10_000);
  return venue.act({ type: 'setReserve', desk: 'reserve', memberState: 'BLOC', budget, capLots });
}

describe('the reserve in continuous trading', () => {
  it('RESV-1 buys at the floor behind every commercial bid there, whatever its time', () => {
    const venue = withReserve(5);
    venue.buy('b1', 1, 101);
    venue.buy('b2', 1, 100);
    expect(venue.sell('s1', 4, 100)).toEqual([
      'accepted s1',
      'traded 1@101 b1/s1 by sell',
      'traded 1@100 b2/s1 by sell',
      'traded 2@100 reserve/s1 by sell',
      'reserve 3',
    ]);
    expect(venue.events.at(-2)).toMatchObject({ buyOrder: 0, buyDesk: 'reserve', buyLeavesLots: 3 });
  });

  it('RESV-1 is not reached by an offer above the floor', () => {
    expect(withReserve(5).sell('s1', 1, 101)).toEqual(['accepted s1']);
  });

  it('RESV-1 counts for fill-or-kill, minimum quantity and post-only', () => {
    const venue = withReserve(5);
    expect(venue.sell('s1', 1, 100, { postOnly: true })).toEqual(['rejected s1 WOULD_TAKE']);
    expect(venue.sell('s2', 6, 100, { timeInForce: 'fok' })).toEqual(['accepted s2', 'cancelled s2 6 FOK']);
    expect(venue.sell('above', 1, 101, { timeInForce: 'fok' })).toEqual([
      'accepted above',
      'cancelled above 1 FOK',
    ]);
    expect(venue.sell('s3', 5, undefined, { timeInForce: 'fok' })).toEqual([
      'accepted s3',
      'traded 5@100 reserve/s3 by sell',
      'reserve 0 exhausted',
    ]);
  });

  it('RESV-2 buys what budget and cap both allow, to the last lot; what is left rests', () => {
    const venue = withReserve(5, 3);
    expect(venue.sell('s1', 9, 100)).toEqual([
      'accepted s1',
      'traded 3@100 reserve/s1 by sell',
      'reserve 0 exhausted',
      'floor locked',
    ]);
    expect(venue.resting('sell')).toEqual(['s1 6@100']);
  });

  it('FLOR-6 RESV-2 more budget or cap uncrosses at once with what rests at the floor', () => {
    const venue = withReserve(2);
    venue.sell('s1', 3, 100);
    venue.sell('s2', 3, 100);
    expect(setReserve(venue, 6, 1_000)).toEqual([
      'reserve budget 10000000 cap 6',
      'floor auction 4@100 surplus 0',
      'traded 1@100 reserve/s1',
      'traded 3@100 reserve/s2',
      'floor unlocked',
    ]);
    expect(venue.book.staticReferencePriceTicks).toBeUndefined();
  });

  it('RESV-2 the holding is its desk’s position, and the desk’s own bids count against the cap', () => {
    const venue = withReserve(5);
    const position = { type: 'setPosition', desk: 'reserve', memberState: 'BLOC', positionLots: 3 } as const;
    expect(venue.act(position)).toEqual(['position reserve 3', 'reserve 2']);
    expect(venue.act({ ...position, positionLots: 9 })).toEqual([
      'position reserve 9',
      'reserve 0 exhausted',
    ]);
  });

  it('RESV-2 what the reserve’s own desk sells makes room below its cap, be it in the same order', () => {
    const auditor = new BookAuditor();
    const venue = withReserve(5, 20, { onEvent: (event, book) => auditor.audit(event, book) });
    venue.act({ type: 'setPosition', desk: 'reserve', memberState: 'BLOC', positionLots: 5 });
    venue.member('BLOC', 'full');
    venue.annex('BLOC', true);
    venue.buy('b1', 3, 101);
    const own = { desk: 'reserve', memberState: 'BLOC' };
    // Five are held, which is the cap; three are sold above the floor, and now there is room for three.
    expect(venue.sell('s1', 7, 100, own)).toEqual([
      'accepted s1',
      'traded 3@101 b1/s1 by sell',
      'traded 3@100 reserve/s1 by sell',
      'traded 1@100 reserve/s1 by sell',
      'reserve 3',
    ]);
    expect(auditor.faults).toEqual([]);
  });

  it('FLOR-6 RESV-2 what others buy of the reserve’s desk makes room below its cap, and is uncrossed at once', () => {
    const auditor = new BookAuditor();
    const venue = withReserve(5, 20, { onEvent: (event, book) => auditor.audit(event, book) });
    venue.act({ type: 'setPosition', desk: 'reserve', memberState: 'BLOC', positionLots: 5 });
    venue.member('BLOC', 'full');
    venue.annex('BLOC', true);
    expect(venue.sell('s1', 5, 100, { desk: 'reserve', memberState: 'BLOC' })).toEqual([
      'accepted s1',
      'floor locked',
    ]);
    expect(venue.buy('b1', 3, 101)).toEqual([
      'accepted b1',
      'traded 3@100 b1/s1 by buy',
      'floor auction 2@100 surplus 1',
      'traded 2@100 reserve/s1',
      'reserve 3',
      'floor unlocked',
    ]);
    expect(auditor.faults).toEqual([]);
  });

  it('FLOR-6 ORDR-6 room that one stop makes is uncrossed before the next stop trades', () => {
    const venue = withReserve(5, 20);
    venue.act({ type: 'setPosition', desk: 'reserve', memberState: 'BLOC', positionLots: 5 });
    venue.member('BLOC', 'full');
    venue.annex('BLOC', true);
    venue.reference(99);
    venue.sell('s1', 1, 100);
    venue.sell('s2', 1, 100, { desk: 'reserve', memberState: 'BLOC' });
    venue.sell('s3', 2, 100);
    const stop = { orderType: 'stopLimit', triggerPriceTicks: 100, desk: 'aus-2' } as const;
    venue.buy('t1', 1, 100, stop);
    venue.buy('t2', 1, 100, stop);
    expect(venue.buy('b1', 1, 100).filter((line) => !line.startsWith('reserve'))).toEqual([
      'accepted b1',
      'traded 1@100 b1/s1 by buy',
      'triggered t1',
      'traded 1@100 t1/s2 by buy',
      'floor auction 1@100 surplus -1',
      'traded 1@100 reserve/s3',
      'triggered t2',
      'traded 1@100 t2/s3 by buy',
      'floor unlocked',
    ]);
  });

  it('MEMB-5 RESV-1 what it buys for a withdrawing state cuts the bids of the state, newest first', () => {
    const { venue, auditor, own } = withTradingReserveState(5);
    venue.act({ type: 'setPosition', ...own, positionLots: -6 });
    venue.buy('b1', 2, 100, own);
    venue.buy('b2', 1, 99, own);
    venue.buy('b3', 3, 98, own);
    venue.member('BLOC', 'withdrawing');
    // Two of b1 and two of the reserve leave two to be reduced, and four are bid for.
    expect(venue.sell('s1', 4, 100)).toEqual([
      'accepted s1',
      'traded 2@100 b1/s1 by sell',
      'traded 2@100 reserve/s1 by sell',
      'cancelled b3 3 REDUCE_ONLY',
      'reserve 3',
    ]);
    expect(venue.resting('buy')).toEqual(['b2 1@99']);
    expect(auditor.faults).toEqual([]);
  });

  it('MEMB-5 RESV-1 what it buys in a forced uncross cuts the bids of a withdrawing state, too', () => {
    const { venue, auditor, own } = withTradingReserveState(0);
    venue.act({ type: 'setPosition', ...own, positionLots: -6 });
    venue.buy('b1', 3, 99, own);
    venue.buy('b2', 2, 98, own);
    venue.member('BLOC', 'withdrawing');
    venue.sell('s1', 4, 100);
    expect(setReserve(venue, 5, 1_000)).toEqual([
      'reserve budget 10000000 cap 5',
      'floor auction 4@100 surplus 1',
      'traded 4@100 reserve/s1',
      'cancelled b2 2 REDUCE_ONLY',
      'cancelled b1 3 REDUCE_ONLY',
      'reserve 1',
      'floor unlocked',
    ]);
    expect(auditor.faults).toEqual([]);
  });

  it('MEMB-5 ORDR-6 a stop that is cut by what the reserve buys is triggered no more', () => {
    const { venue, auditor, own } = withTradingReserveState(5);
    venue.act({ type: 'setPosition', ...own, positionLots: -3 });
    venue.buy('b1', 1, 101);
    venue.buy('t1', 2, 101, { ...own, orderType: 'stopLimit', triggerPriceTicks: 101 });
    venue.member('BLOC', 'withdrawing');
    expect(venue.sell('s1', 3, 100)).toEqual([
      'accepted s1',
      'traded 1@101 b1/s1 by sell',
      'traded 2@100 reserve/s1 by sell',
      'cancelled t1 2 REDUCE_ONLY',
      'reserve 3',
    ]);
    expect(auditor.faults).toEqual([]);
  });

  it('RESV-2 a bid of the reserve’s desk that its own offer cancels makes room below the cap', () => {
    const auditor = new BookAuditor();
    const venue = withReserve(5, 20, { onEvent: (event, book) => auditor.audit(event, book) });
    venue.member('BLOC', 'full');
    venue.annex('BLOC', true);
    const own = { desk: 'reserve', memberState: 'BLOC', stpId: 'x' };
    venue.buy('b1', 5, 100, own);
    expect(venue.sell('s1', 2, 100, own)).toEqual([
      'accepted s1',
      'cancelled b1 5 SELF_TRADE',
      'traded 2@100 reserve/s1 by sell',
      'reserve 5',
    ]);
    expect(auditor.faults).toEqual([]);
  });

  it('RESV-2 budget and cap may be set below what is spent and held: then nothing is bought', () => {
    const venue = withReserve(5);
    venue.sell('s1', 4, 100);
    expect(setReserve(venue, 3, 1)).toEqual(['reserve budget 10000 cap 3', 'reserve 0 exhausted']);
    expect(venue.sell('s2', 1, 100)).toEqual(['accepted s2', 'floor locked']);
  });

  it('RESV-2 what is spent stays spent when the budget is set anew', () => {
    const venue = withReserve(100, 10);
    venue.sell('s1', 4, 100);
    expect(setReserve(venue, 100, 3).at(-1)).toBe('reserve 0 exhausted');
    expect(setReserve(venue, 100, 4)).toEqual(['reserve budget 40000 cap 100']);
    expect(setReserve(venue, 100, 6).at(-1)).toBe('reserve 2');
  });

  it('RESV-2 the budget is spent exactly, at whatever floors the lots were bought', () => {
    const venue = withReserve(100, 10);
    venue.sell('s1', 3, 100);
    // 300 of 1,000 tick-lots are spent: at a floor of 140 five more cost exactly 700.
    expect(venue.floor(140)).toEqual(['floor 140 v2', 'reserve 5']);
    expect(venue.floor(141)).toEqual(['floor 141 v3', 'reserve 4']);
  });

  it('RESV-2 parts of a minor unit are spent, too', () => {
    const venue = new BookScenario({
      floorTicks: 5,
      instrument: { notionalNumerator: 1, notionalDenominator: 10 },
    });
    // One minor unit is 10 tick-lots: two lots at 5.
    venue.act({ type: 'setReserve', desk: 'reserve', memberState: 'BLOC', budget: '1', capLots: 9 });
    venue.buy('b1', 1, 10);
    expect(venue.sell('s1', 2, 5)).toContain('reserve 1');
    venue.buy('b2', 1, 10);
    expect(venue.sell('s2', 2, 5)).toContain('reserve 0 exhausted');
  });

  it('RESV-1 follows the floor, and has no bid without one', () => {
    const venue = new BookScenario({});
    expect(setReserve(venue, 5, 9)).toEqual(['reserve budget 90000 cap 5']);
    expect(venue.floor(100)).toEqual(['floor 100 v1', 'reserve 5']);
    venue.sell('s1', 2, 110);
    // What stands at the new floor meets the reserve there.
    expect(venue.floor(110)).toEqual([
      'floor 110 v2',
      'floor auction 2@110 surplus 3',
      'traded 2@110 reserve/s1',
      'reserve 3',
    ]);
  });
});

describe('the reserve in auctions', () => {
  it.each([
    ['joins a price at the floor', '2@100', '5@100', 9, ['opening auction 5@100 surplus 6', 'b1 2', 'R 3']],
    ['takes no part above the floor', '2@105', '2@104', 9, ['opening auction 2@105 surplus 0', 'b1 2']],
    ['makes the price where none is found', '', '3@100', 9, ['opening auction 3@100 surplus 6', 'R 3']],
    ['takes market offers too', '', '3@market', 2, ['opening auction 2@100 surplus -1', 'R 2']],
    ['does not count for offers above the floor', '', '3@101', 9, ['opening auction none']],
    ['comes behind bids that take all', '5@100', '5@100', 9, ['opening auction 5@100 surplus 9', 'b1 5']],
  ] as [string, string, string, number, string[]][])('RESV-1 %s', (_, bid, offer, capLots, expected) => {
    const venue = withReserve(capLots, 1_000, { phase: 'preOpen' });
    const [bidLots, bidPrice] = bid.split('@');
    if (bid !== '') venue.buy('b1', Number(bidLots), Number(bidPrice));
    const [lots, price] = offer.split('@');
    venue.sell('s1', Number(lots), price === 'market' ? undefined : Number(price));
    const told = venue.phase('openingAuction').filter((line) => /^(opening|traded)/.test(line));
    const short = told.map((line) =>
      line.replace(/^traded (\d+)@\d+ (\w+)\/.*$/, (_all, count: string, buyer: string) =>
        buyer === 'reserve' ? `R ${count}` : `${buyer} ${count}`,
      ),
    );
    expect(short).toEqual(expected);
  });

  it('RESV-1 PHAS-2 the indicative price counts the reserve', () => {
    const venue = withReserve(4, 1_000, { phase: 'preOpen' });
    expect(venue.sell('s1', 6, 100)).toEqual(['accepted s1', 'indicative 4@100']);
  });
});

describe('the pro rata allocation', () => {
  const instrument = { floorAllocation: 'proRata' as const };

  it('AUCT-2 shares the volume at the floor among all offers there, leftovers in time order', () => {
    const venue = new BookScenario({ phase: 'preOpen', floorTicks: 100, instrument });
    venue.sell('s1', 5, 100);
    venue.sell('s2', 3);
    venue.sell('s3', 2, 100);
    venue.sell('above', 9, 101);
    venue.buy('b1', 7, 100);
    // 7 of 10: 3.5, 2.1 and 1.4 are 3, 2 and 1 with one lot over, which is the earliest offer's.
    expect(venue.phase('openingAuction').filter((line) => line.startsWith('traded'))).toEqual([
      'traded 2@100 b1/s2',
      'traded 4@100 b1/s1',
      'traded 1@100 b1/s3',
    ]);
  });

  it('AUCT-2 RESV-1 the reserve’s lots join before they are shared', () => {
    const venue = withReserve(4, 1_000, { phase: 'preOpen', instrument });
    venue.sell('s1', 6, 100);
    venue.sell('s2', 6, 100);
    venue.buy('b1', 2, 100);
    expect(venue.phase('openingAuction').filter((line) => line.startsWith('traded'))).toEqual([
      'traded 2@100 b1/s1',
      'traded 1@100 reserve/s1',
      'traded 3@100 reserve/s2',
    ]);
  });

  it('AUCT-2 without a surplus of offers, and above the floor, time decides', () => {
    const venue = new BookScenario({ phase: 'preOpen', floorTicks: 100, instrument });
    venue.sell('s1', 5, 101);
    venue.sell('s2', 5, 101);
    venue.buy('b1', 6, 101);
    expect(venue.phase('openingAuction').filter((line) => line.startsWith('traded'))).toEqual([
      'traded 5@101 b1/s1',
      'traded 1@101 b1/s2',
    ]);
  });
});

describe('a locked floor', () => {
  it.each([
    ['preOpen', []],
    ['noCancel', ['noCancel']],
    ['continuous', ['openingAuction']],
    ['volatilityAuction', ['openingAuction', 'volatilityAuction']],
    ['closingCall', ['openingAuction', 'closingCall']],
    ['closed', ['openingAuction', 'closed']],
    ['halted', ['halted']],
    ['suspended', ['suspended']],
  ] as const)('FLOR-10 is published in %s', (phase, way) => {
    const venue = new BookScenario({ phase: 'preOpen', floorTicks: 100 });
    venue.buy('b1', 1, 99, { timeInForce: 'gtc' });
    expect(venue.sell('s1', 1, undefined, { timeInForce: 'gtc' }).at(-1)).toBe('floor locked');
    for (const next of way) expect(venue.phase(next)).not.toContain('floor unlocked');
    expect(venue.book.phase).toBe(phase);
    expect(venue.book.stateText()).toContain('"floorLocked":true');
    expect(setReserve(venue, 9, 9)).toContain('floor unlocked');
  });

  it.each([
    [undefined, true],
    [99, true],
    [100, true],
    [101, false],
  ])(
    'FLOR-10 a market offer with a protection limit of %p locks it: %p',
    (protectionLimitTicks, isLocked) => {
      const venue = new BookScenario({ phase: 'preOpen', floorTicks: 100 });
      const limit = protectionLimitTicks === undefined ? {} : { protectionLimitTicks };
      venue.sell('s1', 1, undefined, limit);
      expect(venue.book.floorLocked).toBe(isLocked);
    },
  );

  it('FLOR-10 a market bid unlocks it, one whose protection limit is below the floor does not', () => {
    const venue = new BookScenario({ phase: 'preOpen', floorTicks: 100 });
    venue.sell('s1', 1, 100);
    expect(venue.buy('b1', 1, undefined, { protectionLimitTicks: 99 })).toEqual(['accepted b1']);
    expect(venue.buy('b2', 1)).toEqual(['accepted b2', 'indicative 1@100', 'floor unlocked']);
  });
});
