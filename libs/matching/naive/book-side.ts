import type { Side } from '#contracts';
import type { DepthLevel, MarketDepth } from '../book-reader.js';
import { InvariantViolation } from '../invariant-violation.js';
import type { NaiveOrder } from './naive-order.js';

/** Orders at one price, or market orders, in order of time. */
class PriceLevel implements DepthLevel {
  readonly inTime: NaiveOrder[] = [];
  quantityLots = 0;

  constructor(readonly priceTicks: number) {}

  get displayedLots(): number {
    return this.inTime.reduce((sum, order) => sum + order.displayedLots, 0);
  }

  get orders(): number {
    return this.inTime.length;
  }

  /** Place of the first order that is not earlier than the given time. */
  indexOf(priority: number): number {
    let [low, high] = [0, this.inTime.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.inTime[middle]?.priority ?? priority) < priority) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  insert(order: NaiveOrder): void {
    const last = this.inTime.at(-1);
    if (last === undefined || last.priority < order.priority) this.inTime.push(order);
    else this.inTime.splice(this.indexOf(order.priority), 0, order);
  }

  /** @throws InvariantViolation when the order is not where its time puts it. */
  remove(order: NaiveOrder): void {
    const index = this.indexOf(order.priority);
    if (this.inTime[index] !== order) {
      throw new InvariantViolation('ORDR-2', `order ${order.order} is not at its price and time`);
    }
    this.inTime.splice(index, 1);
  }
}

/**
 * One side of the naive book: price levels in a sorted array whose last element is the best, each an array of orders
 * in order of time; market orders apart, in order of time.
 */
export class BookSide {
  private readonly worstFirst: PriceLevel[] = [];
  /** A level without a price. */
  private readonly market = new PriceLevel(0);
  /** Lots of the market orders by protection limit; the key 0 is none. */
  private readonly marketLots = new Map<number, number>();

  constructor(private readonly side: Side) {}

  insert(order: NaiveOrder): void {
    const level = order.priceTicks === undefined ? this.market : this.levelFor(order.priceTicks);
    level.insert(order);
    this.addLots(order, order.leavesLots);
  }

  remove(order: NaiveOrder): void {
    this.addLots(order, -order.leavesLots);
    if (order.priceTicks === undefined) {
      this.market.remove(order);
      return;
    }
    const level = this.levelFor(order.priceTicks);
    level.remove(order);
    if (level.inTime.length === 0) this.worstFirst.splice(this.placeOf(order.priceTicks), 1);
  }

  /** Keeps the sums true when leaves change in place. */
  addLots(order: NaiveOrder, lots: number): void {
    if (order.priceTicks !== undefined) {
      this.levelFor(order.priceTicks).quantityLots += lots;
      return;
    }
    const key = order.protectionLimitTicks ?? 0;
    const sum = (this.marketLots.get(key) ?? 0) + lots;
    if (sum === 0) this.marketLots.delete(key);
    else this.marketLots.set(key, sum);
  }

  /** First order of the best level. */
  best(): NaiveOrder | undefined {
    return this.worstFirst.at(-1)?.inTime[0];
  }

  *limitOrders(): Iterable<NaiveOrder> {
    for (const level of this.levels()) yield* level.inTime;
  }

  /** Best first. */
  *levels(): Iterable<PriceLevel> {
    for (let index = this.worstFirst.length - 1; index >= 0; index--) {
      const level = this.worstFirst[index];
      if (level !== undefined) yield level;
    }
  }

  marketOrders(): Iterable<NaiveOrder> {
    return this.market.inTime;
  }

  *marketDepth(): Iterable<MarketDepth> {
    for (const [key, quantityLots] of this.marketLots) {
      yield { protectionLimitTicks: key === 0 ? undefined : key, quantityLots };
    }
  }

  private levelFor(priceTicks: number): PriceLevel {
    const place = this.placeOf(priceTicks);
    const found = this.worstFirst[place];
    if (found?.priceTicks === priceTicks) return found;
    const level = new PriceLevel(priceTicks);
    this.worstFirst.splice(place, 0, level);
    return level;
  }

  /** Place of the first level that is not worse than a price. */
  private placeOf(priceTicks: number): number {
    let [low, high] = [0, this.worstFirst.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const price = this.worstFirst[middle]?.priceTicks ?? priceTicks;
      if (this.side === 'buy' ? price < priceTicks : price > priceTicks) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
