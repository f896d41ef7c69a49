import { Cell, Region } from '../layout/memory-map.js';
import { wholeOf } from '../whole-numbers.js';
import type { BookMemory } from './book-memory.js';

const CHUNK_ITEMS = 1 << 12;
/** Position, and the instant in two halves. */
const ITEM_WORDS = 3;
const CHUNK_WORDS = CHUNK_ITEMS * ITEM_WORDS;
const CHUNKS_MAX = Math.floor((Region.IDENTIFIERS_WORDS - Region.ENDINGS_WORDS) / CHUNK_WORDS);

/**
 * A queue of positions with the instants at which they ended, which never go back; in chunks of the book's memory, so it
 * never copies. The hot path writes at its end (`assembly/identifiers.ts`).
 */
export class EndingQueue {
  /** Where each chunk begins; the last one is being filled. */
  private readonly chunks: number[] = [];
  /** Chunks to be used again, and how many there ever were. */
  private readonly spare: number[] = [];
  private made = 0;
  /** Items before the first one in the first chunk. */
  private skipped = 0;
  /** Items at the front that `takeNew` has shown. */
  private shown = 0;

  constructor(private readonly memory: BookMemory) {
    memory.calls.extendEndings = () => this.extend();
  }

  get bytes(): number {
    return this.made * CHUNK_WORDS * 4;
  }

  get size(): number {
    const last = this.chunks.at(-1);
    if (last === undefined) return 0;
    const inLast = (this.memory.word(Cell.ENDING_NEXT) - last) / ITEM_WORDS;
    return (this.chunks.length - 1) * CHUNK_ITEMS + inLast - this.skipped;
  }

  push(position: number, micros: number): void {
    this.memory.core.endIdAt(position, micros);
  }

  private extend(): void {
    let chunk = this.spare.pop();
    if (chunk === undefined) {
      if (this.made === CHUNKS_MAX) throw new RangeError('the book holds no more ids that ended');
      chunk = Region.ENDINGS_WORDS + this.made++ * CHUNK_WORDS;
    }
    this.chunks.push(chunk);
    this.memory.setWord(Cell.ENDING_NEXT, chunk);
    this.memory.setWord(Cell.ENDING_END, chunk + CHUNK_WORDS);
  }

  /** No chunk is being filled. */
  private close(): void {
    this.memory.setWord(Cell.ENDING_NEXT, 0);
    this.memory.setWord(Cell.ENDING_END, 0);
  }

  /** Makes room ahead for so many items. */
  makeRoom(items: number): void {
    this.memory.touch(Region.ENDINGS_WORDS, Math.ceil(items / CHUNK_ITEMS) * CHUNK_WORDS);
  }

  /** The instant of the first item; the queue is not empty. */
  get firstMicros(): number {
    return this.microsAt(0);
  }

  /** Takes the first item away. @returns its position. */
  shift(): number {
    const position = this.wordAt(0, 0);
    this.skipped++;
    if (this.shown > 0) this.shown--;
    if (this.skipped === CHUNK_ITEMS) {
      const first = this.chunks.shift();
      if (first !== undefined) this.spare.push(first);
      this.skipped = 0;
      if (this.chunks.length === 0) this.close();
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
    const chunk = this.chunks[Math.floor(index / CHUNK_ITEMS)] ?? 0;
    return this.memory.words[chunk + (index & (CHUNK_ITEMS - 1)) * ITEM_WORDS + word] ?? 0;
  }
}
