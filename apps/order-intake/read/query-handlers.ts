import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { parsePublicId } from '#contracts';
import { decodeCursor, encodeCursor, malformed, type Page, positionNotReached } from '#platform';
import { OrderDesk, unknownInstrument, type OrderAnswer } from '../submit/order-desk.js';
import { throwProblem } from '../submit/throw-problem.js';
import { DeskBooks } from '../view/desk-books.js';
import type { InstrumentRow } from '../view/schema.js';
import { ORDER_INTAKE_OPTIONS, type OrderIntakeOptions } from '../options.js';
import type { BookAnswer, FillAnswer, InstrumentAnswer, PositionAnswer, TradeAnswer } from './answers.js';
import type { DeskReads } from './desk-reads.js';
import type { ExecutionReport } from './execution-report.js';
import { InstrumentCatalog } from './instrument-catalog.js';
import { bookAnswer, fillAnswer, instrumentAnswer, positionAnswer, tradeAnswer } from './market-data.js';
import {
  GetBookQuery,
  GetInstrumentQuery,
  GetOrderQuery,
  ListFillsQuery,
  ListInstrumentsQuery,
  ListOrdersQuery,
  ListPositionsQuery,
  ListTradesQuery,
} from './queries.js';

/** The view, once it has reached the position that a read names. */
export class PositionedReads {
  constructor(
    @Inject(DeskBooks) private readonly books: DeskBooks,
    @Inject(ORDER_INTAKE_OPTIONS) private readonly options: OrderIntakeOptions,
  ) {}

  /** @throws ProblemException 400 for no position of the store, 503 when the time was up first. */
  async after(position: number | undefined): Promise<DeskReads> {
    const { books, options } = this;
    await books.reflected();
    if (position !== undefined && !(await books.reach(position, options.positionTimeoutMsMax))) {
      const detail = `the view is at position ${books.position} and has not reached ${position} in time`;
      throw positionNotReached(detail);
    }
    return books.reads;
  }

  /** @throws ProblemException 404 `UNKNOWN_INSTRUMENT`. */
  async instrumentAfter(instrument: string, position: number | undefined): Promise<InstrumentRow> {
    const row = (await this.after(position)).instrument(instrument);
    return row ?? throwProblem(unknownInstrument(404, instrument.slice(0, 64)));
  }

  get position(): number {
    return this.books.position;
  }
}

/** A page of rows read one further than shown. */
function page<Row, Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  cursor: (row: Row) => Record<string, string | number>,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(cursor(last)) : undefined;
  return { items: shown.map(item), nextCursor };
}

@QueryHandler(GetOrderQuery)
class GetOrderHandler implements IQueryHandler<GetOrderQuery> {
  constructor(
    @Inject(PositionedReads) private readonly reads: PositionedReads,
    @Inject(OrderDesk) private readonly orderDesk: OrderDesk,
  ) {}

  async execute({ desk, orderId, afterPosition }: GetOrderQuery): Promise<OrderAnswer> {
    await this.reads.after(afterPosition);
    return this.orderDesk.find(orderId, desk);
  }
}

@QueryHandler(ListOrdersQuery)
class ListOrdersHandler implements IQueryHandler<ListOrdersQuery> {
  constructor(@Inject(PositionedReads) private readonly reads: PositionedReads) {}

  async execute({ desk, query, afterPosition }: ListOrdersQuery): Promise<Page<ExecutionReport>> {
    const { clientOrderId, instrument, status, limit } = query;
    const cursor = decodeCursor(query.cursor, { position: 'number' });
    const reads = await this.reads.after(afterPosition);
    const live = status === undefined ? undefined : status === 'live';
    const beforePosition = cursor?.position;
    const rows = reads.orders({ desk, clientOrderId, instrument, live, beforePosition, countMax: limit + 1 });
    return page(
      rows,
      limit,
      ({ report }) => report,
      ({ position }) => ({ position }),
    );
  }
}

@QueryHandler(ListFillsQuery)
class ListFillsHandler implements IQueryHandler<ListFillsQuery> {
  constructor(
    @Inject(PositionedReads) private readonly reads: PositionedReads,
    @Inject(InstrumentCatalog) private readonly catalog: InstrumentCatalog,
  ) {}

