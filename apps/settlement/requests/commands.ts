import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ClearingCommandBody } from '#contracts';
import { CLEARING_DESK, type ClearingDesk } from '../clearing-desk.js';
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

/** Has clearing decide and record a request. */
@CommandHandler(RequestClearing)
export class RequestClearingHandler implements ICommandHandler<RequestClearing> {
  constructor(@Inject(CLEARING_DESK) private readonly desk: ClearingDesk) {}

  execute({ actor, body }: RequestClearing): Promise<ClearingOutcome> {
    return this.desk.request(actor, body);
  }
}
