/** Words before a request in the log of identifiers. */
export const enum LogHeader {
  SEQUENCE_LOW = 0,
  /** The high 16 bits of the sequence, and above them how many words header and request have. */
  SEQUENCE_HIGH_AND_LENGTH = 1,
  /** When it ended, in two halves. */
  ENDED_LOW = 2,
  ENDED_HIGH = 3,
}

export const HEADER_WORDS = 4;
/** In place of the high half of when it ended. */
export const IS_LIVE = -1;
export const IS_DROPPED = -2;
