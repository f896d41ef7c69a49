import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { View } from '#views';
import { AUDIT_DDL, AUDIT_SCHEMA_VERSION, type AuditSchema, type AuditView } from './audit-view.js';
import { RunReader } from './run-reader.js';
import { RunWriter } from './run-writer.js';

const BOOK = 1;
const TERMS = [2, 3, -7];

function openIndex(): AuditView {
  return View.open<AuditSchema>({ file: ':memory:', schemaVersion: AUDIT_SCHEMA_VERSION, ddl: AUDIT_DDL });
}

/** Writes events at these positions, each about the terms whose bit its position has. */
function write(writer: RunWriter, positions: readonly number[]): void {
  for (const position of positions) {
    writer.addEvent([position, BOOK, position * 2, position * 2 - 1, position * 10]);
    for (const [bit, term] of TERMS.entries()) if ((position >> bit) & 1) writer.addPosting(term, position);
  }
  writer.flush();
}

function walk(next: (position: number) => number | undefined): number[] {
  const walked: number[] = [];
  for (let at = next(0); at !== undefined; at = next(at + 1)) walked.push(at);
  return walked;
}

function expectAll(view: AuditView, positions: readonly number[]): void {
  const inOrder = [...positions].sort((one, other) => one - other);
  const reader = new RunReader(view);
  expect(walk(reader.positions())).toEqual(inOrder);
  for (const [bit, term] of TERMS.entries()) {
    expect(walk(reader.postings(term))).toEqual(inOrder.filter((position) => (position >> bit) & 1));
  }
  for (const position of inOrder.slice(0, 50)) {
    const event = { position, book: BOOK, sequence: position * 2, firstSequence: position * 2 - 1 };
    expect(reader.events()(position)).toEqual({ ...event, micros: position * 10 });
    if (!positions.includes(position + 1)) expect(reader.events()(position + 1)).toBeUndefined();
  }
}

describe('the runs of the index', () => {
  it('AUDT-1 hold every event in order, though commands end in another order than they begin', () => {
    const shuffled = fc
      .uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 })
      .chain((positions) =>
        fc.tuple(fc.constant(positions), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })),
      );
    fc.assert(
      fc.property(shuffled, ([positions, sizes]) => {
        const view = openIndex();
        // Each write by another writer, as after restarts, or all by one.
        const one = sizes.length % 2 === 0 ? new RunWriter(view) : undefined;
        for (let from = 0, turn = 0; from < positions.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          view.apply(from, () => write(one ?? new RunWriter(view), positions.slice(from, from + size)));
          from += size;
        }
        expectAll(view, positions);
        view.close();
      }),
      { numRuns: 60 },
    );
  });

  it('AUDT-1 are many where one write has more than a run may hold', () => {
    const view = openIndex();
    const positions = Array.from({ length: 2_500 }, (_, index) => index * 3);
    view.apply(1, () => write(new RunWriter(view), positions));
    expectAll(view, positions);
    expect(view.sqlite.prepare('select count(*) as runs from event_run').get()).toMatchObject({ runs: 3 });
    const late = [1, 4_000, 7_493];
    view.apply(2, () => write(new RunWriter(view), late));
    expectAll(view, [...positions, ...late]);
    view.close();
  });
});
