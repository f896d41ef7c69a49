import { GrowableInts } from './growable-ints.js';

/** A block: how many in it are held, a free word, and pairs of number and position. */
const BLOCK_WORDS = 128;
const PAIRS = 2;
const PAIRS_A_BLOCK = (BLOCK_WORDS - PAIRS) / 2;
/** Of a series: its highest number, and where its next pair goes; at a block's begin when there is no room. */
const SERIES_WORDS = 2;
const HIGHEST = 0;
const NEXT_PAIR = 1;

/**
 * Where the log has the ids of each series, by number: pairs in order of number in blocks of one table, as ids that
 * count up come. An id with a number below one before it has no place here; the caller holds it elsewhere.
 */
export class SeriesIndex {
  private readonly table = new GrowableInts(BLOCK_WORDS * 16);
  private readonly series = new GrowableInts(SERIES_WORDS * 64);
  /** The blocks of each series, in order of number. */
  private readonly blocksOf: number[][] = [];
  private readonly free: number[] = [];
  /** Block 0 is nobody's. */
  private blocks = 1;

  /** Bytes of the blocks. */
  get bytes(): number {
    return this.blocks * BLOCK_WORDS * 4;
  }

  /** Makes room ahead for so many ids. */
  makeRoom(ids: number): void {
    this.table.makeRoom((this.blocks + Math.ceil(ids / PAIRS_A_BLOCK)) * BLOCK_WORDS);
  }

  /** Whether a number is above all that its series ever had. */
  isAbove(series: number, number: number): boolean {
    return number > (this.series.words[series * SERIES_WORDS + HIGHEST] ?? 0);
  }

  /** Adds an id that is above all of its series. */
  add(series: number, number: number, position: number): void {
    const at = series * SERIES_WORDS;
    if (at + SERIES_WORDS > this.series.words.length) this.series.ensure((at + SERIES_WORDS) * 2);
    const { words } = this.series;
    let pair = words[at + NEXT_PAIR] ?? 0;
    if ((pair & (BLOCK_WORDS - 1)) === 0) pair = this.open(series);
    const pairs = this.table.words;
    const block = pair & ~(BLOCK_WORDS - 1);
    pairs[pair] = number;
    pairs[pair + 1] = position;
    pairs[block] = (pairs[block] ?? 0) + 1;
    words[at + HIGHEST] = number;
    words[at + NEXT_PAIR] = pair + 2;
  }

  /** A new last block for a series. @returns where its first pair goes. */
  private open(series: number): number {
    while (this.blocksOf.length <= series) this.blocksOf.push([]);
    const own = this.blocksOf[series] ?? [];
    const last = own.at(-1);
    if (last !== undefined && this.table.words[last * BLOCK_WORDS] === 0) this.close(own, own.length - 1);
    let block = this.free.pop();
    if (block === undefined) {
      block = this.blocks++;
      this.table.ensure(this.blocks * BLOCK_WORDS);
    }
    this.table.words[block * BLOCK_WORDS] = 0;
    own.push(block);
    return block * BLOCK_WORDS + PAIRS;
  }

  private close(own: number[], place: number): void {
    this.free.push(...own.splice(place, 1));
  }

  /** The position of a number, 0 when it is not here. */
  find(series: number, number: number): number {
    const pair = this.pairOf(series, number, this.placeOf(series, number));
    return pair === 0 ? 0 : (this.table.words[pair + 1] ?? 0);
  }

  /** Removes a number. @returns whether it was here. */
  remove(series: number, number: number): boolean {
    const place = this.placeOf(series, number);
    const pair = this.pairOf(series, number, place);
    const { words } = this.table;
    if (pair === 0 || words[pair + 1] === 0) return false;
    words[pair + 1] = 0;
    const block = pair & ~(BLOCK_WORDS - 1);
    const held = (words[block] ?? 0) - 1;
    words[block] = held;
    const own = this.blocksOf[series] ?? [];
    // The last block takes more.
    if (held === 0 && place < own.length - 1) this.close(own, place);
    return true;
  }

  /** The place of the block that a number would be in, -1 when it is below all. */
  private placeOf(series: number, number: number): number {
    const own = this.blocksOf[series] ?? [];
    const { words } = this.table;
    let [low, high] = [0, own.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((words[(own[middle] ?? 0) * BLOCK_WORDS + PAIRS] ?? 0) <= number) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Where the pair of a number is in the block at a place; 0 when it is not there. */
  private pairOf(series: number, number: number, place: number): number {
    const own = this.blocksOf[series] ?? [];
    const block = own[place];
    if (block === undefined) return 0;
    const { words } = this.table;
    const first = block * BLOCK_WORDS + PAIRS;
    const next = this.series.words[series * SERIES_WORDS + NEXT_PAIR] ?? 0;
    let low = 0;
    let high = place === own.length - 1 ? (next - first) >>> 1 : PAIRS_A_BLOCK;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = words[first + middle * 2] ?? 0;
      if (found === number) return first + middle * 2;
      if (found < number) low = middle + 1;
      else high = middle;
    }
    return 0;
  }
}
