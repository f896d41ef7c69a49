/** The fields of a ladder, as byte offsets from its own place; -1 is no key, 0 no price. */
export const enum Ladder {
  BYTES = 64,
  BEST_KEY = 0,
  WORST_KEY = 4,
  BEST_PRICE = 8,
  WORST_PRICE = 12,
  /** 1 when the queue at one price is in order of entry, 0 when in order of time. */
  BY_ENTRY = 16,
  ROOT = 24,
  /** A key is a price with these bits turned: all of them when the best price is the highest, else none. */
  MIRROR = 28,
  /**
   * The leaves that were looked up last, each at the place that the lowest of its keys' high bits tell: those bits, -1 for
   * none, and where the leaf begins.
   */
  KEPT_KEY = 32,
  KEPT_LEAF = 36,
  /** How many there are, less one, and the bytes of one. */
  KEPT_MASK = 3,
  KEPT_SHIFT = 3,
}
