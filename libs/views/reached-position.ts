interface Waiter {
  readonly position: number;
  readonly wake: (reached: boolean) => void;
}

/** The store position that a view's rows reflect, and those who wait for a later one: read-your-writes. */
export class ReachedPosition {
  private readonly waiters = new Set<Waiter>();
  private onWanted: () => void = () => undefined;

  constructor(private reached: number) {}

  /** -1 before the first. */
  get position(): number {
    return this.reached;
  }

  /** The rows reflect this position now. */
  advance(position: number): void {
    this.reached = position;
    for (const waiter of this.waiters) {
      if (waiter.position <= position) waiter.wake(true);
    }
  }

  /**
   * Waits for a position.
   *
   * @returns false when the time was up first.
   */
  async waitFor(position: number, timeoutMsMax: number): Promise<boolean> {
    if (position <= this.reached) return true;
    return new Promise((resolve) => {
      const waiter: Waiter = {
        position,
        wake: (reached) => {
          clearTimeout(timer);
          this.waiters.delete(waiter);
          resolve(reached);
        },
      };
      const timer = setTimeout(() => waiter.wake(false), timeoutMsMax);
      this.waiters.add(waiter);
      this.onWanted();
    });
  }

  /** Resolves when somebody waits for a position that is not reached yet, or when the time is up. */
  async wanted(timeoutMsMax: number): Promise<void> {
    if (this.waiters.size > 0) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.onWanted = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, timeoutMsMax);
      this.onWanted = done;
    });
  }

  /** Lets everybody go: nothing more will be reached. */
  close(): void {
    for (const waiter of this.waiters) waiter.wake(false);
    this.onWanted();
  }
}
