import { InvariantViolation } from '../invariant-violation.js';
import { Record, RecordType, TradeRecord } from '../records/record-layout.js';
import { Account } from './accounts.js';
import { Certificate } from './certificate-table.js';
import type { FastState } from './fast-state.js';
import type { HotOrders } from './hot-orders.js';
import { CANCEL_CODES, type HotRecords } from './hot-records.js';
import { Flag, Order, Rare } from './order-layout.js';
import type { PriceLadder } from './price-ladder.js';
import { Request } from './request-words.js';
import type { Verdicts } from './verdicts.js';

const BY_SELF_TRADE = CANCEL_CODES.selfTrade;

/** The order that trades now. */
class Aggressor {
  numberLow = 0;
  numberHigh = 0;
  party = 0;
  /** Of its stpId; 0 is none. */
  stp = 0;
  certificate = 0;
  leaves = 0;
}

/** ORDR-2 on the hot path: an order trades with what rests, best price first, then time. */
export class HotTrades {
  private readonly aggressor = new Aggressor();

  constructor(
    private readonly state: FastState,
    private readonly verdicts: Verdicts,
    private readonly records: HotRecords,
    private readonly orders: HotOrders,
  ) {}

  /** Trades with what the limit allows. @param limit - the worst price. @returns the leaves. */
  trade(
    words: Int32Array,
    body: number,
    numberLow: number,
    numberHigh: number,
    account: number,
    limit: number,
  ): number {
    const { state, aggressor } = this;
    const quantity = words[body + Request.QUANTITY] ?? 0;
    aggressor.numberLow = numberLow;
    aggressor.numberHigh = numberHigh;
    aggressor.party = words[body + Request.PARTY] ?? 0;
    aggressor.stp = words[body + Request.STP] ?? 0;
    aggressor.certificate = words[body + Request.CERTIFICATE] ?? 0;
    aggressor.leaves = quantity;
    if (((words[body + Request.TERMS] ?? 0) & Flag.IS_SELL) !== 0) {
      while (aggressor.leaves > 0 && state.bids.bestPrice >= limit) this.tradeAtBest(state.bids, true);
    } else {
      const { offers } = state;
      while (aggressor.leaves > 0 && offers.bestPrice !== 0 && offers.bestPrice <= limit) {
        this.tradeAtBest(offers, false);
      }
    }
    const traded = quantity - aggressor.leaves;
    if (traded > 0)
      this.addPosition(account, traded, ((words[body + Request.TERMS] ?? 0) & Flag.IS_SELL) !== 0);
    return aggressor.leaves;
  }

  /** Trades with the orders of the best price in order of time, until they or the aggressor have no lots left. */
  private tradeAtBest(ladder: PriceLadder, isSell: boolean): void {
    const { state, aggressor } = this;
    const price = ladder.bestPrice;
    if (price < this.verdicts.floorTicks) throw this.belowFloor(price);
    const orders = state.pool.words;
    const { stp } = aggressor;
    let slot = ladder.first();
    let gone = 0;
    let { leaves } = aggressor;
    while (slot !== 0 && leaves > 0) {
      const order = slot << Order.SHIFT;
      const before = orders[order | Order.LEAVES] ?? 0;
      const next = orders[order | Order.NEXT] ?? 0;
      if (stp !== 0 && orders[order | Order.STP] === stp) {
        this.preventSelfTrade(slot, !isSell);
        gone += before;
        slot = next;
        continue;
      }
      const peakAt = orders[order | Order.RARE] === 0 ? 0 : this.peakAt(slot);
      const shown = peakAt === 0 ? before : (state.pool.rare[peakAt] ?? 0);
      const lots = leaves < shown ? leaves : shown;
      if (lots < 1) throw new InvariantViolation('INV-3', `trade of ${lots} lots`);
      leaves -= lots;
      gone += lots;
      this.fill(order, price, lots, leaves, isSell);
      if (lots === before) {
        this.orders.end(slot);
        slot = next;
      } else if (peakAt !== 0 && this.usePeak(slot, lots) && next !== 0) {
        ladder.moveToBack(slot);
        slot = next;
      }
    }
    aggressor.leaves = leaves;
    ladder.takeFront(slot, gone);
  }

