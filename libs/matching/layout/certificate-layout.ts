/** The doubles of one certificate. */
export const enum Certificate {
  /** How many there are; those of a certificate begin at `number << SHIFT`. */
  DOUBLES = 4,
  SHIFT = 2,
  LOTS = 0,
  PLEDGED = 1,
  CONSUMED = 2,
  ENDED = 3,
}
