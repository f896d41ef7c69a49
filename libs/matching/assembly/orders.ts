import { Flag, Order } from '../layout/order-layout';
import { Request, Terms } from '../layout/request-layout';
import { accountAt, addLeaves } from './accounts';
import { assertSums, forgetRare } from './calls';
import { endId } from './identifiers';
import { ladderAppend } from './ladder';
import { ladderOf } from './ladders';
import { sideOf } from './sides';
import { giveSlotBack, orderAt, takeSlot } from './slots';

// How orders come to rest and leave.

/** What is left of an order takes its place at the back of its price. Takes the position of its request in the log. */
@inline export function rest(body: i32, sequence: i64, account: i32, position: i32, leaves: i32): void {
  const terms = load<i32>(body, Request.TERMS << 2);
  const price = load<i32>(body, Request.PRICE << 2);
  const quantity = load<i32>(body, Request.QUANTITY << 2);
  const certificate = load<i32>(body, Request.CERTIFICATE << 2);
  const slot = takeSlot(<i32>sequence, <i32>(sequence >> 32));
  const order = orderAt(slot);
  store<i32>(order, price, Order.PRICE << 2);
  store<i32>(order, leaves, Order.LEAVES << 2);
  store<i32>(order, quantity, Order.QUANTITY << 2);
  store<i32>(order, quantity - leaves, Order.FILLED << 2);
  store<i32>(
    order,
    (terms & Terms.FLAG_BITS) |
      Flag.IS_LIVE |
      ((terms & Terms.HAS_ACCOUNT) == 0 ? 0 : Flag.IS_ACCOUNT_NAMED),
    Order.FLAGS << 2,
  );
  // Party and stpId.
  store<i64>(order, load<i64>(body, Request.PARTY << 2), Order.PARTY << 2);
  store<i32>(order, certificate, Order.CERTIFICATE << 2);
  store<i32>(order, position, Order.REQUEST << 2);
  store<i32>(order, 1, Order.VERSION << 2);
  store<i32>(order, 0, Order.RARE << 2);
  const side = sideOf(terms);
  ladderAppend(ladderOf(side), slot, price);
  addLeaves(account, certificate, side, leaves);
}

/** INV-3: quantity = filled + leaves + cancelled, and none of them below zero. */
@inline export function checkSums(slot: i32): void {
  const order = orderAt(slot);
  const leaves = load<i32>(order, Order.LEAVES << 2);
  const isSound =
    leaves >= 0 &&
    load<i32>(order, Order.RARE << 2) == 0 &&
    load<i32>(order, Order.QUANTITY << 2) == load<i32>(order, Order.FILLED << 2) + leaves;
  if (!isSound) assertSums(slot);
}

/** An order that is in no queue any more ends with all of its lots cancelled. */
@inline export function cancelOrder(slot: i32, side: i32): void {
  checkSums(slot);
  const order = orderAt(slot);
  const lots = -load<i32>(order, Order.LEAVES << 2);
  addLeaves(accountAt(load<i32>(order, Order.PARTY << 2)), load<i32>(order, Order.CERTIFICATE << 2), side, lots);
  endOrder(slot);
}

/** An order that is in no queue any more is live no more. */
@inline export function endOrder(slot: i32): void {
  const order = orderAt(slot);
  store<i32>(order, 0, Order.LEAVES << 2);
  endId(load<i32>(order, Order.REQUEST << 2));
  if (load<i32>(order, Order.RARE << 2) != 0) forgetRare(slot);
  giveSlotBack(slot);
}
