/** An event to append. The store never looks inside: `data` is whatever bytes the owner of the stream chose. */
export interface NewEvent {
  /** UUID. An append of known ids at a known revision is a repeat and answers like the first. */
  readonly id: string;
  readonly type: string;
  /** Version of the stored form of this type, 1 or more. */
  readonly version: number;
  readonly data: Uint8Array;
  /**
   * What `data` says, as its writer or its first reader in this process holds it, so that followers need not decode it
   * again. It is never stored, the store never looks inside, and nobody may change it. Absent says nothing.
   */
  decoded?: unknown;
}

/** An event as the store keeps it. */
export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  /** Place in its stream, from 0, gapless. */
  readonly revision: number;
  /**
   * Place in the whole store: strictly increasing over all streams, gapless in some stores alone. One less and one more than an event's
   * position lie just before and just after it.
   */
  readonly position: number;
}

/** The expected revision of a stream that must have no event yet; the revision after which a read from 0 begins. */
export const NO_STREAM = -1;

/** A position before every event. */
export const BEFORE_ALL = -1;

export interface AppendResult {
  /** Revision of the last event of the append. */
  readonly revision: number;
  /** Position of the last event of the append. */
  readonly position: number;
}

export interface ReadStreamOptions {
  readonly direction?: 'forward' | 'backward';
  /** First revision to read, inclusive; the stream's begin (forward) or end (backward) when absent. */
  readonly fromRevision?: number;
  /** At most this many events; all when absent. */
  readonly countMax?: number;
}

export interface ReadAllOptions {
  readonly direction?: 'forward' | 'backward';
  /** Read events after (forward) or before (backward) this position, exclusive; from the very begin or end when absent. */
  readonly afterPosition?: number;
  readonly countMax?: number;
  /** Only streams whose name starts so. */
  readonly streamPrefix?: string;
}

export interface SubscribeOptions {
  /** Deliver everything after this position, exclusive; `BEFORE_ALL` for the whole history. */
  readonly afterPosition: number;
  readonly streamPrefix?: string;
  /** Largest batch handed over at once. */
  readonly batchEventsMax?: number;
  /** Who follows, in the words of those who watch it; the store makes nothing of it. */
  readonly follower?: string;
}

/** A running catch-up subscription: history first, then whatever is appended, by any process, in order of position. */
export interface Subscription {
  /** Resolves when closed by `close`; rejects with what ended it otherwise, a throwing handler included. */
  readonly closed: Promise<void>;
  /** Stops after the batch in hand, so a handler must not wait for it. */
  close(): Promise<void>;
}

/**
 * The truth and the outbox: append-only streams with exact expected revisions.
 *
 * Every method may reject with `EventStoreError`; its `code` says what is known of the outcome.
 */
export interface EventStore {
  /** Largest sum of `data` bytes of one append; larger ones are refused with `APPEND_TOO_LARGE`. */
  readonly appendBytesMax: number;
  /** Largest number of events of one append. */
  readonly appendEventsMax: number;
  /** True where positions are handed out from 0 without a gap, so that an empty one tells of an event that was lost. */
  readonly positionsGapless?: boolean;
  /**
   * Appends all events or none, and resolves only when they are durable.
   *
   * @param expectedRevision - the stream's last revision, or `NO_STREAM`. Any other value is
   *   `WRONG_EXPECTED_REVISION`, unless the events that follow it are exactly these ids: then it is a repeat.
   * @throws RangeError when there is no event, or a name, id, type or version that no store could hold.
   */
  append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult>;
  /** Reads a stream in batches; an unknown stream is empty. */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** Reads the whole store in batches, in order of position. */
  readAll(options?: ReadAllOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** Last revision of a stream, `NO_STREAM` when it has none. */
  lastRevision(stream: string): Promise<number>;
  /** Position of the newest durable event, `BEFORE_ALL` when there is none. */
  lastPosition(): Promise<number>;
  /** Follows the store; the next batch is handed over when the handler of the last has resolved. */
  subscribe(
    options: SubscribeOptions,
    onBatch: (events: readonly RecordedEvent[]) => Promise<void>,
  ): Subscription;
  close(): Promise<void>;
}

export type EventStoreErrorCode =
  /** Somebody else appended first; nothing was written. */
  | 'WRONG_EXPECTED_REVISION'
  /** Nothing was written. */
  | 'APPEND_TOO_LARGE'
  /** Nothing was written; try again later. */
  | 'UNAVAILABLE'
  /** It may or may not have been written: read the stream to learn it. */
  | 'OUTCOME_UNKNOWN'
  /** The disk refused; nothing was written. */
  | 'STORAGE_FULL'
  | 'CLOSED';

/** What is stored is not what was written: trying again does not help. */
export class DamagedEventsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DamagedEventsError';
  }
}

/** What went wrong in the store, and whether trying the same again can help. */
export class EventStoreError extends Error {
  constructor(
    readonly code: EventStoreErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'EventStoreError';
  }

  get retriable(): boolean {
    return this.code === 'UNAVAILABLE' || this.code === 'OUTCOME_UNKNOWN' || this.code === 'STORAGE_FULL';
  }
}
