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
  const remaining = bestCandidates(input);
  const lowest = remaining[0];
  const highest = remaining.at(-1);
  if (lowest === undefined || highest === undefined) return undefined;
  if (remaining.every(({ surplusLots }) => surplusLots > 0)) return resultAt(highest, highest.highTicks);
  if (remaining.every(({ surplusLots }) => surplusLots < 0)) return resultAt(lowest, lowest.lowTicks);
  // Without a reference price every candidate is as near as the other, and the highest wins.
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
 * AUCT-1 (1) and (2): the candidates with the greatest volume and, among them, the least surplus; none when no volume
 * crosses. Volume and surplus change at limit prices only, so each limit price is a run of its own and the ticks
 * between two of them are one run.
 *
 * @returns runs in ascending order.
 */
function bestCandidates(input: AuctionInput): Candidates[] {
  const prices = candidatePoints(input);
  const demand = lotsAllowedAt(prices, input.bids, 'bids');
  const supply = lotsAllowedAt(prices, input.offers, 'offers');
  let best: Candidates[] = [];
  const consider = (lowTicks: number, highTicks: number, demandLots: number, supplyLots: number): void => {
    const volumeLots = Math.min(demandLots, supplyLots);
    const surplusLots = demandLots - supplyLots;
    const rival = best[0];
    const lead =
      rival === undefined
        ? volumeLots
        : volumeLots - rival.volumeLots || Math.abs(rival.surplusLots) - Math.abs(surplusLots);
    if (lead < 0 || volumeLots === 0) return;
    if (lead > 0) best = [];
    best.push({ lowTicks, highTicks, volumeLots, surplusLots });
  };
  for (const [index, price] of prices.entries()) {
    const below = prices[index - 1] ?? price;
    const demandLots = demand[index] ?? 0;
    // The ticks between two points: the bids of the upper one, the offers of the lower one.
    if (price - below > 1) consider(below + 1, price - 1, demandLots, supply[index - 1] ?? 0);
    consider(price, price, demandLots, supply[index] ?? 0);
  }
  return best;
}

/** The prices at which volume or surplus can change, ascending; AUCT-1's single candidate without any limit price. */
function candidatePoints({ limitPrices, floorTicks, referencePriceTicks }: AuctionInput): Uint32Array {
  if (limitPrices.length === 0) {
    const single = Math.max(referencePriceTicks ?? 0, floorTicks ?? 0);
    return Uint32Array.from(single === 0 ? [] : [single]);
  }
  const sorted = Uint32Array.from(
    floorTicks === undefined ? limitPrices : [...limitPrices, floorTicks],
  ).sort();
  return sorted.filter((price, index) => index === 0 || price !== sorted[index - 1]);
}

/** For each of the ascending prices, the lots of a side whose limit allows it. */
function lotsAllowedAt(
  prices: Uint32Array,
  lots: readonly AuctionLots[],
  side: 'bids' | 'offers',
): Float64Array {
  const sums = new Float64Array(prices.length);
  let running = 0;
  for (const entry of lots) {
    const index = entry.limitTicks === undefined ? -1 : indexOf(prices, entry.limitTicks);
    // A market offer's floor that is no point of its own lies below the single candidate and allows it.
    if (index < 0) running += entry.lots;
    else sums[index] = (sums[index] ?? 0) + entry.lots;
  }
  for (let step = 0; step < prices.length; step++) {
    const index = side === 'bids' ? prices.length - 1 - step : step;
    running += sums[index] ?? 0;
    sums[index] = running;
  }
  return sums;
}

/** Place of a price among ascending ones, -1 when it is none of them. */
function indexOf(prices: Uint32Array, price: number): number {
  let [low, high] = [0, prices.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((prices[middle] ?? price) < price) low = middle + 1;
    else high = middle;
  }
  return prices[low] === price ? low : -1;
}
