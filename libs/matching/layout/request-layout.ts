/** The words of a request. The first ones are what the log of identifiers keeps when a profile tells the rest. */
export const enum Request {
  /** 0: none, and only the words that follow tell the request. */
  PROFILE = 0,
  /** The number of its id in its series. */
  ID_NUMBER = 1,
  QUANTITY = 2,
  /** 0: none. */
  PRICE = 3,
  /** So many words a request with a profile needs. */
  PROFILED_WORDS = 4,
  /** The order's flags, and which optional fields it has. */
  TERMS = 4,
  PARTY = 5,
  STP = 6,
  CERTIFICATE = 7,
  /** The series of its id; 0 is none: the hash of the id is the next word, and its text comes last. */
  ID_SERIES = 8,
  ID_HASH = 9,
  /** Optional fields follow in the order of their bits, then the text of a loose id. */
  OPTIONAL = 10,
  /** The most words of a request beside its id. */
  WORDS_MAX = OPTIONAL + 7,
}

/** What a request is of and has, beside the flags of its order. */
export const enum Terms {
  // Which fields are there. Those of one word each come first.
  HAS_PROTECTION = 1 << 13,
  HAS_TRIGGER = 1 << 14,
  HAS_DISPLAY = 1 << 15,
  HAS_MIN_QUANTITY = 1 << 16,
  HAS_ACCOUNT = 1 << 17,
  HAS_EXPIRY = 1 << 18,
  HAS_PRICE = 1 << 19,
  HAS_CERTIFICATE = 1 << 20,
  HAS_STP = 1 << 21,
  HAS_STP_MODE = 1 << 22,
  HAS_FLOOR_RAISE = 1 << 23,
  /** Something in it that no field of a request can hold: the request itself is kept beside. */
  IS_ODD = 1 << 24,
  /** Terms that only the whole rules judge: the fields that few orders have. */
  UNUSUAL = HAS_PROTECTION | HAS_TRIGGER | HAS_DISPLAY | HAS_MIN_QUANTITY | HAS_EXPIRY | IS_ODD,
  FLAG_BITS = (1 << 12) - 1,
  HAS_OPTIONAL = HAS_PROTECTION |
    HAS_TRIGGER |
    HAS_DISPLAY |
    HAS_MIN_QUANTITY |
    HAS_ACCOUNT |
    HAS_EXPIRY |
    IS_ODD,
}

/** Series that are none. */
export const enum Series {
  /** The id is held by its text. */
  LOOSE = 0,
}

/** Profiles that are none. */
export const enum Profile {
  /** The request is kept whole. */
  NONE = 0,
}
