import { CANCEL_REASONS, type BookEvent, type CancelReason } from '#contracts';
import { RULES_VERSION } from '../rules-version.js';
import { InvariantViolation } from '../invariant-violation.js';
import { AmendRecord, CancelRecord, Record, RecordType, TradeRecord } from '../records/record-layout.js';
import { writeOther } from '../records/record-codec.js';
import type { RecordRing } from '../records/record-ring.js';
import { wholeSecond } from '../rules/units.js';
import { applyEvent } from './apply-event.js';
import { Account } from './accounts.js';
import { Certificate } from './certificate-table.js';
import { Amend, Command, CommandKind } from './command-words.js';
import type { FastState } from './fast-state.js';
import { forgetExpiry } from './order-changes.js';
import { Flag, Order } from './order-layout.js';
import { Request, Terms } from './request-words.js';
import { SEQUENCE_MAX } from './order-pool.js';
import { Verdicts } from './verdicts.js';
import { highOf, wholeOf } from '../whole-numbers.js';

const PRICE_MAX = 0x7fffffff;
const codeOf = (reason: CancelReason): number => CANCEL_REASONS.indexOf(reason) << Record.CODE_SHIFT;
const BY_USER = codeOf('USER');
const BY_SELF_TRADE = codeOf('SELF_TRADE');
const BY_IOC = codeOf('IOC');
const BY_FLOOR = codeOf('FLOOR_PROTECTION');

/**
 * The ordinary commands of continuous trading, straight from words to words: plain limit orders, immediate market
 * orders, cancels and decreases. It is the second telling of the rules in `rules/` and must agree with them event by
 * event; so it looks first, and takes a command only when nothing unusual is in its reach. Else the rules decide.
 */
export class HotPath {
  private readonly verdicts: Verdicts;
  /** Where the last record begins, to mark it as the end. */
  private lastRecord = 0;
  /** The instant that was asked for last, and its second. */
  private lastMicros = -1;
  private lastSecond = -1;

  constructor(
    private readonly state: FastState,
    private readonly records: RecordRing,
  ) {
    this.verdicts = new Verdicts(state);
  }

  /**
   * Runs a command if it is an ordinary one.
   *
   * @returns whether it did; if not, nothing has changed.
   */
  run(words: Int32Array, at: number): boolean {
    const { state, verdicts } = this;
    if (state.isTouched || state.parties.accountCount !== verdicts.accounts.length) verdicts.refresh();
    if (!verdicts.isOpen || words[at + Command.RULES_VERSION] !== RULES_VERSION) return false;
    const micros = wholeOf(words[at + Command.BOOK_LOW] ?? 0, words[at + Command.BOOK_HIGH] ?? 0);
    if (micros < state.bookMicros || micros >= verdicts.dueMicros) return false;
    const kind = words[at + Command.KIND];
    if (kind === CommandKind.PLACE) return this.place(words, at, micros);
    if (kind === CommandKind.CANCEL) return this.cancel(words, at, micros);
    return kind === CommandKind.AMEND && this.decrease(words, at, micros);
  }

