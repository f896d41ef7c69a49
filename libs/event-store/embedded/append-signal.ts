import type { EmbeddedRoot } from './environment.js';

/**
 * Wakes whoever waits for new events: at once for commits of this process, by polling for those of others.
 *
 * The timer runs only while somebody waits.
 */
export class AppendSignal {
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param changed - whether anything was committed since it was last asked; cheap.
   * @param intervalMs - time between two looks, in milliseconds.
   */
  constructor(
    private readonly changed: () => boolean,
    private readonly intervalMs: number,
  ) {}

  /** Calls back once, at the next commit. The function returned takes it back. */
  wait(wake: () => void): () => void {
    this.#waiting.add(wake);
    this.#timer ??= setInterval(() => this.#poll(), this.intervalMs);
    return () => this.#forget(wake);
  }

  notify(): void {
    const woken = [...this.#waiting];
    this.#waiting.clear();
    this.#stopIfIdle();
    for (const wake of woken) wake();
  }

  #poll(): void {
    let changed: boolean;
    try {
      changed = this.changed();
    } catch {
      // Whoever waits meets the reason at its own next read.
      changed = true;
    }
    if (changed) this.notify();
  }

  #forget(wake: () => void): void {
    this.#waiting.delete(wake);
    this.#stopIfIdle();
  }

  #stopIfIdle(): void {
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** Is told the position of a commit's first event. */
export type CommitListener = (position: number) => void;

/** The stores open on one environment in this process, so that a commit of one wakes the readers of all. */
export class Neighbours {
  static readonly #byRoot = new WeakMap<EmbeddedRoot, Neighbours>();
  readonly #listeners = new Set<CommitListener>();

  static of(root: EmbeddedRoot): Neighbours {
    let neighbours = this.#byRoot.get(root);
    if (neighbours === undefined) {
      neighbours = new Neighbours();
      this.#byRoot.set(root, neighbours);
    }
    return neighbours;
  }

  add(listener: CommitListener): void {
    this.#listeners.add(listener);
  }

  delete(listener: CommitListener): void {
    this.#listeners.delete(listener);
  }

  notify(position: number): void {
    for (const listener of this.#listeners) listener(position);
  }
}
