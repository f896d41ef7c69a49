import { Cell, Region } from '../layout/memory-map';
import { Link, Order, Rare } from '../layout/order-layout';
import { Reason } from '../layout/reasons';
import { Record, RecordType, TradeRecord } from '../layout/record-layout';
import { Request } from '../layout/request-layout';
import { Violation } from '../layout/violations';
import { accountAt, addToLeaves, addToPosition, consume } from './accounts';
import { findBounds } from './bands';
import { assertSums, violated } from './calls';
import { nextSequence, setWord, word } from './cells';
import { bestPrice, ladderFirst, moveToBack, reaches, takeFront } from './ladder';
import { ladderAgainst } from './ladders';
import { cancelOrder, endOrder } from './orders';
import { cancelledRecord, peakRecord, reserve } from './records';
import { ofSeller, otherSide, sideOf, signedFor } from './sides';
import { linkAt, orderAt } from './slots';

// ORDR-2: an order trades with what rests, best price first, then time.

// The order that trades now.
let number: i64 = 0;
let party: i32 = 0;
/** Of its stpId; 0 is none. */
let stp: i32 = 0;
let certificate: i32 = 0;
let leaves: i32 = 0;

/** Trades with what the limit allows: the worst price. Returns the leaves. */
export function trade(body: i32, sequence: i64, account: i32, limit: i32): i32 {
  const quantity = load<i32>(body, Request.QUANTITY << 2);
  const side = sideOf(load<i32>(body, Request.TERMS << 2));
  number = sequence;
  party = load<i32>(body, Request.PARTY << 2);
  stp = load<i32>(body, Request.STP << 2);
  certificate = load<i32>(body, Request.CERTIFICATE << 2);
  leaves = quantity;
  const ladder = ladderAgainst(side);
  while ((<i32>(leaves > 0) & <i32>reaches(ladder, limit)) != 0) tradeAtBest(ladder, side);
  const traded = quantity - leaves;
  if (traded > 0) {
    addToPosition(account, signedFor(side, traded));
    consume(ofSeller(side, certificate), <f64>ofSeller(side, traded), 0);
    findBounds();
  }
  return leaves;
}

/** Trades with the orders of the best price in order of time, until they or the aggressor have no lots left. */
function tradeAtBest(ladder: i32, side: i32): void {
  const price = bestPrice(ladder);
  if (price < word(Cell.FLOOR)) violated(Violation.BELOW_FLOOR, price, 0);
  let slot = ladderFirst(ladder);
  let gone: i64 = 0;
  while (slot != 0 && leaves > 0) {
    const order = orderAt(slot);
    const before = load<i32>(order, Order.LEAVES << 2);
    const next = load<i32>(linkAt(slot), Link.NEXT << 2);
    if (stp != 0 && load<i32>(order, Order.STP << 2) == stp) {
      preventSelfTrade(slot, otherSide(side));
      gone += <i64>before;
      slot = next;
      continue;
    }
    const peak = load<i32>(order, Order.RARE << 2) == 0 ? 0 : peakOf(order);
    const lots = min(leaves, peak == 0 ? before : load<i32>(peak));
    if (lots < 1) violated(Violation.NO_LOTS, lots, 0);
    leaves -= lots;
    gone += <i64>lots;
    fill(slot, price, lots, side);
    if (lots == before) {
      endOrder(slot);
      slot = next;
    } else if (peak != 0 && usePeak(slot, peak, lots) && next != 0) {
      moveToBack(ladder, slot);
      slot = next;
    }
  }
  takeFront(ladder, slot, gone);
}

