import {
  averagePrice,
  publicId,
  unitsToDecimal,
  type InstrumentSpec,
  type OrderStatus,
  type OrderType,
  type Side,
  type TimeInForce,
} from '#contracts';
import { microsToIso } from '#platform';

/** Fills that a report itself tells, the oldest first; the rest are at `GET /v1/fills?orderId=`. */
export const REPORT_FILLS_MAX = 100;

/** One fill of an order as its desk sees it. */
interface ReportFill {
  readonly executionId: string;
  readonly price: string;
  readonly quantityLots: number;
  readonly time: string;
}

/** What a desk is told of an order (FIX 35=8). */
export interface ExecutionReport {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly instrument: string;
  readonly orderStatus: OrderStatus;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly price?: string;
  readonly protectionLimit?: string;
  readonly quantityLots: number;
  readonly cumulativeQuantityLots: number;
  readonly leavesQuantityLots: number;
  readonly canceledQuantityLots: number;
  readonly averagePrice?: string;
  readonly version: number;
  readonly reason?: string;
  readonly certificateId?: string;
  readonly onFloorRaise?: string;
  readonly stpId?: string;
  readonly account?: string;
  readonly fills: readonly ReportFill[];
  readonly moreFills?: true;
  /** The book's sequence of the last event that changed the order. */
  readonly sequence: number;
  readonly time: string;
  /** Store position to read at or after to see this. */
  readonly position: number;
}

/** A fill in integers. */
export interface FillState {
  readonly sequence: number;
  readonly priceTicks: number;
  readonly lots: number;
  readonly bookMicros: number;
}

/** An order in integers, as a row or a command's events tell it. */
export interface OrderState {
  readonly instrument: string;
  readonly order: number;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly priceTicks?: number;
  readonly protectionLimitTicks?: number;
  readonly certificateId?: string;
  readonly onFloorRaise?: string;
  readonly stpId?: string;
  readonly account?: string;
  readonly quantityLots: number;
  readonly cumulativeLots: number;
  readonly leavesLots: number;
  /** Sum of ticks × lots of all fills; exact beyond 2^53. */
  readonly tickLots: bigint;
  readonly version: number;
  readonly rejected: boolean;
  readonly reason?: string;
  readonly sequence: number;
  readonly bookMicros: number;
  readonly position: number;
}

/**
 * Writes an order in the desk's units.
 *
 * @param fills - its oldest fills, `REPORT_FILLS_MAX` and one more where there are more.
 */
export function executionReport(
  state: OrderState,
  fills: readonly FillState[],
  spec: InstrumentSpec,
): ExecutionReport {
  const { tickSize } = spec;
  const { priceTicks, protectionLimitTicks, cumulativeLots, leavesLots } = state;
  const more = fills.length > REPORT_FILLS_MAX;
  return {
    orderId: publicId(state.instrument, state.order),
    clientOrderId: state.clientOrderId,
    instrument: state.instrument,
    orderStatus: statusOf(state),
    side: state.side,
    type: state.orderType,
    timeInForce: state.timeInForce,
    price: priceTicks === undefined ? undefined : unitsToDecimal(priceTicks, tickSize),
    protectionLimit:
      protectionLimitTicks === undefined ? undefined : unitsToDecimal(protectionLimitTicks, tickSize),
    quantityLots: state.quantityLots,
    cumulativeQuantityLots: cumulativeLots,
    leavesQuantityLots: leavesLots,
    // ORDR-7; a refused order never had lots to cancel.
    canceledQuantityLots: state.quantityLots - cumulativeLots - leavesLots,
    averagePrice: cumulativeLots === 0 ? undefined : averagePrice(state.tickLots, cumulativeLots, tickSize),
    version: state.version,
    reason: state.reason,
    certificateId: state.certificateId,
    onFloorRaise: state.onFloorRaise,
    stpId: state.stpId,
    account: state.account,
    fills: (more ? fills.slice(0, REPORT_FILLS_MAX) : fills).map((fill) => reportFill(state, fill, tickSize)),
    moreFills: more ? true : undefined,
    sequence: state.sequence,
    time: microsToIso(state.bookMicros),
    position: state.position,
  };
}

function reportFill(state: OrderState, fill: FillState, tickSize: string): ReportFill {
  return {
    executionId: publicId(state.instrument, fill.sequence),
    price: unitsToDecimal(fill.priceTicks, tickSize),
    quantityLots: fill.lots,
    time: microsToIso(fill.bookMicros),
  };
}

function statusOf(state: OrderState): OrderStatus {
  if (state.rejected) return 'rejected';
  if (state.leavesLots > 0) return state.cumulativeLots > 0 ? 'partiallyFilled' : 'new';
  if (state.cumulativeLots === state.quantityLots) return 'filled';
  return state.reason === 'EXPIRED' ? 'expired' : 'canceled';
}
