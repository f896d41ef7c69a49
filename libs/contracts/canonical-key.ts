/** More than the longest key has. */
export const KEY_BYTES_MAX = 64;

const encoder = new TextEncoder();

/** A field's name as canonical JSON writes it, with its colon and, where only one will do, its value. */
export class CanonicalKey {
  readonly length: number;
  /** Four bytes each; of the last as many as there are. */
  readonly words: Int32Array;
  readonly lastMask: number;

  /** @param value - as JSON writes it; any when it is not given. */
  constructor(name: string, value = '') {
    const bytes = encoder.encode(`"${name}":${value}`);
    const { length } = bytes;
    if (length > KEY_BYTES_MAX) throw new RangeError(`the key ${name} is too long`);
    this.length = length;
    this.words = new Int32Array((length + 3) >> 2);
    bytes.forEach((byte, index) => {
      this.words[index >> 2] = (this.words[index >> 2] ?? 0) | (byte << ((index & 3) * 8));
    });
    this.lastMask = (length & 3) === 0 ? -1 : (1 << ((length & 3) * 8)) - 1;
  }
}
