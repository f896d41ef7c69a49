/** One snapshot as it was kept; whether it is any good the book says that restores it. */
export interface KeptSnapshot {
  /** Where it is, for people. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Keeps snapshots of books. They only save time: any of them may be missing, old or broken, and the stream tells
 * the same.
 */
export interface SnapshotStore {
  /**
   * Keeps a snapshot, durably and as a whole or not at all, and drops all but the newest two of its book: an older one
   * is there should the newest be no good.
   *
   * @param sequence - of the last event that the state holds.
   */
  save(instrument: string, sequence: number, bytes: Uint8Array): Promise<void>;
  /** Sequence of a book's newest snapshot, 0 when it has none. */
  newestSequence(instrument: string): Promise<number>;
  /** A book's snapshots, newest first. */
  newestFirst(instrument: string): AsyncIterable<KeptSnapshot>;
}

/** Keeps nothing: every start reads whole streams. */
export const NO_SNAPSHOTS: SnapshotStore = {
  save: () => Promise.resolve(),
  newestSequence: () => Promise.resolve(0),
  async *newestFirst() {
    // Nothing is kept.
  },
};
