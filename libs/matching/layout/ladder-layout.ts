/** The fields of a ladder, as byte offsets from its own place; -1 is no key, 0 no price. */
export const enum Ladder {
  BYTES = 64,
  BEST_KEY = 0,
  WORST_KEY = 4,
  BEST_PRICE = 8,
  WORST_PRICE = 12,
  /** Where the leaf begins that was looked up last, and the high bits of its keys; -1 for none. */
  LAST_LEAF = 16,
  LAST_LEAF_KEY = 20,
  ROOT = 24,
  /** A key is a price with these bits turned: all of them when the best price is the highest, else none. */
  MIRROR = 28,
  /** 1 when the queue at one price is in order of entry, 0 when in order of time. */
  BY_ENTRY = 32,
}
