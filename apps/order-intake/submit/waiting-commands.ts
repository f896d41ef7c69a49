import type { RecordedCommand } from '#book-feed';
import { OUTCOME_UNKNOWN, type Outcome } from './outcome.js';

interface Waiting {
  readonly deadlineMs: number;
  resolve: (outcome: Outcome) => void;
}

const SETTLED = (): void => undefined;

const SWEEPS_PER_TIMEOUT = 20;

/**
 * Requests that wait for the outcome of their command. All wait equally long, so the map's order is the order of
 * their deadlines and one timer serves them all.
 */
export class WaitingCommands {
  private readonly waiting = new Map<string, Waiting>();
  private timer: NodeJS.Timeout | undefined;
  private settled: () => void = () => undefined;

  /** @param nowMs - a clock that never goes back. */
  constructor(
    private readonly timeoutMsMax: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  get size(): number {
    return this.waiting.size;
  }

  /** @param listener - called whenever a request has its outcome. */
  onSettled(listener: () => void): void {
    this.settled = listener;
  }

  /** Waits for a command that is about to be sent; always resolves, `unknown` when the time is up. */
  wait(commandId: string): Promise<Outcome> {
    this.timer ??= setInterval(() => this.sweep(), Math.max(1, this.timeoutMsMax / SWEEPS_PER_TIMEOUT));
    return new Promise((resolve) => {
      this.waiting.set(commandId, { deadlineMs: this.nowMs() + this.timeoutMsMax, resolve });
    });
  }

  /** Gives a waiting request its outcome; false when nobody waits for this command. */
  settle(commandId: string, outcome: Outcome): boolean {
    const waiting = this.waiting.get(commandId);
    if (waiting === undefined) return false;
    this.waiting.delete(commandId);
    const { resolve } = waiting;
    // A map's outgrown tables hold on to what was in them until they are collected, and that takes long.
    waiting.resolve = SETTLED;
    resolve(outcome);
    this.settled();
    return true;
  }

  /** Settles whoever waits for a command that the book recorded. */
  settleRecorded(command: RecordedCommand): boolean {
    const commandId = command.events[0]?.command?.commandId;
    return commandId !== undefined && this.settle(commandId, { kind: 'recorded', command });
  }

  /** Lets everybody go with an unknown outcome. */
  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    for (const commandId of [...this.waiting.keys()]) this.settle(commandId, OUTCOME_UNKNOWN);
  }

  private sweep(): void {
    const now = this.nowMs();
    for (const [commandId, { deadlineMs }] of this.waiting) {
      if (deadlineMs > now) break;
      this.settle(commandId, OUTCOME_UNKNOWN);
    }
    if (this.waiting.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