  /** One trade: its record, and what it changes but for the queue and the end of the resting order. */
  private fill(order: number, price: number, lots: number, leaves: number, isSell: boolean): void {
    const { state, records, aggressor, verdicts } = this;
    const orders = state.pool.words;
    const resting = (orders[order | Order.LEAVES] ?? 0) - lots;
    const filled = (orders[order | Order.FILLED] ?? 0) + lots;
    orders[order | Order.LEAVES] = resting;
    orders[order | Order.FILLED] = filled;
    if (orders[order | Order.RARE] !== 0 || orders[order | Order.QUANTITY] !== filled + resting) {
      state.pool.assertSums(order >> Order.SHIFT, 0);
    }
    const party = orders[order | Order.PARTY] ?? 0;
    const low = orders[order | Order.NUMBER_LOW] ?? 0;
    const high = (orders[order | Order.HIGH_BITS] ?? 0) & 0xffff;
    const record = records.reserve(Record.LATER_WORDS + TradeRecord.WORDS);
    const out = records.words;
    const own = record + Record.LATER_WORDS;
    out[own + TradeRecord.PRICE] = price;
    out[own + TradeRecord.LOTS] = lots;
    out[own + TradeRecord.FLOOR] = verdicts.floorNumber;
    const lotsOf = state.accounts.doubles;
    const account = (state.parties.accountOf[party] ?? 0) << Account.SHIFT;
    lotsOf[account | Account.HAS_POSITION] = 1;
    if (isSell) {
      out[record] =
        RecordType.TRADED |
        ((Record.LATER_WORDS + TradeRecord.WORDS) << Record.LENGTH_SHIFT) |
        Record.HAS_AGGRESSOR |
        Record.AGGRESSOR_SELLS;
      out[own + TradeRecord.BUY_ORDER_LOW] = low;
      out[own + TradeRecord.SELL_ORDER_LOW] = aggressor.numberLow;
      out[own + TradeRecord.ORDERS_HIGH] = high | (aggressor.numberHigh << 16);
      out[own + TradeRecord.BUY_PARTY] = party;
      out[own + TradeRecord.SELL_PARTY] = aggressor.party;
      out[own + TradeRecord.BUY_LEAVES] = resting;
      out[own + TradeRecord.SELL_LEAVES] = leaves;
      out[own + TradeRecord.CERTIFICATE] = aggressor.certificate;
      lotsOf[account | Account.POSITION] = (lotsOf[account | Account.POSITION] ?? 0) + lots;
      lotsOf[account | Account.BUY_LEAVES] = (lotsOf[account | Account.BUY_LEAVES] ?? 0) - lots;
    } else {
      const certificate = orders[order | Order.CERTIFICATE] ?? 0;
      out[record] =
        RecordType.TRADED |
        ((Record.LATER_WORDS + TradeRecord.WORDS) << Record.LENGTH_SHIFT) |
        Record.HAS_AGGRESSOR;
      out[own + TradeRecord.BUY_ORDER_LOW] = aggressor.numberLow;
      out[own + TradeRecord.SELL_ORDER_LOW] = low;
      out[own + TradeRecord.ORDERS_HIGH] = aggressor.numberHigh | (high << 16);
      out[own + TradeRecord.BUY_PARTY] = aggressor.party;
      out[own + TradeRecord.SELL_PARTY] = party;
      out[own + TradeRecord.BUY_LEAVES] = leaves;
      out[own + TradeRecord.SELL_LEAVES] = resting;
      out[own + TradeRecord.CERTIFICATE] = certificate;
      lotsOf[account | Account.POSITION] = (lotsOf[account | Account.POSITION] ?? 0) - lots;
      lotsOf[account | Account.SELL_LEAVES] = (lotsOf[account | Account.SELL_LEAVES] ?? 0) - lots;
      this.consume(certificate, lots, lots);
    }
    state.sequence += 1;
    state.referencePriceTicks = price;
  }

  /** ORDR-3: where among the rare terms an iceberg's peak is; 0 for another order. */
  private peakAt(slot: number): number {
    const { pool } = this.state;
    const at = pool.rareAt(slot);
    return pool.rare[at + Rare.DISPLAY] === 0 ? 0 : at + Rare.PEAK_LEFT;
  }

  /** ORDR-3: takes lots from an iceberg's peak. @returns whether that was used up, and a new one shows. */
  private usePeak(slot: number, lots: number): boolean {
    const { state, records } = this;
    const { pool } = state;
    const at = pool.rareAt(slot);
    const left = (pool.rare[at + Rare.PEAK_LEFT] ?? 0) - lots;
    pool.rare[at + Rare.PEAK_LEFT] = left;
    if (left > 0) return false;
    const order = slot << Order.SHIFT;
    const leaves = pool.words[order | Order.LEAVES] ?? 0;
    const display = pool.rare[at + Rare.DISPLAY] ?? 0;
    const peak = display < leaves ? display : leaves;
    pool.rare[at + Rare.PEAK_LEFT] = peak;
    records.peakRefreshed(
      pool.words[order | Order.NUMBER_LOW] ?? 0,
      (pool.words[order | Order.HIGH_BITS] ?? 0) & 0xffff,
      peak,
    );
    pool.setPriority(slot, state.sequence);
    return true;
  }

  /** MEMB-3: lots of a certificate are consumed, of which so many were pledged; INV-10 is checked. */
  private consume(certificate: number, lots: number, pledged: number): void {
    const { certificateTable } = this.state;
    const { doubles } = certificateTable;
    const consumed = (certificate << Certificate.SHIFT) | Certificate.CONSUMED;
    doubles[consumed] = (doubles[consumed] ?? 0) + lots;
    certificateTable.pledge(certificate, -pledged);
  }

  /** What the aggressor traded in all. */
  private addPosition(account: number, traded: number, isSell: boolean): void {
    const { doubles } = this.state.accounts;
    const at = account << Account.SHIFT;
    doubles[at | Account.POSITION] = (doubles[at | Account.POSITION] ?? 0) + (isSell ? -traded : traded);
    doubles[at | Account.HAS_POSITION] = 1;
    if (isSell) this.consume(this.aggressor.certificate, traded, 0);
  }

  /** STP-1 `cancelResting`. */
  private preventSelfTrade(slot: number, isSell: boolean): void {
    const orders = this.state.pool.words;
    const order = slot << Order.SHIFT;
    this.records.cancelled(
      BY_SELF_TRADE,
      orders[order | Order.NUMBER_LOW] ?? 0,
      (orders[order | Order.HIGH_BITS] ?? 0) & 0xffff,
      orders[order | Order.LEAVES] ?? 0,
    );
    this.orders.cancel(slot, isSell);
  }

  private belowFloor(price: number): InvariantViolation {
    return new InvariantViolation('INV-1', `trade at ${price}, floor ${this.verdicts.floorTicks}`);
  }
}