  private place(words: Int32Array, at: number, micros: number): boolean {
    const { state, verdicts } = this;
    const body = at + Command.BODY;
    const terms = words[body + Request.TERMS] ?? 0;
    const time = terms & Flag.TIME_MASK;
    const isMarket = (terms & Flag.TYPE_MASK) === Flag.MARKET;
    const isSell = (terms & Flag.IS_SELL) !== 0;
    const price = words[body + Request.PRICE] ?? 0;
    const quantity = words[body + Request.QUANTITY] ?? 0;
    const stp = words[body + Request.STP] ?? 0;
    const certificate = words[body + Request.CERTIFICATE] ?? 0;
    const isShaped =
      (terms & Terms.UNUSUAL) === 0 &&
      (isMarket
        ? price === 0 && time === Flag.IOC
        : (terms & Flag.TYPE_MASK) === 0 &&
          price > 0 &&
          (time === Flag.DAY || time === Flag.GTC || time === Flag.IOC)) &&
      quantity > 0 &&
      ((terms & Flag.IS_POST_ONLY) === 0 || (!isMarket && time !== Flag.IOC)) &&
      (stp === 0 || (terms & Flag.STP_MASK) === 0) &&
      (isSell ? certificate !== 0 : certificate === 0 && (terms & Terms.HAS_FLOOR_RAISE) === 0);
    if (!isShaped) return false;
    const account = state.parties.accountOf[words[body + Request.PARTY] ?? 0] ?? 0;
    const { floorTicks } = verdicts;
    if (verdicts.accounts[account] !== 1) return false;
    if (!isMarket && price < floorTicks) return false;
    if (isSell && !this.isCovered(certificate, quantity)) return false;
    if (!isMarket && !verdicts.isWithinBands(price)) return false;
    if (
      !this.isWithinLimits(
        account,
        isSell,
        isMarket ? (state.referencePriceTicks ?? 0) : price,
        quantity,
        micros,
      )
    ) {
      return false;
    }
    const limit = isMarket ? (isSell ? Math.max(1, floorTicks) : PRICE_MAX) : price;
    const crosses = isSell
      ? state.bids.bestPrice >= limit
      : state.offers.bestPrice !== 0 && state.offers.bestPrice <= limit;
    if (verdicts.hasReserve && this.isReserveConcerned(isSell, limit, crosses)) return false;
    if (crosses && !this.isFreeToTrade(isSell, limit, isMarket, (terms & Flag.IS_POST_ONLY) !== 0))
      return false;
    if (state.log.find(words, body) !== 0) return false;
    this.enter(words, at, micros, account, limit, crosses);
    return true;
  }

  /** MEMB-3: whether a certificate carries so many more lots. */
  private isCovered(certificate: number, quantity: number): boolean {
    if (this.verdicts.certificates[certificate] !== 1) return false;
    const { doubles } = this.state.certificateTable;
    const at = certificate * Certificate.DOUBLES;
    return (
      (doubles[at + Certificate.PLEDGED] ?? 0) + (doubles[at + Certificate.CONSUMED] ?? 0) + quantity <=
      (doubles[at + Certificate.LOTS] ?? 0)
    );
  }

  /** UNIT-2 and RISK-1. @param price - 0 when there is none to judge by. */
  private isWithinLimits(
    account: number,
    isSell: boolean,
    price: number,
    quantity: number,
    micros: number,
  ): boolean {
    const { doubles } = this.state.accounts;
    const { notionalDenominator, notionalNumerator, tickLotsMax } = this.verdicts;
    const tickLots = price * quantity;
    if (tickLots > tickLotsMax) return false;
    const scaled = tickLots * notionalNumerator;
    if (notionalDenominator !== 1 && scaled % notionalDenominator !== 0) return false;
    const at = account * Account.DOUBLES;
    const open = (doubles[at + (isSell ? Account.SELL_LEAVES : Account.BUY_LEAVES)] ?? 0) + quantity;
    const position = doubles[at + Account.POSITION] ?? 0;
    return (
      quantity <= (doubles[at + Account.SIZE_MAX] ?? 0) &&
      open <= (doubles[at + Account.OPEN_MAX] ?? 0) &&
      (isSell ? open - position : open + position) <= (doubles[at + Account.POSITION_MAX] ?? 0) &&
      scaled <= (doubles[at + Account.NOTIONAL_MAX] ?? 0) * notionalDenominator &&
      this.mayMessage(account, micros)
    );
  }

  /** RISK-1: whether the desk may send one more message in this second. */
  private mayMessage(account: number, micros: number): boolean {
    const { doubles } = this.state.accounts;
    const at = account * Account.DOUBLES;
    const max = doubles[at + Account.MESSAGES_MAX] ?? 0;
    if (max === Infinity) return true;
    const sent =
      doubles[at + Account.SECOND] === this.secondOf(micros) ? (doubles[at + Account.MESSAGES] ?? 0) : 0;
    return sent < max;
  }

  private secondOf(micros: number): number {
    if (micros !== this.lastMicros) {
      this.lastMicros = micros;
      this.lastSecond = wholeSecond(micros);
    }
    return this.lastSecond;
  }

