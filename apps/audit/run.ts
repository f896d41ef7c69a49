/** Entries of one run at most, so that a reader never has to take in much to find one. */
const RUN_ENTRIES_MAX = 1_000;

/**
 * A part of a sorted list, as one value of the index: entries of so many numbers each, ordered by their first. What is
 * written together lies together, so that a thousand entries cost little more than one.
 */
export class Run {
  private constructor(
    private readonly values: Float64Array,
    private readonly columns: number,
  ) {}

  /** Takes a stored run; `columns` is how many numbers an entry has. */
  static read(bytes: Uint8Array, columns: number): Run {
    // A copy begins where eight bytes do, as numbers must.
    return new Run(new Float64Array(new Uint8Array(bytes).buffer), columns);
  }

  /** Puts entries into as few runs as hold them, each with the first number of its last entry. */
  static *write(values: readonly number[], columns: number): Iterable<{ last: number; bytes: Uint8Array }> {
    const step = RUN_ENTRIES_MAX * columns;
    for (let from = 0; from < values.length; from += step) {
      const part = Float64Array.from(values.slice(from, from + step));
      yield { last: part[part.length - columns] ?? 0, bytes: new Uint8Array(part.buffer) };
    }
  }

  /** All numbers, entry by entry. */
  get numbers(): Iterable<number> {
    return this.values;
  }

  /** A number of an entry; NaN beyond the run. */
  at(entry: number, column: number): number {
    return this.values[entry * this.columns + column] ?? Number.NaN;
  }

  /** The first entry whose first number is at or after a key; beyond the run when there is none. */
  firstFrom(key: number): number {
    let low = 0;
    let high = this.values.length / this.columns;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle, 0) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
