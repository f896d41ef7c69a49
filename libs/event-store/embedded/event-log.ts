import type { Database, PutOptions } from 'lmdb';
import { DamagedEventsError, NO_STREAM, type RecordedEvent } from '../port.js';
import { type Block, readEvents, readHeader } from './block.js';
import type { EmbeddedRoot } from './environment.js';
import { indexKey, POSITION_BYTES, positionKey, readPosition } from './keys.js';

type BytesDatabase = Database<Uint8Array, Uint8Array> & {
  /** lmdb takes options here too, which its types leave out. */
  put(key: Uint8Array, value: Uint8Array, options: PutOptions): Promise<boolean>;
};

/** Blocks to write under one commit, the first event getting the fence's position. */
export interface PlannedBlock extends Block {
  readonly stream: string;
}

/** One bounded step of a read: what was found, and where to go on. */
export interface Page {
  readonly events: readonly RecordedEvent[];
  /** Everything up to (forward) or down to (backward) this position or revision has been looked at. */
  readonly cursor: number;
  /** Whether there was nothing more to look at. */
  readonly end: boolean;
}

/** Bounds of one step of a read. */
export interface PageLimits {
  readonly eventsMax: number;
  readonly bytesMax: number;
}

/** Blocks looked at in one step, so that a rare prefix does not hold up the process. */
const SCANNED_BLOCKS_MAX = 2_000;

/**
 * The two lmdb databases of the store and how they are read and written.
 *
 * `events`: position of the first event → block. `event-index`: stream, first revision → position, count.
 * Positions are handed out without a gap, so whoever commits first takes the key that every other writer of that
 * moment needs too: "this key is still free" fences the whole store, in this process and all others.
 */
export class EventLog {
  readonly #events: BytesDatabase;
  readonly #index: BytesDatabase;

  constructor(readonly root: EmbeddedRoot) {
    this.#events = openBytes(root, 'events');
    this.#index = openBytes(root, 'event-index');
  }

  /** Makes the following reads see everything committed by now, by any process. */
  refresh(): void {
    this.root.resetReadTxn();
  }

