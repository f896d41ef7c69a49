import { HEADER_WORDS, IS_DROPPED, LogHeader } from '../layout/log-layout.js';
import { Region } from '../layout/memory-map.js';
import { Request } from '../layout/request-layout.js';
import { Note, SeriesCell } from '../layout/series-layout.js';
import type { BookMemory } from './book-memory.js';

const BLOCKS_MAX = Math.floor((Region.IDENTIFIERS_WORDS - Region.NOTES_WORDS) / Note.BLOCK_WORDS);
const FIRST_BLOCK = Region.NOTES_WORDS / Note.BLOCK_WORDS;
/** So many blocks a series has before it looks for some that nobody needs. */
const BLOCKS_BEFORE_SWEEP = 2;

/** What the index asks of the log. */
export interface IndexedLog {
  /** The series of the request at a position. */
  seriesAt(position: number): number;
  /** Which opening its segment is in. */
  openingAt(position: number): number;
  /** Where the requests of its segment end. */
  endAt(position: number): number;
  /** Whether all requests of its segment are dropped. */
  isFree(position: number): boolean;
}

/**
 * Where the log has the ids of each series, by number, as ids that count up come: the first of a series on each page of
 * the log is noted in a block of the series' own, the others are found by looking through the page. An id with a number
 * below one before it has no place here; the caller holds it elsewhere. The hot path adds by itself
 * (`assembly/identifiers.ts`).
 */
export class SeriesIndex {
  /** The blocks of each series, in order of number. */
  private readonly blocksOf: number[][] = [];
  /** How many blocks of a series there are before it is swept. */
  private readonly sweepAt: number[] = [];
  private readonly free: number[] = [];
  private blocks = 0;

  constructor(
    private readonly memory: BookMemory,
    private readonly log: IndexedLog,
  ) {
    memory.calls.openNotes = (series) => this.open(series);
  }

  /** Bytes of the blocks. */
  get bytes(): number {
    return this.blocks * Note.BLOCK_WORDS * 4;
  }

  /** Whether a number is above all that its series ever had. */
  isAbove(series: number, number: number): boolean {
    return number > this.cell(series, SeriesCell.HIGHEST);
  }

  /** Adds an id that is above all of its series. */
  add(series: number, number: number, position: number): void {
    this.memory.core.addToSeries(series, number, position);
  }

  private cell(series: number, field: SeriesCell): number {
    return this.memory.words[(Region.SERIES >>> 2) + (series << SeriesCell.SHIFT) + field] ?? 0;
  }

  /** A new last block for a series. @returns where its first note goes. */
  private open(series: number): number {
    while (this.blocksOf.length <= series) {
      this.blocksOf.push([]);
      this.sweepAt.push(BLOCKS_BEFORE_SWEEP);
    }
    const own = this.sweptBlocks(series);
    const block = this.free.pop() ?? this.newBlock();
    own.push(block);
    return block * Note.BLOCK_WORDS;
  }

  private newBlock(): number {
    if (this.blocks === BLOCKS_MAX) throw new RangeError('the book holds no more ids');
    return FIRST_BLOCK + this.blocks++;
  }

  /** The blocks of a series, all of them full; now and then those go whose ids are all dropped. */
  private sweptBlocks(series: number): number[] {
    const own = this.blocksOf[series] ?? [];
    if (own.length < (this.sweepAt[series] ?? 0)) return own;
    const needed: number[] = [];
    for (const block of own) (this.isNeeded(block) ? needed : this.free).push(block);
    this.blocksOf[series] = needed;
    this.sweepAt[series] = Math.max(BLOCKS_BEFORE_SWEEP, needed.length * 2);
    return needed;
  }

  private isNeeded(block: number): boolean {
    const end = (block + 1) * Note.BLOCK_WORDS;
    for (let note = block * Note.BLOCK_WORDS; note < end; note += Note.WORDS) {
      if (this.mayFind(note)) return true;
    }
    return false;
  }

  /** Whether something on a note's page may be held: not when all of its segment was dropped since. */
  private mayFind(note: number): boolean {
    const position = this.word(note + Note.POSITION);
    return this.log.openingAt(position) === this.word(note + Note.OPENING) && !this.log.isFree(position);
  }

  private word(at: number): number {
    return this.memory.words[at] ?? 0;
  }

  /** The position of a number, 0 when it is not here. */
  find(series: number, number: number): number {
    const note = this.noteBefore(series, number);
    if (note === 0 || !this.mayFind(note)) return 0;
    const first = this.word(note + Note.POSITION);
    const end = this.log.endAt(first);
    for (let position = first; position < end && isOnPage(position, first);) {
      const header = position - HEADER_WORDS;
      const found = this.word(position + Request.ID_NUMBER);
      if (found >= number && this.log.seriesAt(position) === series) {
        const isHeld = found === number && this.word(header + LogHeader.ENDED_HIGH) !== IS_DROPPED;
        return isHeld ? position : 0;
      }
      position += this.word(header + LogHeader.SEQUENCE_HIGH_AND_LENGTH) >>> 16;
    }
    return 0;
  }

  /** The last note of a series whose number is not above one, 0 when there is none. */
  private noteBefore(series: number, number: number): number {
    const own = this.blocksOf[series] ?? [];
    const place = lastUpTo(own.length, (index) => this.word((own[index] ?? 0) * Note.BLOCK_WORDS) <= number);
    if (place < 0) return 0;
    const first = (own[place] ?? 0) * Note.BLOCK_WORDS;
    const isLast = place === own.length - 1;
    const notes = isLast
      ? (this.cell(series, SeriesCell.NEXT_NOTE) - first) / Note.WORDS
      : (Note.IN_BLOCK as number);
    return first + lastUpTo(notes, (index) => this.word(first + index * Note.WORDS) <= number) * Note.WORDS;
  }
}

/** The last of some places in order that still is, -1 when none is. */
function lastUpTo(count: number, isUpTo: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isUpTo(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function isOnPage(position: number, first: number): boolean {
  return (position ^ first) >>> Note.PAGE_BITS === 0;
}
