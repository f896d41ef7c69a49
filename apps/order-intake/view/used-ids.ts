/** Names read from the view in one turn, so that nothing else waits long. */
const PAGE_NAMES_MAX = 500;
/** Bits of the filter; 16 MiB, of which only what is touched takes memory. */
const FILTER_BITS = 2 ** 27;
const PROBES = 4;

/** A name that an order's id was used under, and the store position of its order. */
export interface UsedName {
  readonly name: string;
  readonly position: number;
}

/**
 * Tells of most new order ids that nobody has used them, without a query: a Bloom filter over all names that the books
 * have ever told of. It never says no to a used name. With ten million names in it, it says maybe to four unused ones
 * of a thousand.
 *
 * @see SEQ-4
 */
export class UsedIds {
  private readonly words = new Int32Array(FILTER_BITS / 32);
  private isComplete = false;
  /** All names at or before this position are in the filter. */
  private coveredPosition = -1;
  private fillings = 0;

  /** Takes a name in. */
  add(name: string): void {
    const { words } = this;
    const { hash: first, step } = hashesOf(name);
    let hash = first;
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = hash & (FILTER_BITS - 1);
      words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31));
      hash = (hash + step) | 0;
    }
  }

  /** Whether a name may have been used; false is certain. */
  mayHold(name: string): boolean {
    if (!this.isComplete) return true;
    const { words } = this;
    const { hash: first, step } = hashesOf(name);
    let hash = first;
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = hash & (FILTER_BITS - 1);
      if (((words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
      hash = (hash + step) | 0;
    }
    return true;
  }

  /**
   * Takes in what the view has at or before a position, page by page in the background; what comes after it is told by
   * `add`. Until it is done every name may have been used.
   *
   * @param read - gives names after a position, in order of position.
   */
  async fill(
    position: number,
    read: (afterPosition: number, countMax: number) => readonly UsedName[],
  ): Promise<void> {
    this.isComplete = false;
    const filling = ++this.fillings;
    while (this.coveredPosition < position) {
      await new Promise((resolve) => setImmediate(resolve));
      if (filling !== this.fillings) return;
      const names = read(this.coveredPosition, PAGE_NAMES_MAX);
      for (const { name } of names) this.add(name);
      this.coveredPosition = names.length < PAGE_NAMES_MAX ? position : (names.at(-1)?.position ?? position);
    }
    this.isComplete = filling === this.fillings;
  }
}

/** Two hashes of a text, FNV-1a and one that multiplies by 33; the second is odd, so that the probes of a name differ. */
function hashesOf(text: string): { readonly hash: number; readonly step: number } {
  let first = -2_128_831_035;
  let second = 5_381;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    first = Math.imul(first ^ code, 16_777_619);
    second = Math.imul(second, 33) ^ code;
  }
  return { hash: mixed(first), step: mixed(second) | 1 };
}

/** Spreads a hash over all its bits. */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), -2_048_144_789);
  const twice = Math.imul(once ^ (once >>> 13), -1_028_477_387);
  return twice ^ (twice >>> 16);
}
