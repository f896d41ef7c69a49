import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ROLES } from '#contracts';
import { AfterPositionQuery, PositionedPageQuery, Roles, type Page } from '#platform';
import { BookQuery } from '../dto/list-queries.js';
import type { BookAnswer, InstrumentAnswer, TradeAnswer } from '../read/answers.js';
import { GetBookQuery, GetInstrumentQuery, ListInstrumentsQuery, ListTradesQuery } from '../read/queries.js';
import { POSITION_HEADER } from '../submit/throw-problem.js';
import { DeskBooks } from '../view/desk-books.js';
import { BookModel, InstrumentModel, InstrumentPageModel, TradePageModel } from './answer-models.js';
import { namedPosition, tellPosition } from './positions.js';

/** Public market data, for every user of the venue: no desk, no order id, no counterparty. */
@ApiTags('market data')
@Roles(...ROLES)
@Controller('instruments')
export class InstrumentsController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(DeskBooks) private readonly books: DeskBooks,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'All instruments with their phase, floor, reference prices and price bands in force',
  })
  @ApiResponse({ status: 200, type: InstrumentPageModel })
  async list(
    @Query() query: PositionedPageQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<InstrumentAnswer>> {
    const position = namedPosition(query.afterPosition, header);
    const page = await this.queries.execute(new ListInstrumentsQuery(query, position));
    tellPosition(reply, this.books.position);
    return page;
  }

  @Get(':id')
  @ApiOperation({ summary: 'One instrument' })
  @ApiResponse({ status: 200, type: InstrumentModel })
  async get(
    @Param('id') id: string,
    @Query() query: AfterPositionQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InstrumentAnswer> {
    const position = namedPosition(query.afterPosition, header);
    const instrument = await this.queries.execute(new GetInstrumentQuery(id, position));
    tellPosition(reply, this.books.position);
    return instrument;
  }

  @Get(':id/book')
  @ApiOperation({
    summary: 'The book, aggregated by price',
    description:
      'Bids below the floor rest without being executable (FLOR-3): they are shown, marked belowFloor, and are never the ' +
      'best bid. Market orders waiting for an auction have no price and are in no level; the indicative volume counts them. ' +
      'Icebergs count with what they show (ORDR-3); parked, untriggered and inactive orders are not in the book.',
  })
  @ApiResponse({ status: 200, type: BookModel })
  async book(
    @Param('id') id: string,
    @Query() query: BookQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BookAnswer> {
    const position = namedPosition(query.afterPosition, header);
    const book = await this.queries.execute(new GetBookQuery(id, query, position));
    tellPosition(reply, book.position);
    return book;
  }

  @Get(':id/trades')
  @ApiOperation({ summary: 'Trades, newest first, without who traded' })
  @ApiResponse({ status: 200, type: TradePageModel })
  async trades(
    @Param('id') id: string,
    @Query() query: PositionedPageQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<TradeAnswer>> {
    const position = namedPosition(query.afterPosition, header);
    const page = await this.queries.execute(new ListTradesQuery(id, query, position));
    tellPosition(reply, this.books.position);
    return page;
  }
}
