import { Ladder } from '../layout/ladder-layout';
import { Region } from '../layout/memory-map';

export const BIDS: i32 = Region.LADDERS;
export const OFFERS: i32 = Region.LADDERS + Ladder.BYTES;
export const BUY_STOPS: i32 = Region.LADDERS + 2 * Ladder.BYTES;
export const SELL_STOPS: i32 = Region.LADDERS + 3 * Ladder.BYTES;
