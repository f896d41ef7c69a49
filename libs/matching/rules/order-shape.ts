import type { FloorRaisePolicy, OrderType, Side } from '#contracts';
import { refusal, type Refusal } from '../decision.js';

/** The fields of an order whose belonging is judged (ORDR-1). */
export interface OrderShape {
  readonly side: Side;
  readonly orderType: OrderType;
  readonly priceTicks?: number | undefined;
  readonly protectionLimitTicks?: number | undefined;
  readonly certificateId?: string | undefined;
  readonly onFloorRaise?: FloorRaisePolicy | undefined;
}

const missing = (field: string): Refusal => refusal('ORDER_SHAPE', { field, problem: 'missing' });
const misplaced = (field: string): Refusal => refusal('ORDER_SHAPE', { field, problem: 'does not belong' });

/** ORDR-1: a field that is missing or does not belong; an offer without a certificate is `ORIGIN_MISSING` instead. */
export function refuseShape(order: OrderShape): Refusal | undefined {
  if (order.orderType === 'limit') {
    if (order.priceTicks === undefined) return missing('priceTicks');
    if (order.protectionLimitTicks !== undefined) return misplaced('protectionLimitTicks');
  } else if (order.priceTicks !== undefined) {
    return misplaced('priceTicks');
  }
  if (order.side === 'buy') {
    if (order.certificateId !== undefined) return misplaced('certificateId');
    if (order.onFloorRaise !== undefined) return misplaced('onFloorRaise');
  }
  return undefined;
}
