import { describe, expect, it } from '@jest/globals';
import { ClearingScenario } from '#testing';
import { InvariantViolation } from './invariant-violation.js';
import { Ledger } from './ledger.js';
import { clearingStateHash } from './state-text.js';

const pay = (from: string, to: string, amount: string) => [
  { account: from, asset: 'USD', amount: `-${amount}` },
  { account: to, asset: 'USD', amount },
];

describe('the ledger', () => {
  it('CLRG-6 refuses a transaction that does not sum to zero for each asset', () => {
    const uneven = [
      { account: 'participant:a', asset: 'USD', amount: '5' },
      { account: 'nostro:USD', asset: 'EUR', amount: '-5' },
    ];
    expect(() => new Ledger().post('t', uneven)).toThrow(InvariantViolation);
  });

  it('CLRG-6 posts one id once', () => {
    const ledger = new Ledger();
    ledger.post('t', pay('nostro:USD', 'participant:a', '5'));
    expect(() => ledger.post('t', pay('nostro:USD', 'participant:a', '5'))).toThrow('posts twice');
    expect(ledger.balance('participant:a', 'USD')).toBe(5n);
  });

  it('CLRG-6 keeps sums that no number holds', () => {
    const ledger = new Ledger();
    ledger.post('one', pay('nostro:USD', 'participant:a', '9007199254740993'));
    ledger.post('two', pay('nostro:USD', 'participant:a', '9007199254740993'));
    expect(ledger.balance('participant:a', 'USD')).toBe(18_014_398_509_481_986n);
  });

  it('INV-4 leaves no participant with less than nothing', () => {
    const ledger = new Ledger();
    ledger.post('t', pay('participant:a', 'participant:b', '1'));
    expect(() => ledger.checkTouched()).toThrow('participant:a has -1 of USD');
  });
});

describe('cash and metal', () => {
  it('CLRG-6 a deposit is owed to the participant and lies at the bank', () => {
    const scenario = new ClearingScenario();
    scenario.deposit('a', 1_000);
    expect(scenario.balance('participant:a')).toBe(1_000n);
    expect(scenario.balance('nostro:USD')).toBe(-1_000n);
  });

  it('CLRG-6 the same reference posts once, whatever day it comes again', () => {
    const scenario = new ClearingScenario();
    const body = { kind: 'depositCash', participant: 'a', currency: 'USD', amount: '7' } as const;
    scenario.run({ ...body, reference: 'BANK-1', valueDate: '2026-11-23' });
    expect(scenario.run({ ...body, reference: 'BANK-1', valueDate: '2026-11-24' })).toEqual([]);
    expect(scenario.balance('participant:a')).toBe(7n);
  });

  it('CLRG-6 a named value date must be the one that the reference posted', () => {
    const scenario = new ClearingScenario();
    const body = { kind: 'depositCash', participant: 'a', currency: 'USD', amount: '7' } as const;
    const named = { ...body, reference: 'BANK-1', valueDateNamed: true } as const;
    scenario.run({ ...named, valueDate: '2026-11-23' });
    expect(scenario.run({ ...named, valueDate: '2026-11-23' })).toEqual([]);
    expect(scenario.run({ ...named, valueDate: '2026-11-24' })).toMatchObject([
      {
        code: 'REFERENCE_REUSED',
        details: { reference: 'BANK-1', participant: 'a', amount: '7', valueDate: '2026-11-23' },
      },
    ]);
  });

  it('CLRG-6 refuses a reference that says something else now', () => {
    const scenario = new ClearingScenario();
    scenario.deposit('a', 7, 'BANK-1');
    const refusal = { type: 'ClearingCommandRefused', code: 'REFERENCE_REUSED', end: true };
    expect(scenario.deposit('b', 7, 'BANK-1')).toMatchObject([refusal]);
    const withdrawal = { kind: 'withdrawCash', participant: 'a', currency: 'USD', amount: '7' } as const;
    expect(scenario.run({ ...withdrawal, reference: 'BANK-1', valueDate: '2026-11-23' })).toMatchObject([
      refusal,
    ]);
  });

  it('CLRG-6 pays out no more than the free balance, fees due held back, and all of it', () => {
    const scenario = new ClearingScenario();
    scenario.deposit('a', 1_000);
    scenario.trade('a', 'b', 2, 100, { feePerLot: '5' });
    const body = {
      kind: 'withdrawCash',
      participant: 'a',
      currency: 'USD',
      valueDate: '2026-11-23',
    } as const;
    expect(scenario.run({ ...body, amount: '991', reference: 'O-1' })).toMatchObject([
      { code: 'SHORT_OF_CASH', details: { freeBalance: '990', short: '1' } },
    ]);
    expect(scenario.run({ ...body, amount: '990', reference: 'O-1' })).toMatchObject([
      { type: 'CashWithdrawn', amount: '990' },
    ]);
    expect(scenario.balance('participant:a')).toBe(10n);
  });

  it('CLRG-6 books a warehouse receipt once as lots of its instrument', () => {
    const scenario = new ClearingScenario();
    const body = { kind: 'receiveMetal', participant: 'a', instrument: 'LI', lots: 4 } as const;
    scenario.run({ ...body, warehouse: 'R', reference: 'W-1' });
    expect(scenario.run({ ...body, warehouse: 'R', reference: 'W-1' })).toEqual([]);
    expect(scenario.run({ ...body, warehouse: 'S', reference: 'W-1' })).toMatchObject([
      { code: 'REFERENCE_REUSED' },
    ]);
    expect(scenario.balance('participant:a', 'lots:LI')).toBe(4n);
    expect(scenario.balance('warehouse:LI', 'lots:LI')).toBe(-4n);
  });

  it('CLRG-6 releases metal once, and no more lots than there are', () => {
    const scenario = new ClearingScenario();
    const metal = { participant: 'a', instrument: 'LI', warehouse: 'R' } as const;
    scenario.run({ ...metal, kind: 'receiveMetal', lots: 4, reference: 'W-1' });
    const release = { ...metal, kind: 'withdrawMetal', reference: 'W-2' } as const;
    expect(scenario.run({ ...release, lots: 5 })).toMatchObject([
      { code: 'SHORT_OF_METAL', details: { freeLots: '4', shortLots: '1' } },
    ]);
    expect(scenario.run({ ...release, lots: 4 })).toMatchObject([{ type: 'MetalWithdrawn', lots: 4 }]);
    expect(scenario.run({ ...release, lots: 4 })).toEqual([]);
    expect(scenario.run({ ...release, lots: 4, reference: 'W-1' })).toMatchObject([
      { code: 'REFERENCE_REUSED' },
    ]);
    expect(scenario.balance('participant:a', 'lots:LI')).toBe(0n);
    expect(scenario.balance('warehouse:LI', 'lots:LI')).toBe(0n);
    expect(scenario.replayedHash()).toBe(clearingStateHash(scenario.state));
  });

  it('CLRG-6 posts the opening balances once', () => {
    const scenario = new ClearingScenario();
    const body = {
      kind: 'postOpeningBalances',
      cash: [{ participant: 'a', currency: 'USD', amount: '500' }],
      metal: [{ participant: 'a', instrument: 'LI', lots: 3 }],
    } as const;
    expect(scenario.run(body)).toHaveLength(1);
    expect(scenario.run(body)).toEqual([]);
    expect(scenario.balance('nostro:USD')).toBe(-500n);
    expect(scenario.balance('participant:a', 'lots:LI')).toBe(3n);
  });
});
