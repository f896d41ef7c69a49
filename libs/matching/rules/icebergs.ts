import type { LiveOrder } from '../book-reader.js';
import type { Decision } from '../decision.js';

/**
 * ORDR-3: an iceberg whose peak is used up shows a new one at the back of its price. Any other order, and one that has
 * ended, is left alone.
 *
 * @param number - of an order that has just traded.
 */
export function refreshPeak({ book, emit }: Decision, number: number): void {
  const order = book.order(number);
  if (order === undefined || order.displayedLots > 0) return;
  emit({ type: 'PeakRefreshed', order: number, displayedLots: wholePeak(order) });
}

function wholePeak({ displayQuantityLots, leavesLots }: LiveOrder): number {
  return Math.min(displayQuantityLots ?? leavesLots, leavesLots);
}
