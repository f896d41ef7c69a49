import { crc32 } from 'node:zlib';
import { DamagedEventsError, type NewEvent, type RecordedEvent } from '../port.js';
import { uuidText } from '../uuid-text.js';

/**
 * The stored form of consecutive events of one append, format 1. Integers are big-endian.
 *
 * | bytes | what |
 * |---|---|
 * | 1 | format |
 * | 4 | CRC-32 of all that follows |
 * | 6 | revision of the first event |
 * | 4 | number of events |
 * | 2 + n | stream name, UTF-8 |
 * | for each event: 1 + n | length of the id and its UTF-8; length 0 means the 16 bytes of a lower-case UUID |
 * | 1 + n | type, UTF-8 |
 * | 2 | version |
 * | 4 + n | data |
 */
export interface Block {
  readonly revision: number;
  readonly count: number;
  readonly bytes: Buffer;
  /** The events, their data in the block's memory: whatever becomes of the bytes that the caller gave. */
  readonly events: readonly NewEvent[];
}

const FORMAT = 1;
const CRC_AT = 1;
const BODY_AT = 5;
const REVISION_AT = 5;
const COUNT_AT = 11;
const NAME_AT = 15;

const SHORT_TEXT_BYTES_MAX = 255;
const VERSION_MAX = 65_535;

/**
 * Small blocks share a page of 4 KiB, three to a page; large appends take whole pages of their own, where fewer,
 * larger blocks waste less.
 */
const SMALL_BLOCK_BYTES = 1_300;
const LARGE_BLOCK_BYTES = 65_536;
const LARGE_APPEND_BYTES = 12_000;

/**
 * Encodes an append into blocks, in order.
 *
 * @param firstRevision - revision of the first event.
 * @throws RangeError on an id, type or version that the format cannot hold.
 */
export function encodeBlocks(stream: string, firstRevision: number, events: readonly NewEvent[]): Block[] {
  const name = Buffer.from(stream, 'utf8');
  const sizes = events.map(eventBytes);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const limit = total >= LARGE_APPEND_BYTES ? LARGE_BLOCK_BYTES : SMALL_BLOCK_BYTES;
  const blocks: Block[] = [];
  let begin = 0;
  while (begin < events.length) {
    let end = begin;
    let bytes = NAME_AT + 2 + name.length;
    do bytes += sizes[end++] ?? 0;
    while (end < events.length && bytes + (sizes[end] ?? 0) <= limit);
    blocks.push(encodeBlock(name, firstRevision + begin, events.slice(begin, end), bytes));
    begin = end;
  }
  return blocks;
}

function encodeBlock(name: Buffer, revision: number, events: readonly NewEvent[], size: number): Block {
  const bytes = Buffer.allocUnsafe(size);
  bytes[0] = FORMAT;
  bytes.writeUIntBE(revision, REVISION_AT, 6);
  bytes.writeUInt32BE(events.length, COUNT_AT);
  bytes.writeUInt16BE(name.length, NAME_AT);
  let at = NAME_AT + 2 + name.copy(bytes, NAME_AT + 2);
  const kept: NewEvent[] = [];
  for (const event of events) {
    at = writeId(bytes, at, event.id);
    const name = typeBytes(event.type);
    bytes[at] = name.length;
    at += 1 + name.copy(bytes, at + 1);
    at = bytes.writeUInt16BE(event.version, at);
    at = bytes.writeUInt32BE(event.data.length, at);
    bytes.set(event.data, at);
    const data = new Uint8Array(bytes.buffer, bytes.byteOffset + at, event.data.length);
    const { id, type, version, decoded } = event;
    kept.push({ id, type, version, data, decoded });
    at += event.data.length;
  }
  bytes.writeUInt32BE(crc32(bytes.subarray(BODY_AT)), CRC_AT);
  return { revision, count: events.length, bytes, events: kept };
}

function eventBytes(event: NewEvent): number {
  if (!Number.isInteger(event.version) || event.version < 1 || event.version > VERSION_MAX) {
    throw new RangeError(`version of ${event.type} must be 1 to ${VERSION_MAX}, is ${event.version}`);
  }
  const type = typeBytes(event.type).length;
  if (type === 0 || type > SHORT_TEXT_BYTES_MAX) {
    throw new RangeError(`event type must have 1 to ${SHORT_TEXT_BYTES_MAX} bytes`);
  }
  return 1 + idBytes(event.id) + 1 + type + 2 + 4 + event.data.length;
}

const knownTypes = new Map<string, Buffer>();
const KNOWN_TYPES_MAX = 1_000;

