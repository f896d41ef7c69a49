import { KEY_BYTES_MAX, type CanonicalKey } from './canonical-key.js';
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

/** Longer data is not read here. */
const BYTES_MAX = 1 << 14;
/** Behind all data, where nothing is: whoever reads there finds nothing that is expected. */
const NOWHERE = BYTES_MAX + 4;
/** Texts up to here are put together byte by byte. */
const SHORT_TEXT = 12;
const KNOWN_TEXTS = 1 << 12;
/** Longer texts hardly come again. */
const KNOWN_LENGTH_MAX = 32;

/** So many digits fit 32 bits, and so many more a safe integer. */
const HIGH_DIGITS = 9;
const LOW_DIGITS = 7;

const decoder = new TextDecoder();

/**
 * Reads canonical JSON whose fields are known beforehand, field by field, from its bytes. It takes whole numbers from 0,
 * printable ASCII without escapes, and objects of fields in the order in which they are asked for, and nothing else.
 * What is not so makes `isRead` false in the end, and what was read until then void; so nobody needs to look meanwhile.
 */
export class CanonicalBytes {
  private readonly bytes = new Uint8Array(NOWHERE + 2 * KEY_BYTES_MAX);
  private readonly view = new DataView(this.bytes.buffer);
  private size = 0;
  private at = NOWHERE;
  /** What comes before the next field: a brace before the first of an object. */
  private before = OPEN_BRACE;
  /** Names come again and again: each is made once, found by a hash, and forgotten when another one has it. */
  private readonly known: string[] = Array<string>(KNOWN_TEXTS).fill('');

  /** Takes the bytes of one object; its fields come next. */
  begin(data: Uint8Array): void {
    this.at = NOWHERE;
    this.before = OPEN_BRACE;
    if (data.length > BYTES_MAX) return;
    this.bytes.set(data);
    this.size = data.length;
    this.at = 0;
  }

  /** Whether all bytes were what they were asked for. */
  get isRead(): boolean {
    return this.at === this.size;
  }

  /** The next value is an object; its fields come next. */
  open(): void {
    this.before = OPEN_BRACE;
  }

  /** The object in hand has no other field. */
  close(): void {
    if (this.bytes[this.at] === CLOSE_BRACE) this.at++;
    else this.fail();
    this.before = COMMA;
  }

  /** Whether the next field has this name; then its value comes next. */
  has(key: CanonicalKey): boolean {
    if (this.bytes[this.at] !== this.before) return false;
    const { words, lastMask } = key;
    const { view } = this;
    const from = this.at + 1;
    const last = words.length - 1;
    for (let index = 0; index < last; index++) {
      if (view.getInt32(from + index * 4, true) !== words[index]) return false;
    }
    if (((view.getInt32(from + last * 4, true) ^ (words[last] ?? 0)) & lastMask) !== 0) return false;
    this.at = from + key.length;
    this.before = COMMA;
    return true;
  }

  need(key: CanonicalKey): void {
    if (!this.has(key)) this.fail();
  }

  wholeOrNone(key: CanonicalKey): number | undefined {
    return this.has(key) ? this.wholeValue() : undefined;
  }

  whole(key: CanonicalKey): number {
    this.need(key);
    return this.wholeValue();
  }

  nameOrNone(key: CanonicalKey): string | undefined {
    return this.has(key) ? this.nameValue() : undefined;
  }

  /** A text that is likely to have come before. */
  name(key: CanonicalKey): string {
    this.need(key);
    return this.nameValue();
  }

  /** A text that is likely to be new. */
  text(key: CanonicalKey): string {
    this.need(key);
    const from = this.at + 1;
    const end = this.endOfText();
    return this.textOf(from, end);
  }

  private fail(): void {
    this.at = NOWHERE;
  }

  private wholeValue(): number {
    const { bytes, at } = this;
    const high = this.digits(HIGH_DIGITS);
    const count = this.at - at;
    // No number begins with a zero but zero itself.
    if (count === 0 || (bytes[at] === ZERO && count > 1)) {
      this.fail();
      return 0;
    }
    if (count < HIGH_DIGITS) return high;
    const lowFrom = this.at;
    const low = this.digits(LOW_DIGITS);
    const value = high * (POWERS_OF_TEN[this.at - lowFrom] ?? 0) + low;
    if (value > Number.MAX_SAFE_INTEGER) this.fail();
    return value;
  }

  /** As many of the next bytes as are digits, up to a number of them. */
  private digits(max: number): number {
    const { bytes } = this;
    let { at } = this;
    let value = 0;
    for (const end = at + max; at < end; at++) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = (value * 10 + digit) | 0;
    }
    this.at = at;
    return value;
  }

  /** Goes behind the text that comes next. @returns where its closing quote is. */
  private endOfText(): number {
    const { bytes } = this;
    let { at } = this;
    if (bytes[at] !== QUOTE) {
      this.fail();
      return 0;
    }
    for (at++; bytes[at] !== QUOTE; at++) {
      const byte = bytes[at] ?? 0;
      if (byte < FIRST_PRINTABLE || byte > LAST_PRINTABLE || byte === BACKSLASH) {
        this.fail();
        return 0;
      }
    }
    this.at = at + 1;
    return at;
  }

  private nameValue(): string {
    const { bytes, known } = this;
    const from = this.at + 1;
    const end = this.endOfText();
    const length = end - from;
    if (length > KNOWN_LENGTH_MAX) return this.textOf(from, end);
    let hash = 0;
    for (let at = from; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    const slot = (hash ^ (hash >>> 13)) & (KNOWN_TEXTS - 1);
    const candidate = known[slot] ?? '';
    if (candidate.length === length && this.isAt(from, candidate)) return candidate;
    const text = this.textOf(from, end);
    known[slot] = text;
    return text;
  }

  private isAt(from: number, text: string): boolean {
    const { bytes } = this;
    for (let index = 0; index < text.length; index++) {
      if (text.charCodeAt(index) !== bytes[from + index]) return false;
    }
    return true;
  }

  private textOf(from: number, end: number): string {
    const { bytes } = this;
    if (end - from > SHORT_TEXT) return decoder.decode(bytes.subarray(from, end));
    let text = '';
    for (let at = from; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
    return text;
  }
}

const POWERS_OF_TEN = Array.from({ length: LOW_DIGITS + 1 }, (_, digits) => 10 ** digits);
