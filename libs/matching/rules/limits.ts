import type { Side } from '#contracts';
import type { Floor, LiveOrder } from '../book-reader.js';

/** What bounds the price at which an order trades; undefined is no limit. */
type Limited = Pick<LiveOrder, 'side' | 'orderType' | 'priceTicks' | 'protectionLimitTicks'>;

/**
 * The worst price at which an order may trade now: a limit order's price; a market bid's protection limit; a market
 * offer's protection limit or the floor, whichever is higher. Undefined: no limit.
 *
 * @see FLOR-4
 */
export function limitOf(order: Limited, floor: Floor | undefined): number | undefined {
  if (order.orderType === 'limit') return order.priceTicks;
  return marketLimit(order.side, order.protectionLimitTicks, floor);
}

/** FLOR-4: the limit of a market order with or without a protection limit. */
export function marketLimit(
  side: Side,
  protectionLimitTicks: number | undefined,
  floor: Floor | undefined,
): number | undefined {
  if (side === 'buy' || floor === undefined) return protectionLimitTicks;
  return Math.max(protectionLimitTicks ?? floor.priceTicks, floor.priceTicks);
}

/** Whether a limit lets an order of the side trade at a price; equality passes (UNIT-4). */
export function limitAllows(side: Side, limitTicks: number | undefined, priceTicks: number): boolean {
  if (limitTicks === undefined) return true;
  return side === 'buy' ? priceTicks <= limitTicks : priceTicks >= limitTicks;
}

/** FLOR-3: a bid whose limit is below the floor cannot trade and counts nowhere. */
export function isExecutable(side: Side, limitTicks: number | undefined, floor: Floor | undefined): boolean {
  return side === 'sell' || floor === undefined || limitTicks === undefined || limitTicks >= floor.priceTicks;
}

/** The other side. */
export function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}