function typeBytes(type: string): Buffer {
  let bytes = knownTypes.get(type);
  if (bytes === undefined) {
    bytes = Buffer.from(type, 'utf8');
    if (knownTypes.size < KNOWN_TYPES_MAX) knownTypes.set(type, bytes);
  }
  return bytes;
}

const UUID_BYTES = 16;
const UUID_LENGTH = 36;
const DASH = 0x2d;
const DASHES_AT: readonly number[] = [8, 13, 18, 23];

/** Values of lower-case hexadecimal digits by code unit; 16 for whatever is none. */
const NIBBLES = new Uint8Array(128).fill(16);
for (let value = 0; value < 16; value++) NIBBLES[value.toString(16).charCodeAt(0)] = value;

function nibble(code: number): number {
  return code < NIBBLES.length ? (NIBBLES[code] ?? 16) : 16;
}

/** Whether an id is a UUID as most are written: in lower case, with hyphens. */
function isUuid(id: string): boolean {
  if (id.length !== UUID_LENGTH) return false;
  for (const at of DASHES_AT) if (id.charCodeAt(at) !== DASH) return false;
  let digits = 0;
  for (let at = 0; at < UUID_LENGTH; at++) digits += nibble(id.charCodeAt(at)) >> 4;
  return digits === DASHES_AT.length;
}

function idBytes(id: string): number {
  if (isUuid(id)) return UUID_BYTES;
  const length = Buffer.byteLength(id, 'utf8');
  if (length === 0 || length > SHORT_TEXT_BYTES_MAX) {
    throw new RangeError(`event id must have 1 to ${SHORT_TEXT_BYTES_MAX} bytes`);
  }
  return length;
}

function writeId(bytes: Buffer, at: number, id: string): number {
  if (!isUuid(id)) {
    const length = bytes.write(id, at + 1, 'utf8');
    bytes[at] = length;
    return at + 1 + length;
  }
  bytes[at] = 0;
  let to = at + 1;
  for (let from = 0; from < UUID_LENGTH; from += 2) {
    if (id.charCodeAt(from) === DASH) from++;
    bytes[to++] = (nibble(id.charCodeAt(from)) << 4) | nibble(id.charCodeAt(from + 1));
  }
  return to;
}

/** What a block says of itself before its events are looked at. */
export interface BlockHeader {
  readonly stream: string;
  readonly revision: number;
  readonly count: number;
}

const knownNames = new Map<string, string>();
const KNOWN_NAMES_MAX = 10_000;

/**
 * Reads and checks the head of a block.
 *
 * @throws DamagedEventsError when the block is damaged; Error when a later version of the product has written it.
 */
export function readHeader(position: number, bytes: Buffer): BlockHeader {
  if (bytes[0] !== FORMAT) {
    throw new Error(
      `events at position ${position} have format ${bytes[0] ?? 'none'}; this build reads ${FORMAT}`,
    );
  }
  if (crc32(bytes.subarray(BODY_AT)) !== bytes.readUInt32BE(CRC_AT)) {
    throw new DamagedEventsError(`events at position ${position} are damaged: their checksum is wrong`);
  }
  const length = bytes.readUInt16BE(NAME_AT);
  const raw = bytes.toString('latin1', NAME_AT + 2, NAME_AT + 2 + length);
  let stream = knownNames.get(raw);
  if (stream === undefined) {
    stream = bytes.toString('utf8', NAME_AT + 2, NAME_AT + 2 + length);
    if (knownNames.size < KNOWN_NAMES_MAX) knownNames.set(raw, stream);
  }
  return { stream, revision: bytes.readUIntBE(REVISION_AT, 6), count: bytes.readUInt32BE(COUNT_AT) };
}

/** Decodes the events of a block whose header was read; their data share the block's memory. */
export function readEvents(position: number, header: BlockHeader, bytes: Buffer): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  let at = NAME_AT + 2 + bytes.readUInt16BE(NAME_AT);
  for (let i = 0; i < header.count; i++) {
    const idLength = bytes[at++] ?? 0;
    const id = idLength === 0 ? uuidText(bytes, at) : bytes.toString('utf8', at, at + idLength);
    at += idLength === 0 ? UUID_BYTES : idLength;
    const typeLength = bytes[at++] ?? 0;
    const type = bytes.toString('utf8', at, at + typeLength);
    at += typeLength;
    const version = bytes.readUInt16BE(at);
    const dataLength = bytes.readUInt32BE(at + 2);
    at += 6;
    const data = new Uint8Array(bytes.buffer, bytes.byteOffset + at, dataLength);
    at += dataLength;
    events.push({
      id,
      type,
      version,
      data,
      stream: header.stream,
      revision: header.revision + i,
      position: position + i,
    });
  }
  return events;
}