/** One trade: its record, and what it changes but for the queue and the end of the resting order. */
@inline function fill(slot: i32, price: i32, lots: i32, side: i32): void {
  const order = orderAt(slot);
  const resting = load<i32>(order, Order.LEAVES << 2) - lots;
  const filled = load<i32>(order, Order.FILLED << 2) + lots;
  store<i32>(order, resting, Order.LEAVES << 2);
  store<i32>(order, filled, Order.FILLED << 2);
  const isPlain =
    <i32>(load<i32>(order, Order.RARE << 2) == 0) &
    <i32>(load<i32>(order, Order.QUANTITY << 2) == filled + resting);
  if (isPlain == 0) assertSums(slot);
  const other = load<i32>(order, Order.PARTY << 2);
  const record = reserve(Record.LATER_WORDS + TradeRecord.WORDS);
  store<i32>(
    record,
    (RecordType.TRADED |
      ((Record.LATER_WORDS + TradeRecord.WORDS) << Record.LENGTH_SHIFT) |
      Record.HAS_AGGRESSOR) +
      side * Record.AGGRESSOR_SELLS,
  );
  const own = record + (Record.LATER_WORDS << 2);
  store<i32>(own, price, TradeRecord.PRICE << 2);
  store<i32>(own, lots, TradeRecord.LOTS << 2);
  store<i32>(own, word(Cell.FLOOR_NUMBER), TradeRecord.FLOOR << 2);
  // What is the seller's follows what is the buyer's.
  const aggressor = own + (side << 2);
  const rester = own + (otherSide(side) << 2);
  store<i32>(aggressor, <i32>number, TradeRecord.BUY_ORDER_LOW << 2);
  store<i32>(rester, load<i32>(order, Order.NUMBER_LOW << 2), TradeRecord.BUY_ORDER_LOW << 2);
  store<i32>(aggressor, party, TradeRecord.BUY_PARTY << 2);
  store<i32>(rester, other, TradeRecord.BUY_PARTY << 2);
  store<i32>(aggressor, leaves, TradeRecord.BUY_LEAVES << 2);
  store<i32>(rester, resting, TradeRecord.BUY_LEAVES << 2);
  // Halves of one word.
  store<i16>(own + (side << 1), <i16>(number >> 32), TradeRecord.ORDERS_HIGH << 2);
  store<i16>(
    own + (otherSide(side) << 1),
    <i16>load<i32>(order, Order.HIGH_BITS << 2),
    TradeRecord.ORDERS_HIGH << 2,
  );
  const pledged = load<i32>(order, Order.CERTIFICATE << 2);
  store<i32>(own, select<i32>(certificate, pledged, side), TradeRecord.CERTIFICATE << 2);
  const account = accountAt(other);
  addToPosition(account, signedFor(otherSide(side), lots));
  addToLeaves(account, otherSide(side), -lots);
  const used = <f64>ofSeller(otherSide(side), lots);
  consume(ofSeller(otherSide(side), pledged), used, used);
  nextSequence();
  setWord(Cell.REFERENCE, price);
}

@inline function rareAt(order: i32): i32 {
  return (load<i32>(order, Order.RARE << 2) * Rare.WORDS << 2) + Region.RARE_TERMS;
}

/** ORDR-3: where an iceberg's peak is; 0 for another order. */
function peakOf(order: i32): i32 {
  const rare = rareAt(order);
  return load<i32>(rare, Rare.DISPLAY << 2) == 0 ? 0 : rare + (Rare.PEAK_LEFT << 2);
}

/** ORDR-3: takes lots from an iceberg's peak. Returns whether that was used up, and a new one shows. */
function usePeak(slot: i32, peak: i32, lots: i32): bool {
  const left = load<i32>(peak) - lots;
  store<i32>(peak, left);
  if (left > 0) return false;
  const order = orderAt(slot);
  const shown = min(load<i32>(rareAt(order), Rare.DISPLAY << 2), load<i32>(order, Order.LEAVES << 2));
  const high = load<i32>(order, Order.HIGH_BITS << 2) & 0xffff;
  store<i32>(peak, shown);
  peakRecord(load<i32>(order, Order.NUMBER_LOW << 2), high, shown);
  const time = load<i64>(Region.CELLS + Cell.SEQUENCE);
  store<i32>(order, <i32>time, Order.PRIORITY_LOW << 2);
  store<i32>(order, high | (<i32>(time >> 32) << 16), Order.HIGH_BITS << 2);
  return true;
}

/** STP-1 `cancelResting`. */
function preventSelfTrade(slot: i32, side: i32): void {
  const order = orderAt(slot);
  cancelledRecord(
    Reason.SELF_TRADE,
    load<i32>(order, Order.NUMBER_LOW << 2),
    load<i32>(order, Order.HIGH_BITS << 2) & 0xffff,
    load<i32>(order, Order.LEAVES << 2),
  );
  cancelOrder(slot, side);
}
