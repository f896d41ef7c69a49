/** Lots of one side that share a limit; undefined is no limit at all. */
export interface AuctionLots {
  readonly limitTicks: number | undefined;
  readonly lots: number;
}

/** All that decides an auction's price (AUCT-1). */
export interface AuctionInput {
  /** Executable bids: none has a limit below the floor (FLOR-3). */
  readonly bids: readonly AuctionLots[];
  /** Offers, each with the limit that holds now: the floor at least, where there is one (FLOR-4). */
  readonly offers: readonly AuctionLots[];
  /**
   * Limit prices and protection limits of the orders above, at or above the floor. The limit that a floor alone gives
   * to a market offer is not one of them: it is the floor, a candidate anyway.
   */
  readonly limitPrices: readonly number[];
  readonly floorTicks: number | undefined;
  readonly referencePriceTicks: number | undefined;
}

/** What an auction does. Surplus above zero is unfilled bids at the price, below zero unfilled offers. */
export interface AuctionResult {
  readonly priceTicks: number;
  readonly volumeLots: number;
  readonly surplusLots: number;
}

/** Candidates next to each other that give the same volume and surplus. */
interface Candidates {
  readonly lowTicks: number;
  readonly highTicks: number;
  readonly volumeLots: number;
  readonly surplusLots: number;
}

/**
 * Finds the price of an auction: greatest volume, least surplus, market pressure, reference price.
 *
 * @returns undefined when nothing crosses (AUCT-3).
 * @see AUCT-1, FLOR-7
 */
export function findAuctionPrice(input: AuctionInput): AuctionResult | undefined {
  let remaining = candidatesOf(input);
  const greatestVolume = remaining.reduce((most, { volumeLots }) => Math.max(most, volumeLots), 0);
  if (greatestVolume === 0) return undefined;
  remaining = remaining.filter(({ volumeLots }) => volumeLots === greatestVolume);
  const leastSurplus = remaining.reduce(
    (least, { surplusLots }) => Math.min(least, Math.abs(surplusLots)),
    Number.MAX_SAFE_INTEGER,
  );
  remaining = remaining.filter(({ surplusLots }) => Math.abs(surplusLots) === leastSurplus);
  const [lowest, highest] = [remaining[0], remaining[remaining.length - 1]];
  if (lowest === undefined || highest === undefined) return undefined;
  if (remaining.every(({ surplusLots }) => surplusLots > 0)) return resultAt(highest, highest.highTicks);
  if (remaining.every(({ surplusLots }) => surplusLots < 0)) return resultAt(lowest, lowest.lowTicks);
  return nearestTo(input.referencePriceTicks ?? highest.highTicks, remaining);
}

function resultAt(candidates: Candidates, priceTicks: number): AuctionResult {
  return { priceTicks, volumeLots: candidates.volumeLots, surplusLots: candidates.surplusLots };
}

/** AUCT-1 (4): the candidate nearest to a price, the higher of two. The runs are in ascending order. */
function nearestTo(priceTicks: number, remaining: readonly Candidates[]): AuctionResult | undefined {
  let nearest: AuctionResult | undefined;
  for (const run of remaining) {
    const inRun = Math.min(Math.max(priceTicks, run.lowTicks), run.highTicks);
    if (nearest === undefined || Math.abs(inRun - priceTicks) <= Math.abs(nearest.priceTicks - priceTicks)) {
      nearest = resultAt(run, inRun);
    }
  }
  return nearest;
}

/**
 * All candidate prices in ascending runs. Volume and surplus change at limit prices only, so each limit price is a run
 * of its own and the ticks between two of them are one run.
 */
function candidatesOf(input: AuctionInput): Candidates[] {
  const prices = candidatePoints(input);
  const demand = lotsAtOrBetter(prices, input.bids, 'bids');
  const supply = lotsAtOrBetter(prices, input.offers, 'offers');
  const runs: Candidates[] = [];
  const push = (lowTicks: number, highTicks: number, demandLots: number, supplyLots: number): void => {
    const volumeLots = Math.min(demandLots, supplyLots);
    runs.push({ lowTicks, highTicks, volumeLots, surplusLots: demandLots - supplyLots });
  };
  prices.forEach((price, index) => {
    const below = prices[index - 1];
    // Between two points: the bids of the upper one, the offers of the lower one.
    if (below !== undefined && price - below > 1) {
      push(below + 1, price - 1, demand[index] ?? 0, supply[index - 1] ?? 0);
    }
    push(price, price, demand[index] ?? 0, supply[index] ?? 0);
  });
  return runs;
}

/** The prices at which volume or surplus can change, ascending; AUCT-1's single candidate without any limit price. */
function candidatePoints({ limitPrices, floorTicks, referencePriceTicks }: AuctionInput): number[] {
  if (limitPrices.length === 0) {
    const single = Math.max(referencePriceTicks ?? 0, floorTicks ?? 0);
    return single === 0 ? [] : [single];
  }
  const points = new Set(limitPrices);
  if (floorTicks !== undefined) points.add(floorTicks);
  return [...points].sort((left, right) => left - right);
}

/** For each price, the lots of a side whose limit allows it. */
function lotsAtOrBetter(
  prices: readonly number[],
  lots: readonly AuctionLots[],
  side: 'bids' | 'offers',
): number[] {
  const sums = prices.map(() => 0);
  const indexOf = new Map(prices.map((price, index) => [price, index]));
  let unlimited = 0;
  for (const entry of lots) {
    const index = entry.limitTicks === undefined ? undefined : indexOf.get(entry.limitTicks);
    // A limit that is no point of its own allows the single candidate, for it is at or below (above) it.
    if (index === undefined) unlimited += entry.lots;
    else sums[index] = (sums[index] ?? 0) + entry.lots;
  }
  let running = unlimited;
  const order = side === 'bids' ? [...prices.keys()].reverse() : [...prices.keys()];
  for (const index of order) {
    running += sums[index] ?? 0;
    sums[index] = running;
  }
  return sums;
}
