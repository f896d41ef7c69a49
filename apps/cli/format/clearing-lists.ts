import { reasonWords } from './clearing.js';
import { table, type Column } from './table.js';
import { groupDigits, instant, words } from './words.js';

/** An instruction as a list shows it; above zero to the participant. */
export interface ListedInstruction {
  readonly instructionId: string;
  readonly participant: string;
  readonly instrument: string;
  readonly currency: string;
  readonly settlementDate: string;
  readonly lots: number;
  readonly amount: string;
  readonly settledLots: number;
  readonly status: string;
  readonly reason?: string;
  readonly short?: string;
}

/** What a participant has with the clearing house. */
export interface Account {
  readonly participant: string;
  readonly balances: readonly AccountBalance[];
}

interface AccountBalance {
  readonly asset: string;
  readonly balance: string;
  readonly feesDue?: string;
  readonly freeBalance?: string;
}

/** A bank account of the ledger. */
export interface BankAccount {
  readonly account: string;
  readonly currency: string;
  readonly ledgerBalance: string;
  readonly expectedOpening: string;
  readonly lastStatementId?: string;
  readonly lastStatementDate?: string;
  readonly openBreaks: number;
}

/** A statement that was taken in. */
export interface StatementSummary {
  readonly statementId: string;
  readonly account: string;
  readonly date: string;
  readonly openingBalance: string;
  readonly closingBalance: string;
  readonly difference: string;
  readonly breaks: number;
  readonly actor: string;
}

/** One line of a transaction of the ledger. */
export interface Posting {
  readonly transactionId: string;
  readonly type: string;
  readonly account: string;
  readonly asset: string;
  readonly amount: string;
  readonly actor: string;
  readonly time: string;
}

export const LISTED_INSTRUCTION_COLUMNS: readonly Column<ListedInstruction>[] = [
  { title: 'instruction', value: (row) => row.instructionId },
  { title: 'settles', value: (row) => row.settlementDate },
  { title: 'participant', value: (row) => row.participant },
  { title: 'instrument', value: (row) => row.instrument },
  { title: 'gets lots', align: 'right', value: (row) => row.lots },
  { title: 'moved', align: 'right', value: (row) => row.settledLots },
  { title: 'gets money', align: 'right', value: (row) => groupDigits(row.amount) },
  { title: '', value: (row) => row.currency },
  { title: 'status', value: (row) => words(row.status) },
  { title: 'reason', value: (row) => (row.reason === undefined ? '' : reasonWords(row.reason)) },
  { title: 'lacking', align: 'right', value: (row) => groupDigits(row.short ?? '') },
];

export const BANK_ACCOUNT_COLUMNS: readonly Column<BankAccount>[] = [
  { title: 'account', value: (row) => row.account },
  { title: 'ledger', align: 'right', value: (row) => groupDigits(row.ledgerBalance) },
  { title: 'next statement opens', align: 'right', value: (row) => groupDigits(row.expectedOpening) },
  { title: '', value: (row) => row.currency },
  { title: 'last statement', value: (row) => row.lastStatementId },
  { title: 'of', value: (row) => row.lastStatementDate },
  { title: 'open breaks', align: 'right', value: (row) => row.openBreaks },
];

export const STATEMENT_COLUMNS: readonly Column<StatementSummary>[] = [
  { title: 'statement', value: (row) => row.statementId },
  { title: 'account', value: (row) => row.account },
  { title: 'of', value: (row) => row.date },
  { title: 'opening', align: 'right', value: (row) => groupDigits(row.openingBalance) },
  { title: 'closing', align: 'right', value: (row) => groupDigits(row.closingBalance) },
  { title: 'difference', align: 'right', value: (row) => groupDigits(row.difference) },
  { title: 'breaks', align: 'right', value: (row) => row.breaks },
  { title: 'by', value: (row) => row.actor },
];

export const POSTING_COLUMNS: readonly Column<Posting>[] = [
  { title: 'time', value: (row) => instant(row.time) },
  { title: 'transaction', value: (row) => row.transactionId },
  { title: 'what', value: (row) => row.type },
  { title: 'account', value: (row) => row.account },
  { title: 'amount', align: 'right', value: (row) => groupDigits(row.amount) },
  { title: 'asset', value: (row) => row.asset },
  { title: 'by', value: (row) => row.actor },
];

const BALANCE_COLUMNS: readonly Column<AccountBalance>[] = [
  { title: 'asset', value: (row) => row.asset },
  { title: 'balance', align: 'right', value: (row) => groupDigits(row.balance) },
  { title: 'fees due', align: 'right', value: (row) => groupDigits(row.feesDue ?? '') },
  { title: 'free', align: 'right', value: (row) => groupDigits(row.freeBalance ?? '') },
];

/** Cash and metal of one participant. */
export function accountText({ participant, balances }: Account): string {
  return balances.length === 0 ? `${participant} has nothing here` : table(BALANCE_COLUMNS, balances);
}
