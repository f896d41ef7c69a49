import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  AmendOrderCommand,
  CancelOrderCommand,
  MassCancelCommand,
  PlaceOrderCommand,
} from './order-commands.js';
import { OrderDesk, type MassCancelAnswer, type OrderAnswer } from './order-desk.js';

/** Hands a new order to the desk. */
@CommandHandler(PlaceOrderCommand)
class PlaceOrderHandler implements ICommandHandler<PlaceOrderCommand> {
  constructor(@Inject(OrderDesk) private readonly desk: OrderDesk) {}

  execute({ request, trader }: PlaceOrderCommand): Promise<OrderAnswer> {
    return this.desk.place(request, trader);
  }
}

/** Hands an amend to the desk. */
@CommandHandler(AmendOrderCommand)
class AmendOrderHandler implements ICommandHandler<AmendOrderCommand> {
  constructor(@Inject(OrderDesk) private readonly desk: OrderDesk) {}

  execute({ orderId, request, trader }: AmendOrderCommand): Promise<OrderAnswer> {
    return this.desk.amend(orderId, request, trader);
  }
}

/** Hands a cancel to the desk. */
@CommandHandler(CancelOrderCommand)
class CancelOrderHandler implements ICommandHandler<CancelOrderCommand> {
  constructor(@Inject(OrderDesk) private readonly desk: OrderDesk) {}

  execute({ orderId, trader }: CancelOrderCommand): Promise<OrderAnswer> {
    return this.desk.cancel(orderId, trader);
  }
}

/** Hands a mass cancel to the desk. */
@CommandHandler(MassCancelCommand)
class MassCancelHandler implements ICommandHandler<MassCancelCommand> {
  constructor(@Inject(OrderDesk) private readonly desk: OrderDesk) {}

  execute({ instruments, trader }: MassCancelCommand): Promise<MassCancelAnswer[]> {
    return this.desk.massCancel(instruments, trader);
  }
}

export const COMMAND_HANDLERS = [PlaceOrderHandler, AmendOrderHandler, CancelOrderHandler, MassCancelHandler];
