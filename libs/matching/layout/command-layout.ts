/** The words of a command: a header, its body, its commandId. Whole numbers beyond 32 bits take two, low then high. */
export const enum Command {
  /** What it asks for. */
  KIND = 0,
  /** How many words it has. */
  LENGTH = 1,
  RULES_VERSION = 2,
  /** Two words. */
  RECEIVE_LOW = 3,
  BOOK_LOW = 5,
  BOOK_HIGH = 6,
  /** -1: no source. */
  PARTITION = 7,
  OFFSET_LOW = 8,
  OFFSET_HIGH = 9,
  ACTOR = 10,
  CAUSE = 11,
  /** How many words the body has; it follows. */
  BODY_LENGTH = 12,
  BODY = 13,
  // Bodies of cancels and amends; that of an entry is a request.
  PARTY = BODY,
  ORDER_LOW = BODY + 1,
  ORDER_HIGH = BODY + 2,
  CANCEL_WORDS = 3,
  AMEND_VERSION = BODY + 3,
  /** Which fields the amend has. */
  AMEND_HAS = BODY + 4,
  AMEND_QUANTITY = BODY + 5,
  AMEND_PRICE = BODY + 6,
  AMEND_TRIGGER = BODY + 7,
  AMEND_DISPLAY = BODY + 8,
  /** Two words. */
  AMEND_EXPIRY_LOW = BODY + 9,
  AMEND_ACCOUNT = BODY + 11,
  AMEND_WORDS = 12,
}

/** What a command asks for. */
export const enum CommandKind {
  PLACE = 1,
  CANCEL = 2,
  AMEND = 3,
}

/** Which fields an amend has. */
export const enum Amend {
  HAS_QUANTITY = 1,
  HAS_PRICE = 2,
  HAS_TRIGGER = 4,
  HAS_DISPLAY = 8,
  HAS_EXPIRY = 16,
  HAS_ACCOUNT = 32,
}
