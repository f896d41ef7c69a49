import { Account } from '../layout/account-layout';
import { Certificate } from '../layout/certificate-layout';
import { Cell, Region, Room } from '../layout/memory-map';
import { assertCertificate } from './calls';
import { whole, word } from './cells';

// What desks hold and have open with their limits, and the use of certificates of origin: doubles that hold whole numbers.

const SECOND: f64 = 1_000_000;

/** Where the doubles of a party's account begin. */
@inline export function accountAt(party: i32): i32 {
  return accountNumber(party) << (Account.SHIFT + 3);
}

@inline export function accountNumber(party: i32): i32 {
  return load<i32>((party << 2) + Region.ACCOUNT_OF_PARTY);
}

@inline export function read(account: i32, field: i32): f64 {
  return load<f64>(account + (field << 3) + Region.ACCOUNTS);
}

@inline export function write(account: i32, field: i32, value: f64): void {
  store<f64>(account + (field << 3) + Region.ACCOUNTS, value);
}

@inline export function add(account: i32, field: i32, value: f64): void {
  write(account, field, read(account, field) + value);
}

/** A value or what it is below zero, without a branch: to select doubles is one. */
@inline function signed(value: f64, isTurned: bool): f64 {
  return reinterpret<f64>(reinterpret<i64>(value) ^ (<i64>isTurned << 63));
}

@inline function certificateAt(number: i32): i32 {
  return (number << (Certificate.SHIFT + 3)) + Region.CERTIFICATES;
}

/** MEMB-3: whether a certificate carries so many more lots. */
@inline export function isCovered(number: i32, lots: i32): bool {
  if (<u32>number >= <u32>Room.CERTIFICATES) return false;
  const at = certificateAt(number);
  return (
    load<f64>(at, Certificate.PLEDGED << 3) + load<f64>(at, Certificate.CONSUMED << 3) + <f64>lots <=
    load<f64>(at, Certificate.LOTS << 3)
  );
}

/** MEMB-3: so many more lots of a certificate are pledged; INV-10 is checked. */
@inline export function pledge(number: i32, lots: f64): void {
  const at = certificateAt(number);
  const pledged = load<f64>(at, Certificate.PLEDGED << 3) + lots;
  store<f64>(at, pledged, Certificate.PLEDGED << 3);
  const isSound =
    pledged >= 0 && pledged + load<f64>(at, Certificate.CONSUMED << 3) <= load<f64>(at, Certificate.LOTS << 3);
  if (!isSound) assertCertificate(number);
}

/** MEMB-3: lots of a certificate are consumed, of which so many were pledged; INV-10 is checked. */
@inline export function consume(number: i32, lots: f64, pledged: f64): void {
  const at = certificateAt(number);
  store<f64>(at, load<f64>(at, Certificate.CONSUMED << 3) + lots, Certificate.CONSUMED << 3);
  pledge(number, -pledged);
}

/** An account has more or fewer lots open, and for an offer its certificate pledged. */
@inline export function addLeaves(account: i32, certificate: i32, isSell: bool, lots: i32): void {
  add(account, select<i32>(Account.SELL_LEAVES, Account.BUY_LEAVES, isSell), <f64>lots);
  // Number 0 is no certificate: bids pledge none of it.
  pledge(select<i32>(certificate, 0, isSell), <f64>select<i32>(lots, 0, isSell));
}

/** UNIT-2 and RISK-1. Takes ticks to judge by, 0 when there are none. */
@inline export function isWithinLimits(account: i32, isSell: bool, ticks: i32, lots: i32): bool {
  const tickLots = <i64>ticks * <i64>lots;
  if (tickLots > whole(Cell.TICK_LOTS_MAX)) return false;
  const scaled = tickLots * whole(Cell.NOTIONAL_NUMERATOR);
  const denominator = whole(Cell.NOTIONAL_DENOMINATOR);
  if (denominator != 1 && scaled % denominator != 0) return false;
  const open = read(account, select<i32>(Account.SELL_LEAVES, Account.BUY_LEAVES, isSell)) + <f64>lots;
  const position = read(account, Account.POSITION);
  const reached = open + signed(position, isSell);
  // All at once: a branch each costs more than to compare.
  return (
    (<i32>(<f64>lots <= read(account, Account.SIZE_MAX)) &
      <i32>(open <= read(account, Account.OPEN_MAX)) &
      <i32>(reached <= read(account, Account.POSITION_MAX)) &
      <i32>(<f64>scaled <= read(account, Account.NOTIONAL_MAX) * <f64>denominator)) !=
    0
  );
}

/** RISK-1: whether the desk may send one more message in this second. */
@inline export function mayMessage(account: i32, micros: i64): bool {
  const max = read(account, Account.MESSAGES_MAX);
  // So few in its last second that it does not matter which second that was.
  if (read(account, Account.MESSAGES) < max) return true;
  return max > 0 && read(account, Account.SECOND) != <f64>(micros / 1_000_000);
}

/** RISK-1: the desk has sent one more message. */
@inline export function countMessage(account: i32, micros: i64): void {
  if (read(account, Account.MESSAGES_MAX) == Infinity) return;
  // Of the second that was counted last: no division is needed to see that.
  const since = <f64>micros - read(account, Account.SECOND) * SECOND;
  if (since >= 0 && since < SECOND) {
    add(account, Account.MESSAGES, 1);
  } else {
    write(account, Account.SECOND, <f64>(micros / 1_000_000));
    write(account, Account.MESSAGES, 1);
  }
}

/** Whether an account may enter, amend and trade without further questions. */
@inline export function isAccountFree(number: i32): bool {
  return load<u8>(number + Region.ACCOUNT_VERDICTS) == 1;
}

/** RESV-2: whether the reserve's desk has anything open. */
export function hasReserveOpen(): bool {
  const account = word(Cell.RESERVE_ACCOUNT) << (Account.SHIFT + 3);
  return read(account, Account.BUY_LEAVES) != 0 || read(account, Account.SELL_LEAVES) != 0;
}
