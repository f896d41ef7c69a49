import type { BookReader } from '../book-reader.js';
import type { Decision } from '../decision.js';
import { hasExecutableBid, hasOfferAt } from './executable.js';
import { isCallPhase } from './phases.js';
import { reserveBid } from './reserve.js';
import { auctionOf } from './uncross.js';

/** The first version of the rules that publishes more than the indicative price. */
const PUBLISHES_FLOOR_FROM = 2;

/** PHAS-2: what is published at the end of a command, each only if it differs from what was last published. */
export function publishAll(decision: Decision): void {
  publishIndicative(decision);
  // A command recorded under the first rules is re-run without what they did not publish.
  if (decision.command.rulesVersion < PUBLISHES_FLOOR_FROM) return;
  publishFloorLocked(decision);
  publishReserve(decision);
}

/** What the auction of a call phase would do; outside there is none. */
function publishIndicative({ book, emit }: Decision): void {
  const result = isCallPhase(book.phase) ? auctionOf(book) : undefined;
  const last = book.indicative;
  if (result?.priceTicks === last?.priceTicks && result?.volumeLots === last?.volumeLots) return;
  if (result === undefined) {
    emit({ type: 'IndicativeChanged', volumeLots: 0 });
  } else {
    emit({ type: 'IndicativeChanged', priceTicks: result.priceTicks, volumeLots: result.volumeLots });
  }
}

function publishFloorLocked({ book, emit }: Decision): void {
  const floorLocked = isFloorLocked(book);
  if (floorLocked !== book.floorLocked) emit({ type: 'FloorLockedChanged', floorLocked });
}

/** FLOR-10: offers are executable at the floor, and no bid is, the reserve's included. */
function isFloorLocked(book: BookReader): boolean {
  const { floor } = book;
  if (floor === undefined || !hasOfferAt(book, floor.priceTicks)) return false;
  return !hasExecutableBid(book) && reserveBid(book) === undefined;
}

/** RESV-2: the live size is public, and so is that nothing is left of it. */
function publishReserve({ book, emit }: Decision): void {
  const liveLots = reserveBid(book)?.leavesLots ?? 0;
  const reserveExhausted = book.reserve !== undefined && book.floor !== undefined && liveLots === 0;
  const last = book.reserveQuote;
  if (liveLots === last.liveLots && reserveExhausted === last.reserveExhausted) return;
  emit({ type: 'ReserveQuoteChanged', liveLots, reserveExhausted });
}
