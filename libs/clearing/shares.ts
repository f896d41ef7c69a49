/** What somebody is still to give or get, and how old that claim is. */
export interface Claim {
  readonly key: string;
  /** 0 or more. */
  readonly lots: number;
  /** Sequence of the earliest trade behind it. */
  readonly firstNovation: number;
}

/**
 * Shares whole lots pro rata by claim, rounded down; what rounding leaves goes to the claim with the earliest trade,
 * and on to the next earliest where that one is full (CLRG-4).
 *
 * @returns lots by key; all claims in full when there is enough.
 */
export function shareLots(available: number, claims: readonly Claim[]): Map<string, number> {
  const total = claims.reduce((sum, { lots }) => sum + lots, 0);
  const shared = Math.max(0, Math.min(available, total));
  const shares = new Map<string, number>();
  let left = shared;
  for (const { key, lots } of claims) {
    const share = total === 0 ? 0 : Number((BigInt(lots) * BigInt(shared)) / BigInt(total));
    shares.set(key, share);
    left -= share;
  }
  const byAge = [...claims].sort((one, other) => one.firstNovation - other.firstNovation);
  for (const { key, lots } of byAge) {
    const share = shares.get(key) ?? 0;
    const extra = Math.min(left, lots - share);
    shares.set(key, share + extra);
    left -= extra;
  }
  return shares;
}

/**
 * Money that goes with a part of a delivery: in proportion to all lots moved so far, rounded down; the last part
 * takes the rest (CLRG-4).
 *
 * @param part - lots to move now; same sign as the total, not zero.
 */
export function amountForPart(
  whole: { lots: number; amount: bigint; settledLots: number; settledAmount: bigint },
  part: number,
): bigint {
  const settled = whole.settledLots + part;
  if (settled === whole.lots) return whole.amount - whole.settledAmount;
  // BigInt division drops the fraction of the absolute value: rounded down for either direction.
  return (whole.amount * BigInt(settled)) / BigInt(whole.lots) - whole.settledAmount;
}
