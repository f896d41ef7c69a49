import {
  FLOOR_RAISE_POLICIES,
  ORDER_TYPES,
  STP_MODES,
  TIMES_IN_FORCE,
  type FloorRaisePolicy,
  type OrderType,
  type Side,
  type StpMode,
  type TimeInForce,
} from '#contracts';
import { Flag } from '../layout/order-layout.js';

/** Terms of an order that one word holds. */
export interface FlaggedTerms {
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly stpMode: StpMode;
  readonly onFloorRaise: FloorRaisePolicy;
}

/** The word of flags of an order as it comes in. */
export function flagsOf(terms: FlaggedTerms): number {
  return (
    (terms.side === 'sell' ? Flag.IS_SELL : 0) |
    (ORDER_TYPES.indexOf(terms.orderType) << Flag.TYPE_SHIFT) |
    (TIMES_IN_FORCE.indexOf(terms.timeInForce) << Flag.TIME_SHIFT) |
    (terms.postOnly ? Flag.IS_POST_ONLY : 0) |
    (STP_MODES.indexOf(terms.stpMode) << Flag.STP_SHIFT) |
    (FLOOR_RAISE_POLICIES.indexOf(terms.onFloorRaise) << Flag.RAISE_SHIFT)
  );
}

export const sideOf = (flags: number): Side => ((flags & Flag.IS_SELL) === 0 ? 'buy' : 'sell');
export const orderTypeOf = (flags: number): OrderType =>
  ORDER_TYPES[(flags & Flag.TYPE_MASK) >>> Flag.TYPE_SHIFT] ?? 'limit';
export const timeInForceOf = (flags: number): TimeInForce =>
  TIMES_IN_FORCE[(flags & Flag.TIME_MASK) >>> Flag.TIME_SHIFT] ?? 'day';
export const stpModeOf = (flags: number): StpMode =>
  STP_MODES[(flags & Flag.STP_MASK) >>> Flag.STP_SHIFT] ?? 'cancelResting';
export const onFloorRaiseOf = (flags: number): FloorRaisePolicy =>
  FLOOR_RAISE_POLICIES[(flags & Flag.RAISE_MASK) >>> Flag.RAISE_SHIFT] ?? 'cancel';

/** The flags with another type of order. */
export function withType(flags: number, orderType: OrderType): number {
  return (flags & ~Flag.TYPE_MASK) | (ORDER_TYPES.indexOf(orderType) << Flag.TYPE_SHIFT);
}
