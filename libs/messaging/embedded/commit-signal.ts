/**
 * Wakes whoever waits for news on the bus: at once for commits of this bus, by polling for those of others.
 *
 * The timer runs only while somebody listens.
 */
export class CommitSignal {
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param changed - whether anything was committed since it was last asked; cheap.
   * @param intervalMs - time between two looks, in milliseconds.
   */
  constructor(
    private readonly changed: () => boolean,
    private readonly intervalMs: number,
  ) {}

  /** Calls back at every commit until the function returned is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#poll(), this.intervalMs);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  notify(): void {
    for (const listener of this.#listeners) listener();
  }

  #poll(): void {
    let changed: boolean;
    try {
      changed = this.changed();
    } catch {
      // Whoever listens meets the reason at its own next read.
      changed = true;
    }
    if (changed) this.notify();
  }
}
