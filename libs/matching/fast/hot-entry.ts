import { InvariantViolation } from '../invariant-violation.js';
import { RecordType } from '../records/record-layout.js';
import { wholeSecond } from '../rules/units.js';
import { Account } from './accounts.js';
import { Certificate } from './certificate-table.js';
import { Command } from './command-words.js';
import type { FastState } from './fast-state.js';
import type { HotOrders } from './hot-orders.js';
import { CANCEL_CODES, type HotRecords } from './hot-records.js';
import type { HotTrades } from './hot-trades.js';
import { Flag, Order } from './order-layout.js';
import { SEQUENCE_MAX } from './order-pool.js';
import { Profile } from './request-profiles.js';
import type { PriceLadder } from './price-ladder.js';
import { Request } from './request-words.js';
import type { Verdicts } from './verdicts.js';
import { highOf } from '../whole-numbers.js';

const PRICE_MAX = 0x7fffffff;
/** So many resting orders are looked at to see how far an order comes. */
const REACH_ORDERS_MAX = 64;
/** As far as a sequence can count; a constant of one's own, for one that is imported is read each time. */
const LAST_SEQUENCE = SEQUENCE_MAX;
const BY_IOC = CANCEL_CODES.ioc;
const BY_FLOOR = CANCEL_CODES.floor;

/** Entries of ordinary orders: judged, then entered, traded and put to rest. */
export class HotEntry {
  constructor(
    private readonly state: FastState,
    private readonly verdicts: Verdicts,
    private readonly records: HotRecords,
    private readonly trades: HotTrades,
    private readonly orders: HotOrders,
  ) {}

  /** @returns whether the order was an ordinary one; if not, nothing has changed. */
  place(words: Int32Array, at: number, micros: number): boolean {
    const { state, verdicts } = this;
    const body = at + Command.BODY;
    if (!verdicts.isOrdinary(words, body)) return false;
    const terms = words[body + Request.TERMS] ?? 0;
    const price = words[body + Request.PRICE] ?? 0;
    const quantity = words[body + Request.QUANTITY] ?? 0;
    const isMarket = (terms & Flag.TYPE_MASK) === Flag.MARKET;
    const isSell = (terms & Flag.IS_SELL) !== 0;
    const { floorTicks } = verdicts;
    if (quantity < 1) return false;
    if (isMarket ? price !== 0 : price < 1 || price < floorTicks || !verdicts.isWithinBands(price))
      return false;
    if (isSell && !this.isCovered(words[body + Request.CERTIFICATE] ?? 0, quantity)) return false;
    const account = state.parties.accountOf[words[body + Request.PARTY] ?? 0] ?? 0;
    const judged = isMarket ? (state.referencePriceTicks ?? 0) : price;
    if (!this.isWithinLimits(account, isSell, judged, quantity)) return false;
    if (!this.mayMessage(account, micros)) return false;
    let limit = price;
    if (isMarket) limit = isSell ? Math.max(1, floorTicks) : PRICE_MAX;
    const crosses = isSell
      ? state.bids.bestPrice >= limit
      : state.offers.bestPrice !== 0 && state.offers.bestPrice <= limit;
    if (verdicts.reserveCount !== 0 && this.isReserveConcerned(isSell, limit, crosses)) return false;
    if (crosses && !this.isFreeToTrade(words, body, limit)) return false;
    const isNext = words[body + Request.PROFILE] !== Profile.NONE && state.log.isNext(words, body);
    if (!isNext && state.log.find(words, body) !== 0) return false;
    this.begin(words, at, micros);
    this.countMessage(account, micros);
    this.enter(words, at, account, limit, crosses, isNext);
    return true;
  }

  /** MEMB-3: whether a certificate carries so many more lots. */
  private isCovered(certificate: number, quantity: number): boolean {
    const { doubles } = this.state.certificateTable;
    const at = certificate << Certificate.SHIFT;
    return (
      (doubles[at | Certificate.PLEDGED] ?? 0) + (doubles[at | Certificate.CONSUMED] ?? 0) + quantity <=
      (doubles[at | Certificate.LOTS] ?? 0)
    );
  }

