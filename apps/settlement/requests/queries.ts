import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { SettlementService } from '../settlement-service.js';
import { ClearingReads } from '../view/clearing-reads.js';

/**
 * A read of clearing: what to show, once the view has reached the position that the caller names. One kind of query
 * serves every list, as they differ only in what they take from the same view.
 */
export class ReadClearing<Answer> extends Query<Answer> {
  constructor(
    readonly afterPosition: number | undefined,
    readonly read: (reads: ClearingReads) => Answer,
  ) {
    super();
  }
}

/** Waits for the named position, then reads. */
@QueryHandler(ReadClearing)
export class ReadClearingHandler implements IQueryHandler<ReadClearing<unknown>> {
  constructor(
    @Inject(SettlementService) private readonly service: SettlementService,
    @Inject(ClearingReads) private readonly reads: ClearingReads,
  ) {}

  async execute({ afterPosition, read }: ReadClearing<unknown>): Promise<unknown> {
    await this.service.waitFor(afterPosition);
    return read(this.reads);
  }
}
