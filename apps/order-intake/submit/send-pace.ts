/** Turns of the event loop, and the time. */
export interface Turns {
  /** Milliseconds that only grow. */
  nowMs(): number;
  /** Resolves once the event loop has taken in what had arrived by now. */
  next(): Promise<void>;
  /** Calls back after so many milliseconds; the function returned takes that back. */
  after(ms: number, call: () => void): () => void;
}

/** The turns of this process. */
export const EVENT_LOOP_TURNS: Turns = {
  nowMs: () => performance.now(),
  next: () => new Promise((resolve) => setImmediate(resolve)),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** How far commands may gather for one send. */
export interface PaceBounds {
  /** Milliseconds after which a send goes in any case. */
  readonly gatherMsMax: number;
  /** So many are worth a send at once. */
  readonly gatherCommandsMax: number;
  /** While fewer are on their way, no send waits for their outcomes: little arrives, and each is answered the sooner. */
  readonly onTheirWayMin: number;
}

/** What a pace goes by. */
export interface Load {
  /** Commands that wait to be sent. */
  queued(): number;
  /** Commands that were sent and have no outcome yet. */
  onTheirWay(): number;
}

/**
 * Says when queued commands are worth a send. A send costs the same for one command as for many: a sync of the bus, one
 * of the store, and a waking of all who follow. So where many are on their way, the next send waits until as many are
 * queued or the outcomes of those come; and then for as long as each turn of the event loop brings more. Where little
 * arrives that is a single turn and no wait.
 */
export class SendPace {
  private wake: (() => void) | undefined;

  constructor(
    private readonly load: Load,
    private readonly bounds: PaceBounds,
    private readonly turns: Turns = EVENT_LOOP_TURNS,
  ) {}

  /** To be called whenever a command was queued or an outcome came. */
  look(): void {
    if (this.wake !== undefined && !this.isOutweighed()) this.wake();
  }

  /** Resolves when what is queued by then is worth a send. */
  async worthSending(): Promise<void> {
    const { load, turns, bounds } = this;
    const deadlineMs = turns.nowMs() + bounds.gatherMsMax;
    if (this.isOutweighed()) await this.evenOrLate();
    for (let before = 0; this.isSmall() && load.queued() > before && turns.nowMs() < deadlineMs;) {
      before = load.queued();
      await turns.next();
    }
  }

  private isSmall(): boolean {
    return this.load.queued() < this.bounds.gatherCommandsMax;
  }

  private isOutweighed(): boolean {
    const onTheirWay = this.load.onTheirWay();
    return onTheirWay >= this.bounds.onTheirWayMin && this.load.queued() < onTheirWay && this.isSmall();
  }

  private evenOrLate(): Promise<void> {
    return new Promise((resolve) => {
      const takeBack = this.turns.after(this.bounds.gatherMsMax, () => this.wake?.());
      this.wake = () => {
        this.wake = undefined;
        takeBack();
        resolve();
      };
    });
  }
}
