import type { Posting } from '#contracts';

/**
 * The chart of accounts. What the house owes is above zero, what it has with others (bank, warehouse) or is owed
 * (fees due) is below, so that every asset sums to zero over all accounts.
 */

/** Clearing's own: between buyers and sellers, it holds what was delivered but not yet taken, and the reverse. */
export const CLEARING_HOUSE_ACCOUNT = 'clearingHouse';

/** Fees earned. */
export const FEES_ACCOUNT = 'fees';

/** The clearing house as a participant: its own funds, which bridge payments of others that have not come. */
export const CLEARING_HOUSE_PARTICIPANT = 'clearing-house';

const PARTICIPANT_PREFIX = 'participant:';
const FEES_DUE_PREFIX = 'feesDue:';
const NOSTRO_PREFIX = 'nostro:';
const LOTS_PREFIX = 'lots:';

/** A participant's cash and metal; never below zero. */
export function participantAccount(participant: string): string {
  return `${PARTICIPANT_PREFIX}${participant}`;
}

/** Fees that a participant has not paid yet; never above zero. */
export function feesDueAccount(participant: string): string {
  return `${FEES_DUE_PREFIX}${participant}`;
}

/** The bank account of a currency; below zero is money at the bank. */
export function nostroAccount(currency: string): string {
  return `${NOSTRO_PREFIX}${currency}`;
}

/** The warehouses of an instrument; below zero is metal in store. */
export function warehouseAccount(instrument: string): string {
  return `warehouse:${instrument}`;
}

/** The asset of an instrument's whole lots. A currency is its own asset. */
export function lotsAsset(instrument: string): string {
  return `${LOTS_PREFIX}${instrument}`;
}

/** The instrument whose lots an asset is; undefined for a currency. */
export function instrumentOfAsset(asset: string): string | undefined {
  return asset.startsWith(LOTS_PREFIX) ? asset.slice(LOTS_PREFIX.length) : undefined;
}

/** The participant whose account, or account of fees due, it is; undefined for the house's other accounts. */
export function participantOfAccount(account: string): string | undefined {
  for (const prefix of [PARTICIPANT_PREFIX, FEES_DUE_PREFIX]) {
    if (account.startsWith(prefix)) return account.slice(prefix.length);
  }
  return undefined;
}

/** Whether an account must never be below zero. */
export function isNeverNegative(account: string): boolean {
  return account.startsWith(PARTICIPANT_PREFIX) || account === FEES_ACCOUNT;
}

/** Whether an account must never be above zero. */
export function isNeverPositive(account: string): boolean {
  return account.startsWith(FEES_DUE_PREFIX);
}

/** Two postings that move an amount of an asset from one account to another; none when there is nothing to move. */
export function transfer(from: string, to: string, asset: string, amount: bigint): Posting[] {
  if (amount === 0n) return [];
  return [
    { account: to, asset, amount: String(amount) },
    { account: from, asset, amount: String(-amount) },
  ];
}
