import { Controller, Get, Headers, Inject, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentUser, PositionedPageQuery, Roles, type Page, type VenueUser } from '#platform';
import { FillsQuery } from '../dto/list-queries.js';
import type { FillAnswer, PositionAnswer } from '../read/answers.js';
import { ListFillsQuery, ListPositionsQuery } from '../read/queries.js';
import { deskTraderOf } from '../submit/desk-trader.js';
import { POSITION_HEADER } from '../submit/throw-problem.js';
import { DeskBooks } from '../view/desk-books.js';
import { FillPageModel, PositionPageModel } from './answer-models.js';
import { namedPosition, tellPosition } from './positions.js';

/** A desk's own fills and positions. */
@ApiTags('orders')
@Roles('trader')
@Controller()
export class AccountController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(DeskBooks) private readonly books: DeskBooks,
  ) {}

  @Get('fills')
  @ApiOperation({ summary: "The desk's fills, newest first; its own side only" })
  @ApiResponse({ status: 200, type: FillPageModel })
  async fills(
    @Query() query: FillsQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<FillAnswer>> {
    const { desk } = deskTraderOf(user);
    const position = namedPosition(query.afterPosition, header);
    const page = await this.queries.execute(new ListFillsQuery(desk, query, position));
    tellPosition(reply, this.books.position);
    return page;
  }

  @Get('positions')
  @ApiOperation({ summary: "The desk's net lots by instrument" })
  @ApiResponse({ status: 200, type: PositionPageModel })
  async positions(
    @Query() query: PositionedPageQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<PositionAnswer>> {
    const { desk } = deskTraderOf(user);
    const position = namedPosition(query.afterPosition, header);
    const page = await this.queries.execute(new ListPositionsQuery(desk, query, position));
    tellPosition(reply, this.books.position);
    return page;
  }
}
