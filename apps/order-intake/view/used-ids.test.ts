import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UsedIds, type UsedName } from './used-ids.js';

const reader =
  (names: readonly UsedName[]) =>
  (afterPosition: number, countMax: number): readonly UsedName[] =>
    names.filter(({ position }) => position > afterPosition).slice(0, countMax);

describe('used ids', () => {
  it('SEQ-4 every name may have been used until all that are on record are in', async () => {
    const ids = new UsedIds();
    expect(ids.mayHold('aus-lynx NDPR-OXIDE new')).toBe(true);
    const filling = ids.fill(
      1_999,
      reader(Array.from({ length: 2_000 }, (_, position) => ({ name: `n${position}`, position }))),
    );
    ids.add('aus-lynx NDPR-OXIDE told');
    expect(ids.mayHold('aus-lynx NDPR-OXIDE new')).toBe(true);
    await filling;
    expect(ids.mayHold('aus-lynx NDPR-OXIDE new')).toBe(false);
    expect(ids.mayHold('aus-lynx NDPR-OXIDE told')).toBe(true);
    for (let position = 0; position < 2_000; position++) expect(ids.mayHold(`n${position}`)).toBe(true);
  });

  it('SEQ-4 never says no to a used name, and seldom maybe to another', async () => {
    const ids = new UsedIds();
    await ids.fill(-1, reader([]));
    fc.assert(
      fc.property(fc.string({ maxLength: 70 }), (name) => {
        ids.add(name);
        return ids.mayHold(name);
      }),
      { numRuns: 1_000 },
    );
    for (let count = 0; count < 100_000; count++) ids.add(`desk BOOK order-${count}`);
    let wrong = 0;
    for (let count = 0; count < 100_000; count++) if (ids.mayHold(`desk BOOK other-${count}`)) wrong += 1;
    expect(wrong).toBeLessThan(20);
  });

  it('SEQ-4 when the books are followed anew, names told of meanwhile come from the view', async () => {
    const ids = new UsedIds();
    const names = Array.from({ length: 700 }, (_, position) => ({ name: `n${position}`, position }));
    const overtaken = ids.fill(600, reader(names));
    const last = ids.fill(699, reader(names));
    await overtaken;
    await last;
    expect([ids.mayHold('n0'), ids.mayHold('n650'), ids.mayHold('n699')]).toEqual([true, true, true]);
    expect(ids.mayHold('n700')).toBe(false);
  });
});
