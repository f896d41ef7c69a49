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

/** Words of one order: 64 bytes, one cache line. */
export const ORDER_WORDS = 16;
/** 0 for a market order. */
export const PRICE = 0;
export const LEAVES = 1;
export const QUANTITY = 2;
export const FILLED = 3;
/** Neighbours at its price, in order of time; `NEXT` also chains free slots. */
export const PREVIOUS = 4;
export const NEXT = 5;
/** The sequence that accepted it: the low 32 bits; the high 16 share a word with those of its time. */
export const NUMBER_LOW = 6;
export const HIGH_BITS = 7;
export const PRIORITY_LOW = 8;
export const FLAGS = 9;
/** Desk, member state and trader, interned together. */
export const PARTY = 10;
/** Member state and stpId, interned together; 0 is none. */
export const STP = 11;
/** Interned; 0 is none. */
export const CERTIFICATE = 12;
/** Where its request lies in the log of identifiers. */
export const REQUEST = 13;
export const VERSION = 14;
/** Slot of its rare terms; 0 when it has none. */
export const RARE = 15;

/** Words of the rare terms of one order. */
export const RARE_WORDS = 10;
export const CANCELLED = 0;
/** 0: none. */
export const TRIGGER = 1;
/** 0: none. */
export const DISPLAY = 2;
/** What an iceberg shows. */
export const PEAK_LEFT = 3;
/** 0: none. */
export const MIN_QUANTITY = 4;
/** 0: none. */
export const PROTECTION = 5;
/** UTC microseconds, halves of a whole number; both 0: none. */
export const EXPIRY_LOW = 6;
export const EXPIRY_HIGH = 7;
/** Interned account of an amend; 0: that of the request. */
export const ACCOUNT = 8;

// The word of flags.
export const IS_SELL = 1;
const TYPE_SHIFT = 1;
export const TYPE_MASK = 3 << TYPE_SHIFT;
const TIME_SHIFT = 3;
export const TIME_MASK = 7 << TIME_SHIFT;
export const IS_POST_ONLY = 1 << 6;
const STP_SHIFT = 7;
export const STP_MASK = 3 << STP_SHIFT;
const RAISE_SHIFT = 9;
const RAISE_MASK = 3 << RAISE_SHIFT;
export const IS_PARKED = 1 << 11;
export const IS_LIVE = 1 << 12;
/** Its request names an account. */
export const IS_ACCOUNT_NAMED = 1 << 13;

export const MARKET_BITS = ORDER_TYPES.indexOf('market') << TYPE_SHIFT;
export const IOC_BITS = TIMES_IN_FORCE.indexOf('ioc') << TIME_SHIFT;
export const AT_CLOSE_BITS = TIMES_IN_FORCE.indexOf('atClose') << TIME_SHIFT;
export const DAY_BITS = TIMES_IN_FORCE.indexOf('day') << TIME_SHIFT;
export const GTC_BITS = TIMES_IN_FORCE.indexOf('gtc') << TIME_SHIFT;

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
    (terms.side === 'sell' ? IS_SELL : 0) |
    (ORDER_TYPES.indexOf(terms.orderType) << TYPE_SHIFT) |
    (TIMES_IN_FORCE.indexOf(terms.timeInForce) << TIME_SHIFT) |
    (terms.postOnly ? IS_POST_ONLY : 0) |
    (STP_MODES.indexOf(terms.stpMode) << STP_SHIFT) |
    (FLOOR_RAISE_POLICIES.indexOf(terms.onFloorRaise) << RAISE_SHIFT)
  );
}

export const sideOf = (flags: number): Side => ((flags & IS_SELL) === 0 ? 'buy' : 'sell');
export const orderTypeOf = (flags: number): OrderType =>
  ORDER_TYPES[(flags & TYPE_MASK) >>> TYPE_SHIFT] ?? 'limit';
export const timeInForceOf = (flags: number): TimeInForce =>
  TIMES_IN_FORCE[(flags & TIME_MASK) >>> TIME_SHIFT] ?? 'day';
export const stpModeOf = (flags: number): StpMode =>
  STP_MODES[(flags & STP_MASK) >>> STP_SHIFT] ?? 'cancelResting';
export const onFloorRaiseOf = (flags: number): FloorRaisePolicy =>
  FLOOR_RAISE_POLICIES[(flags & RAISE_MASK) >>> RAISE_SHIFT] ?? 'cancel';

/** The flags with another type of order. */
export function withType(flags: number, orderType: OrderType): number {
  return (flags & ~TYPE_MASK) | (ORDER_TYPES.indexOf(orderType) << TYPE_SHIFT);
}
