import { Account } from '../layout/account-layout';
import { Cell, Region } from '../layout/memory-map';
import { Flag, Link, Order, Rare } from '../layout/order-layout';
import { Record, RecordType, TradeRecord } from '../layout/record-layout';
import { Request } from '../layout/request-layout';
import { Violation } from '../layout/violations';
import { accountAt, add, consume, write } from './accounts';
import { assertSums, violated } from './calls';
import { nextSequence, setWord, word } from './cells';
import { bestPrice, ladderFirst, moveToBack, reaches, takeFront } from './ladder';
import { BIDS, OFFERS } from './ladders';
import { cancelOrder, endOrder } from './orders';
import { cancelledRecord, peakRecord, reserve } from './records';
import { Reason } from '../layout/reasons';
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
  const isSell = (load<i32>(body, Request.TERMS << 2) & Flag.IS_SELL) != 0;
  number = sequence;
  party = load<i32>(body, Request.PARTY << 2);
  stp = load<i32>(body, Request.STP << 2);
  certificate = load<i32>(body, Request.CERTIFICATE << 2);
  leaves = quantity;
  const ladder = select<i32>(BIDS, OFFERS, isSell);
  while (leaves > 0 && reaches(ladder, limit)) tradeAtBest(ladder, isSell);
  const traded = quantity - leaves;
  if (traded > 0) {
    add(account, Account.POSITION, <f64>select<i32>(-traded, traded, isSell));
    write(account, Account.HAS_POSITION, 1);
    if (isSell) consume(certificate, <f64>traded, 0);
  }
  return leaves;
}

/** Trades with the orders of the best price in order of time, until they or the aggressor have no lots left. */
function tradeAtBest(ladder: i32, isSell: bool): void {
  const price = bestPrice(ladder);
  if (price < word(Cell.FLOOR)) violated(Violation.BELOW_FLOOR, price, 0);
  let slot = ladderFirst(ladder);
  let gone: i64 = 0;
  while (slot != 0 && leaves > 0) {
    const order = orderAt(slot);
    const before = load<i32>(order, Order.LEAVES << 2);
    const next = load<i32>(linkAt(slot), Link.NEXT << 2);
    if (stp != 0 && load<i32>(order, Order.STP << 2) == stp) {
      preventSelfTrade(slot, !isSell);
      gone += <i64>before;
      slot = next;
      continue;
    }
    const peak = load<i32>(order, Order.RARE << 2) == 0 ? 0 : peakOf(order);
    const lots = min(leaves, peak == 0 ? before : load<i32>(peak));
    if (lots < 1) violated(Violation.NO_LOTS, lots, 0);
    leaves -= lots;
    gone += <i64>lots;
    fill(slot, price, lots, isSell);
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
@inline function fill(slot: i32, price: i32, lots: i32, isSell: bool): void {
  const order = orderAt(slot);
  const resting = load<i32>(order, Order.LEAVES << 2) - lots;
  const filled = load<i32>(order, Order.FILLED << 2) + lots;
  store<i32>(order, resting, Order.LEAVES << 2);
  store<i32>(order, filled, Order.FILLED << 2);
  if (load<i32>(order, Order.RARE << 2) != 0 || load<i32>(order, Order.QUANTITY << 2) != filled + resting) {
    assertSums(slot);
  }
  const other = load<i32>(order, Order.PARTY << 2);
  const low = load<i32>(order, Order.NUMBER_LOW << 2);
  const high = load<i32>(order, Order.HIGH_BITS << 2) & 0xffff;
  const ownHigh = <i32>(number >> 32);
  const record = reserve(Record.LATER_WORDS + TradeRecord.WORDS);
  const own = record + (Record.LATER_WORDS << 2);
  store<i32>(own, price, TradeRecord.PRICE << 2);
  store<i32>(own, lots, TradeRecord.LOTS << 2);
  store<i32>(own, word(Cell.FLOOR_NUMBER), TradeRecord.FLOOR << 2);
  // No branch by side: which side an order is on is known to nobody before.
  store<i32>(
    record,
    RecordType.TRADED |
      ((Record.LATER_WORDS + TradeRecord.WORDS) << Record.LENGTH_SHIFT) |
      Record.HAS_AGGRESSOR |
      select<i32>(Record.AGGRESSOR_SELLS, 0, isSell),
  );
  const pledged = load<i32>(order, Order.CERTIFICATE << 2);
  store<i32>(own, select<i32>(low, <i32>number, isSell), TradeRecord.BUY_ORDER_LOW << 2);
  store<i32>(own, select<i32>(<i32>number, low, isSell), TradeRecord.SELL_ORDER_LOW << 2);
  store<i32>(
    own,
    select<i32>(high | (ownHigh << 16), ownHigh | (high << 16), isSell),
    TradeRecord.ORDERS_HIGH << 2,
  );
  store<i32>(own, select<i32>(other, party, isSell), TradeRecord.BUY_PARTY << 2);
  store<i32>(own, select<i32>(party, other, isSell), TradeRecord.SELL_PARTY << 2);
  store<i32>(own, select<i32>(resting, leaves, isSell), TradeRecord.BUY_LEAVES << 2);
  store<i32>(own, select<i32>(leaves, resting, isSell), TradeRecord.SELL_LEAVES << 2);
  store<i32>(own, select<i32>(certificate, pledged, isSell), TradeRecord.CERTIFICATE << 2);
  const account = accountAt(other);
  write(account, Account.HAS_POSITION, 1);
  add(account, Account.POSITION, <f64>select<i32>(lots, -lots, isSell));
  add(account, select<i32>(Account.BUY_LEAVES, Account.SELL_LEAVES, isSell), <f64>-lots);
  const used = <f64>select<i32>(0, lots, isSell);
  consume(select<i32>(0, pledged, isSell), used, used);
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
function preventSelfTrade(slot: i32, isSell: bool): void {
  const order = orderAt(slot);
  cancelledRecord(
    Reason.SELF_TRADE,
    load<i32>(order, Order.NUMBER_LOW << 2),
    load<i32>(order, Order.HIGH_BITS << 2) & 0xffff,
    load<i32>(order, Order.LEAVES << 2),
  );
  cancelOrder(slot, isSell);
}
