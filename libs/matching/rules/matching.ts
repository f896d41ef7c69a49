import type { BookReader, LiveOrder } from '../book-reader.js';
import { refusal, type Decision, type Refusal } from '../decision.js';
import { cancelWhole } from './cancels.js';
import { refreshPeak } from './icebergs.js';
import { limitAllows, limitOf, opposite } from './limits.js';
import { reserveBid, reserveLotsFor, sellToReserve } from './reserve.js';
import { isSelfTrade, preventSelfTrade } from './self-trade.js';
import type { OrderTerms } from './terms.js';
import { isInactive } from './time-in-force.js';
import { recordTrade } from './trade.js';

/** ORDR-5: a post-only order that would take is refused, whoever rests there. */
export function refuseWouldTake(
  book: BookReader,
  { side, postOnly, priceTicks }: OrderTerms,
): Refusal | undefined {
  if (!postOnly || book.phase !== 'continuous') return undefined;
  const best =
    book.best(opposite(side))?.priceTicks ?? (side === 'sell' ? reserveBid(book)?.priceTicks : undefined);
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
  const limit = limitOf(order, book.floor);
  if (!fillsEnoughAtOnce(decision, order, limit)) return;
  takeAll(decision, incoming, limit);
  sellToReserve(decision, incoming, limit);
  const rest = book.order(incoming);
  if (rest !== undefined) settleRemainder(decision, rest, limit);
}

function mayMatch(book: BookReader, { triggerPriceTicks, timeInForce }: LiveOrder): boolean {
  if (book.phase !== 'continuous' || triggerPriceTicks !== undefined) return false;
  return !isInactive(book.phase, timeInForce);
}

/** Trades with all that the limit allows, in the order of price and time. */
function takeAll(decision: Decision, incoming: number, limit: number | undefined): void {
  const { book } = decision;
  for (;;) {
    const order = book.order(incoming);
    if (order === undefined) return;
    const resting = book.best(opposite(order.side));
    if (resting?.priceTicks === undefined || !limitAllows(order.side, limit, resting.priceTicks)) return;
    if (isSelfTrade(order, resting)) preventSelfTrade(decision, order, resting);
    else take(decision, order, resting, resting.priceTicks);
  }
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
function fillsEnoughAtOnce(decision: Decision, order: LiveOrder, limit: number | undefined): boolean {
  const isWhole = order.timeInForce === 'fok';
  const neededLots = isWhole ? order.leavesLots : order.minQuantityLots;
  if (neededLots === undefined || canFill(decision.book, order, limit, neededLots)) return true;
  cancelWhole(decision, order, isWhole ? 'FOK' : 'MIN_QUANTITY');
  return false;
}

/**
 * ORDR-5: whether so many lots could be had at once. Hidden lots count. Own orders would be cancelled on the way under
 * `cancelResting`; under the other modes matching ends at the first of them, so of its price only what icebergs ahead
 * of it show is within reach.
 */
function canFill(book: BookReader, order: LiveOrder, limit: number | undefined, neededLots: number): boolean {
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
    if (priceTicks === undefined || !limitAllows(order.side, limit, priceTicks)) break;
    if (isSelfTrade(order, resting)) {
      if (order.stpMode === 'cancelResting') continue;
      return missingShownLots <= 0;
    }
    missingLots -= resting.leavesLots;
    missingShownLots -= resting.displayedLots;
  }
  return missingLots <= reserveLotsFor(book, order, limit);
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