  /** RESV-1, RESV-2: whether the reserve's bid or its desk may have a part in what an order does. */
  private isReserveConcerned(isSell: boolean, limit: number, crosses: boolean): boolean {
    const { floorTicks, reserveAccount } = this.verdicts;
    if (isSell && limit <= floorTicks) return true;
    if (!crosses || reserveAccount === 0) return false;
    const { doubles } = this.state.accounts;
    const at = reserveAccount * Account.DOUBLES;
    return doubles[at + Account.BUY_LEAVES] !== 0 || doubles[at + Account.SELL_LEAVES] !== 0;
  }

  /** Whether an order that crosses may trade with all in its reach without stops, icebergs, bands or post-only. */
  private isFreeToTrade(isSell: boolean, limit: number, isMarket: boolean, isPostOnly: boolean): boolean {
    const { state, verdicts } = this;
    const { special, buyStops, sellStops } = state;
    if (isPostOnly || (isSell ? special.buyIcebergs : special.sellIcebergs) > 0) return false;
    const ladder = isSell ? state.bids : state.offers;
    const first = ladder.bestPrice;
    const worst = isSell ? Math.max(limit, ladder.worstPrice) : Math.min(limit, ladder.worstPrice);
    const lowest = isSell ? worst : first;
    const highest = isSell ? first : worst;
    if (sellStops.bestPrice >= lowest) return false;
    if (buyStops.bestPrice !== 0 && buyStops.bestPrice <= highest) return false;
    return verdicts.isWithinBands(first) && (!isMarket || verdicts.isWithinBands(worst));
  }

  /** All is judged: the order is accepted, trades, and rests or is done. */
  private enter(
    words: Int32Array,
    at: number,
    micros: number,
    account: number,
    limit: number,
    crosses: boolean,
  ): void {
    const { state } = this;
    const body = at + Command.BODY;
    const terms = words[body + Request.TERMS] ?? 0;
    const quantity = words[body + Request.QUANTITY] ?? 0;
    const number = state.sequence + 1;
    this.begin(words, at, micros, number);
    this.countMessage(account, micros);
    this.first(RecordType.ACCEPTED, 0, number, words, at);
    state.sequence = number;
    const position = state.log.hold(number, words, body, words[at + Command.BODY_LENGTH] ?? 0);
    const leaves = crosses ? this.trade(words, body, number, account, limit) : quantity;
    const isSell = (terms & Flag.IS_SELL) !== 0;
    if (leaves === 0) {
      state.log.end(position, micros);
    } else if ((terms & Flag.TIME_MASK) === Flag.IOC) {
      const isAtFloor = isSell && (terms & Flag.TYPE_MASK) === Flag.MARKET && this.verdicts.floorTicks !== 0;
      this.cancelled(isAtFloor ? BY_FLOOR : BY_IOC, number | 0, highOf(number), leaves);
      state.log.end(position, micros);
    } else {
      this.rest(words, body, number, account, position, leaves);
    }
    this.end();
  }

  /** What every command changes before it does anything. */
  private begin(words: Int32Array, at: number, micros: number, number: number): void {
    const { state } = this;
    if (number > SEQUENCE_MAX) throw new InvariantViolation('INV-5', `sequence ${number} is too large`);
    state.bookMicros = micros;
    const partition = words[at + Command.PARTITION] ?? -1;
    if (partition < 0) return;
    state.noteOffset(
      partition,
      wholeOf(words[at + Command.OFFSET_LOW] ?? 0, words[at + Command.OFFSET_HIGH] ?? 0),
    );
  }

  private countMessage(account: number, micros: number): void {
    const { accounts } = this.state;
    if (accounts.doubles[account * Account.DOUBLES + Account.MESSAGES_MAX] === Infinity) return;
    accounts.countMessage(account, this.secondOf(micros));
  }

