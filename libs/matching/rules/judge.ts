import type { AmendOrder, CancelOrder, InstrumentSpec, PlaceOrder, TimeInForce } from '#contracts';
import type { BookReader, LiveOrder } from '../book-reader.js';
import { refusal, type Refusal } from '../decision.js';
import { refuseBelowFloor } from './floor.js';
import { refuseDuplicate } from './identifiers.js';
import { refuseReduceOnly, refuseStanding } from './membership.js';
import { refuseShape, type OrderShape } from './order-shape.js';
import { refuseOrigin } from './origin.js';
import { refuseAction, refuseImmediate, type DeskAction } from './phases.js';
import { refuseMalformedAmend, refuseMalformedOrder, refuseNotional } from './units.js';

/** An order as it would stand, to be judged as a new one. */
interface OrderTerms extends OrderShape {
  readonly memberState: string;
  readonly timeInForce: TimeInForce;
  readonly quantityLots: number;
  /** Lots by which its leaves grow: all of a new order's, the difference of an amended one's. */
  readonly addedLots: number;
}

/**
 * The precedence ladder for a new order; the first class that it breaks is the refusal. Exact repeats are answered
 * before.
 *
 * @see REJ
 */
export function judgePlacement(book: BookReader, order: PlaceOrder): Refusal | undefined {
  const malformed = refuseMalformedOrder(order);
  if (malformed !== undefined) return malformed;
  const { instrument } = book;
  if (instrument === undefined) return refuseUnconfigured(book);
  return refuseDuplicate(book, order) ?? judgeTerms(book, instrument, 'enter', newTerms(order));
}

function newTerms(order: PlaceOrder): OrderTerms {
  return {
    memberState: order.memberState,
    side: order.side,
    orderType: order.orderType,
    timeInForce: order.timeInForce,
    quantityLots: order.quantityLots,
    addedLots: order.quantityLots,
    priceTicks: order.priceTicks,
    protectionLimitTicks: order.protectionLimitTicks,
    certificateId: order.certificateId,
    onFloorRaise: order.onFloorRaise,
  };
}

/** MEMB, PHAS, order shape, origin, floor: what a new order and an amend that is judged as one share (REJ). */
function judgeTerms(
  book: BookReader,
  instrument: InstrumentSpec,
  action: DeskAction,
  terms: OrderTerms,
): Refusal | undefined {
  return (
    refuseStanding(book, terms.memberState) ??
    refuseReduceOnly(book, terms.memberState, terms.side, terms.addedLots) ??
    refuseAction(book.phase, action) ??
    refuseImmediate(book.phase, terms.timeInForce) ??
    refuseShape(terms) ??
    refuseNotional(instrument, notionalPrice(book, terms), terms.quantityLots) ??
    (terms.side === 'sell'
      ? refuseOrigin(book, instrument, terms.memberState, terms.certificateId, terms.addedLots)
      : undefined) ??
    refuseBelowFloor(book, terms)
  );
}

/** UNIT-2: a market order's notional is taken at its protection limit, else the reference price. */
function notionalPrice(book: BookReader, terms: OrderTerms): number | undefined {
  return terms.priceTicks ?? terms.protectionLimitTicks ?? book.referencePriceTicks;
}

/** What an amend would make of an order. */
export interface AmendedTerms {
  readonly priceTicks: number | undefined;
  readonly quantityLots: number;
  readonly leavesLots: number;
  readonly account: string | undefined;
  /** ORDR-4: nothing but the quantity changes, and it does not grow. */
  readonly keepsPriority: boolean;
}

/** ORDR-4: absent fields stay as they are. */
export function amendedTerms(order: LiveOrder, amend: AmendOrder): AmendedTerms {
  const priceTicks = amend.priceTicks ?? order.priceTicks;
  const quantityLots = amend.quantityLots ?? order.quantityLots;
  const account = amend.account ?? order.account;
  return {
    priceTicks,
    quantityLots,
    leavesLots: quantityLots - order.filledLots - order.cancelledLots,
    account,
    keepsPriority:
      priceTicks === order.priceTicks && account === order.account && quantityLots <= order.quantityLots,
  };
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
export function judgeAmend(book: BookReader, amend: AmendOrder): Found {
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
    terms.keepsPriority || terms.leavesLots <= 0
      ? (refuseStanding(book, order.memberState) ?? refuseAction(book.phase, 'amend'))
      : judgeTerms(book, instrument, 'amend', {
          memberState: order.memberState,
          side: order.side,
          orderType: order.orderType,
          timeInForce: order.timeInForce,
          quantityLots: terms.quantityLots,
          addedLots: terms.leavesLots - order.leavesLots,
          priceTicks: terms.priceTicks,
          protectionLimitTicks: order.protectionLimitTicks,
          certificateId: order.certificateId,
          onFloorRaise: order.side === 'sell' ? order.onFloorRaise : undefined,
        });
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
