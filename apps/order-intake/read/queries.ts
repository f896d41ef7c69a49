import { Query } from '@nestjs/cqrs';
import type { Page } from '#platform';
import type { BookQuery, FillsQuery, OrdersQuery } from '../dto/list-queries.js';
import type { PositionedPageQuery } from '#platform';
import type { OrderAnswer } from '../submit/order-desk.js';
import type { BookAnswer, FillAnswer, InstrumentAnswer, PositionAnswer, TradeAnswer } from './answers.js';
import type { ExecutionReport } from './execution-report.js';

/** A read that waits until the view has reached a store position. */
interface PositionedRead {
  readonly afterPosition: number | undefined;
}

/** One of a desk's orders. */
export class GetOrderQuery extends Query<OrderAnswer> implements PositionedRead {
  constructor(
    readonly desk: string,
    readonly orderId: string,
    readonly afterPosition: number | undefined,
  ) {
    super();
  }
}

/** A desk's orders, newest first. */
export class ListOrdersQuery extends Query<Page<ExecutionReport>> implements PositionedRead {
  constructor(
    readonly desk: string,
    readonly query: OrdersQuery,
    readonly afterPosition: number | undefined,
  ) {
    super();
  }
}

/** A desk's fills, newest first. */
export class ListFillsQuery extends Query<Page<FillAnswer>> implements PositionedRead {
  constructor(
    readonly desk: string,
    readonly query: FillsQuery,
    readonly afterPosition: number | undefined,
  ) {
    super();
  }
}

/** A desk's positions by instrument. */
export class ListPositionsQuery extends Query<Page<PositionAnswer>> implements PositionedRead {
  constructor(
    readonly desk: string,
    readonly query: PositionedPageQuery,
    readonly afterPosition: number | undefined,
  ) {
    super();
  }
}

/** All instruments. */
export class ListInstrumentsQuery extends Query<Page<InstrumentAnswer>> implements PositionedRead {
  constructor(
    readonly query: PositionedPageQuery,
    readonly afterPosition: number | undefined,
  ) {
    super();
  }
}

/** One instrument. */
export class GetInstrumentQuery extends Query<InstrumentAnswer> implements PositionedRead {
  constructor(
    readonly instrument: string,
    readonly afterPosition: number | undefined,
  ) {
    super();
  }
}

/** One book, aggregated. */
export class GetBookQuery extends Query<BookAnswer> implements PositionedRead {
  constructor(
    readonly instrument: string,
    readonly query: BookQuery,
    readonly afterPosition: number | undefined,
  ) {
    super();
  }
}

/** A book's trades, newest first. */
export class ListTradesQuery extends Query<Page<TradeAnswer>> implements PositionedRead {
  constructor(
    readonly instrument: string,
    readonly query: PositionedPageQuery,
    readonly afterPosition: number | undefined,
  ) {
    super();
  }
}
