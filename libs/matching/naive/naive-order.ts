import type {
  TradingPhase,
  StpMode,
  FloorRaisePolicy,
  OrderType,
  PlaceOrder,
  Side,
  TimeInForce,
} from '#contracts';
import type { LiveOrder } from '../book-reader.js';
import { InvariantViolation } from '../invariant-violation.js';
import type { OrderTerms } from '../snapshot/book-image.js';

/** ORDR-1: the phases in which orders for the close are in the book. */
function isClosing(phase: TradingPhase): boolean {
  return phase === 'closingCall' || phase === 'closingAuction';
}

/** A live order of the naive book; every change of its lots checks ORDR-7. */
export class NaiveOrder implements LiveOrder {
  readonly desk: string;
  readonly memberState: string;
  readonly trader: string;
  readonly clientOrderId: string;
  readonly side: Side;
  orderType: OrderType;
  readonly timeInForce: TimeInForce;
  quantityLots: number;
  leavesLots: number;
  filledLots = 0;
  cancelledLots = 0;
  priceTicks: number | undefined;
  protectionLimitTicks: number | undefined;
  readonly certificateId: string | undefined;
  readonly onFloorRaise: FloorRaisePolicy;
  readonly stpId: string | undefined;
  readonly stpMode: StpMode;
  triggerPriceTicks: number | undefined;
  displayQuantityLots: number | undefined;
  /** Of an iceberg alone. */
  private peakLeftLots = 0;
  readonly minQuantityLots: number | undefined;
  readonly postOnly: boolean;
  expiryMicros: number | undefined;
  isParked = false;
  account: string | undefined;
  version = 1;
  priority: number;

  constructor(
    readonly order: number,
    request: PlaceOrder,
  ) {
    this.desk = request.desk;
    this.memberState = request.memberState;
    this.trader = request.trader;
    this.clientOrderId = request.clientOrderId;
    this.side = request.side;
    this.orderType = request.orderType;
    this.timeInForce = request.timeInForce;
    this.quantityLots = request.quantityLots;
    this.leavesLots = request.quantityLots;
    this.priceTicks = request.priceTicks;
    this.protectionLimitTicks = request.protectionLimitTicks;
    this.certificateId = request.certificateId;
    this.onFloorRaise = request.onFloorRaise ?? 'cancel';
    this.stpId = request.stpId;
    this.stpMode = request.stpMode ?? 'cancelResting';
    this.triggerPriceTicks = request.triggerPriceTicks;
    this.displayQuantityLots = request.displayQuantityLots;
    this.minQuantityLots = request.minQuantityLots;
    this.postOnly = request.postOnly ?? false;
    this.expiryMicros = request.expiryMicros;
    this.account = request.account;
    this.showPeak();
    this.priority = order;
  }

  /** Takes the terms that the order had. */
  restore(terms: OrderTerms): void {
    this.orderType = terms.orderType;
    this.quantityLots = terms.quantityLots;
    this.leavesLots = terms.leavesLots;
    this.filledLots = terms.filledLots;
    this.cancelledLots = terms.cancelledLots;
    this.priceTicks = terms.priceTicks;
    this.protectionLimitTicks = terms.protectionLimitTicks;
    this.triggerPriceTicks = terms.triggerPriceTicks;
    this.displayQuantityLots = terms.displayQuantityLots;
    this.peakLeftLots = terms.displayQuantityLots === undefined ? 0 : terms.displayedLots;
    this.expiryMicros = terms.expiryMicros;
    this.account = terms.account;
    this.isParked = terms.isParked;
    this.version = terms.version;
    this.priority = terms.priority;
    this.assertSums();
  }

  get displayedLots(): number {
    return this.displayQuantityLots === undefined ? this.leavesLots : this.peakLeftLots;
  }

  /** ORDR-3: shows a whole new peak, or all leaves when they are less. */
  showPeak(): void {
    this.peakLeftLots = Math.min(this.displayQuantityLots ?? 0, this.leavesLots);
  }

  /** ORDR-3: a resting order's fill takes from its peak; in an auction a fill may be larger than that. */
  takeFromPeak(lots: number): void {
    this.peakLeftLots = Math.max(0, this.peakLeftLots - lots);
  }

  /** ORDR-3: leaves that shrink otherwise take from what is hidden first. */
  shrinkPeak(): void {
    this.peakLeftLots = Math.min(this.peakLeftLots, this.leavesLots);
  }

  /** Whether the order stands in the book in a phase: it is not parked, waits for no trigger, and is not for the close alone. */
  standsInBook(phase: TradingPhase): boolean {
    if (this.isParked || this.triggerPriceTicks !== undefined) return false;
    return this.timeInForce !== 'atClose' || isClosing(phase);
  }

  /** INV-3: quantity = filled + leaves + cancelled, and none of them below zero. */
  assertSums(): void {
    const { quantityLots, filledLots, leavesLots, cancelledLots } = this;
    if (leavesLots >= 0 && quantityLots === filledLots + leavesLots + cancelledLots) return;
    throw new InvariantViolation(
      'INV-3',
      `order ${this.order}: ${quantityLots} is not ${filledLots} filled + ${leavesLots} open + ${cancelledLots} cancelled`,
    );
  }
}
