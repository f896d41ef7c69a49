import type { AuctionKind, Side } from '#contracts';
import type { BookReader, LiveOrder } from '../book-reader.js';
import type { Decision } from '../decision.js';
import { InvariantViolation } from '../invariant-violation.js';
import { findAuctionPrice, type AuctionInput, type AuctionLots, type AuctionResult } from './auction.js';
import { refreshPeak } from './icebergs.js';
import { isExecutable, limitAllows, limitOf, marketLimit } from './limits.js';
import { reserveBid } from './reserve.js';
import { reduceAfterReserve } from './rights.js';
import { recordReserveTrade, recordTrade } from './trade.js';

/** What an auction of the book would do now, the reserve included; undefined when nothing crosses. */
export function auctionOf(book: BookReader): AuctionResult | undefined {
  return withReserve(book, canCross(book) ? commercialAuction(book) : undefined);
}

function commercialAuction(book: BookReader): AuctionResult | undefined {
  const limitPrices: number[] = [];
  const input: AuctionInput = {
    bids: auctionLots(book, 'buy', limitPrices),
    offers: auctionLots(book, 'sell', limitPrices),
    limitPrices,
    floorTicks: book.floor?.priceTicks,
    referencePriceTicks: book.referencePriceTicks,
  };
  return findAuctionPrice(input);
}

/**
 * RESV-1: the price is found without the reserve. If that is the floor, its lots join the bids there; if none was
 * found and offers are executable at the floor, the floor is the price and its bid the only one.
 */
function withReserve(book: BookReader, found: AuctionResult | undefined): AuctionResult | undefined {
  const bid = reserveBid(book);
  if (bid === undefined || (found !== undefined && found.priceTicks !== bid.priceTicks)) return found;
  const commercial = found ?? { volumeLots: 0, surplusLots: -lotsOfferedAtFloor(book) };
  const boughtLots = Math.min(bid.lots, Math.max(0, -commercial.surplusLots));
  const volumeLots = commercial.volumeLots + boughtLots;
  if (volumeLots === 0) return undefined;
  return { priceTicks: bid.priceTicks, volumeLots, surplusLots: commercial.surplusLots + bid.lots };
}

/** Lots of offers, market offers too, that are executable at the floor (FLOR-10, RESV-1); zero without a floor. */
export function lotsOfferedAtFloor(book: BookReader): number {
  const { floor } = book;
  if (floor === undefined) return 0;
  let lots = 0;
  for (const { priceTicks, quantityLots } of book.lotsByPrice('sell')) {
    if (priceTicks > floor.priceTicks) break;
    lots += quantityLots;
  }
  for (const { protectionLimitTicks, quantityLots } of book.marketDepth('sell')) {
    if (limitAllows('sell', marketLimit('sell', protectionLimitTicks, floor), floor.priceTicks)) {
      lots += quantityLots;
    }
  }
  return lots;
}

/** Whether anything might cross at all: the cheap look that spares most commands of a call phase the whole one. */
function canCross(book: BookReader): boolean {
  if (hasAny(book.marketOrders('buy')) || hasAny(book.marketOrders('sell'))) return true;
  const bid = book.bestTicks('buy');
  const offer = book.bestTicks('sell');
  return bid !== undefined && offer !== undefined && bid >= offer;
}

function hasAny(orders: Iterable<LiveOrder>): boolean {
  for (const order of orders) return order.leavesLots > 0;
  return false;
}

/**
 * A side's executable lots by limit; adds the limit prices among them (AUCT-1). Limits that no order of the other side
 * can meet are left out: at their prices nothing trades.
 */
function auctionLots(book: BookReader, side: Side, limitPrices: number[]): AuctionLots[] {
  const lots: AuctionLots[] = [];
  const worst = worstLimitThatMeets(book, side);
  for (const { priceTicks, quantityLots } of book.lotsByPrice(side)) {
    if (!isExecutable(side, priceTicks, book.floor)) break;
    if (worst !== undefined && !limitAllows(side, priceTicks, worst)) break;
    lots.push({ limitTicks: priceTicks, lots: quantityLots });
    limitPrices.push(priceTicks);
  }
  for (const { protectionLimitTicks, quantityLots } of book.marketDepth(side)) {
    const limitTicks = marketLimit(side, protectionLimitTicks, book.floor);
    if (!isExecutable(side, limitTicks, book.floor)) continue;
    lots.push({ limitTicks, lots: quantityLots });
    // A protection limit below the floor is not what limits the offer.
    if (limitTicks !== undefined && limitTicks === protectionLimitTicks) limitPrices.push(limitTicks);
  }
  return lots;
}

/** The best limit of the other side, if all of its orders have one: a worse one of this side meets nobody. */
function worstLimitThatMeets(book: BookReader, side: Side): number | undefined {
  const other = side === 'buy' ? 'sell' : 'buy';
  return hasAny(book.marketOrders(other)) ? undefined : book.bestTicks(other);
}

/**
 * Uncrosses the book at one price and records the auction and its trades.
 *
 * @see AUCT-1, AUCT-2, AUCT-3, FLOR-6
 */
export function uncross(decision: Decision, auction: AuctionKind): void {
  const { book, emit } = decision;
  const result = auctionOf(book);
  if (result === undefined) {
    emit({ type: 'AuctionUncrossed', auction, volumeLots: 0, surplusLots: 0 });
    return;
  }
  const { priceTicks, volumeLots, surplusLots } = result;
  const buys = allocate(ranked(book, 'buy', priceTicks), volumeLots);
  const sells = allocateOffers(book, result);
  emit({ type: 'AuctionUncrossed', auction, priceTicks, volumeLots, surplusLots });
  pair(decision, buys, sells, priceTicks);
  // ORDR-3: an order's whole fill counts once against its peak.
  for (const { order } of [...buys, ...sells]) refreshPeak(decision, order.order);
}

