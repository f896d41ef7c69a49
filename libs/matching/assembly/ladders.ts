import { Ladder } from '../layout/ladder-layout';
import { Region } from '../layout/memory-map';

export const BIDS: i32 = Region.LADDERS;
export const OFFERS: i32 = Region.LADDERS + Ladder.BYTES;
export const BUY_STOPS: i32 = Region.LADDERS + 2 * Ladder.BYTES;
export const SELL_STOPS: i32 = Region.LADDERS + 3 * Ladder.BYTES;

/** Where orders of a side rest. */
@inline export function ladderOf(side: i32): i32 {
  return BIDS + side * Ladder.BYTES;
}

/** What orders of a side trade with. */
@inline export function ladderAgainst(side: i32): i32 {
  return OFFERS - side * Ladder.BYTES;
}
