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

/** The words of one order: 64 bytes, one cache line. */
export const enum Order {
  /** How many there are; the order of a slot begins at `slot << SHIFT`. */
  WORDS = 16,
  SHIFT = 4,
  /** 0 for a market order. */
  PRICE = 0,
  LEAVES = 1,
  QUANTITY = 2,
  FILLED = 3,
  /** Neighbours at its price, in order of time; `NEXT` also chains free slots. */
  PREVIOUS = 4,
  NEXT = 5,
  /** The sequence that accepted it: the low 32 bits; the high 16 share a word with those of its time. */
  NUMBER_LOW = 6,
  HIGH_BITS = 7,
  PRIORITY_LOW = 8,
  FLAGS = 9,
  /** Desk, member state and trader, interned together. */
  PARTY = 10,
  /** Member state and stpId, interned together; 0 is none. */
  STP = 11,
  /** Interned; 0 is none. */
  CERTIFICATE = 12,
  /** Where its request lies in the log of identifiers. */
  REQUEST = 13,
  VERSION = 14,
  /** Slot of its rare terms; 0 when it has none. */
  RARE = 15,
}

/** The words of the rare terms of one order. */
export const enum Rare {
  WORDS = 10,
  CANCELLED = 0,
  /** 0: none. */
  TRIGGER = 1,
  /** 0: none. */
  DISPLAY = 2,
  /** What an iceberg shows. */
  PEAK_LEFT = 3,
  /** 0: none. */
  MIN_QUANTITY = 4,
  /** 0: none. */
  PROTECTION = 5,
  /** UTC microseconds, halves of a whole number; both 0: none. */
  EXPIRY_LOW = 6,
  EXPIRY_HIGH = 7,
  /** Interned account of an amend; 0: that of the request. */
  ACCOUNT = 8,
}

/** The word of an order's flags. */
export const enum Flag {
  IS_SELL = 1,
  TYPE_SHIFT = 1,
  TYPE_MASK = 3 << TYPE_SHIFT,
  TIME_SHIFT = 3,
  TIME_MASK = 7 << TIME_SHIFT,
  IS_POST_ONLY = 1 << 6,
  STP_SHIFT = 7,
  STP_MASK = 3 << STP_SHIFT,
  RAISE_SHIFT = 9,
  RAISE_MASK = 3 << RAISE_SHIFT,
  IS_PARKED = 1 << 11,
  IS_LIVE = 1 << 12,
  /** Its request names an account. */
  IS_ACCOUNT_NAMED = 1 << 13,
  // Types and times in force as their places in the lists of the contract tell them.
  MARKET = 1 << TYPE_SHIFT,
  DAY = 0 << TIME_SHIFT,
  GTC = 1 << TIME_SHIFT,
  IOC = 3 << TIME_SHIFT,
  AT_CLOSE = 6 << TIME_SHIFT,
}

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
