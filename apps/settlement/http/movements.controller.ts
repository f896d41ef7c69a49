import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { utcDateOfMicros } from '#bloc';
import { CLOCK, CurrentUser, Roles, type Clock, type VenueUser } from '#platform';
import { MovementModel, type MovementAnswer } from '../requests/answers.js';
import { MoveCashRequest, MoveMetalRequest } from '../requests/clearing-requests.js';
import { RequestClearing } from '../requests/commands.js';
import { requireNotFarAhead } from '../requests/days-ahead.js';
import { VenueTerms } from '../requests/venue-terms.js';
import type { ClearingOutcome } from '../writer/clearing-writer.js';
import { tellPosition } from './positions.js';
import { throwIfRefused } from './refusals.js';

/** Cash and metal that come in and go out. */
@ApiTags('clearing')
@Roles('clearingOperator')
@Controller('clearing')
export class MovementsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(VenueTerms) private readonly terms: VenueTerms,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('deposits')
  @HttpCode(201)
  @ApiOperation({ summary: 'Books cash that a participant paid in at the bank; the same reference once' })
  @ApiResponse({ status: 201, type: MovementModel })
  @ApiResponse({ status: 200, type: MovementModel, description: 'it was booked before' })
  deposit(
    @Body() body: MoveCashRequest,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MovementAnswer> {
    return this.moveCash('depositCash', body, user, reply);
  }

  @Post('withdrawals')
  @HttpCode(201)
  @ApiOperation({ summary: 'Books cash that a participant takes out, up to its free balance' })
  @ApiResponse({ status: 201, type: MovementModel })
  @ApiResponse({ status: 200, type: MovementModel, description: 'it was booked before' })
  withdraw(
    @Body() body: MoveCashRequest,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MovementAnswer> {
    return this.moveCash('withdrawCash', body, user, reply);
  }

  @Post('warehouse-receipts')
  @HttpCode(201)
  @ApiOperation({ summary: 'Books metal that a participant brought to a warehouse; the same reference once' })
  @ApiResponse({ status: 201, type: MovementModel })
  @ApiResponse({ status: 200, type: MovementModel, description: 'it was booked before' })
  receive(
    @Body() body: MoveMetalRequest,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MovementAnswer> {
    return this.moveMetal('receiveMetal', body, user, reply);
  }

  @Post('warehouse-releases')
  @HttpCode(201)
  @ApiOperation({
    summary:
      'Books metal that a participant takes out of a warehouse, up to what it has; the same reference once',
  })
  @ApiResponse({ status: 201, type: MovementModel })
  @ApiResponse({ status: 200, type: MovementModel, description: 'it was booked before' })
  release(
    @Body() body: MoveMetalRequest,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MovementAnswer> {
    return this.moveMetal('withdrawMetal', body, user, reply);
  }

  private async moveMetal(
    kind: 'receiveMetal' | 'withdrawMetal',
    { participant, instrument, lots, warehouse, reference }: MoveMetalRequest,
    user: VenueUser,
    reply: FastifyReply,
  ): Promise<MovementAnswer> {
    this.terms.requireParticipant(participant);
    this.terms.requireInstrument(instrument);
    const movement = { kind, participant, instrument, lots, warehouse, reference };
    const outcome = await this.commands.execute(new RequestClearing(user.userId, movement));
    throwIfRefused(outcome, this.terms, '');
    return answer(outcome, `metal:${reference}`, reply);
  }

  private async moveCash(
    kind: 'depositCash' | 'withdrawCash',
    { participant, currency, amount, reference, valueDate }: MoveCashRequest,
    user: VenueUser,
    reply: FastifyReply,
  ): Promise<MovementAnswer> {
    this.terms.requireParticipant(participant);
    const nowMicros = this.clock.nowMicros();
    if (valueDate !== undefined) requireNotFarAhead(valueDate, 'valueDate', nowMicros);
    const request = new RequestClearing(user.userId, {
      kind,
      participant,
      currency,
      amount: String(this.terms.amountOf(amount, currency)),
      reference,
      valueDate: valueDate ?? utcDateOfMicros(nowMicros),
      ...(valueDate === undefined ? {} : { valueDateNamed: true }),
    });
    const outcome = await this.commands.execute(request);
    throwIfRefused(outcome, this.terms, currency);
    return answer(outcome, `cash:${reference}`, reply);
  }
}

/** A repeat has no events: it is answered like the first, with 200. */
function answer(
  { events, position }: ClearingOutcome,
  transactionId: string,
  reply: FastifyReply,
): MovementAnswer {
  if (events.length === 0) reply.status(200);
  tellPosition(reply, position);
  return { transactionId, position };
}
