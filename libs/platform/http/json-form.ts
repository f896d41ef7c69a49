import type { FieldError } from './problem.js';

const DEPTH_MAX = 32;
const DIGITS_MAX = 16;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Looks at JSON's bytes for what parsing would hide: nesting that would exhaust the stack of whoever walks the value,
 * and numbers that are not whole and plain (UNIT-2: exponents, fractions and -0 are malformed; decimals are strings).
 * Whether it is JSON at all is the parser's to say.
 *
 * @returns the first thing that is wrong.
 */
export function jsonFormError(bytes: Uint8Array): FieldError | undefined {
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      depth += 1;
      if (depth > DEPTH_MAX)
        return { field: '', code: 'TOO_DEEP', message: `nested deeper than ${DEPTH_MAX}` };
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth -= 1;
    } else if (byte === MINUS || isDigit(byte)) {
      const end = endOfNumber(bytes, at);
      if (!isWholeAndPlain(bytes, at, end)) {
        const message = `numbers are whole, without exponent, of at most ${DIGITS_MAX} digits; decimals are strings`;
        return { field: '', code: 'NUMBER_FORM', message };
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** Whether a name is one that every object has of its own: no field of anything here, and trouble wherever it is set. */
export function isReservedName(name: string): boolean {
  return name in Object.prototype || name === 'prototype';
}

/**
 * Whether every text in a parsed value, keys included, is whole Unicode without the null character, and no key a
 * reserved name. Call it only on values whose nesting is bounded.
 */
export function textsAreSound(value: unknown): boolean {
  if (typeof value === 'string') return isSound(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(
    ([key, field]) => !isReservedName(key) && isSound(key) && textsAreSound(field),
  );
}

/**
 * Whether JSON may hold texts that are not sound, or keys that reach for prototypes; most bodies do not and are spared
 * the walk.
 */
export function mayHoldUnsoundTexts(json: string): boolean {
  return json.includes('\\u') || json.includes('proto') || json.includes('constructor');
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function isSound(text: string): boolean {
  return !text.includes('\0') && !LONE_SURROGATE.test(text);
}

function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

/** A number goes on over digits, signs, point and `e`. */
function endOfNumber(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (!isDigit(byte) && byte !== POINT && byte !== MINUS && byte !== 0x2b && (byte | 0x20) !== 0x65) break;
  }
  return at;
}

function isWholeAndPlain(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] === MINUS ? start + 1 : start;
  if (end - first < 1 || end - first > DIGITS_MAX) return false;
  if (first > start && bytes[first] === ZERO) return false;
  for (let at = first; at < end; at += 1) if (!isDigit(bytes[at] ?? 0)) return false;
  return true;
}
