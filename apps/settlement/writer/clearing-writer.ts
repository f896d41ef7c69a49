import { applyEvent, decideClearing, type ClearingState } from '#clearing';
import {
  CLEARING_RULES_VERSION,
  CLEARING_STREAM,
  type Cause,
  type ClearingCommand,
  type ClearingCommandBody,
  type ClearingEvent,
} from '#contracts';
import { appendInParts, BEFORE_ALL, EventStoreError, type EventStore } from '#event-store';
import type { Clock } from '#platform';
import { toStored, type PositionedClearingEvent } from './clearing-log.js';
import { recoverClearing } from './clearing-recovery.js';

/** What somebody asks of clearing, before the writer gives it its time. */
export interface ClearingSubmission {
  readonly commandId: string;
  readonly cause: Cause;
  readonly actor: string;
  /** UTC microseconds at the edge. */
  readonly receiveMicros: number;
  readonly body: ClearingCommandBody;
}

/** What was recorded of a request, durably. */
export interface ClearingOutcome {
  /** Empty for a repeat of what was done before. */
  readonly events: readonly ClearingEvent[];
  /** Store position by which it is true. */
  readonly position: number;
}

/** Clearing contradicted itself and takes nothing more: people have to look at it. */
export class ClearingStoppedError extends Error {
  constructor(options: ErrorOptions) {
    super('clearing has stopped: its ledger would no longer hold', options);
    this.name = 'ClearingStoppedError';
  }
}

interface Waiting {
  readonly submission: ClearingSubmission;
  readonly resolve: (outcome: ClearingOutcome) => void;
  readonly reject: (error: unknown) => void;
}

interface Decided {
  readonly waiting: Waiting;
  readonly events: readonly ClearingEvent[];
}

/** A person waits for the answer, and is better told to come again; novation comes again by itself. */
const APPEND_PATIENCE_MS = 2_000;
/** Commands that one round of appends may hold. */
const ROUND_COMMANDS_MAX = 256;
/** Commands beyond these are refused until others are done. */
const WAITING_COMMANDS_MAX = 20_000;
/** How often a round is decided anew while other writers are faster. */
const TAKEOVERS_MAX = 5;

/**
 * The single writer of the `clearing` stream: decides what waits, one after another, records it at the exact revision,
 * and only then lets it count and be read. Whenever that fails it forgets its state and reads it anew.
 */
export class ClearingWriter {
  private state: ClearingState | undefined;
  private readonly waiting: Waiting[] = [];
  private running: Promise<void> = Promise.resolve();
  private isRunning = false;
  private stoppedBy: unknown;
  private position = BEFORE_ALL;

  /**
   * @param onRecorded - is given each whole command's events once they are durable, at least once, in order.
   * @param onStopped - is told once of what clearing cannot go on from.
   */
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly onRecorded: (events: readonly PositionedClearingEvent[]) => void,
    private readonly onStopped: (error: unknown) => void = () => undefined,
  ) {}

  /** What clearing cannot go on from; undefined while it goes on. */
  get failure(): unknown {
    return this.stoppedBy;
  }

  /** Reads the stream; resolves with the number of events. */
  async start(): Promise<number> {
    return (await this.currentState()).sequence;
  }

  /** Waits for what is under way. */
  async idle(): Promise<void> {
    while (this.isRunning) await this.running;
  }

  /**
   * Decides and records one request.
   *
   * @throws EventStoreError when it could not be recorded, or it is not known whether it was.
   * @throws ClearingStoppedError when clearing contradicts itself.
   */
  execute(submission: ClearingSubmission): Promise<ClearingOutcome> {
    return new Promise((resolve, reject) => {
      if (this.waiting.length >= WAITING_COMMANDS_MAX) {
        reject(new EventStoreError('UNAVAILABLE', 'too many requests wait for clearing'));
        return;
      }
      this.waiting.push({ submission, resolve, reject });
      if (!this.isRunning) this.running = this.run();
    });
  }

  /** Decides and records requests in order; resolves when all are durable. */
  async executeAll(submissions: readonly ClearingSubmission[]): Promise<void> {
    await Promise.all(submissions.map((submission) => this.execute(submission)));
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    try {
      while (this.waiting.length > 0) await this.round(this.waiting.splice(0, ROUND_COMMANDS_MAX));
    } finally {
      this.isRunning = false;
    }
  }

  private stop(error: unknown): void {
    if (this.stoppedBy !== undefined) return;
    this.stoppedBy = error;
    this.onStopped(error);
  }

  private async round(batch: readonly Waiting[]): Promise<void> {
    for (let takeovers = 0; ; takeovers += 1) {
      try {
        if (this.stoppedBy !== undefined) throw new ClearingStoppedError({ cause: this.stoppedBy });
        const decided = this.decide(await this.currentState(), batch);
        await this.record(decided);
        for (const { waiting, events } of decided) waiting.resolve({ events, position: this.position });
        return;
      } catch (error) {
        // Whatever happened, the state in memory may be ahead of what is known to be recorded.
        this.state = undefined;
        if (isSuperseded(error) && takeovers < TAKEOVERS_MAX) continue;
        if (!(error instanceof EventStoreError)) this.stop(error);
        for (const { reject } of batch) reject(error);
        return;
      }
    }
  }

  /** A request that cannot even be decided fails alone; one whose events cannot be applied stops clearing. */
  private decide(state: ClearingState, batch: readonly Waiting[]): Decided[] {
    const decided: Decided[] = [];
    for (const waiting of batch) {
      let events: readonly ClearingEvent[];
      try {
        events = decideClearing(state, this.commandOf(waiting.submission, state));
      } catch (error) {
        waiting.reject(error);
        continue;
      }
      for (const event of events) applyEvent(state, event);
      decided.push({ waiting, events });
    }
    return decided;
  }

  private commandOf(submission: ClearingSubmission, state: ClearingState): ClearingCommand {
    const recordedMicros = Math.max(this.clock.nowMicros(), state.recordedMicros);
    return { recordedMicros, rulesVersion: CLEARING_RULES_VERSION, ...submission };
  }

  private async record(decided: readonly Decided[]): Promise<void> {
    const events = decided.flatMap((one) => one.events);
    const [first] = events;
    if (first === undefined) return;
    const position = await appendInParts(
      this.store,
      CLEARING_STREAM,
      first.sequence - 2,
      toStored(events),
      APPEND_PATIENCE_MS,
    );
    this.position = position;
    for (const one of decided) {
      if (one.events.length > 0) this.onRecorded(one.events.map((event) => ({ position, ...event })));
    }
  }

  private async currentState(): Promise<ClearingState> {
    this.state ??= await recoverClearing(this.store, (events) => {
      this.position = Math.max(this.position, events.at(-1)?.position ?? BEFORE_ALL);
      this.onRecorded(events);
    });
    return this.state;
  }
}

function isSuperseded(error: unknown): boolean {
  return error instanceof EventStoreError && error.code === 'WRONG_EXPECTED_REVISION';
}
