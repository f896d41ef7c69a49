import type { BookReader, LiveOrder } from '../book-reader.js';
import type { Decision } from '../decision.js';
import { cancelWhole } from './cancels.js';
import { lackOfStanding, leavesOf, reducibleLots, type StandingCode } from './membership.js';
import { lackOfOrigin, type OriginLossCode } from './origin.js';

/** The first version of the rules by which a purchase of the reserve cuts its state's bids. */
const VERSION_OF_RESERVE_REDUCES = 4;

/** The code that a new order like this one would get, when its right to trade is lost (MEMB-5). */
export function lossOfRight(book: BookReader, order: LiveOrder): StandingCode | OriginLossCode | undefined {
  const standing = lackOfStanding(book, order.memberState);
  if (standing !== undefined || order.certificateId === undefined) return standing;
  const certificate = book.certificate(order.certificateId);
  if (certificate === undefined || book.instrument === undefined) return undefined;
  return lackOfOrigin(book, book.instrument, certificate, order.memberState);
}

/** MEMB-4, MEMB-5: cancels those of the orders that lost their right to trade, in entry order. */
export function cancelWithoutRight(decision: Decision, orders: Iterable<LiveOrder>): void {
  const inEntryOrder = [...orders].sort((left, right) => left.order - right.order);
  for (const order of inEntryOrder) {
    const reason = lossOfRight(decision.book, order);
    if (reason !== undefined) cancelWhole(decision, order, reason);
  }
}

/** MEMB-4, MEMB-5: a state's standing changed: its own orders and all offers of its origin are looked at. */
export function actOnStanding(decision: Decision, memberState: string): void {
  const { book } = decision;
  const affected = new Set([...book.ordersOfState(memberState), ...book.offersOfOrigin(memberState)]);
  cancelWithoutRight(decision, affected);
  enforceReduceOnly(decision, memberState);
}

/** MEMB-5: a withdrawing state's own whole orders, newest first, are cancelled until `REDUCE_ONLY` holds. */
export function enforceReduceOnly(decision: Decision, memberState: string): void {
  const { book } = decision;
  if (book.membership(memberState) !== 'withdrawing') return;
  for (const order of [...book.ordersOfState(memberState)].reverse()) {
    const lots = book.stateLots(memberState);
    if (leavesOf(lots, order.side) > reducibleLots(lots, order.side)) {
      cancelWhole(decision, order, 'REDUCE_ONLY');
    }
  }
}

/**
 * MEMB-5, RESV-1: the reserve's purchase counts in its state's position and comes from no order of the state, so a
 * withdrawing one may have more bids now than reduce what is left.
 */
export function reduceAfterReserve(decision: Decision): void {
  const { reserve } = decision.book;
  if (reserve === undefined || decision.command.rulesVersion < VERSION_OF_RESERVE_REDUCES) return;
  enforceReduceOnly(decision, reserve.memberState);
}
