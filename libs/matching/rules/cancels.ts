import type { CancelReason } from '#contracts';
import type { LiveOrder } from '../book-reader.js';
import type { Decision } from '../decision.js';

/** Takes all that is left of an order off the book. */
export function cancelWhole({ emit }: Decision, order: LiveOrder, reason: CancelReason): void {
  emit({ type: 'OrderCancelled', order: order.order, reason, lots: order.leavesLots, leavesLots: 0 });
}
