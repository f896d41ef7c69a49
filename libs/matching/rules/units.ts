import {
  isPlainDecimal,
  QUANTITY_MAX,
  type AmendOrder,
  type CertificateOfOrigin,
  type InstrumentSpec,
  type PlaceOrder,
} from '#contracts';
import { refusal, type Refusal } from '../decision.js';

const BASIS_POINTS_MAX = 10_000;

/** UNIT-2: a price in ticks is a whole number from 1 that fits a signed 32-bit integer. */
export function isPriceTicks(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= QUANTITY_MAX;
}

/** UNIT-2: a quantity in lots is a whole number from 1 that fits a signed 32-bit integer. */
function isQuantityLots(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= QUANTITY_MAX;
}

/** UNIT-2: like a quantity, but it may be zero; `-0` is malformed. */
export function isCountOfLots(value: number): boolean {
  return Object.is(value, 0) || isQuantityLots(value);
}

/** UNIT-3: microseconds since 1970 in UTC. */
export function isInstantMicros(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
}

/** RISK-1: the whole second of book time that an instant lies in, counted from 1970. */
export function wholeSecond(micros: number): number {
  return Math.floor(micros / 1_000_000);
}

const malformed = (field: string): Refusal => refusal('MALFORMED', { field });
const absentOr = (check: (value: number) => boolean, value: number | undefined): boolean =>
  value === undefined || check(value);

/** UNIT-1: the edge has looked at all this; a book refuses what still slips through rather than trust it. */
export function refuseMalformedOrder(order: PlaceOrder): Refusal | undefined {
  if (order.desk === '') return malformed('desk');
  if (order.memberState === '') return malformed('memberState');
  if (order.clientOrderId === '') return malformed('clientOrderId');
  if (!isQuantityLots(order.quantityLots)) return malformed('quantityLots');
  if (!absentOr(isPriceTicks, order.priceTicks)) return malformed('priceTicks');
  if (!absentOr(isPriceTicks, order.protectionLimitTicks)) return malformed('protectionLimitTicks');
  if (!absentOr(isPriceTicks, order.triggerPriceTicks)) return malformed('triggerPriceTicks');
  if (!absentOr(isQuantityLots, order.displayQuantityLots)) return malformed('displayQuantityLots');
  if (!absentOr(isQuantityLots, order.minQuantityLots)) return malformed('minQuantityLots');
  if (!absentOr(isInstantMicros, order.expiryMicros)) return malformed('expiryMicros');
  return undefined;
}

/** UNIT-1 for an amend, whose quantity may be zero: that takes the rest off (ORDR-4). */
export function refuseMalformedAmend(amend: AmendOrder): Refusal | undefined {
  if (!absentOr(isPriceTicks, amend.priceTicks)) return malformed('priceTicks');
  if (!absentOr(isCountOfLots, amend.quantityLots)) return malformed('quantityLots');
  if (!absentOr(isPriceTicks, amend.triggerPriceTicks)) return malformed('triggerPriceTicks');
  if (!absentOr(isQuantityLots, amend.displayQuantityLots)) return malformed('displayQuantityLots');
  if (!absentOr(isInstantMicros, amend.expiryMicros)) return malformed('expiryMicros');
  return undefined;
}

/** UNIT-1 for a certificate of origin. */
export function refuseMalformedCertificate(certificate: CertificateOfOrigin): Refusal | undefined {
  if (certificate.certificateId === '') return malformed('certificateId');
  if (!isQuantityLots(certificate.lots)) return malformed('lots');
  if (!isInstantMicros(certificate.expiryMicros)) return malformed('expiryMicros');
  if (!isBasisPoints(certificate.nonBlocContentBasisPoints)) return malformed('nonBlocContentBasisPoints');
  return undefined;
}

/** A share of up to the whole in basis points. */
export function isBasisPoints(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= BASIS_POINTS_MAX && !Object.is(value, -0);
}

const isCount = (value: number): boolean =>
  Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
const isPositive = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
const isDecimalAboveZero = (text: string): boolean => isPlainDecimal(text) && /[1-9]/.test(text);

/** UNIT-1 for the specification of an instrument. */
export function refuseMalformedInstrument(spec: InstrumentSpec, instrumentId: string): Refusal | undefined {
  if (spec.instrumentId !== instrumentId) return malformed('instrumentId');
  if (spec.mineral === '') return malformed('mineral');
  if (!isDecimalAboveZero(spec.tickSize)) return malformed('tickSize');
  if (!isDecimalAboveZero(spec.lotSize)) return malformed('lotSize');
  if (!isCount(spec.currencyDecimals)) return malformed('currencyDecimals');
  if (!isPositive(spec.notionalNumerator)) return malformed('notionalNumerator');
  if (!isPositive(spec.notionalDenominator)) return malformed('notionalDenominator');
  if (!isBasisPoints(spec.nonBlocContentBasisPointsMax)) return malformed('nonBlocContentBasisPointsMax');
  if (!isCount(spec.identifierRetentionBusinessDays)) return malformed('identifierRetentionBusinessDays');
  if (!isCount(spec.settlementCycleDays)) return malformed('settlementCycleDays');
  return undefined;
}

/**
 * UNIT-2: the notional must be a whole number of minor units and at most 2^53-1, both judged exactly.
 *
 * @param priceTicks - the limit, a market order's protection limit, else the reference price; undefined when there is
 *   none of them, and then nothing can be judged.
 */
export function refuseNotional(
  spec: InstrumentSpec,
  priceTicks: number | undefined,
  quantityLots: number,
): Refusal | undefined {
  if (priceTicks === undefined) return undefined;
  const { notionalNumerator, notionalDenominator } = spec;
  const tickLots = priceTicks * quantityLots;
  // Below the bound doubles are exact, so the common case needs no big integers.
  if (tickLots <= Number.MAX_SAFE_INTEGER / notionalNumerator) {
    const isWhole = (tickLots * notionalNumerator) % notionalDenominator === 0;
    return isWhole ? undefined : refusal('NOTIONAL_INEXACT', { priceTicks, quantityLots });
  }
  const scaled = BigInt(priceTicks) * BigInt(quantityLots) * BigInt(notionalNumerator);
  const denominator = BigInt(notionalDenominator);
  if (scaled % denominator !== 0n) return refusal('NOTIONAL_INEXACT', { priceTicks, quantityLots });
  const notional = scaled / denominator;
  if (notional <= BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return refusal('NOTIONAL_TOO_LARGE', {
    notional: notional.toString(),
    notionalMax: Number.MAX_SAFE_INTEGER.toString(),
  });
}
