/**
 * Where everything of a fast book lies in its one memory of 4 GiB, in bytes. Each table has a region of its own, as large
 * as the table can ever be: pages cost nothing until they are used, so a table grows without moving or copying anything.
 */
export const enum Region {
  CELLS = 0x1000,
  LADDERS = 0x2000,
  /** Slots that looking ahead has found. */
  LOOK_AHEAD = 0x3000,
  /** What is kept of each series of ids, four words each. */
  SERIES = 0x10000,
  /** What verdicts say of profiles, accounts and certificates, a byte each. */
  PROFILE_VERDICTS = 0x50000,
  ACCOUNT_VERDICTS = 0x100000,
  CERTIFICATE_VERDICTS = 0x400000,
  /** The account of each party, a word each. */
  ACCOUNT_OF_PARTY = 0x800000,
  ACCOUNTS = 0x2000000,
  CERTIFICATES = 0x8000000,
  RECORDS = 0x10000000,
  COMMANDS = 0x14000000,
  /** One command that came as an object. */
  ONE_COMMAND = 0x1c000000,
  /** Slots of live orders by the last bits of their numbers, a word each. */
  INDEX = 0x20000000,
  RARE_TERMS = 0x28000000,
  ORDERS = 0x30000000,
  /** The neighbours of the orders, two words a slot. */
  LINKS = 0x70000000,
  LADDER_NODES = 0x78000000,
  /** Beyond 2 GiB a number of bytes is no whole number of 31 bits: these are in words. */
  ENDINGS_WORDS = 0x24000000,
  /** What the index of ids by series notes. */
  NOTES_WORDS = 0x2a800000,
  IDENTIFIERS_WORDS = 0x2ee00000,
  END_WORDS = 0x40000000,
}

/** How many of everything fit. */
export const enum Room {
  SERIES = 0x4000,
  PROFILES = 0x10000,
  ACCOUNTS = 0x40000,
  CERTIFICATES = 0x400000,
  PARTIES = 0x400000,
  RECORD_WORDS = 0x1000000,
  COMMAND_WORDS = 0x2000000,
  ONE_COMMAND_WORDS = 0x100000,
  INDEX_PLACES = 0x2000000,
}

/** Single values, as byte offsets from `Region.CELLS`; those of 64 bits are whole numbers but where they say otherwise. */
export const enum Cell {
  /** 64 bits. */
  SEQUENCE = 0,
  /** 64 bits. */
  BOOK_MICROS = 8,
  /** 64 bits: nothing falls due before; below zero when the book is in no state that the hot path knows. */
  DUE_MICROS = 16,
  /** Ticks; 0 is none. */
  REFERENCE = 24,
  STATIC_REFERENCE = 28,
  /** Basis points of the bands, below zero where there is none. */
  STATIC_BASIS_POINTS = 32,
  DYNAMIC_BASIS_POINTS = 36,
  /** The reference price that the bounds below are of, below zero when they are not worked out. */
  BOUNDS_REFERENCE = 40,
  /** Ticks; 0 is none. */
  FLOOR = 52,
  /** Its number among all floors that were in force; 0 is none. */
  FLOOR_NUMBER = 56,
  FLOOR_LOCKED = 60,
  /** 1 when the venue has a reserve, else 0. */
  HAS_RESERVE = 64,
  /** The reserve's desk, 0 without a reserve. */
  RESERVE_ACCOUNT = 68,
  RULES_VERSION = 72,
  /** The partition that a command came from last, below zero for none, and its offset in 64 bits. */
  PARTITION = 76,
  OFFSET = 80,
  /** 64 bits each. */
  NOTIONAL_NUMERATOR = 88,
  NOTIONAL_DENOMINATOR = 96,
  /** 64 bits: the largest product of ticks and lots whose notional is surely small enough and exact to work out. */
  TICK_LOTS_MAX = 104,
  /** In words of the whole memory: where the next record goes, and where the last one begins. */
  RECORD_NEXT = 112,
  RECORD_LAST = 116,
  /** Slots of orders: the next that was never used, the first of the free ones, how many are in use. */
  SLOT_NEXT = 120,
  SLOT_FREE = 124,
  ORDERS = 128,
  /** The index has so many places and one, and as many again of those before the split: linear hashing. */
  INDEX_MASK = 132,
  INDEX_SPLIT = 136,
  /** In words of the whole memory: where the next request and the next ending go, and where their room ends. */
  LOG_NEXT = 140,
  LOG_END = 144,
  ENDING_NEXT = 148,
  ENDING_END = 152,
  /** How many requests of the segment that is being filled are not dropped. */
  LOG_HELD = 168,
  /** Which opening of a segment that is. */
  LOG_OPENING = 172,
  /** Where the slots end that looking ahead has found. */
  AHEAD_END = 176,
  /** 64 bits each: what both bands allow, in ticks times 10,000. */
  LOWEST = 184,
  HIGHEST = 192,
  /** Bytes: the next node of a ladder that was never used; the first free leaf and branch. */
  NODE_NEXT = 156,
  LEAF_FREE = 160,
  BRANCH_FREE = 164,
}
