import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { canonicalJson } from '#contracts';
import { EventStoreError, type EventStore, type NewEvent } from '#event-store';

/** The one stream of what regulators read (AUDT-1). */
export const AUDIT_READS_STREAM = 'audit-reads';

/** A regulator's read, as it is kept. */
export interface RegulatorRead {
  /** UTC microseconds at which it was asked. */
  readonly micros: number;
  readonly userId: string;
  readonly name: string;
  /** Method and path pattern, e.g. `GET /v1/audit/orders/:id`. */
  readonly route: string;
  /** What was asked, as it was understood: checked and without absent fields. */
  readonly query: Readonly<Record<string, string | number>>;
}

/** The stored form of a read: canonical JSON, version 1. */
export function encodeRegulatorRead(read: RegulatorRead): NewEvent {
  const data = new TextEncoder().encode(canonicalJson(read));
  return { id: randomUUID(), type: 'RegulatorRead', version: VERSION, data };
}

const WAITING_MAX = 1_000;
const BATCH_EVENTS_MAX = 200;
const ATTEMPTS_MAX = 20;
const RETRY_DELAY_MS = 25;
const VERSION = 1;

interface Waiting {
  readonly event: NewEvent;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Records regulators' reads, those that come while an append is under way together in the next one. A read that
 * cannot be recorded is not answered.
 */
export class ReadJournal {
  private waiting: Waiting[] = [];
  private revision: number | undefined;
  private flushing: Promise<void> | undefined;

  constructor(private readonly store: EventStore) {}

  /**
   * Resolves when the read is durable.
   *
   * @throws EventStoreError when it cannot be recorded now.
   */
  record(read: RegulatorRead): Promise<void> {
    if (this.waiting.length >= WAITING_MAX) {
      return Promise.reject(new EventStoreError('UNAVAILABLE', 'too many reads wait to be recorded'));
    }
    const event = encodeRegulatorRead(read);
    return new Promise((resolve, reject) => {
      this.waiting.push({ event, resolve, reject });
      this.flushing ??= this.flush().finally(() => (this.flushing = undefined));
    });
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await this.flushing;
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, Math.min(BATCH_EVENTS_MAX, this.store.appendEventsMax));
      try {
        await this.append(batch.map(({ event }) => event));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        this.revision = undefined;
        for (const { reject } of batch) reject(error);
      }
    }
  }

  /** Other processes may write the stream too; the ids make a doubtful append safe to repeat. */
  private async append(events: readonly NewEvent[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.revision ??= await this.store.lastRevision(AUDIT_READS_STREAM);
        this.revision = (await this.store.append(AUDIT_READS_STREAM, this.revision, events)).revision;
        return;
      } catch (error) {
        if (!(error instanceof EventStoreError) || attempt >= ATTEMPTS_MAX) throw error;
        if (error.code === 'WRONG_EXPECTED_REVISION') this.revision = undefined;
        else if (error.retriable && error.code !== 'STORAGE_FULL') await delay(RETRY_DELAY_MS);
        else throw error;
      }
    }
  }
}
