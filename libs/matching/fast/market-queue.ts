import type { MarketDepth } from '../book-reader.js';
import { Order, Rare } from '../layout/order-layout.js';
import type { OrderPool } from './order-pool.js';

/** Market orders of one side that stand in the book in a call phase, in order of time, and their sums. */
export class MarketQueue {
  readonly slots: number[] = [];
  /** Lots by protection limit; the key 0 is none. */
  private readonly lotsOf = new Map<number, number>();

  constructor(private readonly pool: OrderPool) {}

  insert(slot: number): void {
    this.slots.splice(this.placeOf(slot), 0, slot);
    this.addLots(slot, this.leavesOf(slot));
  }

  remove(slot: number): void {
    this.addLots(slot, -this.leavesOf(slot));
    this.slots.splice(this.placeOf(slot), 1);
  }

  addLots(slot: number, lots: number): void {
    const at = this.pool.rareAt(slot);
    const key = at === 0 ? 0 : (this.pool.rare[at + Rare.PROTECTION] ?? 0);
    const sum = (this.lotsOf.get(key) ?? 0) + lots;
    if (sum === 0) this.lotsOf.delete(key);
    else this.lotsOf.set(key, sum);
  }

  *depth(): Iterable<MarketDepth> {
    for (const [key, quantityLots] of this.lotsOf) {
      yield { protectionLimitTicks: key === 0 ? undefined : key, quantityLots };
    }
  }

  private leavesOf(slot: number): number {
    return this.pool.words[(slot << Order.SHIFT) + Order.LEAVES] ?? 0;
  }

  private placeOf(slot: number): number {
    const time = this.pool.priorityOf(slot);
    let [low, high] = [0, this.slots.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.pool.priorityOf(this.slots[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
