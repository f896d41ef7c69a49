import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  AfterPositionQuery,
  CurrentUser,
  isoToMicros,
  malformed,
  Roles,
  validateBody,
  type VenueUser,
} from '#platform';
import type { AsOf } from '#replay';
import type { BookPicture } from './book-picture.js';
import { BookAsOfQuery, VerifyRequest } from './dto.js';
import { BOOK_SCHEMA, ORDER_LIFE_SCHEMA, VERIFICATION_SCHEMA } from './openapi-schemas.js';
import type { OrderLife } from './order-life.js';
import { ShowBook, TellOrderLife, VerifyBooks, type VerificationReport } from './queries.js';
import { RegulatorDesk, whileConnected } from './regulator-desk.js';

/** Orders and books as they were, and the proof that they are what the rules make of the commands. */
@ApiTags('regulator')
@Roles('regulator')
@Controller('audit')
export class BooksController {
  constructor(@Inject(RegulatorDesk) private readonly desk: RegulatorDesk) {}

  @Get('orders/:id')
  @ApiOperation({
    summary: "An order's whole life",
    description:
      'Command, acceptance or refusal, amends, fills with their counterparties, cancels: who, when, why, and the policy in force. Each entry shows quantity = cumulative + leaves + canceled (ORDR-7).',
  })
  @ApiParam({ name: 'id', example: 'NDPR-OXIDE.17' })
  @ApiOkResponse({ schema: ORDER_LIFE_SCHEMA })
  orderLife(
    @Param('id') orderId: string,
    @Query() { afterPosition }: AfterPositionQuery,
    @CurrentUser() user: VenueUser,
  ): Promise<OrderLife> {
    const tell = new TellOrderLife(orderId, afterPosition);
    return this.desk.ask(user, 'GET /v1/audit/orders/:id', { orderId, afterPosition }, tell);
  }

  @Get('book')
  @ApiOperation({
    summary: 'A book as of a sequence or a microsecond, order by order',
    description:
      'All whole commands at or before the point; the newest when no point is given. A sequence within a command shows the book before that command. 500 HISTORY_UNREADABLE names where the history lacks an event or cannot be read or applied; as of a sequence before that the book is still shown.',
  })
  @ApiOkResponse({ schema: BOOK_SCHEMA })
  book(
    @Query() query: BookAsOfQuery,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BookPicture> {
    const { instrument, afterPosition } = query;
    const show = new ShowBook(instrument, asOfOf(query), afterPosition, whileConnected(reply));
    return this.desk.ask(user, 'GET /v1/audit/book', query, show);
  }

  @Post('verify')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Re-run every command and compare every event and the state',
    description:
      'Of the books, of policy and of clearing: proves that each stream is what the rules make of its own commands (AUDT-3), and that the record of all streams has no gap; not that nobody rewrote commands and events together. With an instrument, that book alone.',
  })
  @ApiBody({ type: VerifyRequest, required: false })
  @ApiOkResponse({ schema: VERIFICATION_SCHEMA })
  verify(
    @Body() body: unknown,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VerificationReport> {
    const { instrument } = validateBody(VerifyRequest, body ?? {});
    const verify = new VerifyBooks(instrument, whileConnected(reply));
    return this.desk.ask(user, 'POST /v1/audit/verify', { instrument }, verify);
  }
}

function asOfOf({ sequence, time }: BookAsOfQuery): AsOf | undefined {
  if (sequence !== undefined && time !== undefined) {
    throw malformed('a book is shown as of a sequence or a time, not both', [
      { field: 'time', code: 'NOT_WITH_SEQUENCE', message: 'time must not come together with sequence' },
    ]);
  }
  if (sequence !== undefined) return { sequence };
  return time === undefined ? undefined : { micros: isoToMicros(time) ?? 0 };
}
