/** Longest stretch of work between two turns of the event loop. */
const SLICE_MS_MAX = 8;

/**
 * Lets a long replay share its process: after each slice of work everything else that waits gets its turn.
 */
export class Breather {
  private sliceStartMs = performance.now();

  /** @param signal - aborts the work at its next slice. */
  constructor(private readonly signal?: AbortSignal) {}

  /** Whether the slice is used up; ask after each small step, and `breathe` when it is. */
  get isDue(): boolean {
    return performance.now() - this.sliceStartMs >= SLICE_MS_MAX;
  }

  /**
   * Gives the turn away and begins a new slice.
   *
   * @throws the signal's reason when the work is no longer wanted.
   */
  async breathe(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.signal?.throwIfAborted();
    this.sliceStartMs = performance.now();
  }
}
