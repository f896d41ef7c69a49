import { ENGINE_GROUP, ORDERS_TOPIC } from '#contracts';
import type { GroupProgress, MessageBus } from '#messaging';
import { inTime, type ReadinessState } from '#platform';

export interface EngineBacklogOptions {
  /** How often to look. */
  readonly pollMs: number;
  /** A look that takes longer counts as failed: the bus is away. */
  readonly answerMsMax: number;
  /** Commands of one partition that may wait for their book, whoever sent them. */
  readonly backlogCommandsMax: number;
  /** Commands wait and none is decided for so long: their books do not answer. */
  readonly stalledMsMax: number;
}

/** Why commands are better not sent. */
export interface BacklogTrouble {
  readonly reason: 'busAway' | 'booksBehind';
  readonly detail: string;
}

interface Lane {
  committedOffset: number;
  headOffset: number;
  /** When the engine last moved, or had nothing to do. */
  movedMs: number;
}

/**
 * How much the engines have yet to do, as the bus tells it: of this instance's commands and of all others'. Commands for
 * a book that does not answer are better refused than kept for an hour in which nobody wants them any more.
 */
export class EngineBacklog {
  private readonly lanes = new Map<number, Lane>();
  private readonly partitions = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private fault: string | undefined;

  /** @param nowMs - a clock that never goes back. */
  constructor(
    private readonly bus: MessageBus,
    private readonly options: EngineBacklogOptions,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.look(), this.options.pollMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Commands that wait for any book, as of the last look. */
  get size(): number {
    let size = 0;
    for (const { committedOffset, headOffset } of this.lanes.values()) size += headOffset - committedOffset;
    return size;
  }

  readiness(): ReadinessState {
    return this.fault === undefined ? { ready: true } : { ready: false, detail: this.fault };
  }

  /** Why an instrument's book can be sent nothing now; undefined when it can. */
  troubleOf(instrument: string): BacklogTrouble | undefined {
    if (this.fault !== undefined) return { reason: 'busAway', detail: 'the bus does not answer' };
    const lane = this.laneOf(instrument);
    if (lane === undefined) return undefined;
    const waiting = lane.headOffset - lane.committedOffset;
    if (waiting > this.options.backlogCommandsMax)
      return { reason: 'booksBehind', detail: 'too many commands wait for the book' };
    const isStalled = waiting > 0 && this.nowMs() - lane.movedMs >= this.options.stalledMsMax;
    return isStalled ? { reason: 'booksBehind', detail: 'the book does not answer' } : undefined;
  }

  /** Asks the bus once; looks that overlap share one. */
  look(): Promise<void> {
    this.looking ??= this.ask().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async ask(): Promise<void> {
    try {
      const asked = this.bus.groupProgress(ORDERS_TOPIC, ENGINE_GROUP);
      const progress = await inTime(asked, this.options.answerMsMax);
      for (const partition of progress) this.take(partition);
      this.fault = undefined;
    } catch (error) {
      this.fault = error instanceof Error ? error.message : String(error);
      // While the bus is away the engines cannot move.
      for (const lane of this.lanes.values()) lane.movedMs = this.nowMs();
    }
  }

  private take({ partition, committedOffset, headOffset }: GroupProgress): void {
    const lane = this.lanes.get(partition);
    const movedMs =
      lane !== undefined && lane.committedOffset === committedOffset && headOffset > committedOffset
        ? lane.movedMs
        : this.nowMs();
    this.lanes.set(partition, { committedOffset, headOffset, movedMs });
  }

  private laneOf(instrument: string): Lane | undefined {
    const partition = this.partitions.get(instrument);
    if (partition !== undefined) return this.lanes.get(partition);
    this.bus.partitionOf(ORDERS_TOPIC, instrument).then(
      (found) => this.partitions.set(instrument, found),
      () => undefined,
    );
    return undefined;
  }
}
