/** A record's first word, which holds type, length in words, flags and a code of the type's own; and the words of any. */
export const enum Record {
  LENGTH_SHIFT = 8,
  /** Begins a command: the words of its sequence, book time and command come before its own. */
  IS_FIRST = 1 << 16,
  /** Ends a command. */
  IS_END = 1 << 17,
  HAS_AGGRESSOR = 1 << 18,
  AGGRESSOR_SELLS = 1 << 19,
  IS_SELF_TRADE = 1 << 20,
  IS_LOCKED = 1 << 21,
  CODE_SHIFT = 24,
  /** Words before a record's own, in the first of a command and in the others. */
  FIRST_WORDS = 6,
  LATER_WORDS = 1,
  // In the first record of a command.
  SEQUENCE_LOW = 1,
  SEQUENCE_HIGH = 2,
  MICROS_LOW = 3,
  MICROS_HIGH = 4,
  /** Where the command's words begin. */
  COMMAND_AT = 5,
  /** Nowhere: the kept event holds the command. */
  COMMAND_IN_OBJECT = -1,
  /** The number of an event that is kept. */
  OBJECT = 0,
  OTHER_WORDS = 1,
}

/** What a record tells. */
export const enum RecordType {
  ACCEPTED = 1,
  TRADED = 2,
  CANCELLED = 3,
  AMENDED = 4,
  FLOOR_LOCKED = 5,
  /** Any other event: it is kept beside the ring. */
  OTHER = 6,
  PEAK_REFRESHED = 7,
}

/** A trade's own words. */
export const enum TradeRecord {
  PRICE = 0,
  LOTS = 1,
  BUY_ORDER_LOW = 2,
  SELL_ORDER_LOW = 3,
  /** High bits of both orders' numbers: the bid's below. */
  ORDERS_HIGH = 4,
  BUY_PARTY = 5,
  SELL_PARTY = 6,
  BUY_LEAVES = 7,
  SELL_LEAVES = 8,
  CERTIFICATE = 9,
  /** Number of the floor in force; 0 is none. */
  FLOOR = 10,
  WORDS = 11,
}

/** A cancel's own words; its reason is the code. */
export const enum CancelRecord {
  ORDER_LOW = 0,
  ORDER_HIGH = 1,
  LOTS = 2,
  LEAVES_AFTER = 3,
  WORDS = 4,
}

/** A new peak's own words. */
export const enum PeakRecord {
  ORDER_LOW = 0,
  ORDER_HIGH = 1,
  LOTS = 2,
  WORDS = 3,
}

/** A decrease's own words: an amend that keeps its time and changes the quantity alone. */
export const enum AmendRecord {
  VERSION = 2,
  QUANTITY = 3,
  LEAVES = 4,
  /** 0: none. */
  PRICE = 5,
  WORDS = 6,
}
