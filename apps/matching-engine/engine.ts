import { setTimeout as delay } from 'node:timers/promises';
import { ENGINE_GROUP, ORDERS_TOPIC } from '#contracts';
import type { EventStore } from '#event-store';
import type { Consumer, Message, MessageBatch, MessageBus } from '#messaging';
import type { BookFactory } from '#matching';
import type { Clock } from '#platform';
import type { EngineObserver } from './engine-meter.js';
import { PartitionLane } from './partition-lane.js';
import { PoisonLog } from './poison/poison-log.js';
import type { Snapshots } from './snapshots/restore-book.js';

export interface EngineOptions {
  /** How often each book looks at the clock when nothing else happens. */
  readonly tickMs: number;
  readonly batchMessagesMax: number;
}

/** What an engine works with. */
export interface EngineParts {
  readonly store: EventStore;
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly createBook: BookFactory;
  readonly snapshots?: Snapshots;
  readonly observer?: EngineObserver;
  /** Told whenever the engine has come to hold other partitions. */
  readonly onHeld?: (partitions: readonly number[]) => void;
  /** Told of each message that can never be decided and was set aside. */
  readonly onSetAside?: (message: Message, reason: string) => void;
}

const DRAIN_MS_MAX = 5_000;
const DEFAULTS: EngineOptions = { tickMs: 1_000, batchMessagesMax: 2_048 };

/**
 * Consumes commands as a member of the engines' group and decides the books of the partitions that it holds: they are
 * rebuilt when a partition is assigned and forgotten when it is taken away. What it cannot go on from ends it: `failed`
 * rejects, and the process is expected to stop.
 */
export class MatchingEngine {
  private readonly lanes = new Map<number, PartitionLane>();
  /** Lanes that were given up and may still have something on its way into the store. */
  private readonly leaving = new Set<PartitionLane>();
  private readonly instrumentsOf = new Map<number, string[]>();
  private readonly options: EngineOptions;
  private consumer: Consumer | undefined;
  private timer: NodeJS.Timeout | undefined;
  private drained: Promise<void> | undefined;
  /** What this engine and others have set aside. */
  readonly poison: PoisonLog;
  private fail: (error: unknown) => void = () => undefined;
  /** Never resolves; rejects with what the engine cannot go on from. */
  readonly failed: Promise<never> = new Promise((_, reject) => {
    this.fail = reject;
  });

  constructor(
    private readonly parts: EngineParts,
    options: Partial<EngineOptions> = {},
  ) {
    this.options = { ...DEFAULTS, ...options };
    this.poison = new PoisonLog(parts.store, () => parts.clock.nowMicros());
  }

  /**
   * Joins the group, rebuilds the books of the partitions that fall to it, and goes on deciding and ticking.
   *
   * @param instruments - whose books there are.
   * @returns the number of events that the books hold which this engine begins with.
   */
  async start(instruments: readonly string[]): Promise<number> {
    const { bus } = this.parts;
    for (const instrument of instruments) {
      const partition = await bus.partitionOf(ORDERS_TOPIC, instrument);
      this.instrumentsOf.set(partition, [...(this.instrumentsOf.get(partition) ?? []), instrument]);
    }
    const { batchMessagesMax, tickMs } = this.options;
    const events = await new Promise<number>((resolve, reject) => {
      let isFirst = true;
      this.consumer = bus.consume(
        {
          topic: ORDERS_TOPIC,
          group: ENGINE_GROUP,
          batchMessagesMax,
          onAssigned: (partitions) => {
            const recovered = this.hold(partitions);
            recovered.then(resolve, isFirst ? reject : this.fail);
            isFirst = false;
          },
        },
        (batch) => this.onBatch(batch),
      );
      const ended = (error: Error): void => {
        reject(error);
        this.fail(error);
      };
      this.consumer.stopped.catch(ended);
    });
    this.timer = setInterval(() => this.tickAll(), tickMs);
    return events;
  }

  /** Stops after the batches and the ticks in hand are recorded and committed: the store may be closed then. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.drained ??= this.drain();
    await this.drained;
    await this.consumer?.stop();
  }

  private async drain(): Promise<void> {
    const idle = [...this.lanes.values(), ...this.leaving].map((lane) => lane.idle());
    // While the bus is away commits are tried in vain; without them the commands come again and are known.
    await Promise.race([Promise.all(idle), delay(DRAIN_MS_MAX, undefined, { ref: false })]);
    for (const lane of this.lanes.values()) lane.stepDown();
    await Promise.all(idle);
  }

  /** Gives up the books of the partitions that are held no more, and rebuilds those of the new ones. */
  private async hold(partitions: readonly number[]): Promise<number> {
    if (this.drained !== undefined) return 0;
    for (const [partition, lane] of this.lanes) {
      if (partitions.includes(partition) && lane.isActive) continue;
      this.lanes.delete(partition);
      this.giveUp(lane);
    }
    const fresh = partitions.filter((partition) => !this.lanes.has(partition));
    const recoveries = fresh.map((partition) => {
      const lane = this.openLane(partition);
      this.lanes.set(partition, lane);
      return lane.recover(this.instrumentsOf.get(partition) ?? []);
    });
    this.parts.onHeld?.(partitions);
    const sequences = await Promise.all(recoveries);
    return sequences.reduce((sum, sequence) => sum + sequence, 0);
  }

  private giveUp(lane: PartitionLane): void {
    lane.stepDown();
    this.leaving.add(lane);
    void lane.idle().finally(() => this.leaving.delete(lane));
  }

  private async onBatch(batch: MessageBatch): Promise<void> {
    // What comes while the engine stops stays uncommitted, for the next one.
    if (this.drained !== undefined) await this.drained;
    else await this.lanes.get(batch.partition)?.take(batch);
  }

  private tickAll(): void {
    for (const lane of this.lanes.values()) lane.tick();
  }

  private openLane(partition: number): PartitionLane {
    return new PartitionLane({
      ...this.parts,
      poison: this.poison,
      isOurs: async () => (await this.consumer?.holds(partition)) ?? false,
      onFailed: this.fail,
      onSetAside: (message, reason) => this.parts.onSetAside?.(message, reason),
    });
  }
}
