import type { BookReader } from '../book-reader.js';
import { isExecutable, marketLimit } from './limits.js';

/** Lots of all offers, market offers too, that may trade at a price. */
export function offeredLotsAt(book: BookReader, priceTicks: number): number {
  let lots = 0;
  for (const level of book.levels('sell')) {
    if (level.priceTicks > priceTicks) break;
    lots += level.quantityLots;
  }
  for (const { protectionLimitTicks, quantityLots } of book.marketDepth('sell')) {
    if (allowsSaleAt(book, protectionLimitTicks, priceTicks)) lots += quantityLots;
  }
  return lots;
}

/** Whether any offer, market offers too, may trade at a price. */
export function hasOfferAt(book: BookReader, priceTicks: number): boolean {
  const best = book.best('sell')?.priceTicks;
  if (best !== undefined && best <= priceTicks) return true;
  for (const { protectionLimitTicks } of book.marketDepth('sell')) {
    if (allowsSaleAt(book, protectionLimitTicks, priceTicks)) return true;
  }
  return false;
}

/** FLOR-10: whether any commercial bid is executable, market bids too. */
export function hasExecutableBid(book: BookReader): boolean {
  if (book.best('buy') !== undefined) return true;
  for (const { protectionLimitTicks } of book.marketDepth('buy')) {
    if (isExecutable('buy', protectionLimitTicks, book.floor)) return true;
  }
  return false;
}

function allowsSaleAt(
  { floor }: BookReader,
  protectionLimitTicks: number | undefined,
  priceTicks: number,
): boolean {
  return (marketLimit('sell', protectionLimitTicks, floor) ?? priceTicks) <= priceTicks;
}
