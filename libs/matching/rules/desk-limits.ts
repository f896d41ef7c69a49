import type { Side } from '#contracts';
import type { BookReader, DeskLimitState } from '../book-reader.js';
import { refusal, type Refusal } from '../decision.js';
import { refuseKilled } from './kill-switch.js';
import { leavesOf } from './membership.js';
import { notionalPrice, type OrderTerms } from './terms.js';
import { wholeSecond } from './units.js';

/**
 * RISK-1, RISK-2: the limits of a desk before the book, in the order of their codes, then the kill switches. Each
 * refusal names the limit and its value; equality passes (UNIT-4).
 *
 * @param bookMicros - of the command that is judged.
 */
export function refuseRisk(book: BookReader, terms: OrderTerms, bookMicros: number): Refusal | undefined {
  const { memberState, desk } = terms;
  const state = book.deskLimits(memberState, desk);
  return (
    (state === undefined
      ? undefined
      : (refuseQuantities(book, terms, state) ??
        refuseNotionalLimit(book, terms, state) ??
        refuseMessages(state, bookMicros))) ?? refuseKilled(book, memberState, desk)
  );
}

/** RISK-1: entries and amends of a desk in a whole second of book time; all that a decrease is judged for (ORDR-4). */
export function refuseTooManyMessages(
  book: BookReader,
  { memberState, desk }: OrderTerms,
  bookMicros: number,
): Refusal | undefined {
  const state = book.deskLimits(memberState, desk);
  return state === undefined ? undefined : refuseMessages(state, bookMicros);
}

function refuseQuantities(
  book: BookReader,
  { memberState, desk, side, quantityLots, addedLots }: OrderTerms,
  { limits }: DeskLimitState,
): Refusal | undefined {
  const { orderSizeLotsMax, openQuantityLotsMax, positionLotsMax } = limits;
  if (orderSizeLotsMax !== undefined && quantityLots > orderSizeLotsMax) {
    return refusal('ORDER_SIZE_LIMIT', { orderSizeLotsMax, quantityLots });
  }
  const lots = book.deskLots(memberState, desk);
  const openLots = leavesOf(lots, side) + addedLots;
  if (openQuantityLotsMax !== undefined && openLots > openQuantityLotsMax) {
    return refusal('OPEN_QUANTITY_LIMIT', { openQuantityLotsMax, openLots });
  }
  const positionLots = inDirection(side, lots.positionLots) + openLots;
  if (positionLotsMax !== undefined && positionLots > positionLotsMax) {
    return refusal('POSITION_LIMIT', { positionLotsMax, positionLots });
  }
  return undefined;
}

/** Lots held as seen from a side: an offer adds to a short position. */
function inDirection(side: Side, positionLots: number): number {
  return side === 'buy' ? positionLots : -positionLots;
}

/** RISK-1: the notional of the whole order, taken as UNIT-2 takes it; nothing to judge where there is no price. */
function refuseNotionalLimit(
  book: BookReader,
  terms: OrderTerms,
  { limits: { notionalMax } }: DeskLimitState,
): Refusal | undefined {
  const priceTicks = notionalPrice(book, terms);
  const { instrument } = book;
  if (notionalMax === undefined || priceTicks === undefined || instrument === undefined) return undefined;
  const { notionalNumerator, notionalDenominator } = instrument;
  const notional =
    (BigInt(priceTicks) * BigInt(terms.quantityLots) * BigInt(notionalNumerator)) /
    BigInt(notionalDenominator);
  if (notional <= BigInt(notionalMax)) return undefined;
  return refusal('NOTIONAL_LIMIT', { notionalMax, notional: notional.toString() });
}

/** The message in hand is counted as it is recorded: what is known here are those before it. */
function refuseMessages(
  { limits: { messagesPerSecondMax }, second, messages }: DeskLimitState,
  bookMicros: number,
): Refusal | undefined {
  if (messagesPerSecondMax === undefined) return undefined;
  const before = second === wholeSecond(bookMicros) ? messages : 0;
  return before < messagesPerSecondMax ? undefined : refusal('MESSAGE_LIMIT', { messagesPerSecondMax });
}
