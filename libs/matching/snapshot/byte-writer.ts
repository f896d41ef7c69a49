const BYTES_AT_FIRST = 1 << 16;
/** A whole number of 53 bits takes eight groups of seven. */
const UINT_BYTES_MAX = 8;
const BITWISE_MAX = 2 ** 31;
const NARROW_MAX = 0xff;

/** Writes whole numbers, texts and names, each in as few bytes as it needs. */
export class ByteWriter {
  private bytes = new Uint8Array(BYTES_AT_FIRST);
  private end = 0;
  private readonly names = new Map<string, number>();
  private readonly encoder = new TextEncoder();

  /** Writes a whole number from 0 to 2^53-1, seven bits a byte, the low ones first. */
  uint(value: number): void {
    this.ensure(UINT_BYTES_MAX);
    const { bytes } = this;
    let rest = value;
    for (; rest >= BITWISE_MAX; rest = Math.floor(rest / 128)) bytes[this.end++] = (rest % 128) | 128;
    for (; rest >= 128; rest >>>= 7) bytes[this.end++] = (rest & 127) | 128;
    bytes[this.end++] = rest;
  }

  /** Writes a whole number of either sign, small ones in few bytes. */
  int(value: number): void {
    this.uint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  /** Writes a text by its UTF-16 code units, a byte each where that is enough: any text comes back the same. */
  text(text: string): void {
    const { length } = text;
    let isNarrow = true;
    for (let index = 0; index < length && isNarrow; index++) isNarrow = text.charCodeAt(index) <= NARROW_MAX;
    this.uint(length * 2 + (isNarrow ? 0 : 1));
    this.ensure(length * 2);
    const { bytes } = this;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      bytes[this.end++] = unit;
      if (!isNarrow) bytes[this.end++] = unit >>> 8;
    }
  }

  /** Writes a text that comes often: whole the first time, then by its number in order of first appearance. */
  name(text: string): void {
    const known = this.names.get(text);
    this.uint(known ?? this.names.size);
    if (known !== undefined) return;
    this.names.set(text, this.names.size);
    this.text(text);
  }

  /** Writes a long text in UTF-8, which must be well-formed. */
  longText(text: string): void {
    const encoded = this.encoder.encode(text);
    this.uint(encoded.length);
    this.raw(encoded);
  }

  raw(bytes: Uint8Array): void {
    this.ensure(bytes.length);
    this.bytes.set(bytes, this.end);
    this.end += bytes.length;
  }

  /** All that was written; good until the next write. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.end);
  }

  private ensure(count: number): void {
    if (this.end + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.end + count));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
