import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreError, type EventStore, type NewEvent } from '#event-store';
import type { Clock } from '../clock/clock.js';
import {
  EDGE_REFUSALS_STREAM,
  encodeEdgeRefusal,
  encodeUnauthenticatedCount,
} from './edge-refusal-events.js';
import { RefusalNotRecordedError, type EdgeRefusal, type RefusalRecorder } from './refusal-recorder.js';

const WAITING_MAX = 10_000;
const BATCH_EVENTS_MAX = 500;
const ATTEMPTS_MAX = 20;
const RETRY_DELAY_MS = 25;
const COUNT_INTERVAL_MS = 60_000;
/** The caller waits for the record, and is better told to come again when the store is away. */
const ANSWER_MS_MAX = 2_000;

interface Waiting {
  readonly event: NewEvent;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Records refusals in the store's stream `edge-refusals`, those that come while an append is under way together in
 * the next one. What waits is bounded: beyond it refusals are not recorded, and said so.
 */
export class StoreRefusalRecorder implements RefusalRecorder {
  private waiting: Waiting[] = [];
  private revision: number | undefined;
  private flushing: Promise<void> | undefined;
  private unauthenticated = 0;
  private closed = false;
  private readonly countTimer: NodeJS.Timeout;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly answerMsMax = ANSWER_MS_MAX,
  ) {
    this.countTimer = setInterval(() => void this.recordCount(), COUNT_INTERVAL_MS);
    this.countTimer.unref();
  }

  record(refusal: EdgeRefusal): Promise<void> {
    return this.inTime(this.enqueue(encodeEdgeRefusal(refusal)));
  }

  countUnauthenticated(): void {
    this.unauthenticated += 1;
  }

  async close(): Promise<void> {
    clearInterval(this.countTimer);
    await this.recordCount();
    this.closed = true;
    await this.flushing;
  }

  /** A count that cannot be recorded now is carried to the next time. */
  private async recordCount(): Promise<void> {
    const count = this.unauthenticated;
    if (count === 0) return;
    this.unauthenticated = 0;
    try {
      await this.enqueue(encodeUnauthenticatedCount({ micros: this.clock.nowMicros(), count }));
    } catch {
      this.unauthenticated += count;
    }
  }

  /** What is late may be recorded yet: a refusal on record that nobody was told of does no harm. */
  private async inTime(recorded: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new RefusalNotRecordedError()), this.answerMsMax);
    });
    try {
      await Promise.race([recorded, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private enqueue(event: NewEvent): Promise<void> {
    if (this.closed || this.waiting.length >= WAITING_MAX)
      return Promise.reject(new RefusalNotRecordedError());
    return new Promise((resolve, reject) => {
      this.waiting.push({ event, resolve, reject });
      this.flushing ??= this.flush().finally(() => (this.flushing = undefined));
    });
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.takeBatch();
      try {
        await this.append(batch.map(({ event }) => event));
        for (const { resolve } of batch) resolve();
      } catch (cause) {
        const error = new RefusalNotRecordedError({ cause });
        for (const { reject } of batch) reject(error);
      }
    }
  }

  private takeBatch(): Waiting[] {
    const eventsMax = Math.min(BATCH_EVENTS_MAX, this.store.appendEventsMax);
    let bytes = 0;
    let count = 0;
    for (const { event } of this.waiting) {
      bytes += event.data.byteLength;
      if (count > 0 && (count >= eventsMax || bytes > this.store.appendBytesMax)) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  /** Other processes write the stream too, so a wrong revision is read again; ids make a doubtful append safe to repeat. */
  private async append(events: readonly NewEvent[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.revision ??= await this.store.lastRevision(EDGE_REFUSALS_STREAM);
        this.revision = (await this.store.append(EDGE_REFUSALS_STREAM, this.revision, events)).revision;
        return;
      } catch (error) {
        if (!(error instanceof EventStoreError) || attempt >= ATTEMPTS_MAX) throw this.forgetting(error);
        if (error.code === 'WRONG_EXPECTED_REVISION') this.revision = undefined;
        else if (error.retriable) await delay(RETRY_DELAY_MS);
        else throw this.forgetting(error);
      }
    }
  }

  private forgetting(error: unknown): unknown {
    this.revision = undefined;
    return error;
  }
}
