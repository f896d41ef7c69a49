// The first word of a record: type, length in words, flags, and a code of the type's own.
export const LENGTH_SHIFT = 8;
/** Begins a command: the words of its sequence, book time and command come before its own. */
export const IS_FIRST = 1 << 16;
/** Ends a command. */
export const IS_END = 1 << 17;
export const HAS_AGGRESSOR = 1 << 18;
export const AGGRESSOR_SELLS = 1 << 19;
export const IS_SELF_TRADE = 1 << 20;
export const IS_LOCKED = 1 << 21;
export const CODE_SHIFT = 24;

export const ACCEPTED = 1;
export const TRADED = 2;
export const CANCELLED_RECORD = 3;
export const AMENDED = 4;
export const FLOOR_LOCKED = 5;
/** Any other event: its body is kept beside the ring. */
export const OTHER = 6;

/** Words before a record's own, in the first of a command and in the others. */
export const FIRST_WORDS = 6;
export const LATER_WORDS = 1;
// In the first record of a command.
export const SEQUENCE_LOW = 1;
export const SEQUENCE_HIGH = 2;
export const MICROS_LOW = 3;
export const MICROS_HIGH = 4;
/** Where the command's words begin; below zero: the number of a kept command, negated. */
export const COMMAND_AT = 5;

// A trade's own words.
export const TRADE_PRICE = 0;
export const TRADE_LOTS = 1;
export const BUY_ORDER_LOW = 2;
export const SELL_ORDER_LOW = 3;
/** High bits of both orders' numbers: the bid's below. */
export const ORDERS_HIGH = 4;
export const BUY_PARTY = 5;
export const SELL_PARTY = 6;
export const BUY_LEAVES = 7;
export const SELL_LEAVES = 8;
export const TRADE_CERTIFICATE = 9;
/** Number of the floor in force; 0 is none. */
export const TRADE_FLOOR = 10;
export const TRADED_WORDS = 11;

// A cancel's own words; its reason is the code.
export const ORDER_LOW = 0;
export const ORDER_HIGH = 1;
export const LOTS = 2;
export const LEAVES_AFTER = 3;
export const CANCELLED_WORDS = 4;

// A decrease's own words: an amend that keeps its time and changes the quantity alone.
export const AMENDED_VERSION = 2;
export const AMENDED_QUANTITY = 3;
export const AMENDED_LEAVES = 4;
/** 0: none. */
export const AMENDED_PRICE = 5;
export const AMENDED_WORDS = 6;

/** The number of an event's body that is kept. */
export const OBJECT = 0;
export const OTHER_WORDS = 1;
