import {
  BEFORE_ALL,
  EventStoreError,
  type AppendResult,
  type EventStore,
  type NewEvent,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  type Subscription,
} from '#event-store';
import type { ProgressLook, ProgressWatch } from '../health/progress-watch.js';
import { BATCH_SIZES, WAIT_SECONDS, type Metrics } from './metrics.js';

/** A store that times its appends, counts what they hold and how they fail, and has its followers watched. */
export class MeteredEventStore implements EventStore {
  private readonly seconds;
  private readonly events;
  private readonly failures;

  constructor(
    private readonly inner: EventStore,
    metrics: Metrics,
    private readonly watch: ProgressWatch,
  ) {
    this.seconds = metrics.distribution({
      name: 'append_seconds',
      help: 'From the call of an append until its events are durable, by kind of stream',
      labels: ['streams'],
      buckets: WAIT_SECONDS,
    });
    this.events = metrics.distribution({
      name: 'append_events',
      help: 'Events of one append, by kind of stream',
      labels: ['streams'],
      buckets: BATCH_SIZES,
    });
    this.failures = metrics.counter({
      name: 'append_failures_total',
      help: 'Appends that the store refused or did not answer, by kind of stream and code',
      labels: ['streams', 'code'],
    });
  }

  get appendBytesMax(): number {
    return this.inner.appendBytesMax;
  }

  get appendEventsMax(): number {
    return this.inner.appendEventsMax;
  }

  get positionsGapless(): boolean {
    return this.inner.positionsGapless === true;
  }

  async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult> {
    const streams = kindOf(stream);
    const startedMs = performance.now();
    try {
      const result = await this.inner.append(stream, expectedRevision, events);
      this.seconds.observe({ streams }, (performance.now() - startedMs) / 1_000);
      this.events.observe({ streams }, events.length);
      return result;
    } catch (error) {
      this.failures.inc({ streams, code: error instanceof EventStoreError ? error.code : 'UNEXPECTED' });
      throw error;
    }
  }

  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<readonly RecordedEvent[]> {
    return this.inner.readStream(stream, options);
  }

  readAll(options?: ReadAllOptions): AsyncIterable<readonly RecordedEvent[]> {
    return this.inner.readAll(options);
  }

  lastRevision(stream: string): Promise<number> {
    return this.inner.lastRevision(stream);
  }

  lastPosition(): Promise<number> {
    return this.inner.lastPosition();
  }

  subscribe(
    options: SubscribeOptions,
    onBatch: (events: readonly RecordedEvent[]) => Promise<void>,
  ): Subscription {
    const log = options.streamPrefix ?? '';
    let reached = options.afterPosition;
    const subscription = this.inner.subscribe(options, async (events) => {
      await onBatch(events);
      reached = events.at(-1)?.position ?? reached;
    });
    const name = options.follower ?? `follower of ${log}`;
    const forget = this.watch.add(
      name,
      followerLook(this.inner, log, () => reached),
    );
    const closed = subscription.closed.then(forget);
    return { closed, close: () => subscription.close() };
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}

/**
 * How to see how far a follower is, wherever it runs.
 *
 * @param streamPrefix - of the streams that it follows: what is of other streams it is not behind.
 * @param reached - the store position up to which it is done.
 */
export function followerLook(store: EventStore, streamPrefix: string, reached: () => number): ProgressLook {
  return async () => [
    { log: `${streamPrefix}*`, reached: reached(), head: await headOf(store, streamPrefix) },
  ];
}

async function headOf(store: EventStore, streamPrefix: string): Promise<number> {
  for await (const [newest] of store.readAll({ direction: 'backward', countMax: 1, streamPrefix }))
    if (newest !== undefined) return newest.position;
  return BEFORE_ALL;
}

/** What a stream is one of: its name up to the first dash. */
function kindOf(stream: string): string {
  const dash = stream.indexOf('-');
  return dash < 0 ? stream : stream.slice(0, dash);
}