  /** ORDR-2: trades with what the limit allows, best price first, then time. @returns the leaves. */
  private trade(words: Int32Array, body: number, number: number, account: number, limit: number): number {
    const { state, verdicts, records } = this;
    const { pool } = state;
    const orders = pool.words;
    const doubles = state.accounts.doubles;
    const certificates = state.certificateTable.doubles;
    const isSell = ((words[body + Request.TERMS] ?? 0) & Flag.IS_SELL) !== 0;
    const stp = words[body + Request.STP] ?? 0;
    const party = words[body + Request.PARTY] ?? 0;
    const ownCertificate = words[body + Request.CERTIFICATE] ?? 0;
    const ladder = isSell ? state.bids : state.offers;
    const numberLow = number | 0;
    const numberHigh = highOf(number);
    const restingLeaves = isSell ? Account.BUY_LEAVES : Account.SELL_LEAVES;
    const kind =
      RecordType.TRADED |
      ((Record.LATER_WORDS + TradeRecord.WORDS) << Record.LENGTH_SHIFT) |
      Record.HAS_AGGRESSOR |
      (isSell ? Record.AGGRESSOR_SELLS : 0);
    let leaves = words[body + Request.QUANTITY] ?? 0;
    let traded = 0;
    while (leaves > 0) {
      const price = ladder.bestPrice;
      if (isSell ? price < limit : price === 0 || price > limit) break;
      const slot = ladder.first();
      const order = slot * Order.WORDS;
      if (stp !== 0 && orders[order + Order.STP] === stp) {
        this.preventSelfTrade(slot, price);
        continue;
      }
      const restingBefore = orders[order + Order.LEAVES] ?? 0;
      const lots = leaves < restingBefore ? leaves : restingBefore;
      const resting = restingBefore - lots;
      leaves -= lots;
      traded += lots;
      if (price < verdicts.floorTicks || lots < 1) throw this.wrongTrade(price, lots);
      const record = records.reserve(Record.LATER_WORDS + TradeRecord.WORDS);
      const out = records.words;
      const own = record + Record.LATER_WORDS;
      const restingParty = orders[order + Order.PARTY] ?? 0;
      const restingHigh = (orders[order + Order.HIGH_BITS] ?? 0) & 0xffff;
      const certificate = isSell ? ownCertificate : (orders[order + Order.CERTIFICATE] ?? 0);
      out[record] = kind;
      out[own + TradeRecord.PRICE] = price;
      out[own + TradeRecord.LOTS] = lots;
      out[own + TradeRecord.BUY_ORDER_LOW] = isSell ? (orders[order + Order.NUMBER_LOW] ?? 0) : numberLow;
      out[own + TradeRecord.SELL_ORDER_LOW] = isSell ? numberLow : (orders[order + Order.NUMBER_LOW] ?? 0);
      out[own + TradeRecord.ORDERS_HIGH] = isSell
        ? restingHigh | (numberHigh << 16)
        : numberHigh | (restingHigh << 16);
      out[own + TradeRecord.BUY_PARTY] = isSell ? restingParty : party;
      out[own + TradeRecord.SELL_PARTY] = isSell ? party : restingParty;
      out[own + TradeRecord.BUY_LEAVES] = isSell ? resting : leaves;
      out[own + TradeRecord.SELL_LEAVES] = isSell ? leaves : resting;
      out[own + TradeRecord.CERTIFICATE] = certificate;
      out[own + TradeRecord.FLOOR] = verdicts.floorNumber;
      this.lastRecord = record;
      state.sequence += 1;
      const restingAt = (state.parties.accountOf[restingParty] ?? 0) * Account.DOUBLES;
      doubles[restingAt + Account.POSITION] =
        (doubles[restingAt + Account.POSITION] ?? 0) + (isSell ? lots : -lots);
      doubles[restingAt + Account.HAS_POSITION] = 1;
      doubles[restingAt + restingLeaves] = (doubles[restingAt + restingLeaves] ?? 0) - lots;
      if (!isSell) {
        const used = certificate * Certificate.DOUBLES;
        certificates[used + Certificate.PLEDGED] = (certificates[used + Certificate.PLEDGED] ?? 0) - lots;
        certificates[used + Certificate.CONSUMED] = (certificates[used + Certificate.CONSUMED] ?? 0) + lots;
      }
      orders[order + Order.FILLED] = (orders[order + Order.FILLED] ?? 0) + lots;
      state.referencePriceTicks = price;
      if (resting === 0) {
        ladder.remove(slot, price);
        orders[order + Order.LEAVES] = 0;
        pool.assertSums(slot, 0);
        state.log.end(orders[order + Order.REQUEST] ?? 0, state.bookMicros);
        if (orders[order + Order.RARE] !== 0) forgetExpiry(state, slot);
        pool.remove(slot);
      } else {
        orders[order + Order.LEAVES] = resting;
        ladder.addLots(price, -lots);
        pool.assertSums(slot, 0);
      }
    }
    if (traded > 0) {
      const at = account * Account.DOUBLES;
      doubles[at + Account.POSITION] = (doubles[at + Account.POSITION] ?? 0) + (isSell ? -traded : traded);
      doubles[at + Account.HAS_POSITION] = 1;
      if (isSell) {
        const used = ownCertificate * Certificate.DOUBLES;
        certificates[used + Certificate.CONSUMED] = (certificates[used + Certificate.CONSUMED] ?? 0) + traded;
      }
    }
    return leaves;
  }

