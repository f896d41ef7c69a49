import {
  type AppendResult,
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
import { AllLog } from './all-log.js';
import { Appender } from './appender.js';
import { connect, type Connection } from './connection.js';
import { bytesOnServer, checkEvent, SYSTEM_PREFIX } from './event-form.js';
import { readFailure } from './failures.js';
import { ResumingSubscription } from './resuming-subscription.js';
import { StreamLog } from './stream-log.js';

/** Where the server is, and the adapter's bounds. */
export interface EventStoreDbEventStoreOptions {
  /** `esdb://user:password@host:2113`, or `esdb+discover://…` for a cluster; without TLS `esdb://host:2113?tls=false`. */
  readonly connectionString: string;
  readonly appendBytesMax?: number;
  readonly appendEventsMax?: number;
  /** Longest time for one call to the server, in milliseconds; also for the first and each further event of a read. */
  readonly deadlineMs?: number;
  /** Appends beyond these wait for nothing: they are refused with `UNAVAILABLE`. */
  readonly appendsInFlightMax?: number;
  /** Bounds of one batch of a read or a subscription. */
  readonly batchEventsMax?: number;
  readonly batchBytesMax?: number;
  /** Pauses of a subscription that was broken, in milliseconds: the first, and the longest. */
  readonly resumePauseMsMin?: number;
  readonly resumePauseMsMax?: number;
  /** Told whenever a subscription was broken: why, and how long it pauses before it goes on. For logs and metrics. */
  readonly onSubscriptionTrouble?: (error: unknown, pauseMs: number) => void;
}

const KIB = 1_024;

/** What servers up to 25.0 take as one append: data, metadata and types of all its events. */
const SERVER_APPEND_BYTES_MAX = KIB * KIB;

const DEFAULTS = {
  // A thousand events have 256 bytes each for their metadata and types beside the data.
  appendBytesMax: 768 * KIB,
  appendEventsMax: 1_000,
  deadlineMs: 10_000,
  appendsInFlightMax: 10_000,
  batchEventsMax: 1_000,
  batchBytesMax: KIB * KIB,
  resumePauseMsMin: 50,
  resumePauseMsMax: 5_000,
  onSubscriptionTrouble: () => undefined,
} satisfies Omit<EventStoreDbEventStoreOptions, 'connectionString'>;

/** The event store on EventStoreDB or KurrentDB: shared by all who reach the server. */
export class EventStoreDbEventStore implements EventStore {
  readonly appendBytesMax: number;
  readonly appendEventsMax: number;
  readonly #settings: Required<EventStoreDbEventStoreOptions>;
  readonly #connection: Connection;
  readonly #appender: Appender;
  readonly #streams: StreamLog;
  readonly #log: AllLog;
  readonly #inFlight = new Set<Promise<AppendResult>>();
  readonly #subscriptions = new Set<Subscription>();
  #closed = false;

  private constructor(options: EventStoreDbEventStoreOptions) {
    const settings = { ...DEFAULTS, ...options };
    this.#settings = settings;
    this.appendBytesMax = settings.appendBytesMax;
    this.appendEventsMax = settings.appendEventsMax;
    this.#connection = connect(settings.connectionString, settings.deadlineMs);
    const limits = {
      countMax: settings.batchEventsMax,
      bytesMax: settings.batchBytesMax,
      waitMsMax: settings.deadlineMs,
    };
    this.#streams = new StreamLog(this.#connection, limits);
    this.#appender = new Appender(this.#connection, this.#streams);
    this.#log = new AllLog(this.#connection, limits);
  }

  /**
   * Prepares the store; the server is called when first needed.
   *
   * @throws Error when the connection string is unusable.
   */
  static open(options: EventStoreDbEventStoreOptions): EventStoreDbEventStore {
    return new EventStoreDbEventStore(options);
  }

  async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult> {
    this.#assertOpen();
    checkOwnStream(stream);
    if (!Number.isSafeInteger(expectedRevision) || expectedRevision < NO_STREAM) {
      throw new RangeError(`expected revision must be ${NO_STREAM} or more, is ${expectedRevision}`);
    }
    if (events.length === 0) throw new RangeError('an append needs at least one event');
    for (const event of events) checkEvent(event);
    this.#assertFits(events);
    if (this.#inFlight.size >= this.#settings.appendsInFlightMax) {
      throw new EventStoreError('UNAVAILABLE', `${this.#inFlight.size} appends are under way already`);
    }
    const appending = this.#appender.append(stream, expectedRevision, events);
    this.#inFlight.add(appending);
    try {
      return await appending;
    } finally {
      this.#inFlight.delete(appending);
    }
  }

  async *readStream(
    stream: string,
    options: ReadStreamOptions = {},
  ): AsyncGenerator<readonly RecordedEvent[]> {
    checkOwnStream(stream);
    yield* this.#reading(this.#streams.read(stream, options), `reading ${stream} failed`);
  }

  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<readonly RecordedEvent[]> {
    yield* this.#reading(this.#log.read(options), 'reading the store failed');
  }

  async lastRevision(stream: string): Promise<number> {
    for await (const [event] of this.readStream(stream, { direction: 'backward', countMax: 1 })) {
      if (event !== undefined) return event.revision;
    }
    return NO_STREAM;
  }

  async lastPosition(): Promise<number> {
    this.#assertOpen();
    try {
      return await this.#log.newestPosition();
    } catch (error) {
      throw readFailure(error, 'reading the end of the store failed');
    }
  }

  subscribe(
    options: SubscribeOptions,
    onBatch: (events: readonly RecordedEvent[]) => Promise<void>,
  ): Subscription {
    this.#assertOpen();
    const settings = this.#settings;
    const subscription = new ResumingSubscription(
      this.#connection,
      options,
      {
        batchEventsMax: settings.batchEventsMax,
        confirmMsMax: settings.deadlineMs,
        pauseMsMin: settings.resumePauseMsMin,
        pauseMsMax: settings.resumePauseMsMax,
        onTrouble: settings.onSubscriptionTrouble,
      },
      onBatch,
    );
    this.#subscriptions.add(subscription);
    const forget = (): void => {
      this.#subscriptions.delete(subscription);
    };
    subscription.closed.then(forget, forget);
    return subscription;
  }

  /** Takes nothing new, finishes the appends under way, ends the subscriptions and the connection. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
    await Promise.allSettled([...this.#inFlight]);
    await this.#connection.client.dispose();
  }

  /** Hands on what is read while the store is open, and failures in the words of the port. */
  async *#reading(
    batches: AsyncIterable<readonly RecordedEvent[]>,
    what: string,
  ): AsyncGenerator<readonly RecordedEvent[]> {
    this.#assertOpen();
    try {
      for await (const batch of batches) {
        yield batch;
        this.#assertOpen();
      }
    } catch (error) {
      throw readFailure(error, what);
    }
  }

  #assertFits(events: readonly NewEvent[]): void {
    let dataBytes = 0;
    let bytes = 0;
    for (const event of events) {
      dataBytes += event.data.length;
      bytes += bytesOnServer(event);
    }
    if (
      events.length <= this.appendEventsMax &&
      dataBytes <= this.appendBytesMax &&
      bytes <= SERVER_APPEND_BYTES_MAX
    ) {
      return;
    }
    throw new EventStoreError(
      'APPEND_TOO_LARGE',
      `${events.length} events with ${dataBytes} bytes (${bytes} as the server counts) are more than one append may ` +
        `hold (${this.appendEventsMax} events, ${this.appendBytesMax} bytes)`,
    );
  }

  #assertOpen(): void {
    if (this.#closed) throw new EventStoreError('CLOSED', 'the event store is closed');
  }
}

/** @throws RangeError when no stream of the exchange can have the name. */
function checkOwnStream(stream: string): void {
  checkStreamName(stream);
  if (stream.startsWith(SYSTEM_PREFIX)) {
    throw new RangeError(`streams beginning with ${SYSTEM_PREFIX} are the server's own: ${stream}`);
  }
}
