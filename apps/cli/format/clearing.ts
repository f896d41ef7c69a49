import { table, type Column } from './table.js';
import { counted, groupDigits, words } from './words.js';

/** What one side of a trade owes to or is owed by the clearing house. */
export interface Obligation {
  readonly executionId?: string;
  readonly tradeId?: string;
  readonly participant?: string;
  readonly instrument?: string;
  readonly side?: string;
  readonly lots?: number;
  readonly quantityLots?: number;
  readonly price?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly settlementDate?: string;
  readonly status?: string;
}

/** One net delivery against one net payment; below zero the participant gives. */
export interface Instruction {
  readonly participant?: string;
  readonly instrument?: string;
  readonly lots?: number;
  readonly deliverLots?: number;
  readonly receiveLots?: number;
  readonly amount?: string;
  readonly payAmount?: string;
  readonly receiveAmount?: string;
  readonly currency?: string;
  readonly status?: string;
}

interface SettlementFail {
  readonly participant: string;
  readonly instrument: string;
  readonly reason: string;
  readonly short?: string | number;
}

export interface SettlementResult {
  readonly settled: readonly Instruction[];
  readonly failed: readonly SettlementFail[];
}

interface TrialBalanceRow {
  readonly account?: string;
  readonly participant?: string;
  readonly asset?: string;
  readonly debit?: string;
  readonly credit?: string;
  readonly balance?: string | number;
}

interface AssetTotal {
  readonly asset?: string;
  readonly debit?: string;
  readonly credit?: string;
  readonly total?: string | number;
  readonly balanced?: boolean;
}

export interface TrialBalance {
  readonly balanced?: boolean;
  readonly accounts?: readonly TrialBalanceRow[];
  readonly assets?: readonly AssetTotal[];
}

export const OBLIGATION_COLUMNS: readonly Column<Obligation>[] = [
  { title: 'trade', value: (row) => row.executionId ?? row.tradeId },
  { title: 'participant', value: (row) => row.participant },
  { title: 'side', value: (row) => row.side },
  { title: 'lots', align: 'right', value: (row) => row.lots ?? row.quantityLots },
  { title: 'price', align: 'right', value: (row) => row.price },
  { title: 'amount', align: 'right', value: (row) => money(row.amount) },
  { title: '', value: (row) => row.currency },
  { title: 'settles', value: (row) => row.settlementDate },
  { title: 'status', value: (row) => row.status },
];

export const INSTRUCTION_COLUMNS: readonly Column<Instruction>[] = [
  { title: 'participant', value: (row) => row.participant },
  { title: 'instrument', value: (row) => row.instrument },
  { title: 'lots', align: 'right', value: (row) => row.lots },
  { title: 'delivers', align: 'right', value: (row) => row.deliverLots },
  { title: 'receives', align: 'right', value: (row) => row.receiveLots },
  { title: 'amount', align: 'right', value: (row) => money(row.amount) },
  { title: 'pays', align: 'right', value: (row) => money(row.payAmount) },
  { title: 'is paid', align: 'right', value: (row) => money(row.receiveAmount) },
  { title: '', value: (row) => row.currency },
  { title: 'status', value: (row) => row.status },
];

/** What settled, and who failed for want of what. */
export function settlementText(date: string, result: SettlementResult): string {
  const { settled, failed } = result;
  if (settled.length + failed.length === 0) return `nothing settles on ${date}`;
  const head = `${date}: ${counted(settled.length, 'instruction')} settled, ${failed.length} failed`;
  const columns: readonly Column<SettlementFail>[] = [
    { title: 'failed', value: (row) => row.participant },
    { title: 'instrument', value: (row) => row.instrument },
    { title: 'reason', value: (row) => row.reason.toLowerCase().replaceAll('_', ' ') },
    {
      title: 'short by',
      align: 'right',
      value: (row) => (row.short === undefined ? undefined : groupDigits(String(row.short))),
    },
  ];
  return failed.length === 0 ? head : `${head}\n${table(columns, failed)}`;
}

/** Whether every asset sums to zero. */
export function isBalanced(balance: TrialBalance): boolean {
  if (balance.balanced !== undefined) return balance.balanced;
  return (balance.assets ?? []).every((asset) => asset.balanced ?? isZero(asset.total));
}

export function trialBalanceText(balance: TrialBalance): string {
  const assets: readonly Column<AssetTotal>[] = [
    { title: 'asset', value: (row) => row.asset },
    { title: 'debit', align: 'right', value: (row) => money(row.debit) },
    { title: 'credit', align: 'right', value: (row) => money(row.credit) },
    {
      title: 'sum',
      align: 'right',
      value: (row) => (row.total === undefined ? undefined : groupDigits(String(row.total))),
    },
  ];
  const accounts: readonly Column<TrialBalanceRow>[] = [
    { title: 'account', value: (row) => row.account },
    { title: 'participant', value: (row) => row.participant },
    { title: 'asset', value: (row) => row.asset },
    { title: 'debit', align: 'right', value: (row) => money(row.debit) },
    { title: 'credit', align: 'right', value: (row) => money(row.credit) },
    {
      title: 'balance',
      align: 'right',
      value: (row) => (row.balance === undefined ? undefined : groupDigits(String(row.balance))),
    },
  ];
  const parts = [isBalanced(balance) ? 'balanced: every asset sums to zero' : 'NOT BALANCED'];
  if (balance.accounts !== undefined) parts.push(table(accounts, balance.accounts));
  if (balance.assets !== undefined) parts.push(table(assets, balance.assets));
  return parts.join('\n\n');
}

function isZero(total: string | number | undefined): boolean {
  return total !== undefined && /^-?0+(\.0+)?$/.test(String(total));
}

/** Money with thousands apart. */
export function money(amount: string | undefined): string | undefined {
  return amount === undefined ? undefined : groupDigits(amount);
}

/** A constant of the interface as words: `SHORT_OF_CASH`, `missingExternal`. */
export function reasonWords(reason: string): string {
  return words(reason).toLowerCase().replaceAll('_', ' ');
}