  async execute({ desk, query, afterPosition }: ListFillsQuery): Promise<Page<FillAnswer>> {
    const before = decodeCursor(query.cursor, { position: 'number', side: 'string' });
    const ofOrder = query.orderId === undefined ? undefined : parsePublicId(query.orderId);
    if (
      ofOrder !== undefined &&
      query.instrument !== undefined &&
      query.instrument !== ofOrder.instrumentId
    ) {
      throw malformed('orderId is not of the instrument');
    }
    const instrument = ofOrder?.instrumentId ?? query.instrument;
    const reads = await this.reads.after(afterPosition);
    const rows = reads.fills({
      desk,
      instrument,
      order: ofOrder?.sequence,
      before,
      countMax: query.limit + 1,
    });
    return page(
      rows,
      query.limit,
      (row) => fillAnswer(row, this.catalog.configured(row.instrument)),
      ({ position, side }) => ({ position, side }),
    );
  }
}

@QueryHandler(ListPositionsQuery)
class ListPositionsHandler implements IQueryHandler<ListPositionsQuery> {
  constructor(@Inject(PositionedReads) private readonly reads: PositionedReads) {}

  async execute({ desk, query, afterPosition }: ListPositionsQuery): Promise<Page<PositionAnswer>> {
    const cursor = decodeCursor(query.cursor, { instrument: 'string' });
    const reads = await this.reads.after(afterPosition);
    const rows = reads.positions(desk, cursor?.instrument ?? '', query.limit + 1);
    return page(rows, query.limit, positionAnswer, ({ instrument }) => ({ instrument }));
  }
}

@QueryHandler(ListInstrumentsQuery)
class ListInstrumentsHandler implements IQueryHandler<ListInstrumentsQuery> {
  constructor(
    @Inject(PositionedReads) private readonly reads: PositionedReads,
    @Inject(InstrumentCatalog) private readonly catalog: InstrumentCatalog,
  ) {}

  async execute({ query, afterPosition }: ListInstrumentsQuery): Promise<Page<InstrumentAnswer>> {
    const cursor = decodeCursor(query.cursor, { instrument: 'string' });
    const reads = await this.reads.after(afterPosition);
    const rows = reads.instruments(cursor?.instrument ?? '', query.limit + 1);
    return page(
      rows,
      query.limit,
      (row) => instrumentAnswer(row, this.catalog),
      ({ instrument }) => ({ instrument }),
    );
  }
}

@QueryHandler(GetInstrumentQuery)
class GetInstrumentHandler implements IQueryHandler<GetInstrumentQuery> {
  constructor(
    @Inject(PositionedReads) private readonly reads: PositionedReads,
    @Inject(InstrumentCatalog) private readonly catalog: InstrumentCatalog,
  ) {}

  async execute({ instrument, afterPosition }: GetInstrumentQuery): Promise<InstrumentAnswer> {
    return instrumentAnswer(await this.reads.instrumentAfter(instrument, afterPosition), this.catalog);
  }
}

@QueryHandler(GetBookQuery)
class GetBookHandler implements IQueryHandler<GetBookQuery> {
  constructor(@Inject(PositionedReads) private readonly reads: PositionedReads) {}

  async execute({ instrument, query, afterPosition }: GetBookQuery): Promise<BookAnswer> {
    const reads = await this.reads.after(afterPosition);
    // Nothing is awaited from here on: one state of the view.
    const row = reads.instrument(instrument);
    if (row === undefined) return throwProblem(unknownInstrument(404, instrument.slice(0, 64)));
    return bookAnswer(row, {
      bids: reads.depth(instrument, 'buy', row.phase, query.depth),
      asks: reads.depth(instrument, 'sell', row.phase, query.depth),
      sequence: reads.bookSequence(instrument),
      position: this.reads.position,
    });
  }
}

@QueryHandler(ListTradesQuery)
class ListTradesHandler implements IQueryHandler<ListTradesQuery> {
  constructor(
    @Inject(PositionedReads) private readonly reads: PositionedReads,
    @Inject(InstrumentCatalog) private readonly catalog: InstrumentCatalog,
  ) {}

  async execute({ instrument, query, afterPosition }: ListTradesQuery): Promise<Page<TradeAnswer>> {
    const cursor = decodeCursor(query.cursor, { position: 'number' });
    const reads = await this.reads.after(afterPosition);
    if (reads.instrument(instrument) === undefined)
      return throwProblem(unknownInstrument(404, instrument.slice(0, 64)));
    const spec = this.catalog.configured(instrument);
    const rows = reads.trades(instrument, cursor?.position ?? Number.MAX_SAFE_INTEGER, query.limit + 1);
    return page(
      rows,
      query.limit,
      (trade) => tradeAnswer(trade, spec),
      ({ position }) => ({ position }),
    );
  }
}

export const QUERY_HANDLERS = [
  GetOrderHandler,
  ListOrdersHandler,
  ListFillsHandler,
  ListPositionsHandler,
  ListInstrumentsHandler,
  GetInstrumentHandler,
  GetBookHandler,
  ListTradesHandler,
];
