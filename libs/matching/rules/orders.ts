import type {
  AmendOrder,
  CancelOnDisconnect,
  CancelOrder,
  CancelReason,
  MassCancel,
  PlaceOrder,
  TimeInForce,
} from '#contracts';
import type { BookReader, LiveOrder } from '../book-reader.js';
import type { Decision } from '../decision.js';
import { cancelWhole } from './cancels.js';
import { exactRepeat } from './identifiers.js';
import { judgeAmend, judgeCancel, judgeMassCancel, judgePlacement, refuseUnconfigured } from './judge.js';
import { matchIncoming } from './matching.js';
import { amendedTerms, keepsPriority, type OrderTerms } from './terms.js';

/**
 * Decides a new order.
 *
 * @returns the sequence of the first result when it is an exact repeat, which leaves no event (SEQ-4).
 */
export function placeOrder(decision: Decision, order: PlaceOrder): number | undefined {
  const { book, emit } = decision;
  const first = exactRepeat(book, order);
  if (first !== undefined) return first.sequence;
  const refused = judgePlacement(decision, order);
  if (refused === undefined) matchIncoming(decision, emit({ type: 'OrderAccepted' }));
  else emit({ type: 'OrderRejected', ...refused });
  return undefined;
}

/** ORDR-4: an amend keeps the order's time, or makes it as good as new, or takes the rest off. */
export function amendOrder(decision: Decision, amend: AmendOrder): void {
  const judged = judgeAmend(decision, amend);
  if ('refused' in judged) {
    decision.emit({ type: 'AmendRejected', order: amend.order, ...judged.refused });
    return;
  }
  const { order } = judged;
  const terms = amendedTerms(order, amend);
  if (terms.leavesLots <= 0) {
    cancelWhole(decision, order, 'USER');
    return;
  }
  const priorityKept = keepsPriority(order, terms);
  emitAmended(decision, order, terms, priorityKept);
  if (!priorityKept) matchIncoming(decision, order.order);
}

function emitAmended(
  { emit }: Decision,
  { order, version }: LiveOrder,
  terms: OrderTerms,
  priorityKept: boolean,
): void {
  const { priceTicks, triggerPriceTicks, quantityLots, leavesLots } = terms;
  const { displayQuantityLots, expiryMicros, account } = terms;
  emit({
    type: 'OrderAmended',
    order,
    orderVersion: version + 1,
    quantityLots,
    leavesLots,
    ...(priceTicks === undefined ? {} : { priceTicks }),
    ...(triggerPriceTicks === undefined ? {} : { triggerPriceTicks }),
    ...(displayQuantityLots === undefined ? {} : { displayQuantityLots }),
    ...(expiryMicros === undefined ? {} : { expiryMicros }),
    ...(account === undefined ? {} : { account }),
    priorityKept,
  });
}

/** Takes one order off the book for its desk. */
export function cancelOrder(decision: Decision, cancel: CancelOrder): void {
  const judged = judgeCancel(decision.book, cancel);
  if ('refused' in judged) {
    decision.emit({ type: 'CancelRejected', order: cancel.order, ...judged.refused });
  } else {
    cancelWhole(decision, judged.order, 'USER');
  }
}

/** RISK-2: takes all live orders of a desk, in entry order; it tells its count, be it zero (SEQ-1). */
export function massCancel(decision: Decision, { desk, memberState }: MassCancel): void {
  const refused = judgeMassCancel(decision.book);
  if (refused !== undefined) {
    decision.emit({ type: 'MassCancelRejected', desk, ...refused });
    return;
  }
  const orders = ordersOf(decision.book, desk, memberState);
  cancelAll(decision, desk, orders, 'MASS_CANCEL');
}

/** RISK-2: a desk's session broke off: all but gtc and gtd go, in every phase (PHAS-1). */
export function cancelOnDisconnect(decision: Decision, { desk, memberState }: CancelOnDisconnect): void {
  const { book } = decision;
  if (book.instrument === undefined) {
    decision.emit({ type: 'MassCancelRejected', desk, ...refuseUnconfigured(book) });
    return;
  }
  const staying: readonly TimeInForce[] = ['gtc', 'gtd'];
  const orders = ordersOf(book, desk, memberState).filter((order) => !staying.includes(order.timeInForce));
  cancelAll(decision, desk, orders, 'DISCONNECTED');
}

function ordersOf(book: BookReader, desk: string, memberState: string): LiveOrder[] {
  return [...book.ordersOfDesk(desk)].filter((order) => order.memberState === memberState);
}

function cancelAll(
  decision: Decision,
  desk: string,
  orders: readonly LiveOrder[],
  reason: CancelReason,
): void {
  decision.emit({ type: 'MassCancelled', desk, count: orders.length });
  for (const order of orders) cancelWhole(decision, order, reason);
}
