import { Amend, Command } from '../layout/command-layout';
import { Cell } from '../layout/memory-map';
import { Flag, Order } from '../layout/order-layout';
import { Reason } from '../layout/reasons';
import { AmendRecord, CancelRecord, Record, RecordType } from '../layout/record-layout';
import { accountAt, accountNumber, addLeaves, countMessage, isAccountFree, mayMessage } from './accounts';
import { begin } from './begin';
import { nextSequence, word } from './cells';
import { ladderAddLots, ladderRemove } from './ladder';
import { ladderOf } from './ladders';
import { cancelOrder, checkSums } from './orders';
import { endCommand, firstRecord } from './records';
import { sideOf } from './sides';
import { findSlot, orderAt } from './slots';

/** A cancel by the order's desk. Returns whether it was an ordinary one; if not, nothing has changed. */
export function cancel(command: i32, micros: i64): bool {
  const slot = ownSlot(command);
  if (slot == 0) return false;
  begin(command, micros);
  const order = orderAt(slot);
  const own = firstRecord(
    RecordType.CANCELLED | (Reason.USER << Record.CODE_SHIFT),
    CancelRecord.WORDS,
    nextSequence(),
    command,
  );
  store<i64>(own, load<i64>(command, Command.ORDER_LOW << 2), CancelRecord.ORDER_LOW << 2);
  store<i32>(own, load<i32>(order, Order.LEAVES << 2), CancelRecord.LOTS << 2);
  store<i32>(own, 0, CancelRecord.LEAVES_AFTER << 2);
  const side = sideOf(load<i32>(order, Order.FLAGS << 2));
  ladderRemove(ladderOf(side), slot, load<i32>(order, Order.PRICE << 2));
  cancelOrder(slot, side);
  endCommand();
  return true;
}

/** The slot of a limit order that the command's desk has in the book, no stop that waits; 0 when there is none. */
@inline function ownSlot(command: i32): i32 {
  const slot = findSlot(
    load<i32>(command, Command.ORDER_LOW << 2),
    load<i32>(command, Command.ORDER_HIGH << 2),
  );
  if (slot == 0) return 0;
  const order = orderAt(slot);
  const flags = load<i32>(order, Order.FLAGS << 2);
  const account = accountNumber(load<i32>(order, Order.PARTY << 2));
  // What the reserve's desk takes off changes what its bid may buy (RESV-2).
  const isOwn =
    account == accountNumber(load<i32>(command, Command.PARTY << 2)) && account != word(Cell.RESERVE_ACCOUNT);
  const isOrdinary =
    (flags & (Flag.TYPE_MASK | Flag.IS_PARKED)) == 0 && (flags & Flag.TIME_MASK) != Flag.AT_CLOSE;
  return isOwn && isOrdinary ? slot : 0;
}

/** ORDR-4: an amend that takes off some of the quantity and nothing else. Returns as `cancel` does. */
export function decrease(command: i32, micros: i64): bool {
  if (load<i32>(command, Command.AMEND_HAS << 2) != Amend.HAS_QUANTITY) return false;
  const slot = ownSlot(command);
  if (slot == 0) return false;
  const order = orderAt(slot);
  const party = load<i32>(order, Order.PARTY << 2);
  const account = accountAt(party);
  const quantity = load<i32>(command, Command.AMEND_QUANTITY << 2);
  const leaves = quantity - load<i32>(order, Order.FILLED << 2);
  const version = load<i32>(order, Order.VERSION << 2);
  const flags = load<i32>(order, Order.FLAGS << 2);
  const isTaken =
    load<i32>(command, Command.AMEND_VERSION << 2) == version &&
    quantity <= load<i32>(order, Order.QUANTITY << 2) &&
    leaves > 0 &&
    load<i32>(order, Order.RARE << 2) == 0 &&
    (flags & Flag.IS_ACCOUNT_NAMED) == 0 &&
    isAccountFree(accountNumber(party)) &&
    mayMessage(account, micros);
  if (!isTaken) return false;
  const price = load<i32>(order, Order.PRICE << 2);
  begin(command, micros);
  countMessage(account, micros);
  const own = firstRecord(RecordType.AMENDED, AmendRecord.WORDS, nextSequence(), command);
  store<i64>(own, load<i64>(command, Command.ORDER_LOW << 2), CancelRecord.ORDER_LOW << 2);
  store<i32>(own, version + 1, AmendRecord.VERSION << 2);
  store<i32>(own, quantity, AmendRecord.QUANTITY << 2);
  store<i32>(own, leaves, AmendRecord.LEAVES << 2);
  store<i32>(own, price, AmendRecord.PRICE << 2);
  const change = leaves - load<i32>(order, Order.LEAVES << 2);
  const side = sideOf(flags);
  store<i32>(order, version + 1, Order.VERSION << 2);
  store<i32>(order, quantity, Order.QUANTITY << 2);
  store<i32>(order, leaves, Order.LEAVES << 2);
  checkSums(slot);
  ladderAddLots(ladderOf(side), price, change);
  addLeaves(account, load<i32>(order, Order.CERTIFICATE << 2), side, change);
  endCommand();
  return true;
}
