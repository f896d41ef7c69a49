import type { CancelReason } from '#contracts';
import type { LiveOrder } from '../book-reader.js';
import type { Decision } from '../decision.js';

/** Takes all that is left of an order off the book. */
export function cancelWhole(decision: Decision, order: LiveOrder, reason: CancelReason): void {
  cancelLots(decision, order, order.leavesLots, reason);
}

/** Takes lots off an order; it ends when none are left. */
export function cancelLots({ emit }: Decision, order: LiveOrder, lots: number, reason: CancelReason): void {
  emit({ type: 'OrderCancelled', order: order.order, reason, lots, leavesLots: order.leavesLots - lots });
}
