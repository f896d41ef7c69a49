import type { Database, RootDatabase } from 'lmdb';
import type { Message, NewMessage } from '../port.js';
import { decodeMessages } from './message-block.js';

/** The root of an lmdb environment in which every key and value is bytes. */
export type BusRoot = RootDatabase<Uint8Array, Uint8Array>;

/** A block at its place. */
export interface PlacedBlock {
  readonly topic: string;
  readonly partition: number;
  readonly lastOffset: number;
  readonly bytes: Buffer;
  readonly messages: readonly NewMessage[];
}

/** What one commit writes: blocks of messages, and facts by name. */
export interface BusWrites {
  readonly blocks: readonly PlacedBlock[];
  readonly facts: ReadonlyMap<string, Buffer>;
}

/** Bounds of one read. */
export interface ReadLimits {
  readonly messagesMax: number;
  readonly bytesMax: number;
}

const FENCE = Buffer.from('fence');
const FENCE_VALUE = Buffer.from([1]);

/**
 * The lmdb databases of the bus and how they are read and written.
 *
 * `bus-messages`: topic, partition, last offset of the block → block. `bus-facts`: topics, committed offsets, groups.
 * `bus-fence` holds one entry whose version counts the commits of the bus: a commit is conditional on it, so what was
 * decided on reads that another process has overtaken is never written.
 */
export class BusLog {
  readonly #messages: Database<Uint8Array, Uint8Array>;
  readonly #facts: Database<Uint8Array, Uint8Array>;
  readonly #fence: Database<Uint8Array, Uint8Array>;

  constructor(readonly root: BusRoot) {
    this.#messages = root.openDB('bus-messages', { encoding: 'binary', keyEncoding: 'binary' });
    this.#facts = root.openDB('bus-facts', { encoding: 'binary', keyEncoding: 'binary' });
    this.#fence = root.openDB('bus-fence', { encoding: 'binary', keyEncoding: 'binary', useVersions: true });
  }

  /** Makes the following reads see everything committed by now, by any process. */
  refresh(): void {
    this.root.resetReadTxn();
  }

  /** Number of commits so far. */
  version(): number {
    return this.#fence.getEntry(FENCE)?.version ?? 0;
  }

  fact(name: string): Buffer | undefined {
    const value = this.#facts.get(Buffer.from(name));
    return value === undefined ? undefined : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }

  nextOffset(topic: string, partition: number): number {
    for (const key of this.#messages.getKeys({
      start: messageKey(topic, partition, Number.MAX_SAFE_INTEGER),
      end: messageKey(topic, partition, 0),
      inclusiveEnd: true,
      reverse: true,
      limit: 1,
    })) {
      return offsetOf(key) + 1;
    }
    return 0;
  }

  /** Reads a partition from an offset on. The first message always fits, however large. */
  read(topic: string, partition: number, fromOffset: number, limits: ReadLimits): Message[] {
    const messages: Message[] = [];
    let bytes = 0;
    for (const { key, value } of this.#messages.getRange({
      start: messageKey(topic, partition, fromOffset),
      end: messageKey(topic, partition, Number.MAX_SAFE_INTEGER),
      inclusiveEnd: true,
    })) {
      for (const message of decodeMessages(partition, offsetOf(key), value)) {
        if (message.offset < fromOffset) continue;
        bytes += message.value.length;
        const full = messages.length >= limits.messagesMax || bytes > limits.bytesMax;
        if (full && messages.length > 0) return messages;
        messages.push(message);
      }
    }
    return messages;
  }

  /**
   * Commits the writes if `version` is still the bus's version, and resolves when they are durable.
   *
   * @returns false when somebody else committed first; nothing was written then.
   */
  async commit(version: number, writes: BusWrites): Promise<boolean> {
    const write = (): void => {
      // The outcome of the whole is that of the condition; a single put never fails alone.
      this.#fence.put(FENCE, FENCE_VALUE, version + 1).catch(ignore);
      for (const { topic, partition, lastOffset, bytes } of writes.blocks) {
        this.#messages.put(messageKey(topic, partition, lastOffset), bytes).catch(ignore);
      }
      for (const [name, value] of writes.facts) this.#facts.put(Buffer.from(name), value).catch(ignore);
    };
    const done =
      version === 0 ? this.#fence.ifNoExists(FENCE, write) : this.#fence.ifVersion(FENCE, version, write);
    // lmdb opens a promise of its own for each turn; unheard, a failed commit would end the process.
    setImmediate(() => {
      void this.root.committed.then(ignore, ignore);
    });
    return await done;
  }
}

const OFFSET_BYTES = 8;
const PARTITION_BYTES = 4;
const HIGH = 2 ** 32;

function messageKey(topic: string, partition: number, offset: number): Buffer {
  const length = Buffer.byteLength(topic, 'utf8');
  const key = Buffer.allocUnsafe(length + 1 + PARTITION_BYTES + OFFSET_BYTES);
  key.write(topic, 'utf8');
  key[length] = 0;
  key.writeUInt32BE(partition, length + 1);
  key.writeUInt32BE(Math.floor(offset / HIGH), length + 1 + PARTITION_BYTES);
  key.writeUInt32BE(offset % HIGH, length + 5 + PARTITION_BYTES);
  return key;
}

function offsetOf(key: Uint8Array): number {
  const view = new DataView(key.buffer, key.byteOffset + key.byteLength - OFFSET_BYTES, OFFSET_BYTES);
  return view.getUint32(0) * HIGH + view.getUint32(4);
}

function ignore(): void {
  // The promise that matters is another one.
}
