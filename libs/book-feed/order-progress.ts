import type { BookEvent, BookEventOf, OrderStatus, OrderType, PlaceOrder, TradingPhase } from '#contracts';

/** What keeps a live order out of the book: its trigger (ORDR-6), the floor (FLOR-5), or that no close is called (ORDR-1). */
export type WaitsFor = 'trigger' | 'floor' | 'closingCall';

/** What can change of an order over its life. Prices are ticks, quantities lots. */
export interface OrderProgress {
  /** `market` becomes `limit` when it rests at its limit (FLOR-4), a stop becomes its order (ORDR-6). */
  orderType: OrderType;
  priceTicks: number | undefined;
  /** Kept when the stop is triggered. */
  triggerPriceTicks: number | undefined;
  isTriggered: boolean;
  isParked: boolean;
  /** ORDR-3: the peak of an iceberg. */
  displayQuantityLots: number | undefined;
  /** ORDR-3: what is left of an iceberg's peak; undefined for other orders. */
  peakLots: number | undefined;
  expiryMicros: number | undefined;
  account: string | undefined;
  quantityLots: number;
  filledLots: number;
  leavesLots: number;
  /** Counted by what the book cancelled, all lots of a refused order; ORDR-7 is to hold with it. */
  cancelledLots: number;
  /** Sum of ticks × lots of its fills; exact beyond 2^53. */
  filledTickLots: bigint;
  /** ORDR-4: from 1; 0 for a refused order, which never had a version. */
  version: number;
  /** The refusal's code or the last cancel's reason. */
  reason: string | undefined;
}

/** An event that may change an order that was accepted. */
type OrderEvent = BookEventOf<
  | 'Traded'
  | 'OrderCancelled'
  | 'OrderAmended'
  | 'OrderRepriced'
  | 'OrderBecameLimit'
  | 'OrderTriggered'
  | 'OrderParked'
  | 'OrderReturned'
  | 'PeakRefreshed'
>;

/** An order as the first event of its command leaves it: accepted whole, or refused. */
export function startOfOrder(
  request: PlaceOrder,
  first: BookEventOf<'OrderAccepted' | 'OrderRejected'>,
): OrderProgress {
  const isRefused = first.type === 'OrderRejected';
  const { displayQuantityLots, quantityLots } = request;
  return {
    orderType: request.orderType,
    priceTicks: request.priceTicks,
    triggerPriceTicks: request.triggerPriceTicks,
    isTriggered: false,
    isParked: false,
    displayQuantityLots,
    peakLots: displayQuantityLots === undefined ? undefined : Math.min(displayQuantityLots, quantityLots),
    expiryMicros: request.expiryMicros,
    account: request.account,
    quantityLots,
    filledLots: 0,
    leavesLots: isRefused ? 0 : quantityLots,
    cancelledLots: isRefused ? quantityLots : 0,
    filledTickLots: 0n,
    version: isRefused ? 0 : 1,
    reason: isRefused ? first.code : undefined,
  };
}

/** Whether an event may change this order. */
export function changesOrder(event: BookEvent, order: number): event is BookEvent & OrderEvent {
  switch (event.type) {
    case 'Traded':
      return event.buyOrder === order || event.sellOrder === order;
    case 'OrderCancelled':
    case 'OrderAmended':
    case 'OrderRepriced':
    case 'OrderBecameLimit':
    case 'OrderTriggered':
    case 'OrderParked':
    case 'OrderReturned':
    case 'PeakRefreshed':
      return event.order === order;
    case 'OrderAccepted':
    case 'OrderRejected':
    case 'AmendRejected':
    case 'CancelRejected':
    case 'MassCancelled':
    case 'MassCancelRejected':
    case 'InstrumentConfigured':
    case 'MembershipChanged':
    case 'AnnexChanged':
    case 'CertificateRegistered':
    case 'CertificateLotsSet':
    case 'CertificateWithdrawn':
    case 'CertificateExpired':
    case 'FloorChanged':
    case 'PhaseChanged':
    case 'ReferencePriceSet':
    case 'PositionSet':
    case 'BandsSet':
    case 'BandsExpired':
    case 'LimitsSet':
    case 'KillSwitchSet':
    case 'ReserveSet':
    case 'ReserveQuoteChanged':
    case 'FloorLockedChanged':
    case 'ActScheduled':
    case 'ActWithdrawn':
    case 'ActRefused':
    case 'CommandRefused':
    case 'AuctionUncrossed':
    case 'IndicativeChanged':
    case 'IdentifiersDropped':
      return false;
  }
}

