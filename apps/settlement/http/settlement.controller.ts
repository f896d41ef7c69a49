import { Body, Controller, Get, Headers, HttpCode, Inject, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { ClearingEvent, ClearingEventOf, ClearingEventType } from '#contracts';
import { CurrentUser, Roles, type Page, type VenueUser } from '#platform';
import {
  InstructionPageModel,
  NettingModel,
  ObligationPageModel,
  SettlementModel,
  type InstructionAnswer,
  type NettingAnswer,
  type ObligationAnswer,
  type SettlementAnswer,
} from '../requests/answers.js';
import { InstructionsQuery, ObligationsQuery, SettlementDateRequest } from '../requests/clearing-requests.js';
import { RequestClearing } from '../requests/commands.js';
import { ReadClearing } from '../requests/queries.js';
import { VenueTerms } from '../requests/venue-terms.js';
import type { ClearingReadAnswer, ClearingReadName, ClearingReadValues } from '../clearing-desk.js';
import { deskScope } from './desk-scope.js';
import { namedPosition, POSITION_HEADER, tellPosition } from './positions.js';

/** Lists in the answer to a netting or a settlement run end here; the rest is read page by page. */
const LISTED_MAX = 1_000;

interface PartyOfInstruction {
  readonly instructionId: string;
  readonly participant: string;
  readonly instrument: string;
  readonly currency: string;
}

/** From obligations over instructions to delivery versus payment. */
@ApiTags('clearing')
@Controller('clearing')
export class SettlementController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(VenueTerms) private readonly terms: VenueTerms,
  ) {}

  @Get('obligations')
  @Roles('clearingOperator', 'trader')
  @ApiOperation({ summary: 'Lists what trades oblige to, oldest first; a desk sees its own' })
  @ApiResponse({ status: 200, type: ObligationPageModel })
  async obligations(
    @Query() query: ObligationsQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<ObligationAnswer>> {
    const participant = deskScope(user, query.participant);
    return this.read(query.afterPosition, header, reply, 'obligations', [query, participant]);
  }

  @Post('net')
  @HttpCode(200)
  @Roles('clearingOperator')
  @ApiOperation({
    summary: 'Nets what is open for a settlement date into instructions',
    description: 'Every trade that was acknowledged before is in it. Netting again takes what came since.',
  })
  @ApiResponse({ status: 200, type: NettingModel })
  async net(
    @Body() { settlementDate }: SettlementDateRequest,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NettingAnswer> {
    const request = new RequestClearing(user.userId, { kind: 'netObligations', settlementDate });
    const { events, position } = await this.commands.execute(request);
    tellPosition(reply, position);
    const completed = eventsOf(events, 'NettingCompleted')[0];
    const listed = new ReadClearing(undefined, 'instructionsOf', [settlementDate, LISTED_MAX]);
    const { items, more } = (await this.queries.execute(listed)).answer;
    return {
      settlementDate,
      created: completed?.instructions ?? 0,
      obligations: completed?.obligations ?? 0,
      instructions: items,
      ...(more ? { moreInstructions: true } : {}),
      position,
    };
  }

  @Get('instructions')
  @Roles('clearingOperator', 'trader')
  @ApiOperation({ summary: 'Lists settlement instructions, oldest first; a desk sees its own' })
  @ApiResponse({ status: 200, type: InstructionPageModel })
  async instructions(
    @Query() query: InstructionsQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<InstructionAnswer>> {
    const participant = deskScope(user, query.participant);
    return this.read(query.afterPosition, header, reply, 'instructions', [query, participant]);
  }

  @Post('settle')
  @HttpCode(200)
  @Roles('clearingOperator')
  @ApiOperation({
    summary: 'Settles what is due up to and with a date: delivery versus payment',
    description:
      'Who is short of cash or metal fails alone, named with what is lacking; whoever waits for others is held. Both ' +
      'are tried again with every later run.',
  })
  @ApiResponse({ status: 200, type: SettlementModel })
  async settle(
    @Body() { settlementDate }: SettlementDateRequest,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SettlementAnswer> {
    const request = new RequestClearing(user.userId, { kind: 'settleInstructions', settlementDate });
    const { events, position } = await this.commands.execute(request);
    tellPosition(reply, position);
    const settled = eventsOf(events, 'InstructionSettled');
    const failed = eventsOf(events, 'InstructionFailed');
    const held = eventsOf(events, 'InstructionHeld');
    const listed = [settled, failed, held].map((some) => some.slice(0, LISTED_MAX));
    const ids = [...new Set(listed.flat().map(({ instructionId }) => instructionId))];
    const beside = new ReadClearing(undefined, 'besideSettlement', [settlementDate, ids]);
    const { dates, notNetted } = (await this.queries.execute(beside)).answer;
    const partyOf = (event: PartyOfInstruction) => ({
      instructionId: event.instructionId,
      participant: event.participant,
      instrument: event.instrument,
      currency: event.currency,
      settlementDate: dates[event.instructionId] ?? settlementDate,
    });
    const money = (amount: string, currency: string): string => this.terms.money(BigInt(amount), currency);
    return {
      settlementDate,
      counts: { settled: settled.length, failed: failed.length, held: held.length },
      settled: settled.slice(0, LISTED_MAX).map((event) => ({
        ...partyOf(event),
        lots: event.lots,
        amount: money(event.amount, event.currency),
        complete: event.complete,
      })),
      failed: failed.slice(0, LISTED_MAX).map((event) => ({
        ...partyOf(event),
        reason: event.reason,
        short: event.reason === 'SHORT_OF_CASH' ? money(event.short, event.currency) : event.short,
      })),
      held: held.slice(0, LISTED_MAX).map((event) => ({
        ...partyOf(event),
        reason: event.reason,
        lots: event.lots,
        amount: money(event.amount, event.currency),
      })),
      feesCollected: eventsOf(events, 'FeesCollected').map(({ participant, currency, amount }) => ({
        participant,
        currency,
        amount: money(amount, currency),
      })),
      notNetted,
      position,
    };
  }

  private async read<Name extends ClearingReadName>(
    afterPosition: number | undefined,
    header: string | undefined,
    reply: FastifyReply,
    name: Name,
    values: ClearingReadValues<Name>,
  ): Promise<ClearingReadAnswer<Name>> {
    const named = namedPosition(afterPosition, header);
    const { answer, position } = await this.queries.execute(new ReadClearing(named, name, values));
    tellPosition(reply, position);
    return answer;
  }
}

function eventsOf<Type extends ClearingEventType>(
  events: readonly ClearingEvent[],
  type: Type,
): ClearingEventOf<Type>[] {
  return events.filter((event): event is ClearingEventOf<Type> => event.type === type);
}
