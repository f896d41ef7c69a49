/** What a record of this type is: nothing, up to the end of the ring. */
const FILLER = 0;
const INITIAL_WORDS = 1 << 12;

/**
 * Binary event records on their way out of a book: a ring of words that the caller drains between commands. A record
 * never wraps; its first word holds its type in the low byte and its length in words in the next. The ring doubles for
 * a command that has more events than fit, up to a bound.
 */
export class RecordRing {
  words: Int32Array;
  /** Absolute word positions: what was read, and what was written. */
  private head = 0;
  private tail = 0;
  private mask: number;
  private lapEnd = INITIAL_WORDS;
  /**
   * What is kept, by its number: an array whose places are used again. A map that is cleared leaves its table behind, and
   * one dead table that has grown old would keep alive all that come after it.
   */
  private readonly objects: (object | undefined)[] = [];
  private keptCount = 0;

  /** @param wordsMax - a power of two: what may wait to be drained. */
  constructor(private readonly wordsMax = 1 << 26) {
    this.words = new Int32Array(INITIAL_WORDS);
    this.mask = INITIAL_WORDS - 1;
  }

  /** Words that wait to be drained. */
  get size(): number {
    return this.tail - this.head;
  }

  /**
   * Makes room for a record and returns where it goes in `words`.
   *
   * @throws RangeError when the ring is full: nobody drains it.
   */
  reserve(count: number): number {
    const { tail } = this;
    if (tail + count > this.lapEnd) return this.reserveBeyond(count);
    this.tail = tail + count;
    return tail & this.mask;
  }

  /** Makes room where the lap does not have it any more, or the ring is full. */
  private reserveBeyond(count: number): number {
    const size = this.mask + 1;
    const at = this.tail & this.mask;
    const left = size - at;
    const skipped = count > left ? left : 0;
    if (this.tail + skipped + count - this.head > size) {
      this.grow();
      return this.reserve(count);
    }
    if (skipped > 0) this.words[at] = FILLER | (left << 8);
    this.tail += skipped;
    this.findLapEnd();
    return this.reserve(count);
  }

  /** Up to where records go without a look at the end of the ring or at its head. */
  private findLapEnd(): void {
    const size = this.mask + 1;
    const lap = this.tail - (this.tail & this.mask) + size;
    this.lapEnd = Math.min(lap, this.head + size);
  }

  private grow(): void {
    const size = this.mask + 1;
    if (size * 2 > this.wordsMax) throw new RangeError('the ring of records is full: drain it');
    const larger = new Int32Array(size * 2);
    for (let from = this.head; from < this.tail; from++) {
      larger[from & (size * 2 - 1)] = this.words[from & this.mask] ?? 0;
    }
    this.words = larger;
    this.mask = size * 2 - 1;
    this.findLapEnd();
  }

  /** Keeps what words cannot hold until it is drained. @returns its number, for a word of the record. */
  keep(object: object): number {
    this.objects[this.keptCount] = object;
    return this.keptCount++;
  }

  kept(number: number): object | undefined {
    return this.objects[number];
  }

  /** Shows each record that waits, in order; afterwards the ring is empty. */
  drain(visit: (words: Int32Array, at: number) => void): void {
    while (this.head < this.tail) {
      const at = this.head & this.mask;
      const first = this.words[at] ?? 0;
      if ((first & 0xff) !== FILLER) visit(this.words, at);
      this.head += (first >>> 8) & 0xff;
    }
    this.clear();
  }

  /** Forgets all that waits. */
  clear(): void {
    this.head = 0;
    this.tail = 0;
    this.lapEnd = this.mask + 1;
    while (this.keptCount > 0) this.objects[--this.keptCount] = undefined;
  }
}
