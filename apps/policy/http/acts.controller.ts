import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { PolicyCommandBody } from '#contracts';
import { AfterPositionQuery, CurrentUser, Roles, malformed, type Page, type VenueUser } from '#platform';
import type { ActAnswer } from '../act-answer.js';
import { RequestAct } from '../act-commands.js';
import { FindAct, ListActs } from '../act-queries.js';
import { ActModel, ActPageModel } from './act-models.js';
import { POSITION_HEADER, actProblem } from './act-problem.js';
import { ListActsRequest, ProposeActRequest, changeOf, instantOf } from './act-requests.js';

/**
 * Acts of policy. Inside the bloc policy is public, but for what is about one desk alone; deciding it takes the roles that
 * each kind of act asks for.
 */
@ApiTags('acts')
@Controller('acts')
export class ActsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Post()
  @Roles('proposer', 'supervisor')
  @ApiOperation({
    summary: 'Proposes an act',
    description:
      'Floors, membership, annexes, certificates, reference prices and the reserve take two approvers beside the ' +
      'proposer; a phase, bands, limits, positions and the lifting of a kill switch take one other supervisor. One ' +
      'supervisor alone halts or suspends trading, or pulls a kill switch, at once.',
  })
  @ApiResponse({ status: 201, type: ActModel })
  propose(
    @Body() body: ProposeActRequest,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ActAnswer> {
    const { reason, effectiveTime } = body;
    return this.request(reply, user, {
      kind: 'proposeAct',
      change: changeOf(body.change),
      reason,
      ...(effectiveTime === undefined ? {} : { effectiveMicros: instantOf(effectiveTime, 'effectiveTime') }),
    });
  }

  @Post(':actId/approve')
  @HttpCode(200)
  @Roles('approver', 'supervisor')
  @ApiOperation({ summary: 'Signs an act that somebody else proposed; the last signature decides it' })
  @ApiResponse({ status: 200, type: ActModel })
  approve(
    @Param('actId') actId: string,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ActAnswer> {
    return this.request(reply, user, { kind: 'approveAct', actId });
  }

  @Post(':actId/withdraw')
  @HttpCode(200)
  @Roles('proposer', 'approver', 'supervisor')
  @ApiOperation({
    summary: 'Withdraws an act that is not in force yet; for its proposer and its signatories',
  })
  @ApiResponse({ status: 200, type: ActModel })
  withdraw(
    @Param('actId') actId: string,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ActAnswer> {
    return this.request(reply, user, { kind: 'withdrawAct', actId });
  }

  @Get()
  @Roles('trader', 'supervisor', 'clearingOperator', 'regulator', 'proposer', 'approver')
  @ApiOperation({
    summary: 'Lists acts, newest first, the founding ones included',
    description: 'A trader sees no limits, position or kill switch of another desk.',
  })
  @ApiResponse({ status: 200, type: ActPageModel })
  list(
    @Query() { state, type, instrument, limit, cursor, afterPosition }: ListActsRequest,
    @CurrentUser() user: VenueUser,
    @Headers(POSITION_HEADER) header: string | undefined,
  ): Promise<Page<ActAnswer>> {
    const position = namedPosition(afterPosition, header);
    return this.queries.execute(
      new ListActs(user, {
        limit,
        state,
        type,
        instrument,
        ...(cursor === undefined ? {} : { cursor }),
        ...(position === undefined ? {} : { afterPosition: position }),
      }),
    );
  }

  @Get(':actId')
  @Roles('trader', 'supervisor', 'clearingOperator', 'regulator', 'proposer', 'approver')
  @ApiOperation({ summary: 'Shows an act: what it changes, who signed, what its books made of it' })
  @ApiResponse({ status: 200, type: ActModel })
  async show(
    @Param('actId') actId: string,
    @Query() { afterPosition }: AfterPositionQuery,
    @CurrentUser() user: VenueUser,
    @Headers(POSITION_HEADER) header: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ActAnswer> {
    const act = await this.queries.execute(new FindAct(user, actId, namedPosition(afterPosition, header)));
    if (act === undefined) throw actProblem('ACT_NOT_FOUND', { actId });
    reply.header(POSITION_HEADER, String(act.position));
    return act;
  }

  private async request(reply: FastifyReply, user: VenueUser, body: PolicyCommandBody): Promise<ActAnswer> {
    const outcome = await this.commands.execute(new RequestAct(user, body));
    if (outcome.kind === 'refused') throw actProblem(outcome.code, outcome.details, outcome.position);
    reply.header(POSITION_HEADER, String(outcome.act.position));
    return outcome.act;
  }
}

/** The later one of the positions that a read names in its query and in its header. */
function namedPosition(query: number | undefined, header: string | undefined): number | undefined {
  if (header === undefined) return query;
  if (!/^(0|[1-9][0-9]{0,14})$/.test(header))
    throw malformed(`the header ${POSITION_HEADER} is not a position`);
  return Math.max(query ?? 0, Number(header));
}
