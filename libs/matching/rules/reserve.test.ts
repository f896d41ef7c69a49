import { describe, expect, it } from '@jest/globals';
import { BookScenario, type BookScenarioOptions } from '#testing';

/** Desk of the reserve; KAZ is a full member like the others. */
const RESERVE = { desk: 'kaz-9', memberState: 'KAZ' };

/** One lot at a price of one tick is one minor unit here, so a budget of 1,000 buys ten lots at 100. */
class ReserveScenario extends BookScenario {
  constructor(options: BookScenarioOptions = {}) {
    super({
      floorTicks: 100,
      ...options,
      instrument: { notionalNumerator: 1, notionalDenominator: 1, ...options.instrument },
    });
  }

  reserve(budget: number, capLots: number): string[] {
    return this.act({ type: 'setReserve', ...RESERVE, budget: String(budget), capLots });
  }

  holding(positionLots: number): string[] {
    return this.act({ type: 'setPosition', ...RESERVE, positionLots });
  }

  get quote(): { liveLots: number; reserveExhausted: boolean } {
    return this.book.reserveQuote;
  }
}

describe('the strategic reserve’s standing bid', () => {
  it('RESV-1 buys at the floor what no commercial bid takes, and follows the floor', () => {
    const venue = new ReserveScenario();
    venue.reserve(1_000, 50);
    expect(venue.quote).toEqual({ liveLots: 10, reserveExhausted: false });
    expect(venue.sell('s1', 4, 100)).toEqual([
      'accepted s1',
      expect.stringMatching(/^traded 4@100 .*s1 by sell$/),
      expect.stringContaining('reserve'),
    ]);
    expect(venue.events.at(-2)).toMatchObject({
      type: 'Traded',
      buyOrder: 0,
      buyDesk: 'kaz-9',
      buyState: 'KAZ',
      buyLeavesLots: 6,
      sellLeavesLots: 0,
    });
    venue.floor(120);
    // 1,000 less 400 spent pays for five at 120.
    expect(venue.quote).toEqual({ liveLots: 5, reserveExhausted: false });
    venue.floor(60);
    expect(venue.quote.liveLots).toBe(10);
  });

  it('RESV-1 ranks behind every commercial bid at its price, whatever its time', () => {
    const venue = new ReserveScenario();
    venue.reserve(1_000, 50);
    venue.buy('b1', 2, 100);
    venue.buy('b2', 2, 100);
    venue.sell('s1', 5, 100);
    const trades = venue.events.filter((event) => event.type === 'Traded');
    expect(trades.map(({ buyOrder, lots }) => [buyOrder === 0, lots])).toEqual([
      [false, 2],
      [false, 2],
      [true, 1],
    ]);
  });

  it('RESV-1 is met by market offers and counts for fill-or-kill; an offer above the floor passes it by', () => {
    const venue = new ReserveScenario();
    venue.reserve(1_000, 50);
    expect(venue.sell('s1', 11, 100, { timeInForce: 'fok' })).toContain('cancelled s1 11 FOK');
    expect(venue.sell('s2', 1, 101)).toEqual(['accepted s2']);
    expect(venue.sell('s3', 5, undefined, { timeInForce: 'fok' })).not.toContain('cancelled s3 5 FOK');
    expect(venue.sell('s4', 9, undefined, { timeInForce: 'ioc' })).toContain(
      'cancelled s4 4 FLOOR_PROTECTION',
    );
    expect(venue.quote).toEqual({ liveLots: 0, reserveExhausted: true });
  });

  it('RESV-1 ORDR-5 a post-only offer at the floor would take it', () => {
    const venue = new ReserveScenario();
    venue.reserve(1_000, 50);
    expect(venue.sell('s1', 1, 100, { postOnly: true })).toEqual(['rejected s1 WOULD_TAKE']);
    expect(venue.sell('s2', 1, 101, { postOnly: true })).toEqual(['accepted s2']);
  });

  it('RESV-2 budget and cap both bound it, holding and purchases counted, to the minor unit', () => {
    const venue = new ReserveScenario();
    venue.holding(7);
    venue.reserve(1_099, 20);
    // The budget pays for ten at 100 and leaves 99; the cap leaves 13.
    expect(venue.quote.liveLots).toBe(10);
    venue.reserve(5_000, 20);
    expect(venue.quote.liveLots).toBe(13);
    venue.sell('s1', 3, 100);
    expect(venue.quote.liveLots).toBe(10);
    venue.holding(20);
    expect(venue.quote).toEqual({ liveLots: 0, reserveExhausted: true });
  });

  it('RESV-2 set below what is spent and held nothing is bought, and offers rest without a bid', () => {
    const venue = new ReserveScenario();
    venue.reserve(1_000, 50);
    venue.sell('s1', 6, 100);
    venue.reserve(300, 50);
    expect(venue.quote).toEqual({ liveLots: 0, reserveExhausted: true });
    expect(venue.sell('s2', 1, 100)).toEqual(['accepted s2', 'floor locked']);
    venue.reserve(1_000, 5);
    expect(venue.quote).toEqual({ liveLots: 0, reserveExhausted: true });
  });

  it('RESV-2 publishes nothing while there is no floor, and is exhausted only where there is one', () => {
    const venue = new BookScenario();
    venue.act({ type: 'setReserve', ...RESERVE, budget: '0', capLots: 0 });
    expect(venue.book.reserveQuote).toEqual({ liveLots: 0, reserveExhausted: false });
    venue.floor(100);
    expect(venue.book.reserveQuote).toEqual({ liveLots: 0, reserveExhausted: true });
  });

  it('FLOR-6 RESV-1 a bid that appears or grows meets the offers at the floor at once', () => {
    const venue = new ReserveScenario();
    venue.sell('s1', 4, 100);
    venue.sell('s2', 4, 100);
    expect(venue.reserve(500, 50)).toEqual([
      expect.stringContaining('reserve'),
      'floor auction 5@100 surplus -3',
      expect.stringMatching(/^traded 4@100 .*s1$/),
      expect.stringMatching(/^traded 1@100 .*s2$/),
      expect.stringContaining('reserve'),
    ]);
    // Its own desk sells two of what it holds, and the cap leaves room for two more.
    venue.reserve(10_000, 5);
    venue.buy('b1', 2, 101);
    venue.sell('own', 2, 101, RESERVE);
    expect(venue.book.order(venue.numberOf('s2'))?.leavesLots).toBe(1);
  });

  it('FLOR-10 floorLocked is told when offers stand at the floor without any bid, the reserve’s included', () => {
    const venue = new ReserveScenario();
    expect(venue.sell('s1', 1, 100)).toEqual(['accepted s1', 'floor locked']);
    expect(venue.buy('b1', 1, 99)).toEqual(['accepted b1']);
    expect(venue.cancel('s1')).toEqual(['cancelled s1 1 USER', 'floor unlocked']);
    venue.reserve(1_000, 50);
    expect(venue.sell('s2', 11, 100)).toContain('floor locked');
    expect(venue.phase('halted')).toEqual(['phase continuous > halted']);
  });
});

