import { RULES_VERSION as CURRENT_RULES } from '../rules-version.js';
import { AmendRecord, CancelRecord, RecordType } from '../records/record-layout.js';
import type { RecordRing } from '../records/record-ring.js';
import { Amend, Command, CommandKind } from './command-words.js';
import type { FastState } from './fast-state.js';
import { HotEntry } from './hot-entry.js';
import { HotOrders } from './hot-orders.js';
import { CANCEL_CODES, HotRecords } from './hot-records.js';
import { HotTrades } from './hot-trades.js';
import { Flag, Order } from './order-layout.js';
import { Verdicts } from './verdicts.js';
import { highOf, wholeOf } from '../whole-numbers.js';

// A constant of one's own costs nothing; one that is imported is read each time.
const RULES_VERSION = CURRENT_RULES;
const CANCELLED_BY_USER = RecordType.CANCELLED | CANCEL_CODES.user;
/** What a place in words may be: sums with it need no look at whether they are still whole numbers of 32 bits. */
const PLACE_MASK = 0x3fffffff;

/**
 * The ordinary commands of continuous trading, straight from words to words: plain limit orders, immediate market
 * orders, cancels and decreases. It is the second telling of the rules in `rules/` and must agree with them event by
 * event; so it looks first, and takes a command only when nothing unusual is in its reach. Else the rules decide.
 */
export class HotPath {
  private readonly verdicts: Verdicts;
  private readonly records: HotRecords;
  private readonly orders: HotOrders;
  private readonly entry: HotEntry;

  constructor(
    private readonly state: FastState,
    ring: RecordRing,
  ) {
    this.verdicts = new Verdicts(state);
    this.records = new HotRecords(state, ring);
    this.orders = new HotOrders(state);
    const trades = new HotTrades(state, this.verdicts, this.records, this.orders);
    this.entry = new HotEntry(state, this.verdicts, this.records, trades, this.orders);
  }

  /**
   * Runs a command if it is an ordinary one.
   *
   * @returns whether it did; if not, nothing has changed.
   */
  run(words: Int32Array, at: number): boolean {
    return this.verdicts.isFresh()
      ? this.take(words, at & PLACE_MASK)
      : this.lookAgain(words, at & PLACE_MASK);
  }

  private lookAgain(words: Int32Array, at: number): boolean {
    this.verdicts.refresh();
    return this.take(words, at);
  }

  private take(words: Int32Array, at: number): boolean {
    const { state, verdicts } = this;
    if (words[at + Command.RULES_VERSION] !== RULES_VERSION) return false;
    const micros = wholeOf(words[at + Command.BOOK_LOW] ?? 0, words[at + Command.BOOK_HIGH] ?? 0);
    if (micros < state.bookMicros || micros >= verdicts.dueMicros) return false;
    const kind = words[at + Command.KIND];
    if (kind === CommandKind.PLACE) return this.entry.place(words, at, micros);
    if (kind === CommandKind.CANCEL) return this.cancel(words, at, micros);
    return kind === CommandKind.AMEND && this.decrease(words, at, micros);
  }

  private cancel(words: Int32Array, at: number, micros: number): boolean {
    const { state, records } = this;
    const slot = this.ownSlot(words, at);
    if (slot === 0) return false;
    this.entry.begin(words, at, micros);
    const orders = state.pool.words;
    const order = slot << Order.SHIFT;
    const number = state.sequence + 1;
    const own = records.first(CANCELLED_BY_USER, CancelRecord.WORDS, number | 0, highOf(number), words, at);
    const out = records.words;
    out[own + CancelRecord.ORDER_LOW] = words[at + Command.ORDER_LOW] ?? 0;
    out[own + CancelRecord.ORDER_HIGH] = words[at + Command.ORDER_HIGH] ?? 0;
    out[own + CancelRecord.LOTS] = orders[order | Order.LEAVES] ?? 0;
    out[own + CancelRecord.LEAVES_AFTER] = 0;
    state.sequence = number;
    this.orders.takeOff(slot, orders[order | Order.PRICE] ?? 0);
    records.end(this.verdicts.floorTicks);
    return true;
  }

