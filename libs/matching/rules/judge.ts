import type { AmendOrder, CancelOrder, InstrumentSpec, PlaceOrder } from '#contracts';
import type { BookReader, LiveOrder } from '../book-reader.js';
import { refusal, type Decision, type Refusal } from '../decision.js';
import { refuseOutsideBand } from './bands.js';
import { refuseRisk, refuseTooManyMessages } from './desk-limits.js';
import { refuseBelowFloor } from './floor.js';
import { refuseDuplicate } from './identifiers.js';
import { refuseWouldTake } from './matching.js';
import { refuseReduceOnly, refuseStanding } from './membership.js';
import { refuseShape } from './order-shape.js';
import { refuseOrigin } from './origin.js';
import { refuseAction, type DeskAction } from './phases.js';
import { refuseAlreadyThrough } from './stops.js';
import { amendedTerms, keepsPriority, newTerms, notionalPrice, type OrderTerms } from './terms.js';
import { refuseTimeInForce } from './time-in-force.js';
import { refuseMalformedAmend, refuseMalformedOrder, refuseNotional } from './units.js';

/** What a refusal may depend on: the book, and when the command was sequenced. */
export type Judged = Pick<Decision, 'book' | 'command'>;

/**
 * The precedence ladder for a new order; the first class that it breaks is the refusal. Exact repeats are answered
 * before.
 *
 * @see REJ
 */
export function judgePlacement(judged: Judged, order: PlaceOrder): Refusal | undefined {
  const { book } = judged;
  const malformed = refuseMalformedOrder(order);
  if (malformed !== undefined) return malformed;
  const { instrument } = book;
  if (instrument === undefined) return refuseUnconfigured(book);
  return refuseDuplicate(book, order) ?? judgeTerms(judged, instrument, 'enter', newTerms(order));
}

/**
 * The classes that a new order and an amend which is as good as one share, in their order: MEMB, PHAS, order shape,
 * origin, FLOR, BAND, RISK, post-only (REJ).
 */
function judgeTerms(
  { book, command }: Judged,
  instrument: InstrumentSpec,
  action: DeskAction,
  terms: OrderTerms,
): Refusal | undefined {
  return (
    refuseStanding(book, terms.memberState) ??
    refuseReduceOnly(book, terms.memberState, terms.side, terms.addedLots) ??
    refuseAction(book.phase, action) ??
    refuseTimeInForce(book.phase, terms) ??
    refuseShape(terms, command.bookMicros) ??
    refuseNotional(instrument, notionalPrice(book, terms), terms.quantityLots) ??
    refuseAlreadyThrough(book, terms) ??
    refuseOrigin(book, instrument, terms) ??
    refuseBelowFloor(book, terms) ??
    refuseOutsideBand(book, terms) ??
    refuseRisk(book, terms, command.bookMicros) ??
    refuseWouldTake(book, terms)
  );
}

/** ORDR-4: all that a decrease, and a change that leaves nothing open, are judged for. */
function judgeDecrease({ book, command }: Judged, terms: OrderTerms): Refusal | undefined {
  return (
    refuseStanding(book, terms.memberState) ??
    refuseAction(book.phase, 'amend') ??
    refuseTooManyMessages(book, terms, command.bookMicros)
  );
}

/** An order that a desk may touch, or why there is none. */
export type Found = { readonly order: LiveOrder } | { readonly refused: Refusal };

/** REJ: an order that is unknown, another desk's or no longer live is not found. */
function findOrder(book: BookReader, command: AmendOrder | CancelOrder): Found {
  const order = book.order(command.order);
  const isOwn = order?.desk === command.desk && order.memberState === command.memberState;
  return order !== undefined && isOwn ? { order } : { refused: refusal('ORDER_NOT_FOUND') };
}

/** The precedence ladder for an amend (REJ, ORDR-4). */
export function judgeAmend(judged: Judged, amend: AmendOrder): Found {
  const { book } = judged;
  const malformed = refuseMalformedAmend(amend);
  if (malformed !== undefined) return { refused: malformed };
  const { instrument } = book;
  if (instrument === undefined) return { refused: refuseUnconfigured(book) };
  const found = findOrder(book, amend);
  if ('refused' in found) return found;
  const { order } = found;
  if (amend.expectedVersion !== order.version) {
    return { refused: refusal('VERSION_MISMATCH', { orderVersion: order.version }) };
  }
  const terms = amendedTerms(order, amend);
  const refused =
    keepsPriority(order, terms) || terms.leavesLots <= 0
      ? judgeDecrease(judged, terms)
      : judgeTerms(judged, instrument, 'amend', terms);
  return refused === undefined ? found : { refused };
}

/** REJ: a cancel is judged for the order and PHAS alone. */
export function judgeCancel(book: BookReader, cancel: CancelOrder): Found {
  if (book.instrument === undefined) return { refused: refuseUnconfigured(book) };
  const found = findOrder(book, cancel);
  if ('refused' in found) return found;
  const refused = refuseAction(book.phase, 'cancel');
  return refused === undefined ? found : { refused };
}

/** REJ: a mass cancel is judged for PHAS alone. */
export function judgeMassCancel(book: BookReader): Refusal | undefined {
  if (book.instrument === undefined) return refuseUnconfigured(book);
  return refuseAction(book.phase, 'cancel');
}

/** Until its instrument is configured a book takes nothing else. */
export function refuseUnconfigured(book: BookReader): Refusal {
  return refusal('UNKNOWN_INSTRUMENT', { instrument: book.instrumentId });
}
