import type { CanonicalKey } from './canonical-key.js';
import {
  BACKSLASH,
  CLOSE_BRACE,
  COMMA,
  FIRST_PRINTABLE,
  LAST_PRINTABLE,
  OPEN_BRACE,
  QUOTE,
  ZERO,
} from './json-ascii.js';

const SLAB_BYTES = 65_536;
/** Longer objects are not written here; none of the contract's is, for its fields are few and each has a bound. */
const OBJECT_BYTES_MAX = 8_192;
/** Longer texts are not written here. */
const TEXT_LENGTH_MAX = 256;

/** So many digits fit 32 bits, and so many more a safe integer. */
const LOW_DIGITS = 9;
const LOW = 1e9;

/**
 * Writes canonical JSON whose fields are known beforehand, field by field and in the order of their names, as bytes. It
 * writes whole numbers from 0, printable ASCII without escapes, and objects of such fields, and nothing else: whoever
 * gives it another value, or an object with a field that it was not given, gets nothing in the end. Objects are plain:
 * what they inherit is taken for theirs.
 *
 * The bytes of many objects share a slab of memory, because a buffer of its own costs more than the writing.
 */
export class CanonicalWriter {
  private bytes = new Uint8Array(0);
  private view = new DataView(this.bytes.buffer);
  private from = 0;
  private at = 0;
  /** What comes before the next field: a brace before the first of an object. */
  private before = OPEN_BRACE;
  /** Fields so far of the object in hand. */
  private fields = 0;
  private isPlain = true;

  /** @param leftOut - how many fields of the object are kept elsewhere. */
  begin(leftOut = 0): void {
    if (this.at + OBJECT_BYTES_MAX > this.bytes.length) {
      this.bytes = new Uint8Array(SLAB_BYTES);
      this.view = new DataView(this.bytes.buffer);
      this.at = 0;
    }
    this.from = this.at;
    this.before = OPEN_BRACE;
    this.fields = leftOut;
    this.isPlain = true;
  }

  /** The bytes of the object that was begun; undefined when it held something that is not written here. */
  end(object: object): Uint8Array | undefined {
    this.close(object, 0);
    if (this.at - this.from > OBJECT_BYTES_MAX) this.fail();
    if (this.isPlain) return this.bytes.subarray(this.from, this.at);
    this.at = this.from;
    return undefined;
  }

  /** The next fields are those of an object. @returns for its `close`. */
  open(key: CanonicalKey): number {
    this.name(key);
    const outer = this.fields;
    this.fields = 0;
    this.before = OPEN_BRACE;
    return outer;
  }

  /** The object in hand has no other field. */
  close(object: object, outer: number): void {
    if (this.fields !== definedFields(object)) this.fail();
    this.bytes[this.at++] = CLOSE_BRACE;
    this.before = COMMA;
    this.fields = outer;
  }

  /** A field whose only value the key holds already. */
  mark(key: CanonicalKey, isThere: unknown): void {
    if (isThere === undefined) return;
    this.name(key);
    if (isThere !== true) this.fail();
  }

  whole(key: CanonicalKey, value: unknown): void {
    this.name(key);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
      this.fail();
    } else if (value < LOW) {
      this.digits(value, sizeOf(value));
    } else {
      const high = Math.floor(value / LOW);
      this.digits(high, sizeOf(high));
      this.digits(value - high * LOW, LOW_DIGITS);
    }
  }

  wholeOrNone(key: CanonicalKey, value: unknown): void {
    if (value !== undefined) this.whole(key, value);
  }

  text(key: CanonicalKey, value: unknown): void {
    this.name(key);
    if (typeof value !== 'string' || value.length > TEXT_LENGTH_MAX) {
      this.fail();
      return;
    }
    const { bytes } = this;
    let { at } = this;
    bytes[at++] = QUOTE;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code < FIRST_PRINTABLE || code > LAST_PRINTABLE || code === QUOTE || code === BACKSLASH)
        this.fail();
      bytes[at++] = code;
    }
    bytes[at++] = QUOTE;
    this.at = at;
  }

  textOrNone(key: CanonicalKey, value: unknown): void {
    if (value !== undefined) this.text(key, value);
  }

  private fail(): void {
    this.isPlain = false;
  }

  private name({ words, length }: CanonicalKey): void {
    const { view, at } = this;
    this.bytes[at] = this.before;
    this.before = COMMA;
    for (let index = 0; index < words.length; index++) {
      view.setInt32(at + 1 + index * 4, words[index] ?? 0, true);
    }
    this.at = at + 1 + length;
    this.fields++;
  }

  private digits(value: number, size: number): void {
    const { bytes, at } = this;
    let rest = value | 0;
    for (let to = at + size - 1; to >= at; to--) {
      const others = (rest / 10) | 0;
      bytes[to] = ZERO + rest - others * 10;
      rest = others;
    }
    this.at = at + size;
  }
}

function sizeOf(value: number): number {
  let size = 1;
  for (let above = 10; value >= above; above *= 10) size++;
  return size;
}

/** Fields that are there but undefined are left out of canonical JSON. Counted without a list of them: this is a hot path. */
function definedFields(object: object): number {
  const fields = object as Readonly<Record<string, unknown>>;
  let count = 0;
  for (const name in fields) if (fields[name] !== undefined) count++;
  return count;
}
