import { Account } from '../layout/account-layout';
import { Certificate } from '../layout/certificate-layout';
import { Cell, Region, Room } from '../layout/memory-map';
import { assertCertificate } from './calls';
import { whole, word } from './cells';
import { ofSeller, signedDoubleFor } from './sides';

// What desks hold and have open with their limits, and the use of certificates of origin: doubles that hold whole numbers.

const MICROS_A_SECOND: f64 = 1_000_000;
const POSITION: i32 = Region.ACCOUNTS + (Account.POSITION << 3);
const BUY_LEAVES: i32 = Region.ACCOUNTS + (Account.BUY_LEAVES << 3);
const SELL_LEAVES: i32 = Region.ACCOUNTS + (Account.SELL_LEAVES << 3);
const HAS_POSITION: i32 = Region.ACCOUNTS + (Account.HAS_POSITION << 3);
const SIZE_MAX: i32 = Region.ACCOUNTS + (Account.SIZE_MAX << 3);
const OPEN_MAX: i32 = Region.ACCOUNTS + (Account.OPEN_MAX << 3);
const POSITION_MAX: i32 = Region.ACCOUNTS + (Account.POSITION_MAX << 3);
const NOTIONAL_MAX: i32 = Region.ACCOUNTS + (Account.NOTIONAL_MAX << 3);
const MESSAGES_MAX: i32 = Region.ACCOUNTS + (Account.MESSAGES_MAX << 3);
const SECOND: i32 = Region.ACCOUNTS + (Account.SECOND << 3);
const MESSAGES: i32 = Region.ACCOUNTS + (Account.MESSAGES << 3);

/** Where the doubles of a party's account begin. */
@inline export function accountAt(party: i32): i32 {
  return accountNumber(party) << (Account.SHIFT + 3);
}

@inline export function accountNumber(party: i32): i32 {
  return load<i32>(party << 2, Region.ACCOUNT_OF_PARTY);
}

/** Lots that an account has open on a side: those of offers follow those of bids. */
@inline function leavesOf(account: i32, side: i32): f64 {
  return load<f64>(account + (side << 3), BUY_LEAVES);
}

@inline export function addToLeaves(account: i32, side: i32, lots: i32): void {
  const at = account + (side << 3);
  store<f64>(at, load<f64>(at, BUY_LEAVES) + <f64>lots, BUY_LEAVES);
}

@inline export function addToPosition(account: i32, lots: i32): void {
  store<f64>(account, load<f64>(account, POSITION) + <f64>lots, POSITION);
  store<f64>(account, 1, HAS_POSITION);
}

const PLEDGED: i32 = Region.CERTIFICATES + (Certificate.PLEDGED << 3);
const CONSUMED: i32 = Region.CERTIFICATES + (Certificate.CONSUMED << 3);
const LOTS: i32 = Region.CERTIFICATES + (Certificate.LOTS << 3);
const CERTIFICATE_SHIFT: i32 = Certificate.SHIFT + 3;

/** MEMB-3: whether a certificate carries so many more lots. */
@inline export function isCovered(number: i32, lots: i32): i32 {
  const at = (number & (Room.CERTIFICATES - 1)) << CERTIFICATE_SHIFT;
  return (
    <i32>(<u32>number < <u32>Room.CERTIFICATES) &
    <i32>(load<f64>(at, PLEDGED) + load<f64>(at, CONSUMED) + <f64>lots <= load<f64>(at, LOTS))
  );
}

/** MEMB-3: so many more lots of a certificate are pledged; INV-10 is checked. */
@inline function pledge(number: i32, lots: f64): void {
  const at = number << CERTIFICATE_SHIFT;
  const pledged = load<f64>(at, PLEDGED) + lots;
  store<f64>(at, pledged, PLEDGED);
  const isSound = <i32>(pledged >= 0) & <i32>(pledged + load<f64>(at, CONSUMED) <= load<f64>(at, LOTS));
  if (isSound == 0) assertCertificate(number);
}

/** MEMB-3: lots of a certificate are consumed, of which so many were pledged; INV-10 is checked. */
@inline export function consume(number: i32, lots: f64, pledged: f64): void {
  const at = number << CERTIFICATE_SHIFT;
  store<f64>(at, load<f64>(at, CONSUMED) + lots, CONSUMED);
  pledge(number, -pledged);
}

/** An account has more or fewer lots open, and for an offer its certificate pledged. */
@inline export function addLeaves(account: i32, certificate: i32, side: i32, lots: i32): void {
  addToLeaves(account, side, lots);
  // Number 0 is no certificate: bids pledge none of it.
  pledge(ofSeller(side, certificate), <f64>ofSeller(side, lots));
}

/** UNIT-2 and RISK-1. Takes ticks to judge by, 0 when there are none. */
@inline export function isWithinLimits(account: i32, side: i32, ticks: i32, lots: i32): i32 {
  const tickLots = <i64>ticks * <i64>lots;
  const scaled = tickLots * whole(Cell.NOTIONAL_NUMERATOR);
  const denominator = whole(Cell.NOTIONAL_DENOMINATOR);
  const isExact: i32 = denominator == 1 ? 1 : <i32>(scaled % denominator == 0);
  const open = leavesOf(account, side) + <f64>lots;
  const reached = open + signedDoubleFor(side, load<f64>(account, POSITION));
  // All at once: a branch each costs more than to compare.
  return (
    isExact &
    <i32>(tickLots <= whole(Cell.TICK_LOTS_MAX)) &
    <i32>(<f64>lots <= load<f64>(account, SIZE_MAX)) &
    <i32>(open <= load<f64>(account, OPEN_MAX)) &
    <i32>(reached <= load<f64>(account, POSITION_MAX)) &
    <i32>(<f64>scaled <= load<f64>(account, NOTIONAL_MAX) * <f64>denominator)
  );
}

/** RISK-1: whether the desk may send one more message in this second. */
@inline export function mayMessage(account: i32, micros: i64): bool {
  // So few in its last second that it does not matter which second that was.
  if (load<f64>(account, MESSAGES) < load<f64>(account, MESSAGES_MAX)) return true;
  return isAnotherSecond(account, micros);
}

function isAnotherSecond(account: i32, micros: i64): bool {
  return load<f64>(account, MESSAGES_MAX) > 0 && load<f64>(account, SECOND) != <f64>(micros / 1_000_000);
}

/** RISK-1: the desk has sent one more message. */
@inline export function countMessage(account: i32, micros: i64): void {
  if (load<f64>(account, MESSAGES_MAX) == Infinity) return;
  // Of the second that was counted last: no division is needed to see that.
  const since = <f64>micros - load<f64>(account, SECOND) * MICROS_A_SECOND;
  if (since >= 0 && since < MICROS_A_SECOND) {
    store<f64>(account, load<f64>(account, MESSAGES) + 1, MESSAGES);
  } else {
    store<f64>(account, <f64>(micros / 1_000_000), SECOND);
    store<f64>(account, 1, MESSAGES);
  }
}

/** Whether an account may enter, amend and trade without further questions. */
@inline export function isAccountFree(number: i32): bool {
  return load<u8>(number + Region.ACCOUNT_VERDICTS) == 1;
}

/** RESV-2: whether the reserve's desk has anything open. */
export function hasReserveOpen(): bool {
  const account = word(Cell.RESERVE_ACCOUNT) << (Account.SHIFT + 3);
  return load<f64>(account, BUY_LEAVES) != 0 || load<f64>(account, SELL_LEAVES) != 0;
}
