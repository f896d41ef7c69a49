import { followBooks, type RecordedCommand } from '#book-feed';
import type { NovateTrade } from '#contracts';
import { EventStoreError, type EventStore, type Subscription } from '#event-store';
import type { Clock } from '#platform';
import type { ClearingSubmission, ClearingWriter } from '../writer/clearing-writer.js';
import type { TradeTerms } from './trade-terms.js';

/** Who novates: no person, the house's own standing order. */
const NOVATION_ACTOR = 'clearing-house';

/** What the following is called by those who watch how far it is. */
export const NOVATION = 'novation';

interface Waiter {
  readonly position: number;
  readonly wake: () => void;
}

/**
 * Follows every book and novates its trades, each once (CLRG-1). How far it got is part of the clearing events
 * themselves, so a restart neither loses nor doubles a trade.
 */
export class BookFollower {
  private followed: number;
  private subscription: Subscription | undefined;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  private failedBy: unknown;
  private readonly waiters = new Set<Waiter>();
  private wakeRetry: () => void = () => undefined;
  private wakeGathering: () => void = () => undefined;

  constructor(
    private readonly parts: {
      readonly store: EventStore;
      readonly writer: ClearingWriter;
      readonly terms: TradeTerms;
      readonly clock: Clock;
      readonly retryMs: number;
      /** How long trades come together between rounds while nobody waits for them. */
      readonly gatherMs: number;
      /** Is told why following was interrupted. */
      readonly onInterruption: (error: unknown) => void;
    },
    afterPosition: number,
  ) {
    this.followed = afterPosition;
  }

  /** Store position up to which every trade is novated. */
  get followedPosition(): number {
    return this.followed;
  }

  /** What following cannot go on from; undefined while it goes on. */
  get failure(): unknown {
    return this.failedBy;
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeRetry();
    this.wakeGathering();
    await this.subscription?.close();
    await this.running;
  }

  /**
   * Waits until every trade up to a store position is novated.
   *
   * @returns false when that took too long.
   */
  waitFor(position: number, timeoutMsMax: number): Promise<boolean> {
    if (this.followed >= position) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiters.delete(waiter);
        resolve(false);
      }, timeoutMsMax);
      const waiter: Waiter = {
        position,
        wake: () => {
          clearTimeout(timer);
          resolve(true);
        },
      };
      this.waiters.add(waiter);
      this.wakeGathering();
    });
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        this.subscription = followBooks(
          this.parts.store,
          this.followed,
          (commands, checkpoint) => this.novate(commands, checkpoint),
          NOVATION,
        );
        await this.subscription.closed;
      } catch (error) {
        this.parts.onInterruption(error);
        if (!(error instanceof EventStoreError)) {
          this.failedBy = error;
          return;
        }
        await this.pause();
      }
    }
  }

  private pause(): Promise<void> {
    if (this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.parts.retryMs);
      this.wakeRetry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async novate(commands: readonly RecordedCommand[], checkpoint: number): Promise<void> {
    const { terms, writer } = this.parts;
    const trades: NovateTrade[] = [];
    for (const { instrument, events } of commands) {
      const bookCommandId = events[0]?.command?.commandId ?? '';
      for (const event of events) {
        terms.observe(event);
        if (event.type === 'Traded') trades.push(await terms.novationOf(instrument, event, bookCommandId));
      }
    }
    const submissions = trades.map((trade, index) =>
      this.submissionOf(
        index === trades.length - 1 && checkpoint >= 0 ? { ...trade, followedPosition: checkpoint } : trade,
      ),
    );
    await writer.executeAll(submissions);
    this.followed = checkpoint;
    for (const waiter of [...this.waiters]) {
      if (waiter.position > checkpoint) continue;
      this.waiters.delete(waiter);
      waiter.wake();
    }
    await this.gather();
  }

  /** Lets trades come together for the next round of appends, unless somebody waits for them. */
  private gather(): Promise<void> {
    if (this.stopping || this.waiters.size > 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(done, this.parts.gatherMs);
      this.wakeGathering = done;
    });
  }

  private submissionOf(body: NovateTrade): ClearingSubmission {
    return {
      commandId: `novate:${body.tradeId}`,
      cause: 'command',
      actor: NOVATION_ACTOR,
      receiveMicros: this.parts.clock.nowMicros(),
      body,
    };
  }
}
