import { Command } from '../layout/command-layout';
import { Cell, Region } from '../layout/memory-map';
import { Flag, Link, Order } from '../layout/order-layout';
import { Reason } from '../layout/reasons';
import { RecordType } from '../layout/record-layout';
import { Request } from '../layout/request-layout';
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
import { BUY_STOPS, ladderAgainst, SELL_STOPS } from './ladders';
import { rest } from './orders';
import { cancelledRecord, endCommand, firstRecord } from './records';
import { sideOf } from './sides';
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
  // Nothing is ever known of the number that is no profile.
  const known = load<u8>(load<i32>(body, Request.PROFILE << 2), Region.PROFILE_VERDICTS);
  if (known != IS_ORDINARY) {
    if (known == IS_UNUSUAL) return false;
    // Whether terms, desk and certificate are plain ones; what was found of a profile is kept.
    if (!judge(body >>> 2)) return false;
  }
  const terms = load<i32>(body, Request.TERMS << 2);
  const price = load<i32>(body, Request.PRICE << 2);
  const quantity = load<i32>(body, Request.QUANTITY << 2);
  const isMarket = (terms & Flag.TYPE_MASK) == Flag.MARKET;
  const side = sideOf(terms);
  const lowest = max(1, word(Cell.FLOOR));
  const account = accountAt(load<i32>(body, Request.PARTY << 2));
  const isPriced = <i32>(price >= lowest) & isWithinBands(price);
  // All at once: a branch each costs more than to compare. An ordinary bid has certificate 0, which covers everything.
  const isSound =
    <i32>(quantity > 0) &
    select<i32>(<i32>(price == 0), isPriced, isMarket) &
    isCovered(load<i32>(body, Request.CERTIFICATE << 2), quantity) &
    isWithinLimits(account, side, select<i32>(word(Cell.REFERENCE), price, isMarket), quantity);
  if (isSound == 0) return false;
  if (!mayMessage(account, micros)) return false;
  const limit = select<i32>(select<i32>(lowest, PRICE_MAX, side), price, isMarket);
  const crosses = reaches(ladderAgainst(side), limit);
  if (word(Cell.HAS_RESERVE) != 0) {
    if (isReserveConcerned(side, limit, crosses)) return false;
  }
  if (crosses) {
    if (!isFreeToTrade(body, limit)) return false;
  }
  const isNext = isNextId(body);
  if (isNext == 0) {
    if (findId(body >>> 2) != 0) return false;
  }
  begin(command, micros);
  countMessage(account, micros);
  enter(command, account, limit, crosses, isNext != 0);
  return true;
}

/** RESV-1, RESV-2: whether the reserve's bid or its desk may have a part in what an order does. */
@inline function isReserveConcerned(side: i32, limit: i32, crosses: bool): bool {
  if ((side & <i32>(limit <= word(Cell.FLOOR))) != 0) return true;
  if ((<i32>crosses & <i32>(word(Cell.RESERVE_ACCOUNT) != 0)) == 0) return false;
  return hasReserveOpen();
}

/** Whether an order that crosses may trade with all in its reach without stops, bands or post-only. */
function isFreeToTrade(body: i32, limit: i32): bool {
  const terms = load<i32>(body, Request.TERMS << 2);
  if ((terms & Flag.IS_POST_ONLY) != 0) return false;
  const side = sideOf(terms);
  const ladder = ladderAgainst(side);
  const isLimit = <i32>((terms & Flag.TYPE_MASK) != Flag.MARKET);
  const best = bestPrice(ladder);
  const last = worstPrice(ladder);
  const worst = select<i32>(max(limit, last), min(limit, last), side);
  if (isFreeUpTo(best, worst, isLimit)) return true;
  // It may well be done before it comes so far; where it comes farther, that is no better.
  const reached = reachOf(body, ladder);
  if (reached == 0) return false;
  return isFreeUpTo(best, reached, isLimit);
}

/** Whether trades from the best price up to a worse one trigger no stop and leave no band. */
@inline function isFreeUpTo(first: i32, worst: i32, isLimit: i32): bool {
  const stop = bestPrice(BUY_STOPS);
  return (
    (<i32>(bestPrice(SELL_STOPS) < min(first, worst)) &
      (<i32>(stop == 0) | <i32>(stop > max(first, worst))) &
      isWithinBands(first) &
      (isLimit | isWithinBands(worst))) !=
    0
  );
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
