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