describe('the reserve in an auction', () => {
  it('RESV-1 the price is found without it, and above the floor it stays out', () => {
    const venue = new ReserveScenario({ phase: 'preOpen' });
    venue.reserve(1_000, 50);
    venue.buy('b1', 3, 105);
    venue.sell('s1', 5, 102);
    expect(venue.phase('openingAuction')).toContain('opening auction 3@102 surplus -2');
    expect(venue.quote.liveLots).toBe(10);
  });

  it('RESV-1 AUCT-2 where the price is the floor its lots join the bids there, last', () => {
    const venue = new ReserveScenario({ phase: 'preOpen' });
    venue.reserve(300, 50);
    venue.buy('b1', 2, 101);
    venue.sell('s1', 9, 100);
    expect(venue.book.indicative).toEqual({ priceTicks: 100, volumeLots: 5 });
    expect(venue.phase('openingAuction').slice(0, 4)).toEqual([
      'phase preOpen > openingAuction',
      'opening auction 5@100 surplus -4',
      expect.stringMatching(/^traded 2@100 b1\/s1$/),
      expect.stringMatching(/^traded 3@100 .*s1$/),
    ]);
  });

  it('RESV-1 AUCT-3 without any crossing bid the floor is the price and the reserve buys', () => {
    const venue = new ReserveScenario({ phase: 'preOpen' });
    venue.reserve(1_000, 50);
    venue.buy('b1', 2, 99);
    expect(venue.sell('s1', 4, 100)).toEqual(['accepted s1', 'indicative 4@100']);
    expect(venue.sell('s2', 2)).toEqual(['accepted s2', 'indicative 6@100']);
    expect(venue.phase('openingAuction')[1]).toBe('opening auction 6@100 surplus 4');
  });

  it('AUCT-2 shares pro rata at the floor, market and limit offers alike, leftovers in time order', () => {
    const venue = new ReserveScenario({ phase: 'preOpen', instrument: { floorAllocation: 'proRata' } });
    venue.reserve(1_000, 50);
    venue.sell('s1', 3, 100);
    venue.sell('s2', 8, 100);
    venue.sell('m1', 5);
    venue.sell('s3', 9, 101);
    venue.phase('openingAuction');
    const lotsOf = (id: string): number =>
      venue.events
        .filter((event) => event.type === 'Traded')
        .filter(({ sellOrder }) => sellOrder === venue.numberOf(id))
        .reduce((sum, { lots }) => sum + lots, 0);
    // 10 of 16: 1.875, 5 and 3.125, rounded down 9; the one left over goes to the earliest.
    expect([lotsOf('s1'), lotsOf('s2'), lotsOf('m1'), lotsOf('s3')]).toEqual([2, 5, 3, 0]);
  });

  it('AUCT-2 keeps price and time above the floor, and where no offer is left over', () => {
    const venue = new ReserveScenario({ phase: 'preOpen', instrument: { floorAllocation: 'proRata' } });
    venue.buy('b1', 5, 103);
    venue.sell('s1', 4, 103);
    venue.sell('s2', 4, 103);
    expect(venue.phase('openingAuction').slice(1, 4)).toEqual([
      'opening auction 5@103 surplus -3',
      'traded 4@103 b1/s1',
      'traded 1@103 b1/s2',
    ]);
  });
});