  /** Position of the first event of the newest block: changes with every commit; -1 in an empty store. */
  newestBlock(): number {
    for (const key of this.#events.getKeys({ reverse: true, limit: 1 })) return readPosition(key);
    return -1;
  }

  /** The position that the next event gets. */
  nextPosition(): number {
    const newest = this.newestBlock();
    return newest < 0 ? 0 : newest + this.#header(newest).count;
  }

  lastRevision(stream: string): number {
    for (const { key, value } of this.#index.getRange({
      start: indexKey(stream, Number.MAX_SAFE_INTEGER),
      end: indexKey(stream, 0),
      inclusiveEnd: true,
      reverse: true,
      limit: 1,
    })) {
      return readPosition(key.subarray(-POSITION_BYTES)) + countOf(value) - 1;
    }
    return NO_STREAM;
  }

  /**
   * Commits the blocks if `position` is still the next one, and resolves when they are durable.
   *
   * @returns false when somebody else appended first; nothing was written then.
   */
  async commit(position: number, blocks: readonly PlannedBlock[]): Promise<boolean> {
    const fence = positionKey(position);
    const done = this.#events.ifNoExists(fence, () => {
      let at = position;
      for (const block of blocks) {
        const key = positionKey(at);
        const reference = Buffer.allocUnsafe(POSITION_BYTES + 4);
        key.copy(reference);
        reference.writeUInt32BE(block.count, POSITION_BYTES);
        // The outcome of the whole is that of the condition; a single put never fails alone.
        this.#events.put(key, block.bytes, { append: true }).catch(ignore);
        this.#index.put(indexKey(block.stream, block.revision), reference).catch(ignore);
        at += block.count;
      }
    });
    // lmdb opens a promise of its own for each turn; unheard, a failed commit would end the process.
    setImmediate(() => {
      void this.root.committed.then(ignore, ignore);
    });
    return await done;
  }

  /** Reads the whole store after a position, in order. */
  pageForward(afterPosition: number, prefix: string, limits: PageLimits): Page {
    const page = new PageBuilder(limits);
    const start = this.#blockOf(afterPosition + 1);
    let cursor = afterPosition;
    for (const { key, value } of this.#events.getRange({ start: positionKey(start) })) {
      const position = readPosition(key);
      const bytes = asBuffer(value);
      const header = readHeader(position, bytes);
      if (header.stream.startsWith(prefix)) {
        for (const event of readEvents(position, header, bytes)) {
          if (event.position <= cursor) continue;
          if (!page.add(event)) return page.build(cursor, false);
          cursor = event.position;
        }
      }
      cursor = Math.max(cursor, position + header.count - 1);
      if (page.scanned()) return page.build(cursor, false);
    }
    return page.build(cursor, true);
  }

  /**
   * Reads the whole store before a position, newest first.
   *
   * @param downTo - a position at which to end, exclusive.
   */
  pageBackward(beforePosition: number, prefix: string, limits: PageLimits, downTo = -1): Page {
    const page = new PageBuilder(limits);
    let cursor = beforePosition;
    if (beforePosition <= 0) return page.build(cursor, true);
    const start = positionKey(beforePosition - 1);
    for (const { key, value } of this.#events.getRange({ start, reverse: true })) {
      const position = readPosition(key);
      const bytes = asBuffer(value);
      const header = readHeader(position, bytes);
      if (position + header.count - 1 <= downTo) return page.build(cursor, true);
      if (header.stream.startsWith(prefix)) {
        for (const event of readEvents(position, header, bytes).reverse()) {
          if (event.position >= cursor) continue;
          if (event.position <= downTo) return page.build(cursor, true);
          if (!page.add(event)) return page.build(cursor, false);
          cursor = event.position;
        }
      }
      cursor = position;
      if (page.scanned()) return page.build(cursor, false);
    }
    return page.build(cursor, true);
  }

  /** Reads a stream from a revision on, inclusive. */
  streamForward(stream: string, fromRevision: number, limits: PageLimits): Page {
    const page = new PageBuilder(limits);
    let cursor = fromRevision - 1;
    const start = this.#indexFloor(stream, fromRevision) ?? indexKey(stream, 0);
    const end = indexKey(stream, Number.MAX_SAFE_INTEGER);
    for (const { value } of this.#index.getRange({ start, end, inclusiveEnd: true })) {
      for (const event of this.#eventsAt(readPosition(value))) {
        if (event.revision <= cursor) continue;
        if (!page.add(event)) return page.build(cursor, false);
        cursor = event.revision;
      }
    }
    return page.build(cursor, true);
  }

  /** Reads a stream from a revision back to its begin, inclusive. */
  streamBackward(stream: string, fromRevision: number, limits: PageLimits): Page {
    const page = new PageBuilder(limits);
    let cursor = fromRevision + 1;
    for (const { value } of this.#index.getRange({
      start: indexKey(stream, fromRevision),
      end: indexKey(stream, 0),
      inclusiveEnd: true,
      reverse: true,
    })) {
      for (const event of this.#eventsAt(readPosition(value)).reverse()) {
        if (event.revision >= cursor) continue;
        if (!page.add(event)) return page.build(cursor, false);
        cursor = event.revision;
      }
    }
    return page.build(cursor, true);
  }

  #eventsAt(position: number): RecordedEvent[] {
    const value = this.#events.get(positionKey(position));
    if (value === undefined)
      throw new DamagedEventsError(`the index names position ${position}, where no events are`);
    const bytes = asBuffer(value);
    return readEvents(position, readHeader(position, bytes), bytes);
  }

  #header(position: number): { readonly count: number } {
    const value = this.#events.get(positionKey(position));
    if (value === undefined) throw new Error(`no events at position ${position}`);
    return readHeader(position, asBuffer(value));
  }

  /** First position of the block that holds a position, or the position itself when none does. */
  #blockOf(position: number): number {
    if (position < 0) return 0;
    for (const key of this.#events.getKeys({ start: positionKey(position), reverse: true, limit: 1 })) {
      return readPosition(key);
    }
    return position;
  }

  #indexFloor(stream: string, revision: number): Uint8Array | undefined {
    for (const key of this.#index.getKeys({
      start: indexKey(stream, revision),
      end: indexKey(stream, 0),
      inclusiveEnd: true,
      reverse: true,
      limit: 1,
    })) {
      return key;
    }
    return undefined;
  }
}

/** Collects the events of one step until a bound is met. The first event always fits, however large. */
class PageBuilder {
  readonly #events: RecordedEvent[] = [];
  #bytes = 0;
  #blocks = 0;

  constructor(private readonly limits: PageLimits) {}

  add(event: RecordedEvent): boolean {
    const full =
      this.#events.length >= this.limits.eventsMax || this.#bytes + event.data.length > this.limits.bytesMax;
    if (full && this.#events.length > 0) return false;
    this.#events.push(event);
    this.#bytes += event.data.length;
    return true;
  }

  /** Counts a block as looked at; true when it is time to pause. */
  scanned(): boolean {
    return ++this.#blocks >= SCANNED_BLOCKS_MAX;
  }

  build(cursor: number, end: boolean): Page {
    return { events: this.#events, cursor, end };
  }
}

function openBytes(root: EmbeddedRoot, name: string): BytesDatabase {
  return root.openDB(name, { encoding: 'binary', keyEncoding: 'binary' });
}

function countOf(reference: Uint8Array): number {
  return asBuffer(reference).readUInt32BE(POSITION_BYTES);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function ignore(): void {
  // The promise that matters is another one.
}
