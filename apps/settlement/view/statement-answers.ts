import { expectedOpening, isBreak, type Ledger, type NostroState } from '#clearing';
import type { ReconciledItem } from '#contracts';
import { microsToIso } from '#platform';
import type {
  NostroAnswer,
  ReconciledItemAnswer,
  StatementAnswer,
  StatementSummaryAnswer,
} from '../requests/answers.js';
import type { VenueTerms } from '../requests/venue-terms.js';
import type { StatementRow } from './clearing-rows.js';

/** The currency of a bank account. */
function currencyOf(account: string): string {
  return account.slice(account.indexOf(':') + 1);
}

/** A bank account as the ledger keeps it. */
export function nostroAnswer(nostro: NostroState, ledger: Ledger, terms: VenueTerms): NostroAnswer {
  const currency = currencyOf(nostro.account);
  const last = nostro.lastStatement;
  return {
    account: nostro.account,
    currency,
    ledgerBalance: terms.money(-ledger.balance(nostro.account, currency), currency),
    expectedOpening: terms.money(expectedOpening(nostro), currency),
    ...(last === undefined
      ? {}
      : { lastStatementId: last.statementId, lastStatementDate: last.statementDate }),
    openBreaks: [...nostro.openItems.values()].filter(isBreak).length,
  };
}

/** A statement in the words of the edge; undefined when it has no proof, which a whole command always gives it. */
export function statementAnswer(
  row: StatementRow,
  terms: VenueTerms,
  position: number,
): StatementAnswer | undefined {
  const { account, currency, contentHash, items, proof } = row;
  if (proof === undefined) return undefined;
  const money = (amount: bigint): string => terms.money(amount, currency);
  return {
    ...headOf(row, terms),
    contentHash,
    counts: proof.counts,
    breaks: items.filter(isBreak).map((item) => reconciledItemAnswer(item, account, terms)),
    proof: {
      internalClosing: money(proof.internalClosing),
      externalClosing: money(row.closingBalance),
      difference: money(proof.difference),
      explainedBy: items
        .filter(({ difference }) => difference !== '0')
        .map(({ itemId, result, reference, difference }) => ({
          item: itemId,
          result,
          reference,
          difference: money(BigInt(difference)),
        })),
      residual: money(proof.residual),
    },
    position,
  };
}

/** A statement as a line of a list. */
export function statementSummary(row: StatementRow, terms: VenueTerms): StatementSummaryAnswer {
  return {
    ...headOf(row, terms),
    difference: terms.money(row.proof?.difference ?? 0n, row.currency),
    breaks: row.items.filter(isBreak).length,
  };
}

function headOf(row: StatementRow, terms: VenueTerms) {
  const { statementId, account, currency, statementDate, openingBalance, closingBalance, actor, micros } =
    row;
  return {
    statementId,
    account,
    currency,
    date: statementDate,
    openingBalance: terms.money(openingBalance, currency),
    closingBalance: terms.money(closingBalance, currency),
    actor,
    time: microsToIso(micros),
  };
}

/** A reconciled item in the words of the edge. */
export function reconciledItemAnswer(
  item: ReconciledItem,
  account: string,
  terms: VenueTerms,
): ReconciledItemAnswer {
  const currency = currencyOf(account);
  const { itemId, result, reference, external, internal, mismatches, carried } = item;
  return {
    itemId,
    result,
    reference,
    account,
    currency,
    ...(external === undefined
      ? {}
      : {
          externalAmount: terms.money(BigInt(external.amount), currency),
          ...(external.currency === currency ? {} : { externalCurrency: external.currency }),
          externalValueDate: external.valueDate,
          statementId: external.statementId,
          line: external.lineNumber,
        }),
    ...(external?.counterparty === undefined ? {} : { counterparty: external.counterparty }),
    ...(internal === undefined
      ? {}
      : {
          internalAmount: terms.money(BigInt(internal.amount), currency),
          internalValueDate: internal.valueDate,
          transactionId: internal.transactionId,
        }),
    difference: terms.money(BigInt(item.difference), currency),
    ...(mismatches === undefined ? {} : { mismatches: [...mismatches] }),
    ...(carried === undefined ? {} : { carried }),
  };
}
