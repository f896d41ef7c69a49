import type { BookEventOf, PlaceOrder } from '#contracts';
import { NaiveOrder } from './naive-order.js';
import type { NaiveState } from './naive-state.js';
import { entryOf } from './ordered-maps.js';

/** A new order joins the book with all of its lots. */
export function addOrder(state: NaiveState, sequence: number, request: PlaceOrder): void {
  const order = new NaiveOrder(sequence, request);
  const { desk, memberState, side, leavesLots, certificateId } = order;
  const account = state.account(memberState);
  state.orders.set(sequence, order);
  entryOf(state.desks, desk, () => new Map<number, NaiveOrder>()).set(sequence, order);
  account.orders.set(sequence, order);
  account.addLeaves(side, leavesLots);
  if (certificateId !== undefined) {
    const certificate = state.registered(certificateId);
    certificate.offers.set(sequence, order);
    certificate.pledge(leavesLots);
  }
  state.side(side).insert(order);
}

/**
 * Sets an order's leaves after a fill or a cancel; at zero it leaves the book.
 *
 * @param consumedLots - lots of the change that the certificate has counted already.
 */
export function changeLeaves(
  state: NaiveState,
  order: NaiveOrder,
  leavesLots: number,
  consumedLots = 0,
): void {
  const change = leavesLots - order.leavesLots;
  const side = state.side(order.side);
  const isDone = leavesLots === 0;
  if (isDone) side.remove(order);
  else side.addLots(order, change);
  order.leavesLots = leavesLots;
  order.assertSums();
  state.account(order.memberState).addLeaves(order.side, change);
  if (order.certificateId !== undefined) {
    state.registered(order.certificateId).pledge(change + consumedLots);
  }
  if (isDone) endOrder(state, order);
}

function endOrder(state: NaiveState, order: NaiveOrder): void {
  state.orders.delete(order.order);
  state.desks.get(order.desk)?.delete(order.order);
  state.account(order.memberState).orders.delete(order.order);
  if (order.certificateId !== undefined) state.registered(order.certificateId).offers.delete(order.order);
  state.held.end(order.order, state.bookMicros);
}

/** An amend or a reprice: the order takes its place anew, with a new time unless it keeps its own. */
export function moveOrder(state: NaiveState, event: BookEventOf<'OrderAmended' | 'OrderRepriced'>): void {
  const order = state.liveOrder(event.order);
  const side = state.side(order.side);
  side.remove(order);
  order.version = event.orderVersion;
  if (event.type === 'OrderRepriced') {
    order.priceTicks = event.priceTicks;
    order.priority = event.sequence;
  } else {
    if (!event.priorityKept) order.priority = event.sequence;
    order.priceTicks = event.priceTicks;
    order.account = event.account;
    const change = event.leavesLots - order.leavesLots;
    order.quantityLots = event.quantityLots;
    order.leavesLots = event.leavesLots;
    order.assertSums();
    state.account(order.memberState).addLeaves(order.side, change);
    if (order.certificateId !== undefined) state.registered(order.certificateId).pledge(change);
  }
  side.insert(order);
}

/** FLOR-4: a market order is a limit order from now on, with the time that it has. */
export function becomeLimit(state: NaiveState, event: BookEventOf<'OrderBecameLimit'>): void {
  const order = state.liveOrder(event.order);
  const side = state.side(order.side);
  side.remove(order);
  order.orderType = 'limit';
  order.priceTicks = event.priceTicks;
  order.protectionLimitTicks = undefined;
  side.insert(order);
}
