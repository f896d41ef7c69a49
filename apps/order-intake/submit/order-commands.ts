import { Command } from '@nestjs/cqrs';
import type { InstrumentSpec } from '#contracts';
import type { AmendOrderRequest, PlaceOrderRequest } from '../dto/order-requests.js';
import type { DeskTrader } from './desk-trader.js';
import type { MassCancelAnswer, OrderAnswer } from './order-desk.js';

/** Place one well-formed order. */
export class PlaceOrderCommand extends Command<OrderAnswer> {
  constructor(
    readonly request: PlaceOrderRequest,
    readonly trader: DeskTrader,
  ) {
    super();
  }
}

/** Change one order. */
export class AmendOrderCommand extends Command<OrderAnswer> {
  constructor(
    readonly orderId: string,
    readonly request: AmendOrderRequest,
    readonly trader: DeskTrader,
  ) {
    super();
  }
}

/** Cancel one order. */
export class CancelOrderCommand extends Command<OrderAnswer> {
  constructor(
    readonly orderId: string,
    readonly trader: DeskTrader,
  ) {
    super();
  }
}

/** Cancel all of a desk's live orders in some books. */
export class MassCancelCommand extends Command<MassCancelAnswer[]> {
  constructor(
    readonly instruments: readonly InstrumentSpec[],
    readonly trader: DeskTrader,
  ) {
    super();
  }
}