  private wrongTrade(price: number, lots: number): InvariantViolation {
    const { floorTicks } = this.verdicts;
    if (lots < 1) return new InvariantViolation('INV-3', `trade of ${lots} lots`);
    return new InvariantViolation('INV-1', `trade at ${price}, floor ${floorTicks}`);
  }

  /** Order.STP-1 `cancelResting`. */
  private preventSelfTrade(slot: number, price: number): void {
    const { state } = this;
    const { pool } = state;
    const orders = pool.words;
    const order = slot * Order.WORDS;
    const leaves = orders[order + Order.LEAVES] ?? 0;
    this.cancelled(
      BY_SELF_TRADE,
      orders[order + Order.NUMBER_LOW] ?? 0,
      (orders[order + Order.HIGH_BITS] ?? 0) & 0xffff,
      leaves,
    );
    this.takeOff(slot, price);
  }

  /** A cancelled order leaves the book with all of its lots. */
  private takeOff(slot: number, price: number): void {
    const { state } = this;
    const { pool } = state;
    const orders = pool.words;
    const order = slot * Order.WORDS;
    const leaves = orders[order + Order.LEAVES] ?? 0;
    const isSell = ((orders[order + Order.FLAGS] ?? 0) & Flag.IS_SELL) !== 0;
    (isSell ? state.offers : state.bids).remove(slot, price);
    pool.assertSums(slot, 0);
    orders[order + Order.LEAVES] = 0;
    const { doubles } = state.accounts;
    const at = (state.parties.accountOf[orders[order + Order.PARTY] ?? 0] ?? 0) * Account.DOUBLES;
    const side = at + (isSell ? Account.SELL_LEAVES : Account.BUY_LEAVES);
    doubles[side] = (doubles[side] ?? 0) - leaves;
    if (isSell) {
      const certificates = state.certificateTable.doubles;
      const pledged = (orders[order + Order.CERTIFICATE] ?? 0) * Certificate.DOUBLES + Certificate.PLEDGED;
      certificates[pledged] = (certificates[pledged] ?? 0) - leaves;
    }
    state.log.end(orders[order + Order.REQUEST] ?? 0, state.bookMicros);
    if (orders[order + Order.RARE] !== 0) forgetExpiry(state, slot);
    pool.remove(slot);
  }

  /** What is left of an order takes its place at the back of its price. */
  private rest(
    words: Int32Array,
    body: number,
    number: number,
    account: number,
    position: number,
    leaves: number,
  ): void {
    const { state } = this;
    const { pool } = state;
    const terms = words[body + Request.TERMS] ?? 0;
    const price = words[body + Request.PRICE] ?? 0;
    const quantity = words[body + Request.QUANTITY] ?? 0;
    const certificate = words[body + Request.CERTIFICATE] ?? 0;
    const isSell = (terms & Flag.IS_SELL) !== 0;
    const slot = pool.add(number | 0, highOf(number));
    const orders = pool.words;
    const order = slot * Order.WORDS;
    orders[order + Order.PRICE] = price;
    orders[order + Order.LEAVES] = leaves;
    orders[order + Order.QUANTITY] = quantity;
    orders[order + Order.FILLED] = quantity - leaves;
    orders[order + Order.FLAGS] =
      (terms & Terms.FLAG_BITS) |
      Flag.IS_LIVE |
      ((terms & Terms.HAS_ACCOUNT) === 0 ? 0 : Flag.IS_ACCOUNT_NAMED);
    orders[order + Order.PARTY] = words[body + Request.PARTY] ?? 0;
    orders[order + Order.STP] = words[body + Request.STP] ?? 0;
    orders[order + Order.CERTIFICATE] = certificate;
    orders[order + Order.REQUEST] = position;
    orders[order + Order.VERSION] = 1;
    orders[order + Order.RARE] = 0;
    (isSell ? state.offers : state.bids).append(slot, price);
    const { doubles } = state.accounts;
    const side = account * Account.DOUBLES + (isSell ? Account.SELL_LEAVES : Account.BUY_LEAVES);
    doubles[side] = (doubles[side] ?? 0) + leaves;
    if (isSell) state.certificateTable.pledge(certificate, leaves);
  }

