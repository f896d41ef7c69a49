import { SIDE_BUY } from './workload.js';

/** A resting order of the generator's own bookkeeping. */
interface PlainOrder {
  readonly id: number;
  readonly side: number;
  readonly price: number;
  size: number;
}

/** Orders of one price in order of time; those before `first` are gone, a cancelled one stays with size zero. */
interface PlainLevel {
  readonly orders: PlainOrder[];
  first: number;
}

/** Hears a fill: maker, price, quantity, and whether the maker is filled whole. */
type FillSink = (makerId: number, price: number, quantity: number, isWhole: boolean) => void;

/**
 * Price-time priority with bare numbers and no rules of a venue: what makes the streams, so that no book under test
 * had a hand in them.
 */
export class PlainBook {
  private readonly orders = new Map<number, PlainOrder>();
  private readonly levels: readonly [Map<number, PlainLevel>, Map<number, PlainLevel>] = [
    new Map(),
    new Map(),
  ];

  /** Matches an order; a price of undefined takes whatever is there. Returns what is left of it. */
  take(side: number, price: number | undefined, size: number, onFill: FillSink): number {
    let left = size;
    while (left > 0) {
      const best = this.bestPrice(1 - side);
      if (best === undefined || (price !== undefined && isWorse(side, price, best))) break;
      left = this.takeLevel(1 - side, best, left, onFill);
    }
    return left;
  }

  rest(order: PlainOrder): void {
    const levels = this.sideOf(order.side);
    const level = levels.get(order.price) ?? { orders: [], first: 0 };
    levels.set(order.price, level);
    level.orders.push(order);
    this.orders.set(order.id, order);
  }

  cancel(id: number): void {
    const order = this.orders.get(id);
    if (order === undefined) throw new Error(`order ${id} does not rest`);
    order.size = 0;
    this.orders.delete(id);
    this.tidy(order.side, order.price);
  }

  private sideOf(side: number): Map<number, PlainLevel> {
    return side === SIDE_BUY ? this.levels[0] : this.levels[1];
  }

  private bestPrice(side: number): number | undefined {
    let best: number | undefined;
    for (const price of this.sideOf(side).keys()) {
      if (best === undefined || (side === SIDE_BUY ? price > best : price < best)) best = price;
    }
    return best;
  }

  private takeLevel(side: number, price: number, wanted: number, onFill: FillSink): number {
    const level = this.sideOf(side).get(price);
    let left = wanted;
    while (level !== undefined && left > 0 && level.first < level.orders.length) {
      const maker = level.orders[level.first];
      if (maker === undefined || maker.size === 0) {
        level.first++;
        continue;
      }
      const quantity = Math.min(left, maker.size);
      maker.size -= quantity;
      left -= quantity;
      if (maker.size === 0) this.orders.delete(maker.id);
      onFill(maker.id, price, quantity, maker.size === 0);
    }
    this.tidy(side, price);
    return left;
  }

  /** Forgets what is gone at the head of a level, and the level once it is empty. */
  private tidy(side: number, price: number): void {
    const level = this.sideOf(side).get(price);
    if (level === undefined) return;
    while (level.first < level.orders.length && level.orders[level.first]?.size === 0) level.first++;
    if (level.first === level.orders.length) this.sideOf(side).delete(price);
  }
}

function isWorse(side: number, price: number, best: number): boolean {
  return side === SIDE_BUY ? price < best : price > best;
}
