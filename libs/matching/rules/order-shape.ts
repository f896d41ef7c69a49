import type { TimeInForce } from '#contracts';
import { refusal, type Refusal } from '../decision.js';
import type { OrderTerms } from './terms.js';

/** What is wrong with a field; undefined when it is as it must be. */
type Problem = 'missing' | 'does not belong' | 'out of range' | undefined;

/** The times in force of orders that may rest for as long as they like. */
const RESTING: readonly TimeInForce[] = ['day', 'gtc', 'gtd'];

/**
 * ORDR-1: a field that is missing, does not belong or is out of range; an offer without a certificate is
 * `ORIGIN_MISSING` instead.
 *
 * @param nowMicros - book time of the command: an expiry must come after it.
 */
export function refuseShape(order: OrderTerms, nowMicros: number): Refusal | undefined {
  const { side, orderType, timeInForce, quantityLots, displayQuantityLots, minQuantityLots } = order;
  const isPriced = orderType === 'limit' || orderType === 'stopLimit';
  const isStop = orderType === 'stop' || orderType === 'stopLimit';
  const mayRest = RESTING.includes(timeInForce);
  return (
    refuseField('priceTicks', required(order.priceTicks, isPriced)) ??
    refuseField('triggerPriceTicks', required(order.triggerPriceTicks, isStop)) ??
    refuseField('protectionLimitTicks', allowed(order.protectionLimitTicks, !isPriced)) ??
    refuseField('expiryMicros', expiryProblem(order, nowMicros)) ??
    refuseField('timeInForce', isStop && isForAuction(timeInForce) ? 'does not belong' : undefined) ??
    refuseField(
      'displayQuantityLots',
      allowed(displayQuantityLots, isPriced && mayRest) ?? within(displayQuantityLots, quantityLots),
    ) ??
    refuseField(
      'minQuantityLots',
      allowed(minQuantityLots, timeInForce === 'ioc') ?? within(minQuantityLots, quantityLots),
    ) ??
    refuseField('postOnly', allowed(order.postOnly || undefined, orderType === 'limit' && mayRest)) ??
    refuseField('certificateId', allowed(order.certificateId, side === 'sell')) ??
    refuseField('onFloorRaise', allowed(order.onFloorRaise, side === 'sell'))
  );
}

function isForAuction(timeInForce: TimeInForce): boolean {
  return timeInForce === 'atOpen' || timeInForce === 'atClose';
}

function refuseField(field: string, problem: Problem): Refusal | undefined {
  return problem === undefined ? undefined : refusal('ORDER_SHAPE', { field, problem });
}

/** A field that an order must have, or must not. */
function required(value: number | undefined, isRequired: boolean): Problem {
  if (isRequired) return value === undefined ? 'missing' : undefined;
  return allowed(value, false);
}

/** A field that an order may have, or must not. */
function allowed(value: number | string | true | undefined, isAllowed: boolean): Problem {
  return value === undefined || isAllowed ? undefined : 'does not belong';
}

function within(lots: number | undefined, quantityLots: number): Problem {
  return lots === undefined || lots <= quantityLots ? undefined : 'out of range';
}

function expiryProblem({ timeInForce, expiryMicros }: OrderTerms, nowMicros: number): Problem {
  const problem = required(expiryMicros, timeInForce === 'gtd');
  if (problem !== undefined || expiryMicros === undefined) return problem;
  return expiryMicros > nowMicros ? undefined : 'out of range';
}
