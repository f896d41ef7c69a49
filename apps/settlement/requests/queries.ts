import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  CLEARING_DESK,
  type ClearingDesk,
  type ClearingReadAnswer,
  type ClearingReadName,
  type ClearingReadValues,
  type ClearingShown,
} from '../clearing-desk.js';

/**
 * A read of clearing: what to show, once the view has reached the position that the caller names. One kind of query
 * serves every list, as they differ only in what they take from the same view.
 */
export class ReadClearing<Name extends ClearingReadName> extends Query<
  ClearingShown<ClearingReadAnswer<Name>>
> {
  constructor(
    readonly afterPosition: number | undefined,
    readonly name: Name,
    readonly values: ClearingReadValues<Name>,
  ) {
    super();
  }
}

/** Waits for the named position, then reads. */
@QueryHandler(ReadClearing)
export class ReadClearingHandler implements IQueryHandler<ReadClearing<ClearingReadName>> {
  constructor(@Inject(CLEARING_DESK) private readonly desk: ClearingDesk) {}

  execute({
    afterPosition,
    name,
    values,
  }: ReadClearing<ClearingReadName>): Promise<ClearingShown<ClearingReadAnswer<ClearingReadName>>> {
    return this.desk.read(afterPosition, name, values);
  }
}
