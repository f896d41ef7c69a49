import {
  decimalToUnits,
  QUANTITY_MAX,
  type AmendOrder,
  type InstrumentSpec,
  type PlaceOrder,
} from '#contracts';
import { problemDetails, type ProblemDetails } from '#platform';
import type { AmendOrderRequest, PlaceOrderRequest } from '../dto/order-requests.js';
import { instantMicros } from '../dto/rules.js';
import type { DeskTrader } from './desk-trader.js';

type PriceField = 'price' | 'triggerPrice' | 'protectionLimit';

/** A price in ticks, or why it is none. */
type Ticks = { readonly ticks: number } | { readonly problem: ProblemDetails };

/** What of a request is in decimals. */
type PriceTexts = { readonly [Field in PriceField]?: string };

/** The same in ticks; absent is absent. */
type PriceTicks = { readonly [Field in PriceField]: number | undefined };

/**
 * Puts a well-formed order into integers.
 *
 * @returns the problem instead when a price is off the instrument's ticks or out of range (UNIT-1, UNIT-2).
 */
export function toPlaceOrder(
  request: PlaceOrderRequest,
  trader: DeskTrader,
  spec: InstrumentSpec,
): { readonly order: PlaceOrder } | { readonly problem: ProblemDetails } {
  const prices = pricesOf(request, spec);
  if ('problem' in prices) return prices;
  const order: PlaceOrder = {
    kind: 'placeOrder',
    desk: trader.desk,
    memberState: trader.memberState,
    trader: trader.trader,
    clientOrderId: request.clientOrderId,
    side: request.side,
    orderType: request.type,
    timeInForce: request.timeInForce,
    quantityLots: request.quantityLots,
    priceTicks: prices.ticks.price,
    protectionLimitTicks: prices.ticks.protectionLimit,
    triggerPriceTicks: prices.ticks.triggerPrice,
    displayQuantityLots: request.displayQuantityLots,
    minQuantityLots: request.minQuantityLots,
    postOnly: request.postOnly === true ? true : undefined,
    expiryMicros: expiryOf(request),
    certificateId: request.certificateId,
    onFloorRaise: request.onFloorRaise,
    stpId: request.stpId,
    stpMode: request.stpMode,
    account: request.account,
  };
  return { order };
}

/** Puts a well-formed amend into integers, like `toPlaceOrder`. */
export function toAmendOrder(
  request: AmendOrderRequest,
  order: number,
  trader: DeskTrader,
  spec: InstrumentSpec,
): { readonly amend: AmendOrder } | { readonly problem: ProblemDetails } {
  const prices = pricesOf(request, spec);
  if ('problem' in prices) return prices;
  const amend: AmendOrder = {
    kind: 'amendOrder',
    desk: trader.desk,
    memberState: trader.memberState,
    trader: trader.trader,
    order,
    expectedVersion: request.expectedVersion,
    priceTicks: prices.ticks.price,
    triggerPriceTicks: prices.ticks.triggerPrice,
    quantityLots: request.quantityLots,
    displayQuantityLots: request.displayQuantityLots,
    expiryMicros: expiryOf(request),
    account: request.account,
  };
  return { amend };
}

function expiryOf({ expiry }: { readonly expiry?: string }): number | undefined {
  return expiry === undefined ? undefined : instantMicros(expiry);
}

/** All prices of a request in ticks; the first that is none is the problem. */
function pricesOf(
  request: PriceTexts,
  spec: InstrumentSpec,
): { readonly ticks: PriceTicks } | { readonly problem: ProblemDetails } {
  const price = ticksOf('price', request.price, spec);
  if (price !== undefined && 'problem' in price) return price;
  const trigger = ticksOf('triggerPrice', request.triggerPrice, spec);
  if (trigger !== undefined && 'problem' in trigger) return trigger;
  const limit = ticksOf('protectionLimit', request.protectionLimit, spec);
  if (limit !== undefined && 'problem' in limit) return limit;
  return { ticks: { price: price?.ticks, triggerPrice: trigger?.ticks, protectionLimit: limit?.ticks } };
}

function ticksOf(field: PriceField, text: string | undefined, spec: InstrumentSpec): Ticks | undefined {
  if (text === undefined) return undefined;
  const { tickSize } = spec;
  const units = decimalToUnits(text, tickSize);
  if (units === undefined) {
    const message = `${field} ${text} is not a whole number of ticks of ${tickSize}`;
    return { problem: fieldProblem(422, 'OFF_TICK', field, message, tickSize) };
  }
  const ticks = Number(units);
  if (ticks >= 1 && ticks <= QUANTITY_MAX) return { ticks };
  const message = `${field} ${text} is not from 1 to ${QUANTITY_MAX} ticks of ${tickSize}`;
  return { problem: fieldProblem(400, 'MALFORMED', field, message, tickSize) };
}

function fieldProblem(
  status: number,
  code: 'OFF_TICK' | 'MALFORMED',
  field: PriceField,
  message: string,
  tickSize: string,
): ProblemDetails {
  const errors = [{ field, code: code === 'OFF_TICK' ? code : 'OUT_OF_RANGE', message }];
  return problemDetails(status, code, message, { errors, details: { field, tickSize } });
}
