import { highOf, wholeOf } from '../whole-numbers.js';
const CHUNK_ITEMS = 1 << 12;
/** Position, and the instant in two halves. */
const ITEM_WORDS = 3;
const CHUNK_WORDS = CHUNK_ITEMS * ITEM_WORDS;

/** A queue of positions with the instants at which they ended, which never go back; in chunks, so it never copies. */
export class EndingQueue {
  private readonly chunks: Int32Array[] = [];
  /** The last chunk, and the high word of the last instant: most ends share it with the one before. */
  private last: Int32Array = new Int32Array(0);
  /** Where the next item goes in the last chunk. */
  private next = CHUNK_WORDS;
  private lastMicros = -1;
  private lastHigh = 0;
  /** Chunks to be used, again or for the first time. */
  private readonly spare: Int32Array[] = [];
  /** Items before the first one in the first chunk. */
  private skipped = 0;
  /** Items at the front that `takeNew` has shown. */
  private shown = 0;
  size = 0;

  get bytes(): number {
    return (this.chunks.length + this.spare.length) * CHUNK_WORDS * 4;
  }

  push(position: number, micros: number): void {
    if (this.next === CHUNK_WORDS) this.extend();
    if (micros !== this.lastMicros) {
      this.lastMicros = micros;
      this.lastHigh = highOf(micros);
    }
    const chunk = this.last;
    const at = this.next;
    chunk[at] = position;
    chunk[at + 1] = micros | 0;
    chunk[at + 2] = this.lastHigh;
    this.next = at + ITEM_WORDS;
    this.size++;
  }

  private extend(): void {
    this.last = this.spare.pop() ?? new Int32Array(CHUNK_WORDS);
    this.chunks.push(this.last);
    this.next = 0;
  }

  /** Makes room ahead for so many items. */
  makeRoom(items: number): void {
    while (this.spare.length * CHUNK_ITEMS < items) this.spare.push(new Int32Array(CHUNK_WORDS).fill(1));
  }

  /** The instant of the first item; the queue is not empty. */
  get firstMicros(): number {
    return this.microsAt(0);
  }

  /** Takes the first item away. @returns its position. */
  shift(): number {
    const position = this.wordAt(0, 0);
    this.skipped++;
    this.size--;
    if (this.shown > 0) this.shown--;
    if (this.skipped === CHUNK_ITEMS) {
      const first = this.chunks.shift();
      if (first !== undefined && this.spare.length === 0) this.spare.push(first);
      this.skipped = 0;
    }
    return position;
  }

  /** How many items are of before an instant. */
  countBefore(micros: number): number {
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.microsAt(middle) < micros) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Shows the items that it has not shown yet. */
  takeNew(show: (position: number, low: number, high: number) => void): void {
    for (; this.shown < this.size; this.shown++) {
      show(this.wordAt(this.shown, 0), this.wordAt(this.shown, 1), this.wordAt(this.shown, 2));
    }
  }

  private microsAt(item: number): number {
    return wholeOf(this.wordAt(item, 1), this.wordAt(item, 2));
  }

  private wordAt(item: number, word: number): number {
    const index = this.skipped + item;
    const chunk = this.chunks[Math.floor(index / CHUNK_ITEMS)];
    return chunk?.[(index & (CHUNK_ITEMS - 1)) * ITEM_WORDS + word] ?? 0;
  }
}
