import { orderStatusOf, type OrderProgress, type WaitsFor } from '#book-feed';
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
import type { FixedTerms } from '../view/order-rows.js';

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
  /** Of an inactive order: what keeps it out of the book. */
  readonly waitsFor?: WaitsFor;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly price?: string;
  readonly triggerPrice?: string;
  /** Of a stop: whether it has become its order (ORDR-6). */
  readonly triggered?: boolean;
  readonly protectionLimit?: string;
  readonly quantityLots: number;
  readonly cumulativeQuantityLots: number;
  readonly leavesQuantityLots: number;
  readonly canceledQuantityLots: number;
  /** The peak of an iceberg. */
  readonly displayQuantityLots?: number;
  /** What an iceberg shows now; the rest of its leaves is hidden. */
  readonly displayedQuantityLots?: number;
  readonly minQuantityLots?: number;
  readonly postOnly?: true;
  readonly expiry?: string;
  readonly averagePrice?: string;
  readonly version: number;
  readonly reason?: string;
  readonly certificateId?: string;
  readonly onFloorRaise?: string;
  readonly stpId?: string;
  readonly stpMode?: string;
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
  readonly timeInForce: TimeInForce;
  readonly terms: FixedTerms;
  readonly progress: Readonly<OrderProgress>;
  readonly waitsFor: WaitsFor | undefined;
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
  const { progress, terms } = state;
  const { quantityLots, filledLots, leavesLots, displayQuantityLots, triggerPriceTicks } = progress;
  const price = (ticks: number | undefined): string | undefined =>
    ticks === undefined ? undefined : unitsToDecimal(ticks, tickSize);
  const more = fills.length > REPORT_FILLS_MAX;
  return {
    orderId: publicId(state.instrument, state.order),
    clientOrderId: state.clientOrderId,
    instrument: state.instrument,
    orderStatus: orderStatusOf(progress, state.waitsFor),
    waitsFor: state.waitsFor,
    side: state.side,
    type: progress.orderType,
    timeInForce: state.timeInForce,
    price: price(progress.priceTicks),
    triggerPrice: price(triggerPriceTicks),
    triggered: triggerPriceTicks === undefined ? undefined : progress.isTriggered,
    protectionLimit: price(terms.protectionLimitTicks),
    quantityLots,
    cumulativeQuantityLots: filledLots,
    leavesQuantityLots: leavesLots,
    canceledQuantityLots: progress.cancelledLots,
    displayQuantityLots,
    displayedQuantityLots: displayQuantityLots === undefined ? undefined : displayedLots(state),
    minQuantityLots: terms.minQuantityLots,
    postOnly: terms.postOnly,
    expiry: progress.expiryMicros === undefined ? undefined : microsToIso(progress.expiryMicros),
    averagePrice: filledLots === 0 ? undefined : averagePrice(progress.filledTickLots, filledLots, tickSize),
    version: progress.version,
    reason: progress.reason,
    certificateId: terms.certificateId,
    onFloorRaise: terms.onFloorRaise,
    stpId: terms.stpId,
    stpMode: terms.stpMode,
    account: progress.account,
    fills: (more ? fills.slice(0, REPORT_FILLS_MAX) : fills).map((fill) => reportFill(state, fill, tickSize)),
    moreFills: more ? true : undefined,
    sequence: state.sequence,
    time: microsToIso(state.bookMicros),
    position: state.position,
  };
}

/** What an iceberg shows of itself in the book now. */
function displayedLots({ progress, waitsFor }: OrderState): number {
  return waitsFor === undefined && progress.leavesLots > 0 ? (progress.peakLots ?? 0) : 0;
}

function reportFill(state: OrderState, fill: FillState, tickSize: string): ReportFill {
  return {
    executionId: publicId(state.instrument, fill.sequence),
    price: unitsToDecimal(fill.priceTicks, tickSize),
    quantityLots: fill.lots,
    time: microsToIso(fill.bookMicros),
  };
}
