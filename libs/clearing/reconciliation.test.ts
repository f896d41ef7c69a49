import { describe, expect, it } from '@jest/globals';
import type { ClearingEvent } from '#contracts';
import { ClearingScenario, clearingEventsOf } from '#testing';
import { applyEvent } from './apply.js';
import { ClearingState } from './clearing-state.js';
import { clearingStateHash } from './state-text.js';

/** A bank account that began with 1000 and got three deposits. */
function opened(): ClearingScenario {
  const scenario = new ClearingScenario();
  scenario.run({
    kind: 'postOpeningBalances',
    cash: [{ participant: 'a', currency: 'USD', amount: '1000' }],
    metal: [],
  });
  scenario.deposit('a', 100, 'R-1');
  scenario.deposit('b', 200, 'R-2');
  scenario.deposit('c', 300, 'R-3');
  return scenario;
}

const clean = [
  { reference: 'R-1', amount: 100 },
  { reference: 'R-2', amount: 200 },
  { reference: 'R-3', amount: 300 },
];

/** Items in short lines. */
function told(events: readonly ClearingEvent[]): string[] {
  return clearingEventsOf(events, 'StatementItemsReconciled')
    .flatMap(({ items }) => items)
    .map(({ reference, result, difference }) => `${reference} ${result} ${difference}`);
}

const proof = (events: readonly ClearingEvent[]) => clearingEventsOf(events, 'StatementReconciled')[0];

describe('matching', () => {
  it('RECN-1 matches line by line on references', () => {
    const events = opened().statement(1_000, clean);
    expect(told(events)).toEqual(['R-1 matched 0', 'R-2 matched 0', 'R-3 matched 0']);
    expect(proof(events)).toMatchObject({ difference: '0', residual: '0', internalClosing: '1600' });
  });

  it('RECN-1 never matches on totals', () => {
    const events = opened().statement(1_000, [{ reference: 'SUM', amount: 600 }]);
    expect(told(events)).toEqual([
      'SUM missingInternal 600',
      'R-1 missingExternal -100',
      'R-2 missingExternal -200',
      'R-3 missingExternal -300',
    ]);
    expect(proof(events)).toMatchObject({ difference: '0', explained: '0', residual: '0' });
  });

  it('RECN-1 tells every kind of result, each difference external minus internal', () => {
    const events = opened().statement(
      1_000,
      [
        { reference: 'R-1', amount: 102 },
        { reference: 'R-2', amount: 207 },
        { reference: 'R-1', amount: 102 },
        { reference: 'X-9', amount: -40 },
        { reference: 'X-9', amount: -40 },
      ],
      { tolerance: '2' },
    );
    expect(told(events)).toEqual([
      'R-1 matchedWithinTolerance 2',
      'R-2 amountMismatch 7',
      'R-1 duplicateExternal 102',
      'X-9 missingInternal -40',
      'X-9 duplicateExternal -40',
      'R-3 missingExternal -300',
    ]);
    expect(proof(events)).toMatchObject({
      externalClosing: '1331',
      internalClosing: '1600',
      difference: '-269',
      explained: '-269',
      residual: '0',
      counts: { duplicateExternal: 2, missingExternal: 1, matched: 0 },
    });
  });

  it('RECN-1 a tolerance is inclusive', () => {
    const exact = opened().statement(1_000, [{ reference: 'R-1', amount: 98 }], { tolerance: '2' });
    expect(told(exact)[0]).toBe('R-1 matchedWithinTolerance -2');
    const beyond = opened().statement(1_000, [{ reference: 'R-1', amount: 97 }], { tolerance: '2' });
    expect(told(beyond)[0]).toBe('R-1 amountMismatch -3');
  });

  it('RECN-1 names attributes that differ where the amount agrees', () => {
    const events = opened().statement(1_000, [
      { reference: 'R-1', amount: 100, valueDate: '2026-11-22' },
      { reference: 'R-2', amount: 200, currency: 'EUR' },
    ]);
    const [items] = clearingEventsOf(events, 'StatementItemsReconciled');
    expect(items?.items.slice(0, 2)).toMatchObject([
      { result: 'attributeMismatch', mismatches: ['valueDate'], difference: '0' },
      { result: 'attributeMismatch', mismatches: ['currency'], difference: '0' },
    ]);
  });

  it('RECN-1 a withdrawal is money out', () => {
    const scenario = opened();
    const body = { kind: 'withdrawCash', participant: 'a', currency: 'USD', amount: '50' } as const;
    scenario.run({ ...body, reference: 'O-1', valueDate: '2026-11-23' });
    const events = scenario.statement(1_000, [...clean, { reference: 'O-1', amount: -50 }]);
    expect(told(events).at(-1)).toBe('O-1 matched 0');
  });
});

