import type { BookMemory } from '../fast/book-memory.js';
import { recordsFull } from '../fast/hot-violations.js';
import { Cell, Region, Room } from '../layout/memory-map.js';

const START = Region.RECORDS >>> 2;
const END = START + Room.RECORD_WORDS;

/**
 * Binary event records on their way out of a book: words of its memory that the caller drains between commands, and that
 * are used again from their start once all are. A record's first word holds its type in the low byte and its length in
 * words in the next.
 */
export class RecordRing {
  /**
   * What is kept, by its number: an array whose places are used again. A map that is cleared leaves its table behind, and
   * one dead table that has grown old would keep alive all that come after it.
   */
  private readonly objects: (object | undefined)[] = [];
  private keptCount = 0;

  constructor(private readonly memory: BookMemory) {}

  /** Of the whole memory. */
  get words(): Int32Array {
    return this.memory.words;
  }

  /** Words that wait to be drained. */
  get size(): number {
    return this.memory.word(Cell.RECORD_NEXT) - START;
  }

  /**
   * Makes room for a record and returns where it goes in `words`.
   *
   * @throws RangeError when there is no room: nobody drains it.
   */
  reserve(count: number): number {
    const at = this.memory.word(Cell.RECORD_NEXT);
    if (at + count > END) throw recordsFull();
    this.memory.setWord(Cell.RECORD_NEXT, at + count);
    return at;
  }

  /** Keeps what words cannot hold until it is drained. @returns its number, for a word of the record. */
  keep(object: object): number {
    this.objects[this.keptCount] = object;
    return this.keptCount++;
  }

  kept(number: number): object | undefined {
    return this.objects[number];
  }

  /** Shows each record that waits, in order; afterwards there are none. */
  drain(visit: (words: Int32Array, at: number) => void): void {
    const { words } = this;
    const end = this.memory.word(Cell.RECORD_NEXT);
    for (let at: number = START; at < end; at += ((words[at] ?? 0) >>> 8) & 0xff) visit(words, at);
    this.clear();
  }

  /** Forgets all that waits. */
  clear(): void {
    this.memory.setWord(Cell.RECORD_NEXT, START);
    while (this.keptCount > 0) this.objects[--this.keptCount] = undefined;
  }
}
