import type { Posting } from '#contracts';

/** Where a posting posts. */
export type PostedAt = Pick<Posting, 'account' | 'asset'>;

/**
 * Every transaction of the ledger in order, as numbers alone: its postings stand in the stream. What accounts and assets it
 * touches is kept once for all that touch the same, which those of a venue's trades mostly do.
 */
export class Transactions {
  private readonly sequences: number[] = [];
  /** Places in `patterns`. */
  private readonly patternsOf: number[] = [];
  private readonly patterns: (readonly PostedAt[])[] = [];
  private readonly places = new Map<string, number>();

  get count(): number {
    return this.sequences.length;
  }

  /** @param sequence - of the event that posted it. */
  add(sequence: number, postings: readonly Posting[]): void {
    const key = postings.map(({ account, asset }) => `${account} ${asset}`).join();
    let place = this.places.get(key);
    if (place === undefined) {
      place = this.patterns.push(postings.map(({ account, asset }) => ({ account, asset }))) - 1;
      this.places.set(key, place);
    }
    this.sequences.push(sequence);
    this.patternsOf.push(place);
  }

  /** The sequence of the event that posted a transaction, by its place from 0. */
  sequenceAt(index: number): number | undefined {
    return this.sequences[index];
  }

  /** Places of the transactions with a posting that is wanted, in order, at most so many. */
  find(isWanted: (posted: PostedAt) => boolean, from: number, countMax: number): number[] {
    const wanted = this.patterns.map((pattern) => pattern.some(isWanted));
    const found: number[] = [];
    for (let index = from; index < this.count && found.length < countMax; index += 1) {
      if (wanted[this.patternsOf[index] ?? -1] === true) found.push(index);
    }
    return found;
  }
}