  /** UNIT-2 and RISK-1. @param price - 0 when there is none to judge by. */
  private isWithinLimits(account: number, isSell: boolean, price: number, quantity: number): boolean {
    const { doubles } = this.state.accounts;
    const { notionalDenominator, notionalNumerator, tickLotsMax } = this.verdicts;
    const tickLots = price * quantity;
    if (tickLots > tickLotsMax) return false;
    const scaled = tickLots * notionalNumerator;
    if (notionalDenominator !== 1 && scaled % notionalDenominator !== 0) return false;
    const at = account << Account.SHIFT;
    const open = (doubles[at | (isSell ? Account.SELL_LEAVES : Account.BUY_LEAVES)] ?? 0) + quantity;
    const position = doubles[at | Account.POSITION] ?? 0;
    return (
      quantity <= (doubles[at | Account.SIZE_MAX] ?? 0) &&
      open <= (doubles[at | Account.OPEN_MAX] ?? 0) &&
      (isSell ? open - position : open + position) <= (doubles[at | Account.POSITION_MAX] ?? 0) &&
      scaled <= (doubles[at | Account.NOTIONAL_MAX] ?? 0) * notionalDenominator
    );
  }

  /** RISK-1: whether the desk may send one more message in this second. */
  mayMessage(account: number, micros: number): boolean {
    const { doubles } = this.state.accounts;
    const at = account << Account.SHIFT;
    const max = doubles[at | Account.MESSAGES_MAX] ?? 0;
    // So few in its last second that it does not matter which second that was.
    if ((doubles[at | Account.MESSAGES] ?? 0) < max) return true;
    return max > 0 && doubles[at | Account.SECOND] !== wholeSecond(micros);
  }

  /** RISK-1: the desk has sent one more message. */
  countMessage(account: number, micros: number): void {
    const { doubles } = this.state.accounts;
    const at = account << Account.SHIFT;
    if (doubles[at | Account.MESSAGES_MAX] === Infinity) return;
    // Of the second that was counted last: no division is needed to see that.
    const since = micros - (doubles[at | Account.SECOND] ?? 0) * 1_000_000;
    if (since >= 0 && since < 1_000_000)
      doubles[at | Account.MESSAGES] = (doubles[at | Account.MESSAGES] ?? 0) + 1;
    else this.state.accounts.setMessages(account, wholeSecond(micros), 1);
  }

  /** RESV-1, RESV-2: whether the reserve's bid or its desk may have a part in what an order does. */
  private isReserveConcerned(isSell: boolean, limit: number, crosses: boolean): boolean {
    const { floorTicks, reserveAccount } = this.verdicts;
    if (isSell && limit <= floorTicks) return true;
    if (!crosses || reserveAccount === 0) return false;
    const { doubles } = this.state.accounts;
    const at = reserveAccount << Account.SHIFT;
    return doubles[at | Account.BUY_LEAVES] !== 0 || doubles[at | Account.SELL_LEAVES] !== 0;
  }

  /** Whether an order that crosses may trade with all in its reach without stops, bands or post-only. */
  private isFreeToTrade(words: Int32Array, body: number, limit: number): boolean {
    const terms = words[body + Request.TERMS] ?? 0;
    if ((terms & Flag.IS_POST_ONLY) !== 0) return false;
    const isSell = (terms & Flag.IS_SELL) !== 0;
    const ladder = isSell ? this.state.bids : this.state.offers;
    const isMarket = (terms & Flag.TYPE_MASK) === Flag.MARKET;
    const worst = isSell ? Math.max(limit, ladder.worstPrice) : Math.min(limit, ladder.worstPrice);
    if (this.isFreeUpTo(isSell, ladder.bestPrice, worst, isMarket)) return true;
    // It may well be done before it comes so far.
    const reached = this.reachOf(words, body, ladder);
    const isNearer = reached !== 0 && (isSell ? reached > worst : reached < worst);
    return isNearer && this.isFreeUpTo(isSell, ladder.bestPrice, reached, isMarket);
  }

