import type { SubmittedCommand } from './commands/book-command.js';
import type { BookEvent, BookEventType } from './events/book-event.js';

/** A value that canonical JSON can hold: no floats, no undefined inside arrays. */
type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };

/**
 * Writes canonical JSON: keys sorted by code unit, absent fields left out, no spaces, numbers whole and safe.
 *
 * @throws RangeError on a number that is not a safe integer: money and larger integers travel as strings.
 */
export function canonicalJson(value: unknown): string {
  return write(value as JsonValue);
}

/** Keys repeat for ever, so each is quoted once; bounded, for keys may come from outside. */
const quotedKeys = new Map<string, string>();
const QUOTED_KEYS_MAX = 1_000;

function quotedKey(key: string): string {
  const known = quotedKeys.get(key);
  if (known !== undefined) return known;
  const quoted = `${JSON.stringify(key)}:`;
  if (quotedKeys.size < QUOTED_KEYS_MAX) quotedKeys.set(key, quoted);
  return quoted;
}

/** Characters that JSON writes as they are. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function write(value: JsonValue): string {
  if (typeof value === 'string') return PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${value}`);
    return String(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (isArray(value)) return `[${value.map(write).join(',')}]`;
  let text = '';
  for (const key of sortedKeys(value)) {
    const field = value[key];
    if (field === undefined) continue;
    text += `${text === '' ? '' : ','}${quotedKey(key)}${write(field)}`;
  }
  return `{${text}}`;
}

/** Keys by code unit; most objects have theirs in order already. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  for (let index = 1; index < keys.length; index++) {
    if ((keys[index - 1] ?? '') > (keys[index] ?? '')) return keys.sort();
  }
  return keys;
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Version of the stored form of each event type; a new meaning is a new version with an upcaster. */
export const BOOK_EVENT_VERSION = 1;

/** The stored form of an event: its type and version beside the canonical bytes of the rest. */
export interface EncodedEvent {
  readonly type: BookEventType;
  readonly version: number;
  readonly data: Uint8Array;
}

/** Encodes one event of a book in its newest stored version. */
export function encodeBookEvent(event: BookEvent): EncodedEvent {
  const { type, ...rest } = event;
  return { type, version: BOOK_EVENT_VERSION, data: encoder.encode(canonicalJson(rest)) };
}

/**
 * Decodes a stored event of a book, whatever version it was written in.
 *
 * @throws RangeError on a version that this build does not know: the data is of a later product.
 */
export function decodeBookEvent(type: string, version: number, data: Uint8Array): BookEvent {
  if (version !== BOOK_EVENT_VERSION) {
    throw new RangeError(`event ${type} has version ${version}; this build reads ${BOOK_EVENT_VERSION}`);
  }
  const body = JSON.parse(decoder.decode(data)) as Omit<BookEvent, 'type'>;
  return { ...body, type } as BookEvent;
}

/** Encodes a command for the bus. */
export function encodeCommand(command: SubmittedCommand): Uint8Array {
  return encoder.encode(canonicalJson(command));
}

/** Decodes a command from the bus; its sender is trusted to have sent the right shape. */
export function decodeCommand(data: Uint8Array): SubmittedCommand {
  return JSON.parse(decoder.decode(data)) as SubmittedCommand;
}
