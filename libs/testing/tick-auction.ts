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

/** AUCT-1 tick by tick. */
export function tickAuction(
  orders: readonly AuctionedOrder[],
  floorTicks: number | undefined,
  referenceTicks: number | undefined,
): TickAuction {
  const floor = floorTicks ?? 0;
  const own = orders.flatMap(({ candidateTicks }) => (candidateTicks === undefined ? [] : [candidateTicks]));
  const single = Math.max(referenceTicks ?? 0, floor);
  const ends = own.length === 0 ? [single] : floor === 0 ? own : [...own, floor];
  const lotsAt = (side: Side, price: number): number =>
    orders
      .filter((order) => {
        const limit = order.limitTicks ?? price;
        return order.side === side && (side === 'buy' ? limit >= price : limit <= price);
      })
      .reduce((sum, { leavesLots }) => sum + leavesLots, 0);
  let best: { price: number; volume: number; surplus: number }[] = [];
  for (let price = Math.min(...ends); price <= Math.max(...ends) && price > 0; price++) {
    const [demand, supply] = [lotsAt('buy', price), lotsAt('sell', price)];
    best.push({ price, volume: Math.min(demand, supply), surplus: demand - supply });
  }
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
