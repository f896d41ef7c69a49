import { Inject } from '@nestjs/common';
import {
  Command,
  CommandHandler,
  Query,
  QueryHandler,
  type ICommandHandler,
  type IQueryHandler,
} from '@nestjs/cqrs';
import type { SourcePosition } from '#contracts';
import type { PoisonContents } from './poison-answer.js';
import {
  PoisonDesk,
  type PoisonOutcome,
  type PoisonPage,
  type PoisonRequest,
  type PoisonSelection,
} from './poison-desk.js';

/** A page of the messages that were set aside. */
export class ListPoison extends Query<PoisonPage> {
  constructor(readonly selection: PoisonSelection) {
    super();
  }
}

/** One of them with all that was kept of it; undefined when there is none. */
export class ShowPoison extends Query<PoisonContents | undefined> {
  constructor(readonly place: SourcePosition) {
    super();
  }
}

/** An operator sends a message again, or gives it up. */
export class DecidePoison extends Command<PoisonOutcome> {
  constructor(readonly request: PoisonRequest) {
    super();
  }
}

@QueryHandler(ListPoison)
class ListPoisonHandler implements IQueryHandler<ListPoison> {
  constructor(@Inject(PoisonDesk) private readonly desk: PoisonDesk) {}

  execute({ selection }: ListPoison): Promise<PoisonPage> {
    return this.desk.list(selection);
  }
}

@QueryHandler(ShowPoison)
class ShowPoisonHandler implements IQueryHandler<ShowPoison> {
  constructor(@Inject(PoisonDesk) private readonly desk: PoisonDesk) {}

  execute({ place }: ShowPoison): Promise<PoisonContents | undefined> {
    return this.desk.show(place);
  }
}

@CommandHandler(DecidePoison)
class DecidePoisonHandler implements ICommandHandler<DecidePoison> {
  constructor(@Inject(PoisonDesk) private readonly desk: PoisonDesk) {}

  execute({ request }: DecidePoison): Promise<PoisonOutcome> {
    return this.desk.decide(request);
  }
}

/** All handlers of the operators' routes. */
export const POISON_HANDLERS = [ListPoisonHandler, ShowPoisonHandler, DecidePoisonHandler];
