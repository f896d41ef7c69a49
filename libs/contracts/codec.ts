import type { SubmittedCommand } from './commands/book-command.js';
import type { BookEvent, BookEventType } from './events/book-event.js';
import { readOrdinaryEvent } from './events/ordinary-events.js';
import { writeOrdinaryCommand, writeOrdinaryEvent } from './events/ordinary-writer.js';

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
  return writeObject(value);
}

/** @param leftOut - a field that is kept elsewhere. */
function writeObject(value: object, leftOut?: string): string {
  const fields = value as Readonly<Record<string, JsonValue | undefined>>;
  const { sorted, quoted } = makeOf(Object.keys(value));
  let text = '';
  for (let index = 0; index < sorted.length; index++) {
    const key = sorted[index] ?? '';
    const field = fields[key];
    if (field === undefined || key === leftOut) continue;
    text += `${text === '' ? '' : ','}${quoted[index] ?? ''}${write(field)}`;
  }
  return `{${text}}`;
}

/** How objects of one make are written: of the same keys in the same order. */
interface Make {
  readonly keys: readonly string[];
  /** By code unit. */
  readonly sorted: readonly string[];
  /** The sorted keys as they are written. */
  readonly quoted: readonly string[];
}

/** Makes repeat for ever, so each is worked out once; bounded, for keys may come from outside. By their last key. */
const makes = new Map<string, Make[]>();
const MAKES_MAX = 1_000;
let makesKnown = 0;

function makeOf(keys: readonly string[]): Make {
  const last = keys.at(-1) ?? '';
  const known = makes.get(last) ?? [];
  for (const make of known) if (isSame(make.keys, keys)) return make;
  const sorted = [...keys].sort();
  const make = { keys, sorted, quoted: sorted.map((key) => `${JSON.stringify(key)}:`) };
  if (makesKnown < MAKES_MAX) {
    makesKnown++;
    makes.set(last, [...known, make]);
  }
  return make;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
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
  const data = writeOrdinaryEvent(event) ?? encoder.encode(writeObject(event, 'type'));
  return { type: event.type, version: BOOK_EVENT_VERSION, data };
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
  const ordinary = readOrdinaryEvent(type, data);
  if (ordinary !== undefined) return ordinary;
  // Nobody else has the object yet, and a copy of it would cost half as much as the parsing.
  const event = JSON.parse(decoder.decode(data)) as { type?: string };
  event.type = type;
  return event as BookEvent;
}

const END_MARK = encoder.encode('"end":true');

/**
 * Whether a stored event of a book ends its command, without decoding it: within a text the mark's quotes would be
 * escaped, and no other object of the contract has a field of that name.
 */
export function isEndOfCommand(data: Uint8Array): boolean {
  // Few keys sort behind it, so it stands near the end.
  for (let at = data.length - END_MARK.length; at >= 0; at--) if (isEndMark(data, at)) return true;
  return false;
}

function isEndMark(data: Uint8Array, at: number): boolean {
  for (let index = 0; index < END_MARK.length; index++) {
    if (data[at + index] !== END_MARK[index]) return false;
  }
  return true;
}

/** Encodes a command for the bus. */
export function encodeCommand(command: SubmittedCommand): Uint8Array {
  return writeOrdinaryCommand(command) ?? encoder.encode(canonicalJson(command));
}

/** Decodes a command from the bus; its sender is trusted to have sent the right shape. */
export function decodeCommand(data: Uint8Array): SubmittedCommand {
  return JSON.parse(decoder.decode(data)) as SubmittedCommand;
}
