import {
  type AppendResult,
  BEFORE_ALL,
  type EventStore,
  EventStoreError,
  type NewEvent,
  NO_STREAM,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  type Subscription,
} from '../port.js';
import { checkStreamName } from '../stream-name.js';
import { AppendQueue, idsOf } from './append-queue.js';
import { AppendSignal, Neighbours } from './append-signal.js';
import { encodeBlocks } from './block.js';
import type { EmbeddedRoot } from './environment.js';
import { EventLog, type Page, type PageLimits } from './event-log.js';
import { EventTail } from './event-tail.js';
import { NewestEvents } from './newest-events.js';
import { LogSubscription } from './subscription.js';

/** What the store works on and its bounds. */
export interface EmbeddedEventStoreOptions {
  /** An environment opened by `openEmbeddedEnvironment`; who opened it closes it, after the store. */
  readonly root: EmbeddedRoot;
  /** The environment's look at free space; without it only a failing commit tells that the disk is full. */
  readonly hasRoom?: (bytes: number) => boolean;
  readonly appendBytesMax?: number;
  readonly appendEventsMax?: number;
  /** Appends beyond these wait for nothing: they are refused with `UNAVAILABLE`. */
  readonly waitingAppendsMax?: number;
  readonly waitingBytesMax?: number;
  /** Data of one commit, in bytes; an append larger than that goes alone. */
  readonly groupBytesMax?: number;
  /** Bounds of one batch of a read or a subscription. */
  readonly batchEventsMax?: number;
  readonly batchBytesMax?: number;
  /** Bounds of the newest events kept in memory for those who follow closely. */
  readonly tailEventsMax?: number;
  readonly tailBytesMax?: number;
  /** How soon an append of another process is noticed, in milliseconds. */
  readonly pollIntervalMs?: number;
}

const MIB = 2 ** 20;
const DEFAULTS = {
  appendBytesMax: MIB,
  appendEventsMax: 10_000,
  waitingAppendsMax: 50_000,
  waitingBytesMax: 64 * MIB,
  groupBytesMax: 4 * MIB,
  batchEventsMax: 1_000,
  batchBytesMax: MIB,
  tailEventsMax: 10_000,
  tailBytesMax: 8 * MIB,
  pollIntervalMs: 5,
};

/** A longer run of others' events is left to the log: whoever follows reads it there. */
const TAIL_GAP_MAX = 1_000;

/** The event store on lmdb: in the process of its user, shared by several processes, durable by itself. */
export class EmbeddedEventStore implements EventStore {
  readonly positionsGapless = true;
  readonly appendBytesMax: number;
  readonly appendEventsMax: number;
  readonly #log: EventLog;
  readonly #queue: AppendQueue;
  readonly #tail: EventTail;
  readonly #newest: NewestEvents;
  readonly #signal: AppendSignal;
  readonly #neighbours: Neighbours;
  readonly #subscriptions = new Set<Subscription>();
  readonly #pageLimits: PageLimits;
  /** Position of the newest block that this store has been told of, or has seen when it last looked. */
  #newestSeen: number;
  #closed = false;

