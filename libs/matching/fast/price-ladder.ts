import { Ladder } from '../layout/ladder-layout.js';
import { Region } from '../layout/memory-map.js';
import type { BookMemory } from './book-memory.js';

/** Which of the ladders of a book one is: its place among them. */
export const enum LadderPlace {
  BIDS = 0,
  OFFERS = 1,
  /** Waiting stops by trigger. */
  BUY_STOPS = 2,
  SELL_STOPS = 3,
}

/**
 * Orders of one kind by price, then time: a tree of bitmaps over the whole domain of prices, three steps deep, with
 * queues chained through the orders themselves. It lies in the book's memory; `assembly/ladder.ts` works on it.
 */
export class PriceLadder {
  private readonly at: number;

  /**
   * @param highestFirst - whether the best price is the highest.
   * @param byEntry - whether the queue at one price is in order of entry, not of time.
   */
  constructor(
    private readonly memory: BookMemory,
    place: LadderPlace,
    highestFirst: boolean,
    byEntry: boolean,
  ) {
    this.at = Region.LADDERS + place * Ladder.BYTES;
    memory.core.ladderOpen(this.at, highestFirst ? 1 : 0, byEntry ? 1 : 0);
  }

  /** The best price; 0 when the ladder is empty. */
  get bestPrice(): number {
    return this.memory.words[(this.at + Ladder.BEST_PRICE) >>> 2] ?? 0;
  }

  /** No order's price is worse than this; 0 when the ladder is empty. */
  get worstPrice(): number {
    return this.memory.words[(this.at + Ladder.WORST_PRICE) >>> 2] ?? 0;
  }

  /** The first order of the best price, 0 when the ladder is empty. */
  first(): number {
    return this.memory.core.ladderFirst(this.at);
  }

  /** The first order of the next worse price than one that is not empty, 0 when there is none. */
  firstBehind(price: number): number {
    return this.memory.core.ladderFirstBehind(this.at, price);
  }

  /** Lots at a price that is not empty. @throws InvariantViolation when the ladder has nothing near it. */
  lotsAt(price: number): number {
    return this.memory.core.ladderLotsAt(this.at, price);
  }

  /** Puts an order at the back of a price: the caller knows that none there is later. */
  append(slot: number, price: number): void {
    this.memory.core.ladderAppend(this.at, slot, price);
  }

  /** Puts an order where its time belongs. */
  insert(slot: number, price: number): void {
    this.memory.core.ladderInsert(this.at, slot, price);
  }

  /** Takes an order out of the queue at its price; its leaves are still what the level counts. */
  remove(slot: number, price: number): void {
    this.memory.core.ladderRemove(this.at, slot, price);
  }

  /** Keeps the sum true when leaves change in place. */
  addLots(price: number, lots: number): void {
    this.memory.core.ladderAddLots(this.at, price, lots);
  }
}