  /** Whether trades from the best price up to a worse one trigger no stop and leave no band. */
  private isFreeUpTo(isSell: boolean, first: number, worst: number, isMarket: boolean): boolean {
    const { buyStops, sellStops } = this.state;
    const lowest = isSell ? worst : first;
    const highest = isSell ? first : worst;
    if (sellStops.bestPrice >= lowest) return false;
    if (buyStops.bestPrice !== 0 && buyStops.bestPrice <= highest) return false;
    return this.verdicts.isWithinBands(first) && (!isMarket || this.verdicts.isWithinBands(worst));
  }

  /** The price at which an order has all of its lots, by the orders that it would meet; 0 when they are too many to look at. */
  private reachOf(words: Int32Array, body: number, ladder: PriceLadder): number {
    const orders = this.state.pool.words;
    const stp = words[body + Request.STP] ?? 0;
    let missing = words[body + Request.QUANTITY] ?? 0;
    let slot = ladder.first();
    for (let steps = 0; slot !== 0 && steps < REACH_ORDERS_MAX; steps++) {
      const order = slot << Order.SHIFT;
      const price = orders[order | Order.PRICE] ?? 0;
      // STP-1: what is cancelled on the way fills nothing.
      if (stp === 0 || orders[order | Order.STP] !== stp) missing -= orders[order | Order.LEAVES] ?? 0;
      if (missing <= 0) return price;
      const next = orders[order | Order.NEXT] ?? 0;
      slot = next === 0 ? ladder.firstBehind(price) : next;
    }
    return 0;
  }

  /** What every command changes before it does anything. */
  begin(words: Int32Array, at: number, micros: number): void {
    const { state } = this;
    if (state.sequence >= LAST_SEQUENCE) throw new InvariantViolation('INV-5', 'the sequence is too large');
    state.bookMicros = micros;
    const partition = words[at + Command.PARTITION] ?? -1;
    if (partition < 0) return;
    state.noteOffset(partition, words[at + Command.OFFSET_LOW] ?? 0, words[at + Command.OFFSET_HIGH] ?? 0);
  }

  /** All is judged: the order is accepted, trades, and rests or is done. */
  private enter(
    words: Int32Array,
    at: number,
    account: number,
    limit: number,
    crosses: boolean,
    isNext: boolean,
  ): void {
    const { state, records, verdicts } = this;
    const body = at + Command.BODY;
    const number = state.sequence + 1;
    const low = number | 0;
    const high = highOf(number);
    records.first(RecordType.ACCEPTED, 0, low, high, words, at);
    state.sequence = number;
    const position = isNext
      ? state.log.holdNext(low, high, words, body)
      : state.log.hold(number, words, body, words[at + Command.BODY_LENGTH] ?? 0);
    const leaves = crosses
      ? this.trades.trade(words, body, low, high, account, limit)
      : (words[body + Request.QUANTITY] ?? 0);
    const terms = words[body + Request.TERMS] ?? 0;
    if (leaves === 0) {
      state.log.end(position, state.bookMicros);
    } else if ((terms & Flag.TIME_MASK) === Flag.IOC) {
      const isMarketOffer = (terms & Flag.IS_SELL) !== 0 && (terms & Flag.TYPE_MASK) === Flag.MARKET;
      const code = isMarketOffer && verdicts.floorTicks !== 0 ? BY_FLOOR : BY_IOC;
      records.cancelled(code, low, high, leaves);
      state.log.end(position, state.bookMicros);
    } else {
      this.orders.rest(words, body, low, high, account, position, leaves);
    }
    records.end(verdicts.floorTicks);
  }
}
