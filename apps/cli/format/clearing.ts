import { table, type Column } from './table.js';
import { counted, groupDigits, words } from './words.js';

/** What one side of a trade owes to or is owed by the clearing house. */
export interface Obligation {
  readonly tradeId: string;
  readonly participant: string;
  readonly side: string;
  readonly lots: number;
  readonly price: string;
  readonly amount: string;
  readonly currency: string;
  readonly settlementDate: string;
  readonly status: string;
}

interface Party {
  readonly participant: string;
  readonly instrument: string;
  readonly currency: string;
  readonly settlementDate: string;
}

/** One net delivery against one net payment; above zero to the participant. */
export interface Instruction extends Party {
  readonly lots: number;
  readonly amount: string;
  readonly status: string;
}

interface SettlementFail extends Party {
  readonly reason: string;
  readonly short: string;
}

interface SettlementHold extends Party {
  readonly reason: string;
  readonly lots: number;
  readonly amount: string;
}

/** What one run of settlement did. */
export interface SettlementResult {
  readonly counts: { readonly settled: number; readonly failed: number; readonly held: number };
  readonly failed: readonly SettlementFail[];
  readonly held: readonly SettlementHold[];
  readonly feesCollected: readonly unknown[];
  readonly notNetted: readonly { readonly settlementDate: string; readonly obligations: number }[];
}

interface TrialBalanceRow {
  readonly account: string;
  readonly asset: string;
  readonly debit: string;
  readonly credit: string;
}

interface AssetTotal {
  readonly asset: string;
  readonly debit: string;
  readonly credit: string;
  readonly total: string;
}

/** The whole ledger. */
export interface TrialBalance {
  readonly balanced: boolean;
  readonly accounts: readonly TrialBalanceRow[];
  readonly assets: readonly AssetTotal[];
}

export const OBLIGATION_COLUMNS: readonly Column<Obligation>[] = [
  { title: 'trade', value: (row) => row.tradeId },
  { title: 'participant', value: (row) => row.participant },
  { title: 'side', value: (row) => row.side },
  { title: 'lots', align: 'right', value: (row) => row.lots },
  { title: 'price', align: 'right', value: (row) => row.price },
  { title: 'amount', align: 'right', value: (row) => groupDigits(row.amount) },
  { title: '', value: (row) => row.currency },
  { title: 'settles', value: (row) => row.settlementDate },
  { title: 'status', value: (row) => row.status },
];

export const INSTRUCTION_COLUMNS: readonly Column<Instruction>[] = [
  { title: 'participant', value: (row) => row.participant },
  { title: 'instrument', value: (row) => row.instrument },
  { title: 'gets lots', align: 'right', value: (row) => row.lots },
  { title: 'gets money', align: 'right', value: (row) => groupDigits(row.amount) },
  { title: '', value: (row) => row.currency },
  { title: 'status', value: (row) => words(row.status) },
];

const FAIL_COLUMNS: readonly Column<SettlementFail>[] = [
  { title: 'failed', value: (row) => row.participant },
  { title: 'due', value: (row) => row.settlementDate },
  { title: 'instrument', value: (row) => row.instrument },
  { title: 'reason', value: (row) => reasonWords(row.reason) },
  { title: 'lacking', align: 'right', value: (row) => groupDigits(row.short) },
  { title: '', value: (row) => (row.reason === 'SHORT_OF_CASH' ? row.currency : 'lots') },
];

const HOLD_COLUMNS: readonly Column<SettlementHold>[] = [
  { title: 'waits', value: (row) => row.participant },
  { title: 'due', value: (row) => row.settlementDate },
  { title: 'instrument', value: (row) => row.instrument },
  { title: 'reason', value: (row) => reasonWords(row.reason) },
  { title: 'gets lots', align: 'right', value: (row) => row.lots },
  { title: 'gets money', align: 'right', value: (row) => groupDigits(row.amount) },
  { title: '', value: (row) => row.currency },
];

/** What settled, who failed for want of what, who waits for others, and what was left out as it is not netted. */
export function settlementText(date: string, result: SettlementResult): string {
  const { counts, failed, held, feesCollected, notNetted } = result;
  const isNothing = counts.settled + counts.failed + counts.held === 0;
  const told = `${counted(counts.settled, 'instruction')} settled, ${counts.failed} failed, ${counts.held} waiting for others`;
  return [
    isNothing ? `nothing netted is due by ${date}` : `${date}: ${told}`,
    ...(failed.length === 0 ? [] : [table(FAIL_COLUMNS, failed)]),
    ...(held.length === 0 ? [] : [table(HOLD_COLUMNS, held)]),
    ...(feesCollected.length === 0
      ? []
      : [`fees collected from ${counted(feesCollected.length, 'participant')}`]),
    ...notNetted.map(
      ({ settlementDate, obligations }) =>
        `${counted(obligations, 'obligation')} of ${settlementDate} left out, not netted yet: orebook net ${settlementDate}`,
    ),
  ].join('\n');
}

const ASSET_COLUMNS: readonly Column<AssetTotal>[] = [
  { title: 'asset', value: (row) => row.asset },
  { title: 'debit', align: 'right', value: (row) => groupDigits(row.debit) },
  { title: 'credit', align: 'right', value: (row) => groupDigits(row.credit) },
  { title: 'sum', align: 'right', value: (row) => groupDigits(row.total) },
];

const ACCOUNT_COLUMNS: readonly Column<TrialBalanceRow>[] = [
  { title: 'account', value: (row) => row.account },
  { title: 'asset', value: (row) => row.asset },
  { title: 'debit', align: 'right', value: (row) => groupDigits(row.debit) },
  { title: 'credit', align: 'right', value: (row) => groupDigits(row.credit) },
];

/** Every account, and the proof that each asset sums to zero. */
export function trialBalanceText({ balanced, accounts, assets }: TrialBalance): string {
  const verdict = balanced ? 'balanced: every asset sums to zero' : 'NOT BALANCED';
  return [table(ACCOUNT_COLUMNS, accounts), table(ASSET_COLUMNS, assets), verdict].join('\n\n');
}

/** A constant of the interface as words: `SHORT_OF_CASH`, `missingExternal`. */
export function reasonWords(reason: string): string {
  return words(reason).toLowerCase().replaceAll('_', ' ');
}
