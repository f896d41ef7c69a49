import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { findAuctionPrice, type AuctionInput, type AuctionLots, type AuctionResult } from './auction.js';

/** Lots and limit; the limit `undefined` is none. */
type Row = readonly [lots: number, limitTicks: number | undefined];

interface Case {
  readonly bids: readonly Row[];
  readonly offers: readonly Row[];
  readonly floor?: number;
  readonly reference?: number;
}

function inputOf({ bids, offers, floor, reference }: Case): AuctionInput {
  const lots = (rows: readonly Row[]): AuctionLots[] =>
    rows.map(([count, limitTicks]) => ({ lots: count, limitTicks }));
  const limits = [...bids, ...offers].flatMap(([, limit]) => (limit === undefined ? [] : [limit]));
  return {
    bids: lots(bids),
    // As the book hands them over: without a limit of its own an offer is bounded by the floor (FLOR-4).
    offers: lots(offers).map((entry) => ({ ...entry, limitTicks: entry.limitTicks ?? floor })),
    limitPrices: limits,
    floorTicks: floor,
    referencePriceTicks: reference,
  };
}

/** Reads `6@102 4@103 2@market`. */
function rows(text: string): Row[] {
  return text
    .split(' ')
    .filter((row) => row !== '')
    .map((row) => {
      const [lots, limit] = row.split('@');
      return [Number(lots), limit === 'market' ? undefined : Number(limit)];
    });
}

/** Volume, price and surplus as `8@102 +2`. */
function price(bids: string, offers: string, reference?: number, floor?: number): string {
  const result = findAuctionPrice(
    inputOf({
      bids: rows(bids),
      offers: rows(offers),
      ...(reference === undefined ? {} : { reference }),
      ...(floor === undefined ? {} : { floor }),
    }),
  );
  if (result === undefined) return 'none';
  const { volumeLots, priceTicks, surplusLots } = result;
  return `${volumeLots}@${priceTicks} ${surplusLots > 0 ? '+' : ''}${surplusLots}`;
}

type Table = [name: string, bids: string, offers: string, reference: number | undefined, expected: string][];

describe('the price of an auction', () => {
  it.each([
    // Demand at 101, 102, 103: 10, 10, 4; supply: 3, 8, 8; so volumes 3, 8, 4.
    ['is where most trades', '6@102 4@103', '3@101 5@102', undefined, '8@102 +2'],
    ['is where most trades, however far the reference', '6@102 4@103', '3@101 5@102', 500, '8@102 +2'],
    // At 100: demand 20, supply 10; from 101 to 105: 10 and 10.
    ['of equal volumes has the least surplus', '10@100 10@105', '10@100', 100, '10@101 0'],
    // Demand at 100, 101, 102: 9, 7, 6; supply 6, 6, 8: volumes 6; surpluses +3, +1, -2.
    ['looks at the surplus without its sign', '2@100 1@101 6@102', '6@100 2@102', 102, '6@101 +1'],
  ] as Table)('AUCT-1 (1) (2) %s', (_, bids, offers, reference, expected) => {
    expect(price(bids, offers, reference)).toBe(expected);
  });

  it.each([
    ['all surplus on the buy side: the highest', '10@110', '5@100', 100, '5@110 +5'],
    ['all surplus on the sell side: the lowest', '5@110', '10@100', 110, '5@100 -5'],
    // 100 to 104: demand 8, supply 4; 105 to 110: demand 4, supply 8; volume 4 at all of them.
    ['surplus on both sides: the reference, below', '4@104 4@110', '4@100 4@105', 101, '4@101 +4'],
    ['surplus on both sides: the reference, above', '4@104 4@110', '4@100 4@105', 108, '4@108 -4'],
    // 101: demand 6, supply 5; 102 and 103: 5 and 5. What remains has no surplus at all, so no side.
    ['no surplus is no side', '5@103 1@101', '5@101', 1, '5@102 0'],
  ] as Table)('AUCT-1 (3) %s', (_, bids, offers, reference, expected) => {
    expect(price(bids, offers, reference)).toBe(expected);
  });

  it.each([
    ['inside: the reference itself', '5@110', '5@100', 104, '5@104 0'],
    ['below: the lowest', '5@110', '5@100', 7, '5@100 0'],
    ['above: the highest', '5@110', '5@100', 500, '5@110 0'],
    ['none: the highest', '5@110', '5@100', undefined, '5@110 0'],
    // 100: demand 6, supply 5; 101 to 104: 5 and 5, and only these remain.
    ['among what remains alone', '5@104 1@100', '5@100', 100, '5@101 0'],
    // 100: demand 5, supply 4; 101: demand 4, supply 5. What remains never has a gap, so nothing ties about a tick.
    ['one of two neighbours', '1@100 4@101', '4@100 1@101', 100, '4@100 +1'],
    ['the other of two neighbours', '1@100 4@101', '4@100 1@101', 101, '4@101 -1'],
    ['none, two neighbours: the higher', '1@100 4@101', '4@100 1@101', undefined, '4@101 -1'],
  ] as Table)('AUCT-1 (4) the reference price is %s', (_, bids, offers, reference, expected) => {
    expect(price(bids, offers, reference)).toBe(expected);
  });

  it.each([
    ['the reference price', '5@market', '3@market', 104, undefined, '3@104 +2'],
    ['the floor if higher', '5@market', '3@market', 104, 110, '3@110 +2'],
    ['the reference price above the floor', '5@market', '8@market', 104, 90, '5@104 -3'],
    ['the floor without a reference price', '5@market', '8@market', undefined, 90, '5@90 -3'],
    ['none without either', '5@market', '8@market', undefined, undefined, 'none'],
  ] as [string, string, string, number | undefined, number | undefined, string][])(
    'AUCT-1 with no limit price at all: %s',
    (_, bids, offers, reference, floor, expected) => {
      expect(price(bids, offers, reference, floor)).toBe(expected);
    },
  );

  it('AUCT-1 protection limits are candidates like limit prices', () => {
    // As a market bid's protection limit of 120 arrives here; the offers have none.
    expect(price('5@120', '5@market', 115)).toBe('5@120 0');
    expect(price('5@120', '5@market', 115, 100)).toBe('5@115 0');
  });

  it.each([
    ['no order at all', '', '', 100, 'none'],
    ['one side alone', '5@100', '', 100, 'none'],
    ['prices that do not cross', '5@100', '5@101', 100, 'none'],
  ] as Table)('AUCT-3 nothing crosses: %s', (_, bids, offers, reference, expected) => {
    expect(price(bids, offers, reference)).toBe(expected);
  });

  it('FLOR-7 the floor itself is a candidate and no price lies below it', () => {
    expect(price('5@120', '5@market', 10, 100)).toBe('5@100 0');
    expect(price('5@120', '5@115', 10, 100)).toBe('5@115 0');
  });

  it('AUCT-1 takes the largest prices and lots without rounding', () => {
    const most = 2_147_483_647;
    expect(price(`${most}@${most} ${most}@${most}`, `${most}@1 ${most - 1}@${most}`)).toBe(
      `${2 * most - 1}@${most} +1`,
    );
  });
});

