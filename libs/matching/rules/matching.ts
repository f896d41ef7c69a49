import type { LiveOrder } from '../book-reader.js';
import type { Decision } from '../decision.js';
import { InvariantViolation } from '../invariant-violation.js';
import { cancelWhole } from './cancels.js';
import { limitAllows, limitOf, opposite } from './limits.js';
import { isSelfTrade } from './self-trade.js';
import { recordTrade } from './trade.js';

/**
 * Matches one order, new or amended, in continuous trading: best price first, then time, each trade at the resting
 * order's price (ORDR-2); what is left rests or is cancelled as its time in force says.
 *
 * @param incoming - the number of a live order of the book.
 */
export function matchIncoming(decision: Decision, incoming: number): void {
  const { book } = decision;
  const order = liveOrder(decision, incoming);
  if (order.timeInForce === 'fok' && !canFillWhole(decision, order)) {
    cancelWhole(decision, order, 'FOK');
    return;
  }
  const limit = limitOf(order, book.floor);
  while (order.leavesLots > 0) {
    const resting = book.best(opposite(order.side));
    if (resting?.priceTicks === undefined || !limitAllows(order.side, limit, resting.priceTicks)) break;
    if (isSelfTrade(order, resting)) {
      cancelWhole(decision, resting, 'SELF_TRADE');
      continue;
    }
    const [buy, sell] = order.side === 'buy' ? [order, resting] : [resting, order];
    const lots = Math.min(order.leavesLots, resting.leavesLots);
    recordTrade(decision, {
      buy,
      sell,
      priceTicks: resting.priceTicks,
      lots,
      aggressorSide: order.side,
    });
  }
  if (order.leavesLots > 0) settleRemainder(decision, order, limit);
}

/** ORDR-5: looks before it trades; own orders would be cancelled on the way, so they do not count. */
function canFillWhole({ book }: Decision, order: LiveOrder): boolean {
  const limit = limitOf(order, book.floor);
  let missingLots = order.leavesLots;
  for (const resting of book.limitOrders(opposite(order.side))) {
    const priceTicks = resting.priceTicks;
    if (priceTicks === undefined || !limitAllows(order.side, limit, priceTicks)) break;
    // An offer's limit never lies below the floor but where there is no floor: no bid below it is reached.
    if (isSelfTrade(order, resting)) continue;
    missingLots -= resting.leavesLots;
    if (missingLots <= 0) return true;
  }
  return false;
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

function liveOrder({ book }: Decision, order: number): LiveOrder {
  const found = book.order(order);
  if (found === undefined) throw new InvariantViolation('INV-3', `order ${order} is not in the book`);
  return found;
}
