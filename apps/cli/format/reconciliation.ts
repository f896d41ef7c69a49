import { reasonWords } from './clearing.js';
import { indent } from './order.js';
import { fields, table, type Column } from './table.js';
import { groupDigits } from './words.js';

/** A line or a ledger entry that somebody has to look at. */
export interface Break {
  readonly result: string;
  readonly reference: string;
  readonly externalCurrency?: string;
  readonly internalAmount?: string;
  readonly externalAmount?: string;
  readonly difference: string;
  readonly line?: number;
  readonly mismatches?: readonly string[];
  readonly carried?: true;
}

/** What matching one statement found. */
export interface Reconciliation {
  readonly statementId: string;
  readonly account: string;
  readonly date: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly breaks: readonly Break[];
  readonly proof: {
    readonly internalClosing: string;
    readonly externalClosing: string;
    readonly difference: string;
    readonly residual: string;
  };
}

export const BREAK_COLUMNS: readonly Column<Break>[] = [
  { title: 'break', value: (row) => reasonWords(row.result) },
  { title: 'reference', value: (row) => row.reference },
  { title: 'line', align: 'right', value: (row) => row.line },
  { title: 'bank', align: 'right', value: (row) => money(row.externalAmount) },
  { title: 'ledger', align: 'right', value: (row) => money(row.internalAmount) },
  { title: 'difference', align: 'right', value: (row) => money(row.difference) },
  {
    title: '',
    value: remarkOf,
  },
];

/** RECN-3: whether the listed items explain the whole difference of the closings. */
export function isExplained(reconciliation: Reconciliation): boolean {
  return /^-?0+(\.0+)?$/.test(reconciliation.proof.residual);
}

/** Counts, breaks and the proof. */
export function reconciliationText(reconciliation: Reconciliation): string {
  const { statementId, account, date, counts, breaks, proof } = reconciliation;
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  const proven = fields([
    ['bank closing', money(proof.externalClosing)],
    ['ledger closing', money(proof.internalClosing)],
    ['difference', money(proof.difference)],
    ['unexplained', money(proof.residual)],
  ]);
  return [
    `${statementId}, ${account} of ${date}: ${told.map(([result, count]) => `${count} ${reasonWords(result)}`).join(', ')}`,
    breaks.length === 0 ? 'no breaks' : indent(table(BREAK_COLUMNS, breaks)),
    indent(proven),
    isExplained(reconciliation)
      ? 'every cent of the difference is explained'
      : 'THE DIFFERENCE IS NOT FULLY EXPLAINED',
  ].join('\n');
}

/** In what a line differs beside its amount, and whether it is an old acquaintance. */
function remarkOf({ mismatches = [], externalCurrency, carried }: Break): string {
  const others = mismatches.filter((name) => name !== 'amount' && name !== 'currency').map(reasonWords);
  const currency = externalCurrency === undefined ? [] : [`in ${externalCurrency}`];
  return [...others, ...currency, ...(carried === undefined ? [] : ['carried'])].join(', ');
}

function money(amount: string | undefined): string | undefined {
  return amount === undefined ? undefined : groupDigits(amount);
}
