import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SequenceSet } from './sequence-set.js';

describe('a set of sequences', () => {
  it('CLRG-1 novated trades are known again, in whatever order they came', () => {
    const steps = fc.oneof(
      fc.array(fc.integer({ min: 1, max: 60 })),
      // Mostly ascending, as a book's trades come.
      fc
        .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.boolean()), { maxLength: 300 })
        .map((gaps) =>
          gaps.reduce<number[]>((all, [gap, back]) => [...all, (all.at(-1) ?? 0) + (back ? -gap : gap)], []),
        ),
    );
    fc.assert(
      fc.property(steps, (sequences) => {
        const set = new SequenceSet();
        const model = new Set<number>();
        for (const sequence of sequences) {
          expect(set.has(sequence)).toBe(model.has(sequence));
          set.add(sequence);
          model.add(sequence);
        }
        expect(set.toArray()).toEqual([...model].sort((one, other) => one - other));
        for (let sequence = -5; sequence < 65; sequence += 1)
          expect(set.has(sequence)).toBe(model.has(sequence));
      }),
    );
  });
});
