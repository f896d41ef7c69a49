import { setTimeout as delay } from 'node:timers/promises';
import { BOOK_STREAM_PREFIX, MARKET_TOPIC } from '#contracts';
import { EventStoreError, type EventStore, type Subscription } from '#event-store';
import { MessageBusError, type MessageBus } from '#messaging';
import { marketMessages } from './market-message.js';
import { noteRelayed, relayedPosition } from './relay-checkpoint.js';

export interface RelayOptions {
  /** Its place is noted after so many events or so long, whichever comes first. */
  readonly checkpointEvents: number;
  readonly checkpointMs: number;
  readonly batchEventsMax: number;
  /** Pause before it goes on when the store or the bus was away. */
  readonly retryMs: number;
}

const DEFAULTS: RelayOptions = {
  checkpointEvents: 10_000,
  checkpointMs: 5_000,
  batchEventsMax: 500,
  retryMs: 500,
};

export interface RelayParts {
  readonly store: EventStore;
  readonly bus: MessageBus;
  /** Told when the store or the bus was away and the relay tries again. */
  readonly onTrouble?: (error: Error) => void;
}

/**
 * Publishes the books' events from the store to `market.events`, in the order of the store, without a gap and at least
 * once. The engine that holds the first partition of the commands leads; after a change of leader, or a crash, the last
 * events come again. Two that both think that they lead do no harm: each publishes in order from a noted place on, so
 * whoever drops what is not beyond the last sequence of its book sees each event once and in order.
 */
export class MarketRelay {
  private readonly options: RelayOptions;
  private wanted = false;
  private running: Promise<void> | undefined;
  private subscription: Subscription | undefined;
  private fail: (error: unknown) => void = () => undefined;
  /** Never resolves; rejects with what the relay cannot go on from. */
  readonly failed: Promise<never> = new Promise((_, reject) => {
    this.fail = reject;
  });

  constructor(
    private readonly parts: RelayParts,
    options: Partial<RelayOptions> = {},
  ) {
    this.options = { ...DEFAULTS, ...options };
  }

  /** Starts or stops to publish. */
  lead(wanted: boolean): void {
    this.wanted = wanted;
    if (wanted) this.run();
    else void this.subscription?.close();
  }

  /** Stops after the batch in hand and notes its place. */
  async stop(): Promise<void> {
    this.lead(false);
    while (this.running !== undefined) await this.running;
  }

  private run(): void {
    this.running ??= this.publishWhileWanted()
      .catch((error: unknown) => {
        this.wanted = false;
        this.fail(error);
      })
      .finally(() => {
        this.running = undefined;
        if (this.wanted) this.run();
      });
  }

  private async publishWhileWanted(): Promise<void> {
    while (this.wanted) {
      try {
        await this.publish();
      } catch (error) {
        if (!isAway(error)) throw error;
        this.parts.onTrouble?.(error);
        await delay(this.options.retryMs);
      }
    }
  }

  /** One run from the noted place on, until it is not wanted any more or something is away. */
  private async publish(): Promise<void> {
    const { store } = this.parts;
    const { checkpointEvents, checkpointMs, batchEventsMax } = this.options;
    const afterPosition = await relayedPosition(store);
    let reached = afterPosition;
    let fresh = 0;
    let notedMs = Date.now();
    const note = async (): Promise<void> => {
      if (fresh > 0) await noteRelayed(store, reached);
      fresh = 0;
      notedMs = Date.now();
    };
    const options = {
      afterPosition,
      streamPrefix: BOOK_STREAM_PREFIX,
      batchEventsMax,
      follower: 'market-relay',
    };
    const subscription = store.subscribe(options, async (events) => {
      await this.parts.bus.send(MARKET_TOPIC, marketMessages(events));
      reached = events.at(-1)?.position ?? reached;
      fresh += events.length;
      if (fresh >= checkpointEvents || Date.now() - notedMs >= checkpointMs) await note();
    });
    this.subscription = subscription;
    if (!this.wanted) await subscription.close();
    await subscription.closed;
    await note();
  }
}

function isAway(error: unknown): error is EventStoreError | MessageBusError {
  return (error instanceof EventStoreError || error instanceof MessageBusError) && error.retriable;
}