  private cancel(words: Int32Array, at: number, micros: number): boolean {
    const { state } = this;
    const slot = this.ownSlot(words, at);
    if (slot === 0) return false;
    const orders = state.pool.words;
    const order = slot * Order.WORDS;
    const number = state.sequence + 1;
    this.begin(words, at, micros, number);
    const own = this.first(RecordType.CANCELLED, CancelRecord.WORDS, number, words, at);
    const out = this.records.words;
    out[this.lastRecord] = (out[this.lastRecord] ?? 0) | BY_USER;
    out[own + CancelRecord.ORDER_LOW] = words[at + Command.ORDER_LOW] ?? 0;
    out[own + CancelRecord.ORDER_HIGH] = words[at + Command.ORDER_HIGH] ?? 0;
    out[own + CancelRecord.LOTS] = orders[order + Order.LEAVES] ?? 0;
    out[own + CancelRecord.LEAVES_AFTER] = 0;
    state.sequence = number;
    this.takeOff(slot, orders[order + Order.PRICE] ?? 0);
    this.end();
    return true;
  }

  /** The slot of an ordinary limit order that the command's desk has in the book; 0 when there is none. */
  private ownSlot(words: Int32Array, at: number): number {
    const { pool, parties } = this.state;
    const slot = pool.find(words[at + Command.ORDER_LOW] ?? 0, words[at + Command.ORDER_HIGH] ?? 0);
    if (slot === 0) return 0;
    const orders = pool.words;
    const order = slot * Order.WORDS;
    const flags = orders[order + Order.FLAGS] ?? 0;
    const account = parties.accountOf[orders[order + Order.PARTY] ?? 0] ?? 0;
    // What the reserve's desk takes off changes what its bid may buy (RESV-2).
    const isOwn =
      account === parties.accountOf[words[at + Command.PARTY] ?? 0] &&
      account !== this.verdicts.reserveAccount;
    const isOrdinary =
      orders[order + Order.RARE] === 0 &&
      (flags & (Flag.TYPE_MASK | Flag.IS_PARKED)) === 0 &&
      (flags & Flag.TIME_MASK) !== Flag.AT_CLOSE;
    return isOwn && isOrdinary ? slot : 0;
  }

  /** ORDR-4: an amend that takes off some of the quantity and nothing else. */
  private decrease(words: Int32Array, at: number, micros: number): boolean {
    const { state, verdicts } = this;
    if (words[at + Command.AMEND_HAS] !== Amend.HAS_QUANTITY) return false;
    const slot = this.ownSlot(words, at);
    if (slot === 0) return false;
    const orders = state.pool.words;
    const order = slot * Order.WORDS;
    const account = state.parties.accountOf[orders[order + Order.PARTY] ?? 0] ?? 0;
    const quantity = words[at + Command.AMEND_QUANTITY] ?? 0;
    const leaves = quantity - (orders[order + Order.FILLED] ?? 0);
    const version = orders[order + Order.VERSION] ?? 0;
    const isTaken =
      words[at + Command.AMEND_VERSION] === version &&
      quantity <= (orders[order + Order.QUANTITY] ?? 0) &&
      leaves > 0 &&
      ((orders[order + Order.FLAGS] ?? 0) & Flag.IS_ACCOUNT_NAMED) === 0 &&
      verdicts.accounts[account] === 1 &&
      this.mayMessage(account, micros);
    if (!isTaken) return false;
    const number = state.sequence + 1;
    const price = orders[order + Order.PRICE] ?? 0;
    this.begin(words, at, micros, number);
    this.countMessage(account, micros);
    const own = this.first(RecordType.AMENDED, AmendRecord.WORDS, number, words, at);
    const out = this.records.words;
    out[own + CancelRecord.ORDER_LOW] = words[at + Command.ORDER_LOW] ?? 0;
    out[own + CancelRecord.ORDER_HIGH] = words[at + Command.ORDER_HIGH] ?? 0;
    out[own + AmendRecord.VERSION] = version + 1;
    out[own + AmendRecord.QUANTITY] = quantity;
    out[own + AmendRecord.LEAVES] = leaves;
    out[own + AmendRecord.PRICE] = price;
    state.sequence = number;
    const change = leaves - (orders[order + Order.LEAVES] ?? 0);
    const isSell = ((orders[order + Order.FLAGS] ?? 0) & Flag.IS_SELL) !== 0;
    orders[order + Order.VERSION] = version + 1;
    orders[order + Order.QUANTITY] = quantity;
    orders[order + Order.LEAVES] = leaves;
    state.pool.assertSums(slot, 0);
    (isSell ? state.offers : state.bids).addLots(price, change);
    state.accounts.addLeaves(account, isSell ? 'sell' : 'buy', change);
    if (isSell) state.certificateTable.pledge(orders[order + Order.CERTIFICATE] ?? 0, change);
    this.end();
    return true;
  }

