import type { LiveOrder } from '../book-reader.js';
import type { Decision } from '../decision.js';
import { cancelLots, cancelWhole } from './cancels.js';

/** STP-1: orders of one member state that share an stpId do not trade with each other in continuous trading. */
export function isSelfTrade(
  first: Pick<LiveOrder, 'memberState' | 'stpId'>,
  second: Pick<LiveOrder, 'memberState' | 'stpId'>,
): boolean {
  return (
    first.stpId !== undefined && first.stpId === second.stpId && first.memberState === second.memberState
  );
}

/** STP-1: the incoming order's mode decides which of the two is taken off, or how much of both; the resting one first. */
export function preventSelfTrade(decision: Decision, incoming: LiveOrder, resting: LiveOrder): void {
  switch (incoming.stpMode) {
    case 'cancelResting':
      cancelWhole(decision, resting, 'SELF_TRADE');
      return;
    case 'cancelAggressor':
      cancelWhole(decision, incoming, 'SELF_TRADE');
      return;
    case 'cancelBoth':
      cancelWhole(decision, resting, 'SELF_TRADE');
      cancelWhole(decision, incoming, 'SELF_TRADE');
      return;
    case 'decrement': {
      const lots = Math.min(incoming.leavesLots, resting.leavesLots);
      cancelLots(decision, resting, lots, 'SELF_TRADE');
      cancelLots(decision, incoming, lots, 'SELF_TRADE');
    }
  }
}
