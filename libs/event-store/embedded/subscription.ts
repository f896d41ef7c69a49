import type { RecordedEvent, Subscription } from '../port.js';
import type { AppendSignal } from './append-signal.js';
import type { Page } from './event-log.js';

/** How a subscription reads on: everything after a position, one bounded page at a time. */
export type ReadPage = (afterPosition: number) => Page;

/**
 * Follows the log from a position.
 *
 * There is no border between history and live: it always reads the log after its own cursor, and waits only when the
 * log has nothing more. Reading and starting to wait happen in one turn, so no commit falls between them.
 */
export class LogSubscription implements Subscription {
  readonly closed: Promise<void>;
  readonly #finished: Promise<void>;
  #closing = false;
  #wake: (() => void) | undefined;

  constructor(
    private readonly readPage: ReadPage,
    private readonly signal: AppendSignal,
    afterPosition: number,
    onBatch: (events: readonly RecordedEvent[]) => Promise<void>,
  ) {
    this.closed = this.#run(afterPosition, onBatch);
    this.#finished = this.closed.catch(() => undefined);
  }

  close(): Promise<void> {
    this.#closing = true;
    this.#wake?.();
    return this.#finished;
  }

  get #open(): boolean {
    return !this.#closing;
  }

  async #run(
    afterPosition: number,
    onBatch: (events: readonly RecordedEvent[]) => Promise<void>,
  ): Promise<void> {
    let cursor = afterPosition;
    // The caller has the subscription in hand before the first batch comes.
    await Promise.resolve();
    while (this.#open) {
      const page = this.readPage(cursor);
      cursor = page.cursor;
      if (page.events.length > 0) await onBatch(page.events);
      else if (page.end) await this.#nextCommit();
      else await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #nextCommit(): Promise<void> {
    return new Promise((resolve) => {
      const takeBack = this.signal.wait(resolve);
      this.#wake = () => {
        takeBack();
        resolve();
      };
    });
  }
}
