/**
 * Where the log has the ids of each series. The first id that a series has on a page of the log is noted, in blocks of the
 * series' own in order of number; what follows is found by looking through the page.
 */
export const enum Note {
  /** Of a block; it begins at a multiple of them. */
  BLOCK_WORDS = 128,
  /** Of a note. */
  WORDS = 4,
  NUMBER = 0,
  /** Where the log has the request. */
  POSITION = 1,
  /** Which opening of a segment this was: a segment is opened again when all in it are dropped. */
  OPENING = 2,
  IN_BLOCK = BLOCK_WORDS / WORDS,
  /** Of a position: what is above them tells its page. */
  PAGE_BITS = 12,
}

/** What is kept of a series, four words. */
export const enum SeriesCell {
  /** Its highest number ever. */
  HIGHEST = 0,
  /** Its last note's position and opening, 0 before the first. */
  LAST_POSITION = 1,
  LAST_OPENING = 2,
  /** Where its next note goes: at a block's begin when there is no room. */
  NEXT_NOTE = 3,
  /** The words of a series begin at `series << SHIFT`. */
  SHIFT = 2,
}
