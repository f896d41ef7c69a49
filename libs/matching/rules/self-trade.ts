import type { LiveOrder } from '../book-reader.js';

/** STP-1: orders of one member state that share an stpId do not trade with each other in continuous trading. */
export function isSelfTrade(
  first: Pick<LiveOrder, 'memberState' | 'stpId'>,
  second: Pick<LiveOrder, 'memberState' | 'stpId'>,
): boolean {
  return (
    first.stpId !== undefined && first.stpId === second.stpId && first.memberState === second.memberState
  );
}
