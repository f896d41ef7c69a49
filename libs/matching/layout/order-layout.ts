/** The words of one order: 64 bytes, one cache line; one word is left. */
export const enum Order {
  /** How many there are; the order of a slot begins at `slot << SHIFT`. */
  WORDS = 16,
  SHIFT = 4,
  /** 0 for a market order. */
  PRICE = 0,
  LEAVES = 1,
  QUANTITY = 2,
  FILLED = 3,
  /** The sequence that accepted it: the low 32 bits; the high 16 share a word with those of its time. */
  NUMBER_LOW = 4,
  HIGH_BITS = 5,
  PRIORITY_LOW = 6,
  FLAGS = 7,
  /** Desk, member state and trader, interned together. */
  PARTY = 8,
  /** Member state and stpId, interned together; 0 is none. */
  STP = 9,
  /** Interned; 0 is none. */
  CERTIFICATE = 10,
  /** Where its request lies in the log of identifiers. */
  REQUEST = 11,
  VERSION = 12,
  /** Slot of its rare terms; 0 when it has none. */
  RARE = 13,
  /** The slot of the next order with the same place in the index; 0 when there is none. */
  SAME_PLACE = 14,
}

/** Neighbours of an order at its price, in order of time: apart from the order, so that those of many are near each other. */
export const enum Link {
  PREVIOUS = 0,
  /** Also chains free slots. */
  NEXT = 1,
  /** The words of a slot begin at `slot << SHIFT`, from where those of slot 0 would be. */
  SHIFT = 1,
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
