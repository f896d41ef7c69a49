import type { AuctionKind, Side } from '#contracts';
import type { BookReader, LiveOrder } from '../book-reader.js';
import type { Decision } from '../decision.js';
import { InvariantViolation } from '../invariant-violation.js';
import { findAuctionPrice, type AuctionInput, type AuctionLots, type AuctionResult } from './auction.js';
import { hasOfferAt, offeredLotsAt } from './executable.js';
import { refreshPeak } from './icebergs.js';
import { isExecutable, limitAllows, limitOf, marketLimit } from './limits.js';
import { shareProRata } from './pro-rata.js';
import { reserveBid, type ReserveBid } from './reserve.js';
import { recordTrade, type Buyer } from './trade.js';

/** An auction's result, with the reserve's bid where it joins the bids at the price. */
export interface BookAuction extends AuctionResult {
  readonly reserve?: ReserveBid;
}

/** What an auction of the book would do now; undefined when nothing crosses. */
export function auctionOf(book: BookReader): BookAuction | undefined {
  const found = commercialAuctionOf(book);
  const bid = reserveBid(book);
  return bid === undefined ? found : joinedByReserve(book, bid, found);
}

/**
 * RESV-1: the price is found without the reserve's bid. Where that is the floor, or none was found and offers are
 * executable there, its lots join the bids at the floor.
 */
function joinedByReserve(
  book: BookReader,
  bid: ReserveBid,
  found: AuctionResult | undefined,
): BookAuction | undefined {
  const { priceTicks } = bid;
  if (found === undefined && !hasOfferAt(book, priceTicks)) return undefined;
  if (found !== undefined && found.priceTicks !== priceTicks) return found;
  const offeredLots = offeredLotsAt(book, priceTicks);
  const wantedLots = offeredLots + (found?.surplusLots ?? -offeredLots) + bid.leavesLots;
  const volumeLots = Math.min(offeredLots, wantedLots);
  return { priceTicks, volumeLots, surplusLots: wantedLots - offeredLots, reserve: bid };
}

function commercialAuctionOf(book: BookReader): AuctionResult | undefined {
  if (!canCross(book)) return undefined;
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

/** Whether anything might cross at all: the cheap look that spares most commands of a call phase the whole one. */
function canCross(book: BookReader): boolean {
  if (hasAny(book.marketOrders('buy')) || hasAny(book.marketOrders('sell'))) return true;
  const bid = book.best('buy')?.priceTicks;
  const offer = book.best('sell')?.priceTicks;
  return bid !== undefined && offer !== undefined && bid >= offer;
}

function hasAny(orders: Iterable<LiveOrder>): boolean {
  for (const order of orders) return order.leavesLots > 0;
  return false;
}

/** A side's executable lots by limit; adds the limit prices among them (AUCT-1). */
function auctionLots(book: BookReader, side: Side, limitPrices: number[]): AuctionLots[] {
  const lots: AuctionLots[] = [];
  for (const { priceTicks, quantityLots } of book.levels(side)) {
    if (!isExecutable(side, priceTicks, book.floor)) break;
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
  const buys = allocateBuys(book, result);
  const sells = allocateSells(book, result);
  emit({ type: 'AuctionUncrossed', auction, priceTicks, volumeLots, surplusLots });
  pair(decision, buys, sells, priceTicks);
  // ORDR-3: an order's whole fill counts once against its peak.
  for (const { order } of [...buys, ...sells]) refreshPeak(decision, order.order);
}

/**
 * FLOR-6: in continuous trading, uncrosses at once when an executable bid, the reserve's too, stands at or above an
 * offer.
 *
 * @returns whether it did.
 */
export function uncrossIfCrossed(decision: Decision): boolean {
  const { book } = decision;
  if (book.phase !== 'continuous') return false;
  const bid = book.best('buy')?.priceTicks ?? reserveBid(book)?.priceTicks;
  const offer = book.best('sell')?.priceTicks;
  if (bid === undefined || offer === undefined || bid < offer) return false;
  uncross(decision, 'floor');
  return true;
}

/** Lots that an order, or the reserve, gets in an auction. */
interface Allocation<Order extends Buyer = Buyer> {
  readonly order: Order;
  lots: number;
}

/** RESV-1: commercial bids first, then the reserve. */
function allocateBuys(book: BookReader, result: BookAuction): Allocation[] {
  const ranked = rankedForAuction(book, 'buy', result.priceTicks);
  return inPriority(result.reserve === undefined ? ranked : [...ranked, result.reserve], result.volumeLots);
}

/** AUCT-2: by priority, or pro rata where the instrument says so and offers are left over at the floor. */
function allocateSells(book: BookReader, result: BookAuction): Allocation<LiveOrder>[] {
  const { priceTicks, volumeLots, surplusLots } = result;
  const ranked = rankedForAuction(book, 'sell', priceTicks);
  const isShared =
    book.instrument?.floorAllocation === 'proRata' &&
    priceTicks === book.floor?.priceTicks &&
    surplusLots < 0;
  return isShared ? shareProRata(ranked, volumeLots) : inPriority(ranked, volumeLots);
}

/** AUCT-2: orders that may trade at the price, by price (no limit first), then market before limit, then time. */
function rankedForAuction(book: BookReader, side: Side, priceTicks: number): LiveOrder[] {
  const ranked = [...book.marketOrders(side)].filter((order) => {
    const limit = limitOf(order, book.floor);
    return isExecutable(side, limit, book.floor) && limitAllows(side, limit, priceTicks);
  });
  for (const order of book.limitOrders(side)) {
    if (!limitAllows(side, order.priceTicks, priceTicks)) break;
    ranked.push(order);
  }
  return ranked.sort((left, right) => compareForAuction(book, left, right));
}

/** Fills one order after the other until the volume is used up. */
function inPriority<Order extends Buyer>(ranked: readonly Order[], volumeLots: number): Allocation<Order>[] {
  const allocations: Allocation<Order>[] = [];
  let remainingLots = volumeLots;
  for (const order of ranked) {
    if (remainingLots === 0) break;
    const lots = Math.min(order.leavesLots, remainingLots);
    allocations.push({ order, lots });
    remainingLots -= lots;
  }
  if (remainingLots > 0) {
    throw new InvariantViolation('AUCT-1', `${remainingLots} lots of the volume find no order`);
  }
  return allocations;
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

/** AUCT-2: trades pair the two lists head to head. */
function pair(
  decision: Decision,
  buys: readonly Allocation[],
  sells: readonly Allocation<LiveOrder>[],
  priceTicks: number,
): void {
  let [buyIndex, sellIndex] = [0, 0];
  for (;;) {
    const buy = buys[buyIndex];
    const sell = sells[sellIndex];
    if (buy === undefined || sell === undefined) return;
    const lots = Math.min(buy.lots, sell.lots);
    recordTrade(decision, { buy: buy.order, sell: sell.order, priceTicks, lots });
    buy.lots -= lots;
    sell.lots -= lots;
    if (buy.lots === 0) buyIndex++;
    if (sell.lots === 0) sellIndex++;
  }
}
