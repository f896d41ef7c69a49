import type { Posting, ReconciledItem } from '#contracts';
import { nostroAccount } from './accounts.js';
import type { ClearingState, NostroState } from './clearing-state.js';
import { invariant } from './invariant-violation.js';

/** Keeps what a transaction posted at the bank: with a reference as an entry to match, else as agreed opening. */
export function bookNostroPostings(
  state: ClearingState,
  postings: readonly Posting[],
  movement: { transactionId: string; reference: string; valueDate: string } | undefined,
): void {
  for (const { account, asset, amount } of postings) {
    if (account !== nostroAccount(asset)) continue;
    const nostro = openNostro(state, account);
    const atBank = -BigInt(amount);
    if (movement === undefined) {
      nostro.opening += atBank;
      continue;
    }
    const { transactionId, reference, valueDate } = movement;
    nostro.entries.set(reference, { transactionId, reference, amount: atBank, valueDate, matched: false });
  }
}

function openNostro(state: ClearingState, account: string): NostroState {
  const known = state.nostros.get(account);
  if (known !== undefined) return known;
  const nostro: NostroState = {
    account,
    opening: 0n,
    entries: new Map(),
    externalReferences: new Set(),
    openItems: new Map(),
  };
  state.nostros.set(account, nostro);
  return nostro;
}

/** The item id of a ledger entry that no statement's line stands against. */
export function entryItemId(account: string, transactionId: string): string {
  return `${account}/${transactionId}`;
}

/** The item id of a statement's line. */
export function lineItemId(statementId: string, lineNumber: number): string {
  return `${statementId}/${lineNumber}`;
}

/** Whether an item is a break: somebody has to look at it. */
export function isBreak(item: ReconciledItem): boolean {
  return item.result !== 'matched' && item.result !== 'matchedWithinTolerance';
}

/** Takes what a statement's matching found into what is open. */
export function applyItems(nostro: NostroState, items: readonly ReconciledItem[]): void {
  for (const item of items) {
    if (item.external !== undefined) nostro.externalReferences.add(item.reference);
    if (item.external !== undefined && item.internal !== undefined) {
      const entry = nostro.entries.get(item.reference);
      invariant(
        entry?.transactionId === item.internal.transactionId,
        `item ${item.itemId} matches an entry that is not there`,
      );
      entry.matched = true;
      // The late counterpart has come: what was open on its own is now open, or closed, as the pair.
      nostro.openItems.delete(entryItemId(nostro.account, entry.transactionId));
    }
    if (isBreak(item) || item.difference !== '0') nostro.openItems.set(item.itemId, item);
    else nostro.openItems.delete(item.itemId);
  }
}