  private constructor(options: EmbeddedEventStoreOptions) {
    const settings = { ...DEFAULTS, hasRoom: () => true, ...options };
    this.appendBytesMax = settings.appendBytesMax;
    this.appendEventsMax = settings.appendEventsMax;
    this.#pageLimits = { eventsMax: settings.batchEventsMax, bytesMax: settings.batchBytesMax };
    this.#log = new EventLog(options.root);
    this.#newestSeen = this.#log.newestBlock();
    this.#signal = new AppendSignal(() => this.#hasNews(), settings.pollIntervalMs);
    this.#neighbours = Neighbours.of(options.root);
    this.#neighbours.add(this.#onCommit);
    this.#tail = new EventTail({ eventsMax: settings.tailEventsMax, bytesMax: settings.tailBytesMax });
    this.#newest = new NewestEvents(this.#log, this.#tail);
    this.#queue = new AppendQueue(this.#log, settings, settings.hasRoom, {
      committed: (position, blocks) => {
        this.#extendTail(position);
        this.#tail.add(position, blocks);
        this.#neighbours.notify(position);
      },
      failed: () => this.#signal.notify(),
    });
  }

  /**
   * Opens the store in an environment, creating it when there is none.
   *
   * @throws Error when what is stored is damaged or of a later version of the product.
   */
  static open(options: EmbeddedEventStoreOptions): EmbeddedEventStore {
    return new EmbeddedEventStore(options);
  }

  async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult> {
    this.#assertOpen();
    checkStreamName(stream);
    if (!Number.isSafeInteger(expectedRevision) || expectedRevision < NO_STREAM) {
      throw new RangeError(`expected revision must be ${NO_STREAM} or more, is ${expectedRevision}`);
    }
    if (events.length === 0) throw new RangeError('an append needs at least one event');
    let bytes = 0;
    for (const event of events) bytes += event.data.length;
    if (bytes > this.appendBytesMax || events.length > this.appendEventsMax) {
      throw new EventStoreError(
        'APPEND_TOO_LARGE',
        `${events.length} events with ${bytes} bytes are more than one append may hold ` +
          `(${this.appendEventsMax} events, ${this.appendBytesMax} bytes)`,
      );
    }
    const blocks = encodeBlocks(stream, expectedRevision + 1, events);
    return this.#queue.submit({ stream, expectedRevision, ids: idsOf(events), blocks, bytes });
  }

  async *readStream(
    stream: string,
    options: ReadStreamOptions = {},
  ): AsyncGenerator<readonly RecordedEvent[]> {
    checkStreamName(stream);
    const backward = options.direction === 'backward';
    let from = options.fromRevision ?? (backward ? Number.MAX_SAFE_INTEGER - 1 : 0);
    from = Math.max(from, backward ? NO_STREAM : 0);
    let left = options.countMax ?? Number.POSITIVE_INFINITY;
    while (left > 0 && from >= 0) {
      const limits = this.#limits(left);
      const page = this.#read(() =>
        backward
          ? this.#log.streamBackward(stream, from, limits)
          : this.#log.streamForward(stream, from, limits),
      );
      if (page.events.length > 0) yield page.events;
      if (page.end) return;
      left -= page.events.length;
      from = backward ? page.cursor - 1 : page.cursor + 1;
    }
  }

  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<readonly RecordedEvent[]> {
    const backward = options.direction === 'backward';
    const prefix = options.streamPrefix ?? '';
    if (backward && options.countMax === 1 && options.afterPosition === undefined) {
      this.#assertOpen();
      const newest = await this.#newest.find(prefix, () => this.#othersTurn());
      if (newest !== undefined) yield [newest];
      return;
    }
    let cursor = options.afterPosition ?? (backward ? Number.MAX_SAFE_INTEGER : BEFORE_ALL);
    let left = options.countMax ?? Number.POSITIVE_INFINITY;
    while (left > 0) {
      const limits = this.#limits(left);
      const page = this.#read(() =>
        backward
          ? this.#log.pageBackward(cursor, prefix, limits)
          : this.#log.pageForward(cursor, prefix, limits),
      );
      if (page.events.length > 0) yield page.events;
      if (page.end) return;
      left -= page.events.length;
      cursor = page.cursor;
      // Others get their turn even while nothing matches.
      if (page.events.length === 0) await this.#othersTurn();
    }
  }

  async lastRevision(stream: string): Promise<number> {
    checkStreamName(stream);
    return Promise.resolve(this.#read(() => this.#log.lastRevision(stream)));
  }

  async lastPosition(): Promise<number> {
    return Promise.resolve(this.#read(() => this.#log.nextPosition() - 1));
  }

  subscribe(
    options: SubscribeOptions,
    onBatch: (events: readonly RecordedEvent[]) => Promise<void>,
  ): Subscription {
    this.#assertOpen();
    const prefix = options.streamPrefix ?? '';
    const limits = this.#limits(options.batchEventsMax ?? Number.POSITIVE_INFINITY);
    const follower = {};
    const subscription = new LogSubscription(
      (afterPosition) => {
        const page = this.#nextPage(afterPosition, prefix, limits);
        this.#tail.reached(follower, page.cursor);
        return page;
      },
      this.#signal,
      options.afterPosition,
      onBatch,
    );
    this.#subscriptions.add(subscription);
    const forget = (): void => {
      this.#subscriptions.delete(subscription);
      this.#tail.leave(follower);
    };
    subscription.closed.then(forget, forget);
    return subscription;
  }

  /** Takes nothing new, finishes the appends that wait, ends the subscriptions. The environment stays open. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
    await this.#queue.drained();
    this.#neighbours.delete(this.#onCommit);
  }

  #limits(eventsMax: number): PageLimits {
    return { ...this.#pageLimits, eventsMax: Math.min(eventsMax, this.#pageLimits.eventsMax) };
  }

  /** Reads as of now, not as of the last read of this turn. */
  #read<T>(read: () => T): T {
    this.#assertOpen();
    this.#log.refresh();
    return read();
  }

  /**
   * What a follower gets next: from the tail, or from the log. Who is woken where the tail ends looks in the log each
   * time: another thread may have committed what nobody here has been told of yet, and somebody waits for it. Only while
   * a commit of this store is on its way it waits for that, which is a moment: what it would come upon in the log, the
   * tail is about to be given.
   */
  #nextPage(afterPosition: number, prefix: string, limits: PageLimits): Page {
    const page = this.#tail.pageAfter(afterPosition, prefix, limits);
    if (page === undefined && this.#queue.isCommitting && afterPosition === this.#tail.newestPosition)
      return { events: [], cursor: afterPosition, end: true };
    if (page === undefined) return this.#read(() => this.#readOn(afterPosition, prefix, limits));
    const isEnd = page.cursor === this.#tail.newestPosition && this.#newestSeen <= page.cursor;
    return { ...page, end: isEnd };
  }

  /** Reads for a follower; one that has come to the tail's end reads for all others too. */
  #readOn(afterPosition: number, prefix: string, limits: PageLimits): Page {
    const newest = this.#tail.newestPosition;
    if (newest !== undefined && newest !== afterPosition) {
      return this.#log.pageForward(afterPosition, prefix, limits);
    }
    const page = this.#log.pageForward(afterPosition, '', this.#pageLimits);
    this.#tail.extend(page.events);
    return this.#tail.pageAfter(afterPosition, prefix, limits) ?? page;
  }

  /** Puts what others committed since into the tail, up to a position, so that it has no gap there. */
  #extendTail(position: number): void {
    let newest = this.#tail.newestPosition;
    if (newest === undefined || position - newest > TAIL_GAP_MAX || this.#subscriptions.size === 0) return;
    try {
      if (newest + 1 < position) this.#log.refresh();
      while (newest + 1 < position) {
        const limits = { ...this.#pageLimits, eventsMax: position - 1 - newest };
        const { events, cursor } = this.#log.pageForward(newest, '', limits);
        if (events.length === 0) return;
        this.#tail.extend(events);
        newest = cursor;
      }
    } catch {
      // The tail begins anew then, and whoever follows meets the reason at its own read.
    }
  }

  /** Own commits are in the tail by then; of a neighbour's, who follows reads in the log. */
  readonly #onCommit = (position: number): void => {
    this.#newestSeen = Math.max(this.#newestSeen, position);
    this.#signal.notify();
  };

  async #othersTurn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#assertOpen();
  }

  #hasNews(): boolean {
    this.#log.refresh();
    const newest = this.#log.newestBlock();
    if (newest === this.#newestSeen) return false;
    this.#newestSeen = newest;
    return true;
  }

  #assertOpen(): void {
    if (this.#closed) throw new EventStoreError('CLOSED', 'the event store is closed');
  }
}
