import { insertSorted } from '../ordered-maps.js';
import { compareExpiries } from '../schedule.js';

interface Expiring {
  readonly order: number;
  readonly expiryMicros: number;
}

/** gtd orders by expiry, then in entry order (ORDR-1, SEQ-3). */
export class Expiries {
  private readonly inOrder: Expiring[] = [];

  get first(): Expiring | undefined {
    return this.inOrder[0];
  }

  add(order: number, expiryMicros: number): void {
    insertSorted(this.inOrder, { order, expiryMicros }, compareExpiries);
  }

  remove(order: number, expiryMicros: number): void {
    const wanted = { order, expiryMicros };
    let [low, high] = [0, this.inOrder.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const item = this.inOrder[middle];
      if (item !== undefined && compareExpiries(item, wanted) < 0) low = middle + 1;
      else high = middle;
    }
    this.inOrder.splice(low, 1);
  }
}
