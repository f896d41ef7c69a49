import type { FloorRaisePolicy, OrderType, PlaceOrder, Side, TimeInForce } from '#contracts';
import type { LiveOrder } from '../book-reader.js';
import { InvariantViolation } from '../invariant-violation.js';

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
    this.account = request.account;
    this.priority = order;
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