/** Tick by tick and rule by rule: slow and plain. */
function oracle(input: AuctionInput): AuctionResult | undefined {
  const { bids, offers, limitPrices, floorTicks, referencePriceTicks } = input;
  const ends = floorTicks === undefined ? [...limitPrices] : [...limitPrices, floorTicks];
  const candidates: number[] = [];
  if (limitPrices.length === 0) {
    const single = Math.max(referencePriceTicks ?? 0, floorTicks ?? 0);
    if (single > 0) candidates.push(single);
  } else {
    for (let tick = Math.min(...ends); tick <= Math.max(...ends); tick++) {
      if (floorTicks === undefined || tick >= floorTicks) candidates.push(tick);
    }
  }
  const sum = (rows: readonly AuctionLots[], allows: (limit: number) => boolean): number =>
    rows
      .filter(({ limitTicks }) => limitTicks === undefined || allows(limitTicks))
      .reduce((total, { lots }) => total + lots, 0);
  let all = candidates.map((priceTicks) => {
    const demand = sum(bids, (limit) => limit >= priceTicks);
    const supply = sum(offers, (limit) => limit <= priceTicks);
    return { priceTicks, volumeLots: Math.min(demand, supply), surplusLots: demand - supply };
  });
  const keepBest = (score: (row: AuctionResult) => number): void => {
    const best = Math.max(...all.map(score));
    all = all.filter((row) => score(row) === best);
  };
  keepBest(({ volumeLots }) => volumeLots);
  if ((all[0]?.volumeLots ?? 0) === 0) return undefined;
  keepBest(({ surplusLots }) => -Math.abs(surplusLots));
  if (all.every(({ surplusLots }) => surplusLots < 0)) return all[0];
  if (!all.every(({ surplusLots }) => surplusLots > 0) && referencePriceTicks !== undefined) {
    keepBest(({ priceTicks }) => -Math.abs(priceTicks - referencePriceTicks));
  }
  return all.at(-1);
}

describe('the price of any auction', () => {
  it('AUCT-1 is what going through every tick finds', () => {
    const tick = fc.integer({ min: 1, max: 16 });
    const side = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.option(tick, { nil: undefined })), {
      maxLength: 7,
    });
    fc.assert(
      fc.property(
        side,
        side,
        fc.option(tick, { nil: undefined }),
        fc.option(tick, { nil: undefined }),
        (bids, offers, floor, reference) => {
          const isAllowed = ([, limit]: Row): boolean =>
            floor === undefined || limit === undefined || limit >= floor;
          const input = inputOf({
            bids: bids.filter(isAllowed),
            offers: offers.filter(isAllowed),
            ...(floor === undefined ? {} : { floor }),
            ...(reference === undefined ? {} : { reference }),
          });
          expect(findAuctionPrice(input)).toEqual(oracle(input));
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

/** Leaves out what no order of the other side can meet, as the book does where all of them have limits. */
function meetable({ bids, offers, ...rest }: Case): Case {
  const limits = (side: readonly Row[]): number[] => side.map(([, limit]) => limit ?? 0);
  const [lowestOffer, highestBid] = [Math.min(...limits(offers)), Math.max(...limits(bids))];
  return {
    ...rest,
    bids: bids.filter(([, limit]) => (limit ?? 0) >= lowestOffer),
    offers: offers.filter(([, limit]) => (limit ?? 0) <= highestBid),
  };
}

const limitRow = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 95, max: 110 }));
const limitRows = fc.array(limitRow, { minLength: 1, maxLength: 8 });

describe('the price of an auction of those who meet', () => {
  it('AUCT-1 is the same without limits that nobody can meet', () => {
    const day = fc.record({
      bids: limitRows,
      offers: limitRows,
      reference: fc.option(fc.integer({ min: 90, max: 115 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(day, ({ bids, offers, reference }) => {
        const whole: Case = { bids, offers, ...(reference === undefined ? {} : { reference }) };
        const lowestOffer = Math.min(...offers.map(([, limit]) => limit));
        // The book looks only when something crosses.
        fc.pre(bids.some(([, limit]) => limit >= lowestOffer));
        expect(findAuctionPrice(inputOf(meetable(whole)))).toEqual(findAuctionPrice(inputOf(whole)));
      }),
      { numRuns: 2_000 },
    );
  });
});
