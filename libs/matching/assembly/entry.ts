import { Command } from '../layout/command-layout';
import { Cell, Region, Room } from '../layout/memory-map';
import { Flag, Link, Order } from '../layout/order-layout';
import { Reason } from '../layout/reasons';
import { RecordType } from '../layout/record-layout';
import { Profile, Request } from '../layout/request-layout';
import {
  accountAt,
  countMessage,
  hasReserveOpen,
  isCovered,
  isWithinLimits,
  mayMessage,
} from './accounts';
import { isWithinBands } from './bands';
import { begin } from './begin';
import { findId, holdId, judge } from './calls';
import { nextSequence, word } from './cells';
import { endId, holdNextId, isNextId } from './identifiers';
import { bestPrice, ladderFirst, ladderFirstBehind, reaches, worstPrice } from './ladder';
import { BIDS, BUY_STOPS, OFFERS, SELL_STOPS } from './ladders';
import { rest } from './orders';
import { cancelledRecord, endCommand, firstRecord } from './records';
import { linkAt, orderAt } from './slots';
import { trade } from './trades';

// Entries of ordinary orders: judged, then entered, traded and put to rest.

const PRICE_MAX: i32 = 0x7fffffff;
/** So many resting orders are looked at to see how far an order comes. */
const REACH_ORDERS_MAX: i32 = 64;
/** What a profile is found to be; 0 is not known yet. */
const IS_ORDINARY: u8 = 1;
const IS_UNUSUAL: u8 = 2;

/** Returns whether the order was an ordinary one; if not, nothing has changed. */
export function place(command: i32, micros: i64): bool {
  const body = command + (Command.BODY << 2);
  if (!isOrdinary(body)) return false;
  const terms = load<i32>(body, Request.TERMS << 2);
  const price = load<i32>(body, Request.PRICE << 2);
  const quantity = load<i32>(body, Request.QUANTITY << 2);
  const isMarket = (terms & Flag.TYPE_MASK) == Flag.MARKET;
  const isSell = (terms & Flag.IS_SELL) != 0;
  const floor = word(Cell.FLOOR);
  if (quantity < 1) return false;
  if (isMarket) {
    if (price != 0) return false;
  } else if (price < 1 || price < floor || !isWithinBands(price)) {
    return false;
  }
  // An ordinary bid has number 0, which covers everything.
  if (!isCovered(load<i32>(body, Request.CERTIFICATE << 2), quantity)) return false;
  const account = accountAt(load<i32>(body, Request.PARTY << 2));
  if (!isWithinLimits(account, isSell, isMarket ? word(Cell.REFERENCE) : price, quantity)) return false;
  if (!mayMessage(account, micros)) return false;
  const limit = isMarket ? (isSell ? max(1, floor) : PRICE_MAX) : price;
  const crosses = reaches(select<i32>(BIDS, OFFERS, isSell), limit);
  if (word(Cell.HAS_RESERVE) != 0 && isReserveConcerned(isSell, limit, crosses)) return false;
  if (crosses && !isFreeToTrade(body, limit)) return false;
  const isNext = load<i32>(body, Request.PROFILE << 2) != Profile.NONE && isNextId(body);
  if (!isNext && findId(body >>> 2) != 0) return false;
  begin(command, micros);
  countMessage(account, micros);
  enter(command, account, limit, crosses, isNext);
  return true;
}

/** Whether terms, desk and certificate of a request are plain ones; what was found of a profile is kept. */
@inline function isOrdinary(body: i32): bool {
  const profile = load<i32>(body, Request.PROFILE << 2);
  // Nothing is ever known of the number that is none.
  const known = load<u8>(profile + Region.PROFILE_VERDICTS);
  if (known == IS_ORDINARY) return true;
  return known != IS_UNUSUAL && judge(body >>> 2);
}

