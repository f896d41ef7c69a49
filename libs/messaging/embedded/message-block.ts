import { crc32 } from 'node:zlib';
import type { Message, NewMessage } from '../port.js';

/**
 * The stored form of consecutive messages of one partition, format 1. Integers are big-endian.
 *
 * | bytes | what |
 * |---|---|
 * | 1 | format |
 * | 4 | CRC-32 of all that follows |
 * | 4 | number of messages |
 * | for each message: 4 + n | key, UTF-8 |
 * | 4 + n | value |
 */
export interface MessageBlock {
  readonly count: number;
  readonly bytes: Buffer;
  /** The messages, their values in the block's memory. */
  readonly messages: readonly NewMessage[];
}

/** A message whose key is also there as bytes. */
export interface RawMessage {
  readonly message: NewMessage;
  readonly key: Buffer;
}

const FORMAT = 1;
const CRC_AT = 1;
const COUNT_AT = 5;
const HEADER_BYTES = 9;

/** Small blocks share pages of 4 KiB; large sends take pages of their own, where larger blocks waste less. */
const SMALL_BLOCK_BYTES = 650;
const LARGE_BLOCK_BYTES = 65_536;
const LARGE_SEND_BYTES = 12_000;

/** Encodes messages of one partition into blocks, in order. */
export function encodeMessages(messages: readonly RawMessage[]): MessageBlock[] {
  const sizes = messages.map(({ key, message }) => 8 + key.length + message.value.length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const limit = total >= LARGE_SEND_BYTES ? LARGE_BLOCK_BYTES : SMALL_BLOCK_BYTES;
  const blocks: MessageBlock[] = [];
  let begin = 0;
  while (begin < messages.length) {
    let end = begin;
    let size = HEADER_BYTES;
    do size += sizes[end++] ?? 0;
    while (end < messages.length && size + (sizes[end] ?? 0) <= limit);
    blocks.push(encodeBlock(messages.slice(begin, end), size));
    begin = end;
  }
  return blocks;
}

function encodeBlock(messages: readonly RawMessage[], size: number): MessageBlock {
  const bytes = Buffer.allocUnsafe(size);
  bytes[0] = FORMAT;
  bytes.writeUInt32BE(messages.length, COUNT_AT);
  let at = HEADER_BYTES;
  const kept: NewMessage[] = [];
  for (const { key, message } of messages) {
    const { length } = message.value;
    at = bytes.writeUInt32BE(key.length, at);
    bytes.set(key, at);
    at = bytes.writeUInt32BE(length, at + key.length);
    bytes.set(message.value, at);
    const value = new Uint8Array(bytes.buffer, bytes.byteOffset + at, length);
    kept.push({ key: message.key, value, decoded: message.decoded });
    at += length;
  }
  bytes.writeUInt32BE(crc32(bytes.subarray(COUNT_AT)), CRC_AT);
  return { count: messages.length, bytes, messages: kept };
}

/**
 * Decodes a block; the values share its memory.
 *
 * @param lastOffset - offset of its last message.
 * @throws Error when the block is damaged, or written by a later version of the product.
 */
export function decodeMessages(partition: number, lastOffset: number, stored: Uint8Array): Message[] {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  if (bytes[0] !== FORMAT) {
    throw new Error(
      `messages at offset ${lastOffset} have format ${bytes[0] ?? 'none'}; this build reads ${FORMAT}`,
    );
  }
  if (crc32(bytes.subarray(COUNT_AT)) !== bytes.readUInt32BE(CRC_AT)) {
    throw new Error(`messages at offset ${lastOffset} are damaged: their checksum is wrong`);
  }
  const count = bytes.readUInt32BE(COUNT_AT);
  const messages: Message[] = [];
  let at = HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    const keyEnd = at + 4 + bytes.readUInt32BE(at);
    const key = bytes.toString('utf8', at + 4, keyEnd);
    const length = bytes.readUInt32BE(keyEnd);
    const value = new Uint8Array(bytes.buffer, bytes.byteOffset + keyEnd + 4, length);
    at = keyEnd + 4 + length;
    messages.push({ key, value, partition, offset: lastOffset - count + 1 + i });
  }
  return messages;
}
