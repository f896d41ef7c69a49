import { createHash } from 'node:crypto';
import { endianness } from 'node:os';

if (endianness() !== 'LE') throw new Error('the streams are defined in little-endian bytes');

/** Records of whole numbers, one after another in one growing array; their bytes are hashed. */
export class RecordList {
  private numbers: Int32Array;
  private used = 0;

  constructor(
    private readonly fields: number,
    capacity = 1_024,
  ) {
    this.numbers = new Int32Array(capacity * fields);
  }

  get count(): number {
    return this.used / this.fields;
  }

  push(...record: readonly number[]): void {
    if (this.used + this.fields > this.numbers.length) {
      const larger = new Int32Array(this.numbers.length * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    for (let field = 0; field < this.fields; field++) this.numbers[this.used++] = record[field] ?? 0;
  }

  /** The records so far, without what is free behind them. */
  array(): Int32Array {
    return this.numbers.subarray(0, this.used);
  }
}

/** SHA-256 of the numbers' little-endian bytes, in lower-case hexadecimal. */
export function sha256Of(numbers: Int32Array): string {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return createHash('sha256').update(bytes).digest('hex');
}