  /** The slot of a limit order that the command's desk has in the book, no stop that waits; 0 when there is none. */
  private ownSlot(words: Int32Array, at: number): number {
    const { pool, parties } = this.state;
    const slot = pool.find(words[at + Command.ORDER_LOW] ?? 0, words[at + Command.ORDER_HIGH] ?? 0);
    if (slot === 0) return 0;
    const orders = pool.words;
    const order = slot << Order.SHIFT;
    const flags = orders[order | Order.FLAGS] ?? 0;
    const account = parties.accountOf[orders[order | Order.PARTY] ?? 0] ?? 0;
    // What the reserve's desk takes off changes what its bid may buy (RESV-2).
    const isOwn =
      account === parties.accountOf[words[at + Command.PARTY] ?? 0] &&
      account !== this.verdicts.reserveAccount;
    const isOrdinary =
      (flags & (Flag.TYPE_MASK | Flag.IS_PARKED)) === 0 && (flags & Flag.TIME_MASK) !== Flag.AT_CLOSE;
    return isOwn && isOrdinary ? slot : 0;
  }

  /** ORDR-4: an amend that takes off some of the quantity and nothing else. */
  private decrease(words: Int32Array, at: number, micros: number): boolean {
    const { state, verdicts, records } = this;
    if (words[at + Command.AMEND_HAS] !== Amend.HAS_QUANTITY) return false;
    const slot = this.ownSlot(words, at);
    if (slot === 0) return false;
    const orders = state.pool.words;
    const order = slot << Order.SHIFT;
    const account = state.parties.accountOf[orders[order | Order.PARTY] ?? 0] ?? 0;
    const quantity = words[at + Command.AMEND_QUANTITY] ?? 0;
    const leaves = quantity - (orders[order | Order.FILLED] ?? 0);
    const version = orders[order | Order.VERSION] ?? 0;
    const isTaken =
      words[at + Command.AMEND_VERSION] === version &&
      quantity <= (orders[order | Order.QUANTITY] ?? 0) &&
      leaves > 0 &&
      orders[order | Order.RARE] === 0 &&
      ((orders[order | Order.FLAGS] ?? 0) & Flag.IS_ACCOUNT_NAMED) === 0 &&
      verdicts.accounts[account] === 1 &&
      this.entry.mayMessage(account, micros);
    if (!isTaken) return false;
    const number = state.sequence + 1;
    const price = orders[order | Order.PRICE] ?? 0;
    this.entry.begin(words, at, micros);
    this.entry.countMessage(account, micros);
    const own = records.first(RecordType.AMENDED, AmendRecord.WORDS, number | 0, highOf(number), words, at);
    const out = records.words;
    out[own + CancelRecord.ORDER_LOW] = words[at + Command.ORDER_LOW] ?? 0;
    out[own + CancelRecord.ORDER_HIGH] = words[at + Command.ORDER_HIGH] ?? 0;
    out[own + AmendRecord.VERSION] = version + 1;
    out[own + AmendRecord.QUANTITY] = quantity;
    out[own + AmendRecord.LEAVES] = leaves;
    out[own + AmendRecord.PRICE] = price;
    state.sequence = number;
    const change = leaves - (orders[order | Order.LEAVES] ?? 0);
    const isSell = ((orders[order | Order.FLAGS] ?? 0) & Flag.IS_SELL) !== 0;
    orders[order | Order.VERSION] = version + 1;
    orders[order | Order.QUANTITY] = quantity;
    orders[order | Order.LEAVES] = leaves;
    state.pool.assertSums(slot, 0);
    (isSell ? state.offers : state.bids).addLots(price, change);
    this.orders.addLeaves(account, orders[order | Order.CERTIFICATE] ?? 0, isSell, change);
    records.end(verdicts.floorTicks);
    return true;
  }
}
