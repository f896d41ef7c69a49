const GOLDEN = 0x9e3779b1;
const INITIAL_BITS = 8;
/** Entries of one hash block lie side by side, so keys that follow one another share cache lines. */
const BLOCK_BITS = 4;
const BLOCK_MASK = (1 << BLOCK_BITS) - 1;
const GONE = -1;
/** Old entries that one insertion carries over while the table grows. */
const MOVES_AN_INSERT = 8;

/** An open-addressing table: pairs of tag and value; value 0 is free, `GONE` was carried over or removed. */
interface Table {
  readonly cells: Int32Array;
  readonly mask: number;
  readonly shift: number;
}

/**
 * An open-addressing index from 32-bit tags to positive 32-bit values, several values a tag allowed: the caller tells
 * them apart. Fibonacci hashing places blocks of 16 tags, so that tags in sequence stay together; removal shifts back
 * what follows. It grows without a stall: insertions carry entries over to a table twice as large, a few each.
 */
export class HashIndex {
  // The table in use, in fields of its own: one step less on the way to a cell.
  private cells = new Int32Array(2 << INITIAL_BITS);
  private mask = (1 << INITIAL_BITS) - 1;
  private shift = shiftOf(INITIAL_BITS);
  /** The table that is being left, and how far it is emptied. */
  private old: Table | undefined = undefined;
  private moved = 0;
  size = 0;

  /** Bytes that the tables take. */
  get bytes(): number {
    return this.cells.byteLength + (this.old?.cells.byteLength ?? 0);
  }

  /** Adds a value, which is not 0, under a tag. */
  insert(tag: number, value: number): void {
    if (this.old !== undefined) this.moveSome(this.old);
    else if (this.size * 5 >= this.mask * 3) this.beginGrowth();
    this.put(tag, value);
    this.size++;
  }

  private put(tag: number, value: number): void {
    const { cells, mask } = this;
    let place = homeOf(tag, this.shift);
    while (cells[place * 2 + 1] !== 0) place = (place + 1) & mask;
    cells[place * 2] = tag;
    cells[place * 2 + 1] = value;
  }

  /**
   * Finds the values of a tag one after the other.
   *
   * @param after - the last one found, 0 at first.
   * @returns 0 when there is none left.
   */
  find(tag: number, after: number): number {
    let isAfter = after === 0;
    const { cells, mask, old } = this;
    for (let place = homeOf(tag, this.shift); ; place = (place + 1) & mask) {
      const value = cells[place * 2 + 1] ?? 0;
      if (value === 0) break;
      if (cells[place * 2] === tag) {
        if (isAfter) return value;
        isAfter = value === after;
      }
    }
    return old === undefined ? 0 : findInOld(old, tag, after, isAfter);
  }

  /** Removes a value from a tag. @returns whether it was there. */
  remove(tag: number, value: number): boolean {
    const { cells, mask, shift, old } = this;
    const place = placeOf(cells, mask, shift, tag, value);
    if (place >= 0) {
      shiftBack(cells, mask, shift, place);
      this.size--;
      return true;
    }
    if (old === undefined) return false;
    const oldPlace = placeOf(old.cells, old.mask, old.shift, tag, value);
    if (oldPlace < 0) return false;
    old.cells[oldPlace * 2 + 1] = GONE;
    this.size--;
    return true;
  }

  private beginGrowth(): void {
    const { cells, mask, shift } = this;
    this.old = { cells, mask, shift };
    this.moved = 0;
    const bits = 32 - Math.clz32(mask) + 1;
    this.cells = new Int32Array(2 << bits);
    this.mask = (1 << bits) - 1;
    this.shift = shiftOf(bits);
  }

  private moveSome(old: Table): void {
    const { cells, mask } = old;
    const until = Math.min(mask + 1, this.moved + MOVES_AN_INSERT);
    for (let place = this.moved; place < until; place++) {
      const value = cells[place * 2 + 1] ?? 0;
      if (value <= 0) continue;
      this.put(cells[place * 2] ?? 0, value);
      cells[place * 2 + 1] = GONE;
    }
    this.moved = until;
    if (until > mask) this.old = undefined;
  }
}

function shiftOf(bits: number): number {
  return 32 - (bits - BLOCK_BITS);
}

function homeOf(tag: number, shift: number): number {
  return ((Math.imul(tag >>> BLOCK_BITS, GOLDEN) >>> shift) << BLOCK_BITS) | (tag & BLOCK_MASK);
}

function placeOf(cells: Int32Array, mask: number, shift: number, tag: number, value: number): number {
  for (let place = homeOf(tag, shift); ; place = (place + 1) & mask) {
    const found = cells[place * 2 + 1];
    if (found === 0) return -1;
    if (found === value && cells[place * 2] === tag) return place;
  }
}

function findInOld(old: Table, tag: number, after: number, isAfterAlready: boolean): number {
  let isAfter = isAfterAlready;
  const { cells, mask, shift } = old;
  for (let place = homeOf(tag, shift); ; place = (place + 1) & mask) {
    const value = cells[place * 2 + 1] ?? 0;
    if (value === 0) return 0;
    if (value === GONE || cells[place * 2] !== tag) continue;
    if (isAfter) return value;
    isAfter = value === after;
  }
}

/** Closes the hole, so that no search ends before what it looks for. */
function shiftBack(cells: Int32Array, mask: number, shift: number, from: number): void {
  let hole = from;
  for (let place = (hole + 1) & mask; ; place = (place + 1) & mask) {
    const value = cells[place * 2 + 1] ?? 0;
    if (value === 0) break;
    const tag = cells[place * 2] ?? 0;
    // The entry may fill the hole unless its home lies cyclically behind it.
    if (((place - homeOf(tag, shift)) & mask) >= ((place - hole) & mask)) {
      cells[hole * 2] = tag;
      cells[hole * 2 + 1] = value;
      hole = place;
    }
  }
  cells[hole * 2 + 1] = 0;
}
