import type { BookReader } from '../book-reader.js';
import type { Decision } from '../decision.js';
import { isExecutable, marketLimit } from './limits.js';
import { isCallPhase } from './phases.js';
import { isReserveExhausted, reserveLiveLots } from './reserve.js';
import { auctionOf, lotsOfferedAtFloor } from './uncross.js';

/** The first version of the rules that publishes the reserve's quote and `floorLocked`. */
const VERSION_OF_QUOTES = 2;

/**
 * Publishes what has changed, at the end of a command: the indicative price and volume, the reserve's quote, then
 * whether the floor is locked. Commands recorded by the first rules run again as they did.
 *
 * @see PHAS-2, RESV-2, FLOR-10
 */
export function publish(decision: Decision): void {
  publishIndicative(decision);
  if (decision.command.rulesVersion < VERSION_OF_QUOTES) return;
  publishReserveQuote(decision);
  publishFloorLocked(decision);
}

/** PHAS-2: what the auction would do in a call phase; outside of them, and where nothing crosses, there is none. */
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

/** RESV-2: the live size of the reserve's bid is public, and so is that nothing is left of it. */
function publishReserveQuote({ book, emit }: Decision): void {
  const liveLots = reserveLiveLots(book);
  const reserveExhausted = isReserveExhausted(book);
  const last = book.reserveQuote;
  if (liveLots === last.liveLots && reserveExhausted === last.reserveExhausted) return;
  emit({ type: 'ReserveQuoteChanged', liveLots, reserveExhausted });
}

function publishFloorLocked({ book, emit }: Decision): void {
  const floorLocked = isFloorLocked(book);
  if (floorLocked !== book.floorLocked) emit({ type: 'FloorLockedChanged', floorLocked });
}

/** FLOR-10: offers are executable at the floor, and no bid is executable at all, the reserve's included. */
function isFloorLocked(book: BookReader): boolean {
  return lotsOfferedAtFloor(book) > 0 && !hasExecutableBid(book);
}

function hasExecutableBid(book: BookReader): boolean {
  if (book.bestTicks('buy') !== undefined || reserveLiveLots(book) > 0) return true;
  for (const { protectionLimitTicks, quantityLots } of book.marketDepth('buy')) {
    const limitTicks = marketLimit('buy', protectionLimitTicks, book.floor);
    if (quantityLots > 0 && isExecutable('buy', limitTicks, book.floor)) return true;
  }
  return false;
}
