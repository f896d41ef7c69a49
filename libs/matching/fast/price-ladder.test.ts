import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Cell, Region } from '../layout/memory-map.js';
import { Order } from '../layout/order-layout.js';
import { BookMemory } from './book-memory.js';
import { OrderPool } from './order-pool.js';
import { LadderPlace, PriceLadder } from './price-ladder.js';

/** Prices that share a leaf, a branch or neither, each of which empties and fills again. */
const price = fc.oneof(
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 120, max: 136 }),
  // Their leaves are kept at the same place.
  fc.integer({ min: 0, max: 3 }).map((step) => 3 + step * 512),
  fc.integer({ min: 1, max: 4 }).map((step) => step * 700_000),
  fc.constant(0x7fffffff),
);
const action = fc.oneof(
  fc.record({
    kind: fc.constantFrom('append', 'insert'),
    price,
    lots: fc.integer({ min: 1, max: 9 }),
    pick: fc.nat(),
  }),
  fc.record({ kind: fc.constant('remove'), price, lots: fc.constant(0), pick: fc.nat() }),
);

interface Resting {
  readonly slot: number;
  readonly price: number;
  readonly lots: number;
  readonly time: number;
}

/** The ladder beside a plain list of orders, which is obviously right. */
class Twins {
  private readonly memory = new BookMemory();
  private readonly pool = new OrderPool(this.memory);
  private readonly ladder: PriceLadder;
  private resting: Resting[] = [];
  private number = 0;

  constructor(private readonly highestFirst: boolean) {
    this.ladder = new PriceLadder(this.memory, LadderPlace.BIDS, highestFirst, false);
  }

  append(price: number, lots: number): void {
    const slot = this.enter(price, lots, 2 * (this.number + 1));
    this.ladder.append(slot, price);
  }

  /** An order whose time may lie before that of those at its price. */
  insert(price: number, lots: number, pick: number): void {
    const slot = this.enter(price, lots, 2 * (pick % (this.number + 2)) + 1);
    this.ladder.insert(slot, price);
  }

  remove(pick: number): void {
    const order = this.resting[pick % Math.max(1, this.resting.length)];
    if (order === undefined) return;
    this.ladder.remove(order.slot, order.price);
    this.leave([order]);
  }

  assertSame(): void {
    const orders = this.inOrder();
    expect(this.ladder.bestPrice).toBe(orders[0]?.price ?? 0);
    expect(this.ladder.first()).toBe(orders[0]?.slot ?? 0);
    expect(this.walk()).toEqual(orders.map(({ slot }) => slot));
    for (const { price } of orders) {
      const lots = orders.reduce((sum, order) => sum + (order.price === price ? order.lots : 0), 0);
      expect(this.ladder.lotsAt(price)).toBe(lots);
    }
    const worst = orders.at(-1)?.price ?? 0;
    const { worstPrice } = this.ladder;
    expect(this.highestFirst ? worstPrice <= worst : worstPrice >= worst).toBe(true);
  }

  /** Bytes of the nodes that are in use or were. */
  get nodeBytes(): number {
    return this.memory.word(Cell.NODE_NEXT) - Region.LADDER_NODES;
  }

  private enter(price: number, lots: number, time: number): number {
    const slot = this.pool.add((this.number += 1), 0);
    this.pool.words[(slot << Order.SHIFT) | Order.LEAVES] = lots;
    this.pool.words[(slot << Order.SHIFT) | Order.PRICE] = price;
    this.pool.setPriority(slot, time);
    this.resting.push({ slot, price, lots, time });
    return slot;
  }

  private leave(orders: readonly Resting[]): void {
    this.resting = this.resting.filter((order) => !orders.includes(order));
    for (const { slot } of orders) this.pool.remove(slot);
  }

  private inOrder(): Resting[] {
    const sign = this.highestFirst ? -1 : 1;
    return this.resting.toSorted((a, b) => sign * (a.price - b.price) || a.time - b.time);
  }

  private walk(): number[] {
    const { words } = this.pool;
    const slots: number[] = [];
    for (let slot = this.ladder.first(); slot !== 0 && slots.length <= this.resting.length;) {
      slots.push(slot);
      const next = this.pool.nextOf(slot);
      slot = next === 0 ? this.ladder.firstBehind(words[(slot << Order.SHIFT) | Order.PRICE] ?? 0) : next;
    }
    return slots;
  }
}

describe('orders by price, then time', () => {
  it.each([true, false])('ORDR-2 has them as a plain list has, the highest first: %s', (highestFirst) => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const twins = new Twins(highestFirst);
        for (const { kind, price: at, lots, pick } of actions) {
          if (kind === 'append') twins.append(at, lots);
          else if (kind === 'insert') twins.insert(at, lots, pick);
          else twins.remove(pick);
          twins.assertSame();
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([true, false])(
    'ORDR-2 uses the nodes of prices that are empty again, the highest first: %s',
    (highestFirst) => {
      const twins = new Twins(highestFirst);
      const visit = (at: number): void => {
        twins.append(at, 1);
        twins.remove(0);
      };
      const far = Array.from({ length: 5_000 }, (_, index) => 1 + index * 400_009);
      far.slice(0, 100).forEach(visit);
      const { nodeBytes } = twins;
      far.forEach(visit);
      expect(twins.nodeBytes).toBe(nodeBytes);
      twins.assertSame();
    },
  );
});