/**
 * FLOR-6: in continuous trading an executable bid at or above an offer is uncrossed at once, whatever brought it about:
 * the floor, the reserve's means, or what its desk sold. What the reserve bought may cut bids (MEMB-5), before it and after.
 */
export function uncrossWhileCrossed(decision: Decision): void {
  for (;;) {
    reduceAfterReserve(decision);
    if (!isCrossed(decision.book)) return;
    uncross(decision, 'floor');
  }
}

/** Whether an executable bid, the reserve's too, stands at or above an offer in continuous trading (FLOR-6). */
export function isCrossed(book: BookReader): boolean {
  const offer = book.phase === 'continuous' ? book.bestTicks('sell') : undefined;
  if (offer === undefined) return false;
  const bid = book.bestTicks('buy') ?? reserveBid(book)?.priceTicks;
  return bid !== undefined && bid >= offer;
}

/** Lots that an order gets in an auction. */
interface Allocation {
  readonly order: LiveOrder;
  lots: number;
}

/** AUCT-2: a side's orders that trade at a price: by price (no limit first), then market before limit, then time. */
function ranked(book: BookReader, side: Side, priceTicks: number): LiveOrder[] {
  const orders = [...book.marketOrders(side)].filter((order) => {
    const limit = limitOf(order, book.floor);
    return isExecutable(side, limit, book.floor) && limitAllows(side, limit, priceTicks);
  });
  for (const order of book.limitOrders(side)) {
    if (!limitAllows(side, order.priceTicks, priceTicks)) break;
    orders.push(order);
  }
  return orders.sort((left, right) => compareForAuction(book, left, right));
}

/** Gives the volume to orders in their order; what of it they do not take is the reserve's (RESV-1). */
function allocate(orders: readonly LiveOrder[], volumeLots: number): Allocation[] {
  const allocations: Allocation[] = [];
  let remainingLots = volumeLots;
  for (const order of orders) {
    if (remainingLots === 0) break;
    const lots = Math.min(order.leavesLots, remainingLots);
    allocations.push({ order, lots });
    remainingLots -= lots;
  }
  return allocations;
}

/** AUCT-2: offers by price and time, or pro rata where the instrument chose it for a surplus at the floor. */
function allocateOffers(
  book: BookReader,
  { priceTicks, volumeLots, surplusLots }: AuctionResult,
): Allocation[] {
  const offers = ranked(book, 'sell', priceTicks);
  const isShared =
    book.instrument?.floorAllocation === 'proRata' &&
    priceTicks === book.floor?.priceTicks &&
    surplusLots < 0;
  return isShared ? allocateProRata(offers, volumeLots) : allocate(offers, volumeLots);
}

/** AUCT-2: shares rounded down, leftovers one lot at a time in time order, full orders skipped. */
function allocateProRata(offers: readonly LiveOrder[], volumeLots: number): Allocation[] {
  const offeredLots = offers.reduce((sum, { leavesLots }) => sum + BigInt(leavesLots), 0n);
  const allocations = offers.map((order) => ({
    order,
    lots: Number((BigInt(volumeLots) * BigInt(order.leavesLots)) / offeredLots),
  }));
  const inTime = [...allocations].sort((left, right) => left.order.priority - right.order.priority);
  let leftoverLots = allocations.reduce((left, { lots }) => left - lots, volumeLots);
  while (leftoverLots > 0) {
    for (const allocation of inTime) {
      if (leftoverLots === 0 || allocation.lots === allocation.order.leavesLots) continue;
      allocation.lots += 1;
      leftoverLots -= 1;
    }
  }
  return allocations.filter(({ lots }) => lots > 0);
}

function compareForAuction(book: BookReader, left: LiveOrder, right: LiveOrder): number {
  const leftLimit = limitOf(left, book.floor);
  const rightLimit = limitOf(right, book.floor);
  if (leftLimit !== rightLimit) {
    if (leftLimit === undefined) return -1;
    if (rightLimit === undefined) return 1;
    return left.side === 'buy' ? rightLimit - leftLimit : leftLimit - rightLimit;
  }
  if (left.orderType !== right.orderType) return left.orderType === 'market' ? -1 : 1;
  return left.priority - right.priority;
}

/** AUCT-2: trades pair the two lists head to head; what the bids leave over the reserve buys, last. */
function pair(
  decision: Decision,
  buys: readonly Allocation[],
  sells: readonly Allocation[],
  priceTicks: number,
): void {
  let buyIndex = 0;
  for (const sell of sells) {
    while (sell.lots > 0) {
      const buy = buys[buyIndex];
      const lots = Math.min(buy?.lots ?? sell.lots, sell.lots);
      if (buy === undefined) buyForReserve(decision, sell.order, lots);
      else {
        recordTrade(decision, { buy: buy.order, sell: sell.order, priceTicks, lots });
        buy.lots -= lots;
        if (buy.lots === 0) buyIndex++;
      }
      sell.lots -= lots;
    }
  }
  if (buyIndex < buys.length) throw new InvariantViolation('AUCT-1', 'a bid of the volume finds no offer');
}

function buyForReserve(decision: Decision, sell: LiveOrder, lots: number): void {
  const bid = reserveBid(decision.book);
  if (bid === undefined || bid.lots < lots) {
    throw new InvariantViolation('AUCT-1', `${lots} lots of the volume find no bid`);
  }
  recordReserveTrade(decision, bid, { sell, lots });
}
