import type { LiveOrder } from '../book-reader.js';

/** Lots that an offer gets. */
interface Share {
  readonly order: LiveOrder;
  lots: number;
}

/**
 * AUCT-2: shares a volume among offers by their leaves, rounded down; what is left over goes one lot at a time in time
 * order, full orders skipped.
 *
 * @param ranked - the offers in order of priority, which the shares keep; together they are more than the volume.
 * @returns shares above zero.
 */
export function shareProRata(ranked: readonly LiveOrder[], volumeLots: number): Share[] {
  const offeredLots = ranked.reduce((sum, { leavesLots }) => sum + BigInt(leavesLots), 0n);
  const shares = ranked.map((order) => ({
    order,
    lots: Number((BigInt(volumeLots) * BigInt(order.leavesLots)) / offeredLots),
  }));
  let leftoverLots = volumeLots - shares.reduce((sum, { lots }) => sum + lots, 0);
  // Rounding down leaves less than one lot an order over, so one round is enough.
  for (const share of shares.toSorted((left, right) => left.order.priority - right.order.priority)) {
    if (leftoverLots === 0) break;
    if (share.lots === share.order.leavesLots) continue;
    share.lots++;
    leftoverLots--;
  }
  return shares.filter(({ lots }) => lots > 0);
}
