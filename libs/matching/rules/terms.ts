import type { AmendOrder, FloorRaisePolicy, OrderType, PlaceOrder, Side, TimeInForce } from '#contracts';
import type { BookReader, LiveOrder } from '../book-reader.js';

/** An order as it would stand: what a new order, or an amend that is as good as one, is judged by (REJ, ORDR-4). */
export interface OrderTerms {
  readonly desk: string;
  readonly memberState: string;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly quantityLots: number;
  /** Lots that would be open: all of a new order's; an amended one's new quantity, less what is filled and cancelled. */
  readonly leavesLots: number;
  /** Lots by which its leaves grow: all of a new order's, the difference of an amended one's. */
  readonly addedLots: number;
  readonly priceTicks: number | undefined;
  readonly protectionLimitTicks: number | undefined;
  readonly triggerPriceTicks: number | undefined;
  readonly displayQuantityLots: number | undefined;
  readonly minQuantityLots: number | undefined;
  readonly postOnly: boolean;
  readonly expiryMicros: number | undefined;
  readonly certificateId: string | undefined;
  readonly onFloorRaise: FloorRaisePolicy | undefined;
  readonly account: string | undefined;
}

/** The terms of a new order. */
export function newTerms(order: PlaceOrder): OrderTerms {
  return {
    desk: order.desk,
    memberState: order.memberState,
    side: order.side,
    orderType: order.orderType,
    timeInForce: order.timeInForce,
    quantityLots: order.quantityLots,
    leavesLots: order.quantityLots,
    addedLots: order.quantityLots,
    priceTicks: order.priceTicks,
    protectionLimitTicks: order.protectionLimitTicks,
    triggerPriceTicks: order.triggerPriceTicks,
    displayQuantityLots: order.displayQuantityLots,
    minQuantityLots: order.minQuantityLots,
    postOnly: order.postOnly ?? false,
    expiryMicros: order.expiryMicros,
    certificateId: order.certificateId,
    onFloorRaise: order.onFloorRaise,
    account: order.account,
  };
}

/** ORDR-4: what an amend would make of an order; absent fields stay as they are. */
export function amendedTerms(order: LiveOrder, amend: AmendOrder): OrderTerms {
  const quantityLots = amend.quantityLots ?? order.quantityLots;
  const leavesLots = quantityLots - order.filledLots - order.cancelledLots;
  return {
    desk: order.desk,
    memberState: order.memberState,
    side: order.side,
    orderType: order.orderType,
    timeInForce: order.timeInForce,
    quantityLots,
    leavesLots,
    addedLots: leavesLots - order.leavesLots,
    priceTicks: amend.priceTicks ?? order.priceTicks,
    protectionLimitTicks: order.protectionLimitTicks,
    triggerPriceTicks: amend.triggerPriceTicks ?? order.triggerPriceTicks,
    displayQuantityLots: amend.displayQuantityLots ?? order.displayQuantityLots,
    minQuantityLots: order.minQuantityLots,
    postOnly: order.postOnly,
    expiryMicros: amend.expiryMicros ?? order.expiryMicros,
    certificateId: order.certificateId,
    onFloorRaise: order.side === 'sell' ? order.onFloorRaise : undefined,
    account: amend.account ?? order.account,
  };
}

/** ORDR-4: nothing but the quantity changes, and it does not grow. */
export function keepsPriority(order: LiveOrder, terms: OrderTerms): boolean {
  return (
    terms.quantityLots <= order.quantityLots &&
    terms.priceTicks === order.priceTicks &&
    terms.triggerPriceTicks === order.triggerPriceTicks &&
    terms.displayQuantityLots === order.displayQuantityLots &&
    terms.expiryMicros === order.expiryMicros &&
    terms.account === order.account
  );
}

/**
 * UNIT-2: the price at which an order's notional is taken: its limit, a market order's protection limit, else the
 * reference price; a stop that becomes a market order is taken as one. Undefined where there is none of them.
 */
export function notionalPrice(book: BookReader, terms: OrderTerms): number | undefined {
  return terms.priceTicks ?? terms.protectionLimitTicks ?? book.referencePriceTicks;
}