/** Takes one event into account that changes the order of this number. */
export function followOrder(progress: OrderProgress, order: number, event: OrderEvent): void {
  switch (event.type) {
    case 'Traded':
      followTrade(progress, order, event);
      return;
    case 'OrderCancelled':
      progress.leavesLots = event.leavesLots;
      progress.cancelledLots += event.lots;
      progress.reason = event.reason;
      shrinkPeak(progress);
      return;
    case 'OrderAmended':
      progress.version = event.orderVersion;
      progress.quantityLots = event.quantityLots;
      progress.leavesLots = event.leavesLots;
      progress.priceTicks = event.priceTicks;
      progress.triggerPriceTicks = event.triggerPriceTicks ?? progress.triggerPriceTicks;
      progress.displayQuantityLots = event.displayQuantityLots;
      progress.expiryMicros = event.expiryMicros;
      progress.account = event.account ?? progress.account;
      if (event.priorityKept) {
        shrinkPeak(progress);
      } else {
        progress.isParked = false;
        showPeak(progress);
      }
      return;
    case 'OrderRepriced':
      progress.priceTicks = event.priceTicks;
      progress.version = event.orderVersion;
      return;
    case 'OrderBecameLimit':
      progress.orderType = 'limit';
      progress.priceTicks = event.priceTicks;
      return;
    case 'OrderTriggered':
      progress.isTriggered = true;
      progress.orderType = progress.orderType === 'stopLimit' ? 'limit' : 'market';
      return;
    case 'OrderParked':
      progress.isParked = true;
      return;
    case 'OrderReturned':
      progress.isParked = false;
      return;
    case 'PeakRefreshed':
      progress.peakLots = event.displayedLots;
      return;
  }
}

/** What keeps a live order out of the book; undefined while it stands there, and once it has ended. */
export function waitsFor(
  progress: Pick<OrderProgress, 'leavesLots' | 'isParked' | 'triggerPriceTicks' | 'isTriggered'>,
  { timeInForce }: Pick<PlaceOrder, 'timeInForce'>,
  phase: TradingPhase,
): WaitsFor | undefined {
  if (progress.leavesLots === 0) return undefined;
  if (progress.isParked) return 'floor';
  if (progress.triggerPriceTicks !== undefined && !progress.isTriggered) return 'trigger';
  return timeInForce === 'atClose' && !isClosing(phase) ? 'closingCall' : undefined;
}

/** ORDR-1: the phases in which orders for the close stand in the book. */
export function isClosing(phase: TradingPhase): boolean {
  return phase === 'closingCall' || phase === 'closingAuction';
}

/** Where an order stands, in the words of an execution report (FIX 39). */
export function orderStatusOf(
  progress: Pick<OrderProgress, 'version' | 'leavesLots' | 'filledLots' | 'quantityLots' | 'reason'>,
  waiting: WaitsFor | undefined,
): OrderStatus {
  if (progress.version === 0) return 'rejected';
  if (progress.leavesLots > 0) {
    if (waiting !== undefined) return 'inactive';
    return progress.filledLots > 0 ? 'partiallyFilled' : 'new';
  }
  if (progress.filledLots === progress.quantityLots) return 'filled';
  return progress.reason === 'EXPIRED' ? 'expired' : 'canceled';
}

function followTrade(progress: OrderProgress, order: number, trade: BookEventOf<'Traded'>): void {
  const isBuy = trade.buyOrder === order;
  progress.filledLots += trade.lots;
  progress.filledTickLots += BigInt(trade.priceTicks) * BigInt(trade.lots);
  progress.leavesLots = isBuy ? trade.buyLeavesLots : trade.sellLeavesLots;
  if (progress.peakLots === undefined) return;
  // What comes in trades with all of its lots, and shows a whole peak of what is left (ORDR-3).
  if (trade.aggressorSide === (isBuy ? 'buy' : 'sell')) {
    showPeak(progress);
  } else {
    progress.peakLots = Math.max(0, progress.peakLots - trade.lots);
    shrinkPeak(progress);
  }
}

function showPeak(progress: OrderProgress): void {
  const { displayQuantityLots, leavesLots } = progress;
  progress.peakLots =
    displayQuantityLots === undefined ? undefined : Math.min(displayQuantityLots, leavesLots);
}

/** ORDR-3: leaves that shrink take from what is hidden first. */
function shrinkPeak(progress: OrderProgress): void {
  if (progress.peakLots !== undefined) progress.peakLots = Math.min(progress.peakLots, progress.leavesLots);
}
