import { canonicalJson } from '#contracts';

/** Bytes are handed over as soon as there are so many. */
const CHUNK_BYTES = 1 << 16;
/** UTF-8 takes three bytes a UTF-16 code unit at most. */
const UTF8_BYTES_MAX = 3;
/** A whole number of 53 bits has 16 digits, and may have a sign. */
const WHOLE_BYTES_MAX = 17;
const BILLION = 1_000_000_000;
const BILLION_DIGITS = 9;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const ZERO = 0x30;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const LINE_FEED = 0x0a;

/**
 * Writes lines of JSON as UTF-8 into one buffer, which is handed over whenever it is full: `canonicalJson` without a text
 * for every value. Who writes keeps the keys in order.
 */
export class JsonBytes {
  private bytes = new Uint8Array(CHUNK_BYTES * 2);
  private end = 0;
  /** Whether the next field of the object in hand is its first. */
  private isFirst = true;
  private readonly encoder = new TextEncoder();

  /** @param take - takes bytes, which are good until it returns. */
  constructor(private readonly take: (bytes: Uint8Array) => void) {}

  /** Where the next byte goes, for `rewind` in the same line. */
  get at(): number {
    return this.end;
  }

  /** Takes back what was written since. */
  rewind(at: number): void {
    this.end = at;
  }

  open(): void {
    this.ensure(1);
    this.bytes[this.end++] = OPEN_BRACE;
    this.isFirst = true;
  }

  close(): void {
    this.ensure(1);
    this.bytes[this.end++] = CLOSE_BRACE;
  }

  /** A field of the object in hand. @param key - ASCII without escapes. @returns how many were written: none for undefined. */
  field(key: string, value: unknown): number {
    if (value === undefined) return 0;
    this.ensure(key.length + 4);
    if (!this.isFirst) this.bytes[this.end++] = COMMA;
    this.isFirst = false;
    this.bytes[this.end++] = QUOTE;
    this.ascii(key);
    this.bytes[this.end++] = QUOTE;
    this.bytes[this.end++] = COLON;
    this.value(value);
    return 1;
  }

  /** Any value that canonical JSON has. */
  value(value: unknown): void {
    if (typeof value === 'string') this.text(value);
    else if (typeof value === 'number') this.whole(value);
    else this.utf8(canonicalJson(value));
  }

  text(text: string): void {
    const { length } = text;
    this.ensure(length + 2);
    const { bytes } = this;
    let at = this.end;
    bytes[at++] = QUOTE;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit < 0x20 || unit > 0x7e || unit === QUOTE || unit === BACKSLASH) {
        this.utf8(canonicalJson(text));
        return;
      }
      bytes[at++] = unit;
    }
    bytes[at++] = QUOTE;
    this.end = at;
  }

  /** @throws RangeError on a number that is not a safe integer, as `canonicalJson` does. */
  whole(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${value}`);
    this.ensure(WHOLE_BYTES_MAX);
    if (value < 0) this.bytes[this.end++] = MINUS;
    const size = Math.abs(value);
    if (size < BILLION) {
      this.digits(size, digitsOf(size));
      return;
    }
    const billions = Math.floor(size / BILLION);
    this.digits(billions, digitsOf(billions));
    this.digits(size - billions * BILLION, BILLION_DIGITS);
  }

  private digits(value: number, count: number): void {
    const { bytes } = this;
    const end = this.end + count;
    let rest = value | 0;
    for (let at = end - 1; at >= this.end; at--) {
      const tens = (rest / 10) | 0;
      bytes[at] = ZERO + rest - tens * 10;
      rest = tens;
    }
    this.end = end;
  }

  /** Characters that are JSON already. */
  ascii(text: string): void {
    const { length } = text;
    this.ensure(length);
    const { bytes } = this;
    let at = this.end;
    for (let index = 0; index < length; index++) bytes[at++] = text.charCodeAt(index);
    this.end = at;
  }

  private utf8(text: string): void {
    this.ensure(text.length * UTF8_BYTES_MAX);
    this.end += this.encoder.encodeInto(text, this.bytes.subarray(this.end)).written;
  }

  endLine(): void {
    this.ensure(1);
    this.bytes[this.end++] = LINE_FEED;
    if (this.end >= CHUNK_BYTES) this.flush();
  }

  /** Hands over what is left. */
  flush(): void {
    if (this.end > 0) this.take(this.bytes.subarray(0, this.end));
    this.end = 0;
  }

  private ensure(count: number): void {
    if (this.end + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.end + count));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/** @param value - below a billion. */
function digitsOf(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) count++;
  return count;
}
