import type { TimeInForce } from '#contracts';
import { refusal, type Decision } from '../decision.js';
import { cancelWhole } from './cancels.js';

/**
 * ORDR-1: what ends at `closed`. Of ioc and fok orders none is live but stops that nothing has triggered, and of atOpen
 * and atClose ones none that had its auction.
 */
const UNTIL_CLOSED: readonly TimeInForce[] = ['day', 'ioc', 'fok', 'atOpen', 'atClose'];

/** ORDR-1: a gtd order's instant has come; what is left of it is taken off. */
export function expireOrder(decision: Decision, number: number): void {
  const { book, emit, command } = decision;
  const order = book.order(number);
  if (order === undefined) {
    emit({ type: 'CommandRefused', ...refusal('ORDER_NOT_FOUND', { order: number }) });
  } else if (order.expiryMicros === undefined || order.expiryMicros > command.bookMicros) {
    emit({ type: 'CommandRefused', ...refusal('ACT_NOT_PENDING', { order: number }) });
  } else {
    cancelWhole(decision, order, 'EXPIRED');
  }
}

/** ORDR-1: orders of the day end at `closed`, in entry order. */
export function expireAtClosed(decision: Decision): void {
  const orders = [...decision.book.ordersOfTimes(UNTIL_CLOSED)];
  for (const order of orders) cancelWhole(decision, order, 'EXPIRED');
}

/** ORDR-1: what an auction has left of the orders that were for it alone is cancelled, in entry order. */
export function endAuctionOrders(decision: Decision, auction: 'atOpen' | 'atClose'): void {
  const orders = [...decision.book.ordersOfTimes([auction])];
  for (const order of orders) cancelWhole(decision, order, 'AUCTION_ENDED');
}
