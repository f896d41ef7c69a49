import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { SlotIndex } from './slot-index.js';

/** Numbers of which some want the same place: they differ above the bits that the smallest table looks at. */
const low = fc.tuple(fc.nat(30), fc.nat(3)).map(([place, lap]) => (lap * (1 << 16) + place * 7) | 0);
const action = fc.record({ isInsert: fc.boolean(), low, pick: fc.nat() });

/** The index beside a plain map of slots by number, which is obviously right. */
class Twins {
  private readonly lows: number[] = [0];
  private readonly live = new Map<number, number>();
  readonly index = new SlotIndex((slot) => this.lows[slot] ?? 0);

  insert(low: number): void {
    if (this.live.has(low)) return;
    const slot = this.lows.length;
    this.lows.push(low);
    this.live.set(low, slot);
    this.index.insert(low, slot);
  }

  remove(pick: number): void {
    const entry = [...this.live][pick % Math.max(1, this.live.size)];
    if (entry === undefined) return;
    const [low, slot] = entry;
    this.live.delete(low);
    expect(this.index.remove(low, slot)).toBe(true);
    expect(this.index.remove(low, slot)).toBe(false);
  }

  assertSame(): void {
    for (const [low, slot] of this.live) {
      expect(this.index.find(low, 0)).toBe(slot);
      expect(this.index.find(low, slot)).toBe(0);
    }
  }
}

describe('the index of live orders', () => {
  it('INV-3 finds what was put in and not taken out, whoever wants the same place', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const twins = new Twins();
        for (const { isInsert, low, pick } of actions) {
          if (isInsert) twins.insert(low);
          else twins.remove(pick);
        }
        twins.assertSame();
      }),
      { numRuns: 200 },
    );
  });

  it('INV-3 grows while orders come and go, and loses none', () => {
    const lows = Array.from({ length: 90_000 }, (_, index) => index + 1);
    const index = new SlotIndex((slot) => lows[slot - 1] ?? 0);
    // Every third one leaves again, in the middle of the growth too.
    for (const low of lows) {
      index.insert(low, low);
      if (low % 3 === 0) expect(index.remove(low, low)).toBe(true);
    }
    const found = lows.filter((low) => index.find(low, 0) === low);
    expect(found).toEqual(lows.filter((low) => low % 3 !== 0));
  });

  it('INV-3 tells several orders of one low word apart', () => {
    const index = new SlotIndex(() => 5);
    index.insert(5, 1);
    index.insert(5, 2);
    expect([index.find(5, 0), index.find(5, 1), index.find(5, 2)]).toEqual([1, 2, 0]);
    expect(index.remove(5, 1)).toBe(true);
    expect(index.find(5, 0)).toBe(2);
  });
});
