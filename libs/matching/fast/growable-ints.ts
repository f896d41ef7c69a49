/** The part of WebAssembly that is used here: memory that grows in place. */
declare const WebAssembly: {
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: boolean;
  }) => {
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  };
};

const WORDS_A_PAGE = 16_384;
/** 4 GiB: what one table can hold at most. */
const PAGES_MAX = 65_536;
/** Up to this size growing copies, which takes about a millisecond at most. */
const PLAIN_WORDS_MAX = 1 << 20;
/** How many words a large table grows by: small enough to cost nothing, large enough to be rare. */
const STEP_WORDS = 1 << 19;

/**
 * A table of 32-bit integers that grows without a stall: a small one is copied into one twice as large, a large one
 * lives in memory that grows in place. Reading `words` after a growth gives another array, so nobody may hold on to it
 * across one.
 *
 * The memory is of the shared kind, though nobody shares it: growth of the other kind detaches a buffer, and once a
 * process has detached one, every access to every table asks first whether its buffer is still there.
 */
export class GrowableInts {
  words: Int32Array;
  private memory: InstanceType<(typeof WebAssembly)['Memory']> | undefined = undefined;

  constructor(initialWords: number) {
    this.words = new Int32Array(initialWords);
  }

  /** Bytes that the table takes. */
  get bytes(): number {
    return this.words.byteLength;
  }

  /** Makes room for at least so many words; new ones are zero. */
  ensure(words: number): void {
    if (words <= this.words.length) return;
    if (words <= PLAIN_WORDS_MAX) this.growByCopy(words);
    else this.growInPlace(words + STEP_WORDS);
  }

  /** Makes room for at least so many words, and touches it: a page of memory costs most when it is used first. */
  makeRoom(words: number): void {
    const before = this.words.length;
    this.ensure(words);
    this.words.fill(0, before);
  }

  private growByCopy(words: number): void {
    const larger = new Int32Array(Math.min(PLAIN_WORDS_MAX, Math.max(words, this.words.length * 2)));
    larger.set(this.words);
    this.words = larger;
  }

  private growInPlace(words: number): void {
    const pages = Math.ceil(words / WORDS_A_PAGE);
    if (this.memory === undefined) {
      const memory = new WebAssembly.Memory({ initial: pages, maximum: PAGES_MAX, shared: true });
      new Int32Array(memory.buffer).set(this.words);
      this.memory = memory;
    } else {
      this.memory.grow(pages - this.words.length / WORDS_A_PAGE);
    }
    this.words = new Int32Array(this.memory.buffer);
  }
}
