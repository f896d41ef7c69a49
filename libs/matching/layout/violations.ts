/** What the hot path finds wrong, for the side that has the words for it. */
export const enum Violation {
  /** ORDR-2: no order stands at a price where one should. */
  NO_LEVEL = 1,
  /** INV-2, with the best bid and the best offer. */
  CROSSED = 2,
  /** INV-1, with the price. */
  BELOW_FLOOR = 3,
  /** INV-3, with the lots. */
  NO_LOTS = 4,
  /** INV-5. */
  SEQUENCE_FULL = 5,
  /** The bounds of the memory: nobody drains the records; more orders or nodes than fit. */
  RECORDS_FULL = 6,
  BOOK_FULL = 7,
  /** INV-3: a live order that the index has not. */
  NOT_IN_INDEX = 8,
}