describe('a run of statements', () => {
  it('RECN-2 refuses whole a statement that does not open with the last closing', () => {
    const scenario = opened();
    expect(scenario.statement(999, clean)).toMatchObject([
      { code: 'STATEMENT_OPENING_MISMATCH', details: { openingBalance: '999', expectedOpening: '1000' } },
    ]);
    scenario.statement(1_000, clean);
    expect(scenario.statement(1_000, [])).toMatchObject([{ details: { expectedOpening: '1600' } }]);
    expect(scenario.statement(1_600, [], { statementDate: '2026-11-22' })).toMatchObject([
      { code: 'STATEMENT_OUT_OF_ORDER' },
    ]);
  });

  it('RECN-2 the same file twice adds nothing, though it would not open rightly any more', () => {
    const scenario = opened();
    scenario.statement(1_000, clean, { contentHash: 'same' });
    const before = clearingStateHash(scenario.state);
    expect(scenario.statement(1_000, clean, { contentHash: 'same' })).toEqual([]);
    expect(clearingStateHash(scenario.state)).toBe(before);
  });

  it('RECN-2 the same file of a day without entries is a statement of each day', () => {
    const scenario = opened();
    scenario.statement(1_000, clean);
    const quiet = { contentHash: 'quiet' };
    scenario.statement(1_600, [], { ...quiet, statementDate: '2026-11-23' });
    scenario.run({
      kind: 'depositCash',
      participant: 'a',
      currency: 'USD',
      amount: '5',
      reference: 'R-4',
      valueDate: '2026-11-24',
    });
    const events = scenario.statement(1_600, [], { ...quiet, statementDate: '2026-11-24' });
    expect(told(events)).toEqual(['R-4 missingExternal -5']);
    expect(scenario.statement(1_600, [], { ...quiet, statementDate: '2026-11-24' })).toEqual([]);
  });

  it('RECN-2 a refused file can come again', () => {
    const scenario = opened();
    scenario.statement(1, clean, { contentHash: 'early' });
    expect(scenario.statement(1_000, clean, { contentHash: 'early' })).toHaveLength(3);
  });

  it('RECN-3 refuses a statement whose own lines do not lead to its closing', () => {
    expect(opened().statement(1_000, clean, { closingBalance: '1601' })).toMatchObject([
      { code: 'STATEMENT_NOT_BALANCED', details: { closingBalance: '1601', sum: '1600' } },
    ]);
  });

  it('RECN-3 lists what earlier statements left open until its counterpart comes', () => {
    const scenario = opened();
    const first = scenario.statement(1_000, [
      { reference: 'R-1', amount: 100 },
      { reference: 'R-2', amount: 250 },
      { reference: 'LATE', amount: 70 },
    ]);
    expect(proof(first)).toMatchObject({ difference: '-180', residual: '0' });
    scenario.run({
      kind: 'depositCash',
      participant: 'a',
      currency: 'USD',
      amount: '70',
      reference: 'LATE',
      valueDate: '2026-11-24',
    });
    const second = scenario.statement(1_420, [{ reference: 'R-3', amount: 300, valueDate: '2026-11-23' }], {
      statementDate: '2026-11-24',
    });
    expect(told(second)).toEqual(['R-2 amountMismatch 50', 'LATE attributeMismatch 0', 'R-3 matched 0']);
    expect(proof(second)).toMatchObject({ difference: '50', explained: '50', residual: '0' });
    expect([...scenario.state.nostros.get('nostro:USD')!.openItems.values()]).toMatchObject([
      { itemId: 'ST-5/4', result: 'amountMismatch' },
      { itemId: 'ST-5/5', result: 'attributeMismatch' },
    ]);
  });

  it('RECN-3 explains a line that the ledger values on a later day, and lets it go on that day', () => {
    const scenario = new ClearingScenario();
    const deposit = { kind: 'depositCash', participant: 'a', currency: 'USD', amount: '30' } as const;
    scenario.run({ ...deposit, reference: 'F-1', valueDate: '2026-11-25' });
    const first = scenario.statement(0, [{ reference: 'F-1', amount: 30, valueDate: '2026-11-25' }]);
    expect(told(first)).toEqual(['F-1 matched 30']);
    const second = scenario.statement(30, [], { statementDate: '2026-11-25' });
    expect(told(second)).toEqual(['F-1 matched 0']);
    expect(told(scenario.statement(30, [], { statementDate: '2026-11-26' }))).toEqual([]);
  });

  it('RECN-3 a break keeps its id from statement to statement', () => {
    const scenario = opened();
    const ids = (events: readonly ClearingEvent[]) =>
      clearingEventsOf(events, 'StatementItemsReconciled').flatMap(({ items }) =>
        items.map(({ itemId, carried }) => `${itemId} ${String(carried ?? false)}`),
      );
    expect(ids(scenario.statement(1_000, clean.slice(0, 2))).at(-1)).toBe('nostro:USD/cash:R-3 false');
    expect(ids(scenario.statement(1_300, []))).toEqual(['nostro:USD/cash:R-3 true']);
  });

  it('RECN-3 splits a long report over several events and replays it whole', () => {
    const scenario = new ClearingScenario();
    scenario.deposit('a', 1, 'R');
    const lines = Array.from({ length: 600 }, (_, index) => ({ reference: `L-${index}`, amount: 1 }));
    const events = scenario.statement(0, lines);
    expect(events).toHaveLength(5);
    const replayed = new ClearingState();
    for (const event of scenario.events) applyEvent(replayed, event);
    expect(clearingStateHash(replayed)).toBe(clearingStateHash(scenario.state));
  });
});
