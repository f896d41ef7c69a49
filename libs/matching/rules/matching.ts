import type { Side } from '#contracts';
import type { BookReader, LiveOrder } from '../book-reader.js';
import { refusal, type Decision, type Refusal } from '../decision.js';
import { fillRange, isWithin, type PriceRange } from './bands.js';
import { cancelWhole } from './cancels.js';
import { refreshPeak } from './icebergs.js';
import { limitAllows, limitOf, opposite } from './limits.js';
import { reserveBid, type ReserveBid } from './reserve.js';
import { isSelfTrade, preventSelfTrade } from './self-trade.js';
import type { OrderTerms } from './terms.js';
import { isInactive } from './time-in-force.js';
import { recordReserveTrade, recordTrade } from './trade.js';
import { beginVolatilityAuction } from './volatility.js';

/** The first version of the rules that knows that no order fills more than it has left, whatever its minimum quantity. */
const VERSION_OF_MINIMUM_LOTS = 3;

/** ORDR-5: a post-only order that would take is refused, whoever rests there. */
export function refuseWouldTake(
  book: BookReader,
  { side, postOnly, priceTicks }: OrderTerms,
): Refusal | undefined {
  if (!postOnly || book.phase !== 'continuous') return undefined;
  const best = book.bestTicks(opposite(side)) ?? reserveFor(book, side)?.priceTicks;
  if (best === undefined || !limitAllows(side, priceTicks, best)) return undefined;
  return refusal('WOULD_TAKE', { priceTicks: best });
}

/**
 * Matches one order, new, amended or triggered, in continuous trading: best price first, then time, each trade at the
 * resting order's price (ORDR-2); what is left rests or is cancelled as its time in force says. In other phases, and
 * while it waits for its trigger or the close, there is nothing to do.
 *
 * @param incoming - the number of a live order of the book.
 */
export function matchIncoming(decision: Decision, incoming: number): void {
  const { book } = decision;
  const order = book.order(incoming);
  if (order === undefined || !mayMatch(book, order)) return;
  const bounds = { limit: limitOf(order, book.floor), range: fillRange(book) };
  if (!fillsEnoughAtOnce(decision, order, bounds)) return;
  const hasLeftBand = takeAll(decision, incoming, bounds);
  const rest = book.order(incoming);
  // BAND-2: what is left waits for the volatility auction as it is, unless it may not wait at all.
  if (rest !== undefined && (!hasLeftBand || rest.timeInForce === 'ioc')) {
    settleRemainder(decision, rest, bounds.limit);
  }
  if (hasLeftBand) beginVolatilityAuction(decision);
}

function mayMatch(book: BookReader, { triggerPriceTicks, timeInForce }: LiveOrder): boolean {
  if (book.phase !== 'continuous' || triggerPriceTicks !== undefined) return false;
  return !isInactive(book.phase, timeInForce);
}

/** What bounds an incoming order's fills; both are taken before the first of them. */
interface Bounds {
  readonly limit: number | undefined;
  readonly range: PriceRange | undefined;
}

/**
 * Trades with all that the limit allows, in the order of price and time; the reserve's bid comes after all others
 * (RESV-1). Self-trade prevention acts before the band is looked at.
 *
 * @returns whether it ended because the next fill would leave the band (BAND-2).
 */
function takeAll(decision: Decision, incoming: number, bounds: Bounds): boolean {
  const { book } = decision;
  for (;;) {
    const order = book.order(incoming);
    if (order === undefined) return false;
    const resting = book.best(opposite(order.side));
    const reserve = resting === undefined ? reserveFor(book, order.side) : undefined;
    const priceTicks = resting?.priceTicks ?? reserve?.priceTicks;
    if (priceTicks === undefined || !limitAllows(order.side, bounds.limit, priceTicks)) return false;
    if (resting !== undefined && isSelfTrade(order, resting)) preventSelfTrade(decision, order, resting);
    else if (!isWithin(bounds.range, priceTicks)) return true;
    else if (resting !== undefined) take(decision, order, resting, priceTicks);
    else if (reserve !== undefined) sellToReserve(decision, order, reserve);
  }
}

/** RESV-1: the reserve's bid as an incoming order of a side finds it. */
function reserveFor(book: BookReader, side: Side): ReserveBid | undefined {
  return side === 'sell' ? reserveBid(book) : undefined;
}

