import {
  feesDueAccount,
  freeBalance,
  instrumentOfAsset,
  participantAccount,
  participantOfAccount,
  type ClearingState,
  type Ledger,
} from '#clearing';
import type { Posting } from '#contracts';
import { microsToIso } from '#platform';
import type { AccountAnswer, PostingAnswer, TrialBalanceAnswer } from '../requests/answers.js';
import type { VenueTerms } from '../requests/venue-terms.js';
import type { PositionedClearingEvent } from '../writer/clearing-log.js';

/** An event that posts to the ledger. */
type TransactionEvent = Extract<PositionedClearingEvent, { readonly postings: readonly Posting[] }>;

/** One posting with what it is a part of. */
export function postingAnswer(event: TransactionEvent, posting: Posting, terms: VenueTerms): PostingAnswer {
  const { sequence, transactionId, type, actor, recordedMicros } = event;
  return {
    sequence,
    transactionId,
    type,
    actor,
    ...('reference' in event ? { reference: event.reference } : {}),
    ...posting,
    amount: terms.quantity(BigInt(posting.amount), posting.asset),
    time: microsToIso(recordedMicros),
  };
}

/**
 * What a participant holds and owes.
 *
 * @param position - the store position that the state reflects.
 */
export function accountAnswer(
  participant: string,
  state: ClearingState,
  terms: VenueTerms,
  position: number,
): AccountAnswer {
  const { ledger } = state;
  const own = participantAccount(participant);
  const balances = ledger.assets.flatMap((asset) => {
    const balance = ledger.balance(own, asset);
    const fees = ledger.balance(feesDueAccount(participant), asset);
    if (balance === 0n && fees === 0n) return [];
    const shown = { asset, balance: terms.quantity(balance, asset) };
    if (instrumentOfAsset(asset) !== undefined) return [shown];
    const free = freeBalance(state, participant, asset);
    const feesDue = terms.money(-fees, asset);
    return [{ ...shown, feesDue, freeBalance: terms.money(free < 0n ? 0n : free, asset) }];
  });
  return { participant, balances, position };
}

/**
 * Every balance of the ledger, and that each asset's sum to zero (CLRG-1).
 *
 * @param position - the store position that the ledger reflects.
 */
export function trialBalanceAnswer(ledger: Ledger, terms: VenueTerms, position: number): TrialBalanceAnswer {
  const balances = ledger.listBalances();
  const assets = ledger.assets.map((asset) => {
    const amounts = balances.filter((one) => one.asset === asset).map(({ amount }) => amount);
    const sum = (of: (amount: bigint) => bigint): bigint =>
      amounts.reduce((total, amount) => total + of(amount), 0n);
    const total = sum((amount) => amount);
    return {
      asset,
      debit: terms.quantity(sum(debitOf), asset),
      credit: terms.quantity(sum(creditOf), asset),
      total: terms.quantity(total, asset),
      balanced: total === 0n,
    };
  });
  const accounts = balances.map(({ account, asset, amount }) => {
    const participant = participantOfAccount(account);
    return {
      account,
      ...(participant === undefined ? {} : { participant }),
      asset,
      debit: terms.quantity(debitOf(amount), asset),
      credit: terms.quantity(creditOf(amount), asset),
      balance: terms.quantity(amount, asset),
    };
  });
  return { balanced: assets.every(({ balanced }) => balanced), assets, accounts, position };
}

function debitOf(amount: bigint): bigint {
  return amount < 0n ? -amount : 0n;
}

function creditOf(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}
