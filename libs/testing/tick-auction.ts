import type { Side } from '#contracts';

/** An executable order as an auction sees it; undefined is no limit. */
export interface AuctionedOrder {
  readonly side: Side;
  readonly leavesLots: number;
  /** What holds now, the floor included. */
  readonly limitTicks: number | undefined;
  /** Its own price or protection limit, where that is a candidate. */
  readonly candidateTicks: number | undefined;
}

/** What an auction does without the reserve. */
export interface TickAuction {
  /** Undefined where nothing crosses. */
  readonly priceTicks: number | undefined;
  readonly volumeLots: number;
  /** Lots of the offers that are executable at the price. */
  readonly offeredLots: number;
}

/** AUCT-1 tick by tick, ticks left out between which nothing changes. */
export function tickAuction(
  orders: readonly AuctionedOrder[],
  floorTicks: number | undefined,
  referenceTicks: number | undefined,
): TickAuction {
  const floor = floorTicks ?? 0;
  const own = orders.flatMap(({ candidateTicks }) => (candidateTicks === undefined ? [] : [candidateTicks]));
  const single = Math.max(referenceTicks ?? 0, floor);
  const ends = own.length === 0 ? [single] : floor === 0 ? own : [...own, floor];
  let best = ticksThatMatter(orders, Math.min(...ends), Math.max(...ends), referenceTicks).map((price) => {
    const [demand, supply] = lotsAt(orders, price);
    return { price, volume: Math.min(demand, supply), surplus: demand - supply };
  });
  const most = Math.max(0, ...best.map(({ volume }) => volume));
  if (most === 0) return { priceTicks: undefined, volumeLots: 0, offeredLots: 0 };
  best = best.filter(({ volume }) => volume === most);
  const least = Math.min(...best.map(({ surplus }) => Math.abs(surplus)));
  best = best.filter(({ surplus }) => Math.abs(surplus) === least);
  let pick = best.at(-1);
  if (best.every(({ surplus }) => surplus < 0)) pick = best[0];
  else if (!best.every(({ surplus }) => surplus > 0) && referenceTicks !== undefined) {
    const distance = Math.min(...best.map(({ price }) => Math.abs(price - referenceTicks)));
    pick = best.filter(({ price }) => Math.abs(price - referenceTicks) === distance).at(-1);
  }
  return { priceTicks: pick?.price, volumeLots: most, offeredLots: most - Math.min(0, pick?.surplus ?? 0) };
}

/**
 * From one limit to the next all ticks have the same demand and supply, so what is first, last or closest to the
 * reference price among them is one of its ends or the reference price itself. Ascending.
 */
function ticksThatMatter(
  orders: readonly AuctionedOrder[],
  lowest: number,
  highest: number,
  referenceTicks: number | undefined,
): number[] {
  const ticks = new Set([lowest, highest]);
  for (const limit of [...orders.map(({ limitTicks }) => limitTicks), referenceTicks]) {
    if (limit !== undefined)
      ticks
        .add(limit - 1)
        .add(limit)
        .add(limit + 1);
  }
  return [...ticks]
    .filter((tick) => tick > 0 && tick >= lowest && tick <= highest)
    .sort((left, right) => left - right);
}

/** Lots of bids, and of offers, whose limit allows a price. */
function lotsAt(orders: readonly AuctionedOrder[], price: number): [demand: number, supply: number] {
  let [demand, supply] = [0, 0];
  for (const { side, leavesLots, limitTicks = price } of orders) {
    if (side === 'sell') supply += limitTicks <= price ? leavesLots : 0;
    else demand += limitTicks >= price ? leavesLots : 0;
  }
  return [demand, supply];
}