function sellToReserve(decision: Decision, sell: LiveOrder, bid: ReserveBid): void {
  const lots = Math.min(sell.leavesLots, bid.lots);
  recordReserveTrade(decision, bid, { sell, lots, aggressorSide: 'sell' });
}

/** One trade at the resting order's price, of what it shows at most (ORDR-3). */
function take(decision: Decision, order: LiveOrder, resting: LiveOrder, priceTicks: number): void {
  const [buy, sell] = order.side === 'buy' ? [order, resting] : [resting, order];
  const lots = Math.min(order.leavesLots, resting.displayedLots);
  const { order: number } = resting;
  recordTrade(decision, { buy, sell, priceTicks, lots, aggressorSide: order.side });
  refreshPeak(decision, number);
}

/** ORDR-5, ORDR-1: an order that asks for a quantity at once looks before it trades; a kill touches nothing else. */
function fillsEnoughAtOnce(decision: Decision, order: LiveOrder, bounds: Bounds): boolean {
  const isWhole = order.timeInForce === 'fok';
  const neededLots = isWhole ? order.leavesLots : order.minQuantityLots;
  if (neededLots === undefined) return true;
  const isWithinReach =
    neededLots <= order.leavesLots || decision.command.rulesVersion < VERSION_OF_MINIMUM_LOTS;
  if (isWithinReach && canFill(decision.book, order, bounds, neededLots)) return true;
  cancelWhole(decision, order, isWhole ? 'FOK' : 'MIN_QUANTITY');
  return false;
}

/**
 * ORDR-5: whether so many lots could be had at once. Hidden lots count. Own orders would be cancelled on the way under
 * `cancelResting`; under the other modes matching ends at the first of them, so of its price only what icebergs ahead
 * of it show is within reach. Only fills within the bands count, and the reserve's bid last, with the size it has now.
 */
function canFill(book: BookReader, order: LiveOrder, bounds: Bounds, neededLots: number): boolean {
  let missingLots = neededLots;
  /** The same, of the price in hand with only what shows. */
  let missingShownLots = neededLots;
  let priceTicks: number | undefined;
  for (const resting of book.limitOrders(opposite(order.side))) {
    if (resting.priceTicks !== priceTicks) {
      if (missingLots <= 0) return true;
      missingShownLots = missingLots;
      priceTicks = resting.priceTicks;
    }
    // An offer's limit never lies below the floor but where there is no floor: no bid below it is reached.
    if (priceTicks === undefined || !limitAllows(order.side, bounds.limit, priceTicks)) break;
    if (isSelfTrade(order, resting)) {
      if (order.stpMode === 'cancelResting') continue;
      return missingShownLots <= 0;
    }
    // BAND-2: matching ends where a fill would leave the band; the reserve's bid behind it is not reached.
    if (!isWithin(bounds.range, priceTicks)) return missingLots <= 0;
    missingLots -= resting.leavesLots;
    missingShownLots -= resting.displayedLots;
  }
  const reserve = reserveFor(book, order.side);
  const isReached =
    reserve !== undefined &&
    isWithin(bounds.range, reserve.priceTicks) &&
    limitAllows(order.side, bounds.limit, reserve.priceTicks);
  return missingLots - (isReached ? reserve.lots : 0) <= 0;
}

/** FLOR-4 and ORDR-1: what becomes of an order that has traded all it can in continuous trading. */
function settleRemainder(decision: Decision, order: LiveOrder, limit: number | undefined): void {
  const { floor } = decision.book;
  if (order.timeInForce === 'ioc') {
    const isMarketOffer = order.orderType === 'market' && order.side === 'sell';
    const isAtFloor = isMarketOffer && floor !== undefined && limit === floor.priceTicks;
    cancelWhole(decision, order, isAtFloor ? 'FLOOR_PROTECTION' : 'IOC');
  } else if (order.orderType === 'market') {
    becomeLimit(decision, order);
  }
}

/** FLOR-4: a market order comes to rest at its limit, or is cancelled when it has none. */
export function becomeLimit(decision: Decision, order: LiveOrder): void {
  const limit = limitOf(order, decision.book.floor);
  if (limit === undefined) cancelWhole(decision, order, 'NO_LIQUIDITY');
  else decision.emit({ type: 'OrderBecameLimit', order: order.order, priceTicks: limit });
}
