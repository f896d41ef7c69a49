import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ClearingCommandBody } from '#contracts';
import { SettlementService } from '../settlement-service.js';
import type { ClearingOutcome } from '../writer/clearing-writer.js';

/** What a clearing operator asks for. */
export class RequestClearing extends Command<ClearingOutcome> {
  constructor(
    readonly actor: string,
    readonly body: ClearingCommandBody,
  ) {
    super();
  }
}

/** Has clearing decide and record a request; netting and settling wait for the trades before them. */
@CommandHandler(RequestClearing)
export class RequestClearingHandler implements ICommandHandler<RequestClearing> {
  constructor(@Inject(SettlementService) private readonly service: SettlementService) {}

  async execute({ actor, body }: RequestClearing): Promise<ClearingOutcome> {
    if (body.kind === 'netObligations' || body.kind === 'settleInstructions')
      await this.service.waitForNovation();
    return this.service.execute(actor, body);
  }
}