  /** Begins the first record of a command. @returns where its own words go. */
  private first(type: number, count: number, number: number, words: Int32Array, at: number): number {
    const { records } = this;
    const record = records.reserve(Record.FIRST_WORDS + count);
    const out = records.words;
    out[record] = type | ((Record.FIRST_WORDS + count) << Record.LENGTH_SHIFT) | Record.IS_FIRST;
    out[record + Record.SEQUENCE_LOW] = number;
    out[record + Record.SEQUENCE_HIGH] = highOf(number);
    out[record + Record.MICROS_LOW] = words[at + Command.BOOK_LOW] ?? 0;
    out[record + Record.MICROS_HIGH] = words[at + Command.BOOK_HIGH] ?? 0;
    out[record + Record.COMMAND_AT] = at;
    this.lastRecord = record;
    return record + Record.FIRST_WORDS;
  }

  /** A record of a whole cancel that does not begin its command. */
  private cancelled(code: number, orderLow: number, orderHigh: number, lots: number): void {
    const { records, state } = this;
    const record = records.reserve(Record.LATER_WORDS + CancelRecord.WORDS);
    const out = records.words;
    out[record] =
      RecordType.CANCELLED | ((Record.LATER_WORDS + CancelRecord.WORDS) << Record.LENGTH_SHIFT) | code;
    const own = record + Record.LATER_WORDS;
    out[own + CancelRecord.ORDER_LOW] = orderLow;
    out[own + CancelRecord.ORDER_HIGH] = orderHigh;
    out[own + CancelRecord.LOTS] = lots;
    out[own + CancelRecord.LEAVES_AFTER] = 0;
    this.lastRecord = record;
    state.sequence += 1;
  }

  /** INV-2, FLOR-10, and the mark of the command's end. */
  private end(): void {
    const { bids, offers, floorLocked } = this.state;
    const { floorTicks } = this.verdicts;
    const bid = bids.bestPrice;
    const offer = offers.bestPrice;
    if (bid >= offer && offer !== 0 && bid >= floorTicks) {
      throw new InvariantViolation('INV-2', `bid ${bid} rests at or above offer ${offer}`);
    }
    // Where the reserve still bids, no offer rests at the floor.
    const isLocked = offer !== 0 && offer <= floorTicks && bid < floorTicks;
    if (isLocked !== floorLocked) {
      this.publishFloorLocked(isLocked);
      return;
    }
    const out = this.records.words;
    out[this.lastRecord] = (out[this.lastRecord] ?? 0) | Record.IS_END;
  }

  private publishFloorLocked(floorLocked: boolean): void {
    const { state, records } = this;
    const { sequence, bookMicros } = state;
    const type = 'FloorLockedChanged';
    const event: BookEvent = { sequence: sequence + 1, bookMicros, type, floorLocked, end: true };
    applyEvent(state, event);
    writeOther(records, event);
  }
}
