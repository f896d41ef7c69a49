import { describe, expect, it } from '@jest/globals';
import { settlementText } from './clearing.js';
import { accountText, BANK_ACCOUNT_COLUMNS } from './clearing-lists.js';
import { BREAK_COLUMNS } from './reconciliation.js';
import { table } from './table.js';

const nothing = {
  counts: { settled: 0, failed: 0, held: 0 },
  failed: [],
  held: [],
  feesCollected: [],
  notNetted: [],
};

describe('clearing for people', () => {
  it('tells a run that found nothing from one that left out what is not netted', () => {
    expect(settlementText('2026-11-25', nothing)).toBe('nothing netted is due by 2026-11-25');
    const notNetted = [{ settlementDate: '2026-11-24', obligations: 2 }];
    expect(settlementText('2026-11-25', { ...nothing, notNetted })).toBe(
      'nothing netted is due by 2026-11-25\n' +
        '2 obligations of 2026-11-24 left out, not netted yet: orebook net 2026-11-24',
    );
  });

  it('dates who failed, as a run takes what was carried too', () => {
    const fail = {
      participant: 'deu-hanse',
      instrument: 'NDPR-OXIDE',
      currency: 'USD',
      settlementDate: '2026-11-24',
      reason: 'SHORT_OF_CASH',
      short: '1000.00',
    };
    const result = {
      ...nothing,
      counts: { settled: 0, failed: 1, held: 0 },
      failed: [fail],
      feesCollected: [0],
    };
    expect(settlementText('2026-11-25', result).split('\n')).toEqual([
      '2026-11-25: 0 instructions settled, 1 failed, 0 waiting for others',
      'failed     due         instrument  reason          lacking',
      'deu-hanse  2026-11-24  NDPR-OXIDE  short of cash  1,000.00  USD',
      'fees collected from 1 participant',
    ]);
  });

  it('shows what a participant has and what it may take out', () => {
    expect(accountText({ participant: 'a', balances: [] })).toBe('a has nothing here');
    const cash = { asset: 'USD', balance: '1000.00', feesDue: '2.00', freeBalance: '998.00' };
    const metal = { asset: 'lots:LI', balance: '4' };
    expect(accountText({ participant: 'a', balances: [cash, metal] }).split('\n')).toEqual([
      'asset     balance  fees due    free',
      'USD      1,000.00      2.00  998.00',
      'lots:LI         4',
    ]);
  });

  it('RECN-2 shows what the next statement must open with', () => {
    const account = {
      account: 'nostro:USD',
      currency: 'USD',
      ledgerBalance: '5.00',
      expectedOpening: '7.00',
      openBreaks: 1,
    };
    expect(table(BANK_ACCOUNT_COLUMNS, [account]).split('\n')).toEqual([
      'account     ledger  next statement opens       open breaks',
      'nostro:USD    5.00                  7.00  USD            1',
    ]);
  });

  it('RECN-1 names the currency of a line that is not the one of its account', () => {
    const item = {
      result: 'attributeMismatch',
      reference: 'B-1',
      externalAmount: '1.00',
      externalCurrency: 'EUR',
      internalAmount: '1.00',
      difference: '0.00',
      mismatches: ['currency'],
    };
    expect(table(BREAK_COLUMNS, [item])).toContain('in EUR');
  });
});
