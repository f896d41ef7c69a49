/**
 * A set of whole numbers, small while they come in ascending order, as the sequences of one book's trades do.
 * Others are kept as well, at the price of an ordinary set.
 */
export class SequenceSet {
  private readonly ascending: number[] = [];
  private readonly others = new Set<number>();

  has(sequence: number): boolean {
    return !this.isBeyond(sequence) && (this.isAscending(sequence) || this.others.has(sequence));
  }

  add(sequence: number): void {
    if (this.isBeyond(sequence)) this.ascending.push(sequence);
    else if (!this.isAscending(sequence)) this.others.add(sequence);
  }

  /** All of them, ascending. */
  toArray(): number[] {
    return [...this.ascending, ...this.others].sort((one, other) => one - other);
  }

  private isBeyond(sequence: number): boolean {
    const last = this.ascending.at(-1);
    return last === undefined || sequence > last;
  }

  private isAscending(sequence: number): boolean {
    let low = 0;
    let high = this.ascending.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.ascending[middle] ?? 0;
      if (found === sequence) return true;
      if (found < sequence) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }
}
