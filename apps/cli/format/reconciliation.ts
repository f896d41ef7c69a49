import { money, reasonWords } from './clearing.js';
import { indent } from './order.js';
import { fields, table, type Column } from './table.js';

interface Break {
  readonly kind?: string;
  readonly result?: string;
  readonly type?: string;
  readonly reference?: string;
  readonly key?: string;
  readonly matchKey?: string;
  readonly internalAmount?: string;
  readonly externalAmount?: string;
  readonly difference?: string;
}

interface ExplainedBy {
  readonly item?: string;
  readonly kind?: string;
  readonly result?: string;
  readonly count?: number;
  readonly amount?: string;
  readonly difference?: string;
}

/** What matching one statement found. */
export interface Reconciliation {
  readonly statementId?: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly breaks: readonly Break[];
  readonly proof: {
    readonly internalClosing?: string;
    readonly externalClosing?: string;
    readonly difference?: string;
    readonly explainedBy?: readonly ExplainedBy[];
    readonly residual: string;
  };
}

/** RECN-3: whether the listed items explain the whole difference of the closings. */
export function isExplained(reconciliation: Reconciliation): boolean {
  return /^-?0+(\.0+)?$/.test(reconciliation.proof.residual);
}

/** Counts, breaks and the proof. */
export function reconciliationText(reconciliation: Reconciliation): string {
  const { counts, breaks, proof, statementId } = reconciliation;
  const columns: readonly Column<Break>[] = [
    { title: 'break', value: (row) => reasonWords(row.kind ?? row.result ?? row.type ?? '') },
    { title: 'key', value: (row) => row.reference ?? row.matchKey ?? row.key },
    { title: 'ledger', align: 'right', value: (row) => money(row.internalAmount) },
    { title: 'bank', align: 'right', value: (row) => money(row.externalAmount) },
    { title: 'difference', align: 'right', value: (row) => money(row.difference) },
  ];
  const proven = fields([
    ['bank closing', money(proof.externalClosing)],
    ['ledger closing', money(proof.internalClosing)],
    ['difference', money(proof.difference)],
    ['unexplained', money(proof.residual)],
  ]);
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    `statement ${statementId ?? ''}: ${told.map(([kind, count]) => `${count} ${reasonWords(kind)}`).join(', ')}`,
    ...(breaks.length === 0 ? ['no breaks'] : [indent(table(columns, breaks))]),
    indent(proven),
    isExplained(reconciliation)
      ? 'every cent of the difference is explained'
      : 'THE DIFFERENCE IS NOT FULLY EXPLAINED',
  ].join('\n');
}
