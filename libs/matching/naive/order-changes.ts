import type { BookEventOf, PlaceOrder } from '#contracts';
import { InvariantViolation } from '../invariant-violation.js';
import { NaiveOrder } from './naive-order.js';
import type { NaiveState } from './naive-state.js';
import { entryOf } from '../ordered-maps.js';

/** A new order joins the book with all of its lots. */
export function addOrder(state: NaiveState, sequence: number, request: PlaceOrder): void {
  enlistOrder(state, new NaiveOrder(sequence, request));
}

/** An order counts from now on, and takes its place in the book. */
export function enlistOrder(state: NaiveState, order: NaiveOrder): void {
  const { order: sequence, desk, memberState, side, leavesLots, certificateId } = order;
  const account = state.account(memberState);
  state.orders.set(sequence, order);
  if (order.expiryMicros !== undefined) state.watchExpiry(order);
  entryOf(state.desks, desk, () => new Map<number, NaiveOrder>()).set(sequence, order);
  account.orders.set(sequence, order);
  account.addDeskLeaves(desk, side, leavesLots);
  if (certificateId !== undefined) {
    const certificate = state.registered(certificateId);
    certificate.offers.set(sequence, order);
    certificate.pledge(leavesLots);
  }
  joinBook(state, order);
}

/** The order takes its place in the book by price and time, unless it does not stand there now. */
export function joinBook(state: NaiveState, order: NaiveOrder): void {
  if (order.standsInBook(state.phase)) state.side(order.side).insert(order);
}

/** The opposite of `joinBook`: what decides where the order stands is changed between the two. */
export function leaveBook(state: NaiveState, order: NaiveOrder): void {
  if (order.standsInBook(state.phase)) state.side(order.side).remove(order);
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
  const isDone = leavesLots === 0;
  if (isDone) leaveBook(state, order);
  else if (order.standsInBook(state.phase)) state.side(order.side).addLots(order, change);
  order.leavesLots = leavesLots;
  order.shrinkPeak();
  order.assertSums();
  state.account(order.memberState).addDeskLeaves(order.desk, order.side, change);
  if (order.certificateId !== undefined) {
    state.registered(order.certificateId).pledge(change + consumedLots);
  }
  if (isDone) endOrder(state, order);
}

function endOrder(state: NaiveState, order: NaiveOrder): void {
  state.orders.delete(order.order);
  if (order.expiryMicros !== undefined) state.forgetExpiry(order);
  state.desks.get(order.desk)?.delete(order.order);
  state.account(order.memberState).orders.delete(order.order);
  if (order.certificateId !== undefined) state.registered(order.certificateId).offers.delete(order.order);
  state.held.end(order.order, state.bookMicros);
}

/** FLOR-5: the order keeps its peak and takes its place anew at the new price. */
export function repriceOrder(state: NaiveState, event: BookEventOf<'OrderRepriced'>): void {
  const order = state.liveOrder(event.order);
  leaveBook(state, order);
  order.version = event.orderVersion;
  order.priceTicks = event.priceTicks;
  order.priority = event.sequence;
  joinBook(state, order);
}

/** ORDR-4: the order as it stands after an amend; it keeps its time and place, or is as good as new. */
export function amendOrder(state: NaiveState, event: BookEventOf<'OrderAmended'>): void {
  const order = state.liveOrder(event.order);
  leaveBook(state, order);
  if (order.expiryMicros !== undefined) state.forgetExpiry(order);
  const change = event.leavesLots - order.leavesLots;
  order.version = event.orderVersion;
  order.quantityLots = event.quantityLots;
  order.leavesLots = event.leavesLots;
  order.priceTicks = event.priceTicks;
  order.triggerPriceTicks = event.triggerPriceTicks;
  order.displayQuantityLots = event.displayQuantityLots;
  order.expiryMicros = event.expiryMicros;
  order.account = event.account;
  if (event.priorityKept) {
    order.shrinkPeak();
  } else {
    order.priority = event.sequence;
    order.isParked = false;
    order.showPeak();
  }
  order.assertSums();
  state.account(order.memberState).addDeskLeaves(order.desk, order.side, change);
  if (order.certificateId !== undefined) state.registered(order.certificateId).pledge(change);
  if (order.expiryMicros !== undefined) state.watchExpiry(order);
  joinBook(state, order);
}

/** FLOR-4: a market order is a limit order from now on, with the time that it has. */
export function becomeLimit(state: NaiveState, event: BookEventOf<'OrderBecameLimit'>): void {
  const order = state.liveOrder(event.order);
  leaveBook(state, order);
  order.orderType = 'limit';
  order.priceTicks = event.priceTicks;
  order.protectionLimitTicks = undefined;
  joinBook(state, order);
}

/** ORDR-6: a stop becomes its order, with a new time. */
export function triggerOrder(state: NaiveState, event: BookEventOf<'OrderTriggered'>): void {
  const order = state.liveOrder(event.order);
  if (order.triggerPriceTicks === undefined || order.isParked) {
    throw new InvariantViolation('ORDR-6', `order ${order.order} is no stop that waits`);
  }
  order.triggerPriceTicks = undefined;
  order.orderType = order.orderType === 'stopLimit' ? 'limit' : 'market';
  order.priority = event.sequence;
  joinBook(state, order);
}

/** FLOR-5, FLOR-9: the order is out of the book, and live. */
export function parkOrder(state: NaiveState, event: BookEventOf<'OrderParked'>): void {
  const order = state.liveOrder(event.order);
  leaveBook(state, order);
  order.isParked = true;
}

/** FLOR-5, FLOR-9: a parked order is back, with a new time. */
export function returnOrder(state: NaiveState, event: BookEventOf<'OrderReturned'>): void {
  const order = state.liveOrder(event.order);
  if (!order.isParked) throw new InvariantViolation('FLOR-5', `order ${order.order} is not parked`);
  order.isParked = false;
  order.priority = event.sequence;
  joinBook(state, order);
}

/** ORDR-3: a new peak goes to the back of its price. */
export function refreshPeak(state: NaiveState, event: BookEventOf<'PeakRefreshed'>): void {
  const order = state.liveOrder(event.order);
  leaveBook(state, order);
  order.priority = event.sequence;
  order.showPeak();
  if (order.displayedLots !== event.displayedLots) {
    throw new InvariantViolation(
      'ORDR-3',
      `order ${order.order} shows another peak than ${event.displayedLots}`,
    );
  }
  joinBook(state, order);
}

/** ORDR-1: orders for the close are in the book in the closing call alone, with their entry time. */
export function changePhase(state: NaiveState, event: BookEventOf<'PhaseChanged'>): void {
  const forClose = [...state.orders.values()].filter(({ timeInForce }) => timeInForce === 'atClose');
  for (const order of forClose) leaveBook(state, order);
  state.phase = event.to;
  for (const order of forClose) joinBook(state, order);
  state.volatilityAuction =
    event.endsMicros === undefined ? undefined : { endsMicros: event.endsMicros, sequence: event.sequence };
}
