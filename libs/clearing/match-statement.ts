import type { ExternalSide, ImportStatement, ReconciledItem, ReconciliationResult } from '#contracts';
import type { NostroEntry, NostroState } from './clearing-state.js';
import { entryItemId, lineItemId } from './nostro.js';

/** The ledger's balance at the bank as of a day: what began plus every entry valued by then. */
export function internalClosing(nostro: NostroState, statementDate: string): bigint {
  let closing = nostro.opening;
  for (const entry of nostro.entries.values()) closing += countedAmount(entry, statementDate);
  return closing;
}

/** What an entry adds to the ledger's closing balance of a day. */
function countedAmount(entry: NostroEntry, statementDate: string): bigint {
  return entry.valueDate <= statementDate ? entry.amount : 0n;
}

type OpenLine = Pick<ReconciledItem, 'itemId' | 'reference'> & {
  readonly external: ExternalSide;
  readonly carried?: true;
};

/**
 * Matches a statement's lines, and what earlier statements left open, with the ledger's entries, each on its
 * reference and never on totals (RECN-1). Of lines with one reference the first ever listed matches, later ones are
 * duplicates. An item's difference is external minus internal, where each side counts as far as it is in its closing
 * balance; so the differences sum to that of the closings (RECN-3).
 *
 * @returns what was carried, then the statement's lines in order, then entries without a line in order of posting.
 */
export function matchStatement(
  nostro: NostroState,
  statementId: string,
  statement: ImportStatement,
): ReconciledItem[] {
  const { statementDate } = statement;
  const tolerance = BigInt(statement.tolerance);
  const taken = new Set<string>();
  const seen = new Set(nostro.externalReferences);
  const pairOrMissing = (line: OpenLine): ReconciledItem => {
    const entry = nostro.entries.get(line.reference);
    if (entry === undefined || entry.matched || taken.has(line.reference)) {
      return { ...line, result: 'missingInternal', difference: line.external.amount };
    }
    taken.add(line.reference);
    return pair(line, entry, statement.currency, statementDate, tolerance);
  };

  const items: ReconciledItem[] = [];
  for (const item of nostro.openItems.values()) {
    const { external } = item;
    if (external === undefined) continue;
    const carried = { ...item, external, carried: true } as const;
    if (item.result === 'missingInternal') items.push(pairOrMissing(carried));
    else items.push(...stillOpen(nostro, carried, statementDate));
  }
  for (const { lineNumber, reference, ...rest } of statement.lines) {
    const line: OpenLine = {
      itemId: lineItemId(statementId, lineNumber),
      reference,
      external: { ...rest, statementId, lineNumber },
    };
    if (seen.has(reference)) {
      items.push({ ...line, result: 'duplicateExternal', difference: line.external.amount });
      continue;
    }
    seen.add(reference);
    items.push(pairOrMissing(line));
  }
  for (const entry of nostro.entries.values()) {
    if (entry.matched || taken.has(entry.reference) || entry.valueDate > statementDate) continue;
    items.push(missingExternal(nostro, entry));
  }
  return items;
}

/** A line beside its ledger entry. */
function pair(
  line: OpenLine,
  entry: NostroEntry,
  currency: string,
  statementDate: string,
  tolerance: bigint,
): ReconciledItem {
  const external = BigInt(line.external.amount);
  const gap = external - entry.amount;
  const mismatches: ('amount' | 'valueDate' | 'currency')[] = [];
  if ((gap < 0n ? -gap : gap) > tolerance) mismatches.push('amount');
  if (line.external.valueDate !== entry.valueDate) mismatches.push('valueDate');
  if (line.external.currency !== currency) mismatches.push('currency');
  return {
    ...line,
    result: resultOf(gap, mismatches),
    difference: String(external - countedAmount(entry, statementDate)),
    internal: {
      transactionId: entry.transactionId,
      amount: String(entry.amount),
      valueDate: entry.valueDate,
    },
    ...(mismatches.length === 0 ? {} : { mismatches }),
  };
}

function resultOf(gap: bigint, mismatches: readonly string[]): ReconciliationResult {
  if (mismatches.includes('amount')) return 'amountMismatch';
  if (mismatches.length > 0) return 'attributeMismatch';
  return gap === 0n ? 'matched' : 'matchedWithinTolerance';
}

/** A pair or duplicate of an earlier statement as it stands on this day; not listed when it never mattered again. */
function stillOpen(
  nostro: NostroState,
  item: ReconciledItem & { external: ExternalSide },
  statementDate: string,
): ReconciledItem[] {
  const entry = item.internal === undefined ? undefined : nostro.entries.get(item.reference);
  const counted = entry === undefined ? 0n : countedAmount(entry, statementDate);
  const difference = String(BigInt(item.external.amount) - counted);
  return difference === '0' && item.difference === '0' ? [] : [{ ...item, difference }];
}

function missingExternal(nostro: NostroState, entry: NostroEntry): ReconciledItem {
  const { transactionId, reference, amount, valueDate } = entry;
  const itemId = entryItemId(nostro.account, transactionId);
  return {
    itemId,
    result: 'missingExternal',
    reference,
    difference: String(-amount),
    internal: { transactionId, amount: String(amount), valueDate },
    ...(nostro.openItems.has(itemId) ? { carried: true } : {}),
  };
}
