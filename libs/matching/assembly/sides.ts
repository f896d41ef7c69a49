import { Flag } from '../layout/order-layout';

// A side is 0 for who buys and 1 for who sells. Nobody knows before which one comes next, so nothing here branches by it:
// a branch that is guessed wrong costs as much as some fifty instructions.

const SELL: i32 = 1;

/** Of an order's flags or a request's terms. */
@inline export function sideOf(flags: i32): i32 {
  return flags & Flag.IS_SELL;
}

@inline export function otherSide(side: i32): i32 {
  return SELL - side;
}

/** A whole number for who sells, 0 for who buys. */
@inline export function ofSeller(side: i32, value: i32): i32 {
  return value & -side;
}

/** A whole number for who buys, that number below zero for who sells. */
@inline export function signedFor(side: i32, value: i32): i32 {
  return value * (1 - 2 * side);
}

/** As `signedFor`, of a double. */
@inline export function signedDoubleFor(side: i32, value: f64): f64 {
  return reinterpret<f64>(reinterpret<i64>(value) ^ (<i64>side << 63));
}
