import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { BookMemory } from './book-memory.js';
import { OrderPool } from './order-pool.js';

/** Numbers of which some want the same place: they differ above the bits that the smallest index looks at. */
const low = fc.tuple(fc.nat(30), fc.nat(3)).map(([place, lap]) => (lap * (1 << 16) + place * 7) | 0);
const action = fc.record({ isAdded: fc.boolean(), low, high: fc.nat(1), pick: fc.nat() });

/** The pool beside a plain map of slots by number, which is obviously right. */
class Twins {
  private readonly pool = new OrderPool(new BookMemory());
  private readonly live = new Map<string, number>();

  add(low: number, high: number): void {
    const key = `${low} ${high}`;
    if (!this.live.has(key)) this.live.set(key, this.pool.add(low, high));
  }

  remove(pick: number): void {
    const entry = [...this.live][pick % Math.max(1, this.live.size)];
    if (entry === undefined) return;
    const [key, slot] = entry;
    this.live.delete(key);
    this.pool.remove(slot);
  }

  assertSame(): void {
    expect(this.pool.count).toBe(this.live.size);
    expect(new Set(this.live.values()).size).toBe(this.live.size);
    for (let place = 0; place <= 30; place++) {
      for (const lap of [0, 1, 2, 3]) {
        for (const high of [0, 1]) {
          const number = (lap * (1 << 16) + place * 7) | 0;
          expect(this.pool.find(number, high)).toBe(this.live.get(`${number} ${high}`) ?? 0);
        }
      }
    }
  }
}

describe('the live orders by number', () => {
  it('INV-3 finds what was put in and not taken out, whoever wants the same place', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const twins = new Twins();
        for (const { isAdded, low: number, high, pick } of actions) {
          if (isAdded) twins.add(number, high);
          else twins.remove(pick);
        }
        twins.assertSame();
      }),
      { numRuns: 200 },
    );
  });

  it('INV-3 grows while orders come and go, and loses none', () => {
    const pool = new OrderPool(new BookMemory());
    const slots = new Map<number, number>();
    // Every third one leaves again, in the middle of the growth too.
    for (let number = 1; number <= 200_000; number++) {
      const slot = pool.add(number, 0);
      if (number % 3 === 0) pool.remove(slot);
      else slots.set(number, slot);
    }
    const lost = [...slots].filter(([number, slot]) => pool.find(number, 0) !== slot);
    expect(lost).toEqual([]);
    for (const slot of slots.values()) pool.remove(slot);
    expect(pool.count).toBe(0);
    expect([...slots.keys()].filter((number) => pool.find(number, 0) !== 0)).toEqual([]);
  });

  it('INV-3 has no room ahead for more orders than its memory holds', () => {
    const pool = new OrderPool(new BookMemory());
    expect(() => pool.makeRoom(2 ** 24 + 1)).toThrow('at most 16777216 live orders');
  });

  it('INV-3 stops at an order whose place in the index is lost', () => {
    const memory = new BookMemory();
    const pool = new OrderPool(memory);
    const slot = pool.add(5, 0);
    pool.add(5, 1);
    pool.remove(slot);
    expect(() => pool.remove(slot)).toThrow('INV-3');
  });
});
