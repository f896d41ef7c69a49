import type { BookEventOf, OrderType, PlaceOrder, Side, TradingPhase } from '#contracts';

/** An order as the events alone tell it. */
export class AuditedOrder {
  orderType: OrderType;
  priceTicks: number | undefined;
  triggerTicks: number | undefined;
  expiryMicros: number | undefined;
  quantityLots: number;
  leavesLots: number;
  filledLots = 0;
  cancelledLots = 0;
  displayLots: number | undefined;
  /** What an iceberg shows of itself. */
  private peakLots: number;
  isParked = false;
  version = 1;
  time: number;

  constructor(
    readonly order: number,
    readonly request: PlaceOrder,
  ) {
    this.orderType = request.orderType;
    this.priceTicks = request.priceTicks;
    this.triggerTicks = request.triggerPriceTicks;
    this.expiryMicros = request.expiryMicros;
    this.quantityLots = request.quantityLots;
    this.leavesLots = request.quantityLots;
    this.displayLots = request.displayQuantityLots;
    this.peakLots = request.displayQuantityLots ?? 0;
    this.time = order;
  }

  get side(): Side {
    return this.request.side;
  }

  get shownLots(): number {
    return this.displayLots === undefined ? this.leavesLots : this.peakLots;
  }

  /** INV-3: undefined when the lots add up. */
  faultOfSums(): string | undefined {
    const { quantityLots, filledLots, leavesLots, cancelledLots } = this;
    if (leavesLots >= 0 && quantityLots === filledLots + leavesLots + cancelledLots) return undefined;
    return `INV-3 order ${this.order}: ${quantityLots} = ${filledLots} + ${leavesLots} + ${cancelledLots}`;
  }

  /** Whether it has a place in the book now. */
  stands(phase: TradingPhase): boolean {
    if (this.isParked || this.triggerTicks !== undefined) return false;
    return this.request.timeInForce !== 'atClose' || phase === 'closingCall' || phase === 'closingAuction';
  }

  /** FLOR-3, FLOR-9: offers and sell stops alone. */
  isBelow(floorTicks: number | undefined): boolean {
    if (this.side === 'buy' || floorTicks === undefined) return false;
    return (
      (this.priceTicks !== undefined && this.priceTicks < floorTicks) ||
      (this.triggerTicks !== undefined && this.triggerTicks < floorTicks)
    );
  }

  /** ORDR-3: one side of a trade; the incoming one's peak is whole again after it. */
  fill(lots: number, isIncoming: boolean): void {
    this.filledLots += lots;
    this.leavesLots -= lots;
    if (this.displayLots === undefined) return;
    this.peakLots = isIncoming
      ? Math.min(this.displayLots, this.leavesLots)
      : Math.max(0, this.peakLots - lots);
  }

  cancel(lots: number): void {
    this.cancelledLots += lots;
    this.leavesLots -= lots;
    this.peakLots = Math.min(this.peakLots, this.leavesLots);
  }

  showPeak(): void {
    this.peakLots = Math.min(this.displayLots ?? 0, this.leavesLots);
  }

  amend(event: BookEventOf<'OrderAmended'>): void {
    this.quantityLots = event.quantityLots;
    this.leavesLots = event.leavesLots;
    this.priceTicks = event.priceTicks;
    this.triggerTicks = event.triggerPriceTicks;
    this.displayLots = event.displayQuantityLots;
    this.expiryMicros = event.expiryMicros;
    this.version = event.orderVersion;
    if (event.priorityKept) {
      this.peakLots = Math.min(this.peakLots, this.leavesLots);
      return;
    }
    this.time = event.sequence;
    this.isParked = false;
    this.showPeak();
  }

  /** ORDR-6 as told by hand: whether a trade at a price reaches its trigger. */
  isReachedBy(tradeTicks: number): boolean {
    if (this.triggerTicks === undefined || this.isParked) return false;
    return this.side === 'buy' ? tradeTicks >= this.triggerTicks : tradeTicks <= this.triggerTicks;
  }
}
