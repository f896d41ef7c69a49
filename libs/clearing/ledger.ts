import type { Posting } from '#contracts';
import { isNeverNegative, isNeverPositive } from './accounts.js';
import { invariant } from './invariant-violation.js';

/** An account's balance of one asset. */
export interface Balance {
  readonly account: string;
  readonly asset: string;
  readonly amount: bigint;
}

/**
 * Double entry: every transaction sums to zero for each asset, one id posts once, postings are never changed.
 *
 * @see CLRG-6
 */
export class Ledger {
  /** Asset, then account. */
  private readonly balances = new Map<string, Map<string, bigint>>();
  private readonly transactionIds = new Set<string>();
  private transactions = 0;
  /** What the transactions since the last check touched. */
  private touched: { account: string; asset: string }[] = [];

  balance(account: string, asset: string): bigint {
    return this.balances.get(asset)?.get(account) ?? 0n;
  }

  hasPosted(transactionId: string): boolean {
    return this.transactionIds.has(transactionId);
  }

  get transactionCount(): number {
    return this.transactions;
  }

  /** Every asset that was ever posted, in order of name. */
  get assets(): string[] {
    return [...this.balances.keys()].sort();
  }

  /** Every balance, zero ones included, by asset and account. */
  listBalances(): Balance[] {
    return this.assets.flatMap((asset) =>
      [...(this.balances.get(asset) ?? [])]
        .map(([account, amount]) => ({ account, asset, amount }))
        .sort((one, other) => (one.account < other.account ? -1 : 1)),
    );
  }

  /**
   * Posts one transaction.
   *
   * @throws InvariantViolation when it does not sum to zero for each asset, or its id has posted.
   */
  post(transactionId: string, postings: readonly Posting[]): void {
    invariant(!this.transactionIds.has(transactionId), `transaction ${transactionId} posts twice`);
    this.postNew(transactionId, postings);
    this.transactionIds.add(transactionId);
  }

  /**
   * Posts one transaction that is known by other means never to have posted, and keeps nothing of its id: there is one for
   * each trade.
   *
   * @throws InvariantViolation when it does not sum to zero for each asset.
   */
  postNew(transactionId: string, postings: readonly Posting[]): void {
    const amounts = postings.map(({ amount }) => BigInt(amount));
    const sums = new Map<string, bigint>();
    for (const [index, { asset }] of postings.entries())
      sums.set(asset, (sums.get(asset) ?? 0n) + (amounts[index] ?? 0n));
    for (const [asset, sum] of sums) {
      invariant(sum === 0n, `transaction ${transactionId} sums to ${String(sum)} of ${asset}`);
    }
    this.transactions += 1;
    for (const [index, { account, asset }] of postings.entries()) {
      const accounts = this.balances.get(asset) ?? new Map<string, bigint>();
      accounts.set(account, (accounts.get(account) ?? 0n) + (amounts[index] ?? 0n));
      this.balances.set(asset, accounts);
      this.touched.push({ account, asset });
    }
  }

  /**
   * Checks, at the end of a command, every balance that it touched: nobody holds less than nothing. Within a command
   * payments cross, as they happen at one instant.
   *
   * @throws InvariantViolation when a balance has a sign that its account cannot have.
   */
  checkTouched(): void {
    for (const { account, asset } of this.touched) {
      const balance = this.balance(account, asset);
      const wrong = (balance < 0n && isNeverNegative(account)) || (balance > 0n && isNeverPositive(account));
      invariant(!wrong, `${account} has ${String(balance)} of ${asset}`);
    }
    this.touched = [];
  }
}