/** RESV-1, RESV-2: whether the reserve's bid or its desk may have a part in what an order does. */
function isReserveConcerned(isSell: bool, limit: i32, crosses: bool): bool {
  if (isSell && limit <= word(Cell.FLOOR)) return true;
  if (!crosses || word(Cell.RESERVE_ACCOUNT) == 0) return false;
  return hasReserveOpen();
}

/** Whether an order that crosses may trade with all in its reach without stops, bands or post-only. */
function isFreeToTrade(body: i32, limit: i32): bool {
  const terms = load<i32>(body, Request.TERMS << 2);
  if ((terms & Flag.IS_POST_ONLY) != 0) return false;
  const isSell = (terms & Flag.IS_SELL) != 0;
  const ladder = isSell ? BIDS : OFFERS;
  const isMarket = (terms & Flag.TYPE_MASK) == Flag.MARKET;
  const best = bestPrice(ladder);
  const worst = isSell ? max(limit, worstPrice(ladder)) : min(limit, worstPrice(ladder));
  if (isFreeUpTo(isSell, best, worst, isMarket)) return true;
  // It may well be done before it comes so far.
  const reached = reachOf(body, ladder);
  const isNearer = reached != 0 && (isSell ? reached > worst : reached < worst);
  return isNearer && isFreeUpTo(isSell, best, reached, isMarket);
}

/** Whether trades from the best price up to a worse one trigger no stop and leave no band. */
@inline function isFreeUpTo(isSell: bool, first: i32, worst: i32, isMarket: bool): bool {
  const lowest = isSell ? worst : first;
  const highest = isSell ? first : worst;
  if (bestPrice(SELL_STOPS) >= lowest) return false;
  const stop = bestPrice(BUY_STOPS);
  if (stop != 0 && stop <= highest) return false;
  return isWithinBands(first) && (!isMarket || isWithinBands(worst));
}

/** The price at which an order has all of its lots, by the orders that it would meet; 0 when they are too many to look at. */
function reachOf(body: i32, ladder: i32): i32 {
  const stp = load<i32>(body, Request.STP << 2);
  let missing = load<i32>(body, Request.QUANTITY << 2);
  let slot = ladderFirst(ladder);
  for (let steps = 0; slot != 0 && steps < REACH_ORDERS_MAX; steps++) {
    const order = orderAt(slot);
    const price = load<i32>(order, Order.PRICE << 2);
    // STP-1: what is cancelled on the way fills nothing.
    if (stp == 0 || load<i32>(order, Order.STP << 2) != stp) missing -= load<i32>(order, Order.LEAVES << 2);
    if (missing <= 0) return price;
    const next = load<i32>(linkAt(slot), Link.NEXT << 2);
    slot = next == 0 ? ladderFirstBehind(ladder, price) : next;
  }
  return 0;
}

/** All is judged: the order is accepted, trades, and rests or is done. */
@inline function enter(command: i32, account: i32, limit: i32, crosses: bool, isNext: bool): void {
  const body = command + (Command.BODY << 2);
  const sequence = nextSequence();
  firstRecord(RecordType.ACCEPTED, 0, sequence, command);
  const position = isNext
    ? holdNextId(body, sequence)
    : holdId(body >>> 2, load<i32>(command, Command.BODY_LENGTH << 2));
  const leaves = crosses ? trade(body, sequence, account, limit) : load<i32>(body, Request.QUANTITY << 2);
  const terms = load<i32>(body, Request.TERMS << 2);
  if (leaves == 0) {
    endId(position);
  } else if ((terms & Flag.TIME_MASK) == Flag.IOC) {
    const isMarketOffer = (terms & Flag.IS_SELL) != 0 && (terms & Flag.TYPE_MASK) == Flag.MARKET;
    const reason = isMarketOffer && word(Cell.FLOOR) != 0 ? Reason.FLOOR_PROTECTION : Reason.IOC;
    cancelledRecord(reason, <i32>sequence, <i32>(sequence >> 32), leaves);
    endId(position);
  } else {
    rest(body, sequence, account, position, leaves);
  }
  endCommand();
}
