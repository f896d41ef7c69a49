/** The doubles of one account. */
export const enum Account {
  /** How many there are; those of an account begin at `account << SHIFT`. */
  DOUBLES = 16,
  SHIFT = 4,
  POSITION = 0,
  /** Leaves of live bids; those of offers follow. */
  BUY_LEAVES = 1,
  SELL_LEAVES = 2,
  /** 1 when a position was ever set, or anything traded. */
  HAS_POSITION = 3,
  /** The limits of RISK-1; infinite where none is set. */
  SIZE_MAX = 4,
  OPEN_MAX = 5,
  POSITION_MAX = 6,
  NOTIONAL_MAX = 7,
  MESSAGES_MAX = 8,
  /** Messages of the whole second of book time in which there last was one; counted where they are limited. */
  SECOND = 9,
  MESSAGES = 10,
}
