import {
  RECONCILIATION_RESULTS,
  type ClearingEventBody,
  type ImportStatement,
  type ReconciledItem,
  type ReconciliationCounts,
  type ReconciliationResult,
} from '#contracts';
import { statementKey, type ClearingState, type NostroState } from './clearing-state.js';
import { invariant } from './invariant-violation.js';
import { internalClosing, matchStatement } from './match-statement.js';
import { refuse } from './refusal.js';

/** Items of one stored event, so that a report of any length fits the store's appends. */
const ITEMS_PER_EVENT = 250;

/**
 * Takes in a bank's statement: refuses it whole when it does not go on from the last one, else matches it line by
 * line and proves that the listed items explain the whole difference of the closings (RECN-1 to RECN-3). The same
 * file for the same day adds nothing again.
 */
export function importStatement(state: ClearingState, statement: ImportStatement): ClearingEventBody[] {
  const { account, currency, statementDate, contentHash, openingBalance, closingBalance, lines } = statement;
  if (state.statements.has(statementKey(statement))) return [];
  const nostro = state.nostros.get(account);
  invariant(nostro !== undefined, `${account} is no bank account of the ledger`);
  const refusal = refusalOf(nostro, statement);
  if (refusal !== undefined) return refusal;
  const statementId = `ST-${state.sequence + 1}`;
  const items = matchStatement(nostro, statementId, statement);
  const events: ClearingEventBody[] = [
    {
      type: 'StatementImported',
      statementId,
      account,
      currency,
      statementDate,
      contentHash,
      openingBalance,
      closingBalance,
      lines: lines.length,
    },
  ];
  for (let from = 0; from < items.length; from += ITEMS_PER_EVENT) {
    const some = items.slice(from, from + ITEMS_PER_EVENT);
    events.push({ type: 'StatementItemsReconciled', statementId, account, items: some });
  }
  events.push(prove(nostro, statementId, statement, items));
  return events;
}

/** What clearing expects a statement of this account to open with (RECN-2). */
export function expectedOpening(nostro: NostroState): bigint {
  return nostro.lastStatement?.closing ?? nostro.opening;
}

function refusalOf(nostro: NostroState, statement: ImportStatement): ClearingEventBody[] | undefined {
  const { statementDate } = statement;
  const opening = BigInt(statement.openingBalance);
  const closing = BigInt(statement.closingBalance);
  const last = nostro.lastStatement;
  if (last !== undefined && statementDate < last.statementDate) {
    return refuse('STATEMENT_OUT_OF_ORDER', { statementDate, lastStatementDate: last.statementDate });
  }
  const expected = expectedOpening(nostro);
  if (opening !== expected) {
    return refuse('STATEMENT_OPENING_MISMATCH', {
      openingBalance: String(opening),
      expectedOpening: String(expected),
    });
  }
  const sum = statement.lines.reduce((total, { amount }) => total + BigInt(amount), opening);
  if (sum !== closing) {
    return refuse('STATEMENT_NOT_BALANCED', { closingBalance: String(closing), sum: String(sum) });
  }
  return undefined;
}

function prove(
  nostro: NostroState,
  statementId: string,
  statement: ImportStatement,
  items: readonly ReconciledItem[],
): ClearingEventBody {
  const ledgerClosing = internalClosing(nostro, statement.statementDate);
  const difference = BigInt(statement.closingBalance) - ledgerClosing;
  const explained = items.reduce((sum, item) => sum + BigInt(item.difference), 0n);
  invariant(
    difference === explained,
    `statement ${statementId}: the items explain ${String(explained)} of ${String(difference)}`,
  );
  return {
    type: 'StatementReconciled',
    statementId,
    account: nostro.account,
    internalClosing: String(ledgerClosing),
    externalClosing: statement.closingBalance,
    difference: String(difference),
    explained: String(explained),
    residual: String(difference - explained),
    counts: countResults(items),
  };
}

function countResults(items: readonly ReconciledItem[]): ReconciliationCounts {
  const counts = Object.fromEntries(RECONCILIATION_RESULTS.map((result) => [result, 0])) as Record<
    ReconciliationResult,
    number
  >;
  for (const { result } of items) counts[result] += 1;
  return counts;
}
