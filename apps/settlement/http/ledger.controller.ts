import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  AfterPositionQuery,
  CurrentUser,
  ProblemException,
  Roles,
  type Page,
  type VenueUser,
} from '#platform';
import {
  AccountModel,
  NostroPageModel,
  PostingPageModel,
  TrialBalanceModel,
  type AccountAnswer,
  type NostroAnswer,
  type PostingAnswer,
  type TrialBalanceAnswer,
} from '../requests/answers.js';
import { PostingsQuery } from '../requests/clearing-requests.js';
import { ReadClearing } from '../requests/queries.js';
import { VenueTerms } from '../requests/venue-terms.js';
import type { ClearingReadAnswer, ClearingReadName, ClearingReadValues } from '../clearing-desk.js';
import { deskScope } from './desk-scope.js';
import { namedPosition, POSITION_HEADER, tellPosition } from './positions.js';

/** The double-entry ledger. */
@ApiTags('clearing')
@Controller('clearing')
export class LedgerController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(VenueTerms) private readonly terms: VenueTerms,
  ) {}

  @Get('trial-balance')
  @Roles('clearingOperator')
  @ApiOperation({ summary: 'Shows every account; each asset must sum to zero' })
  @ApiResponse({ status: 200, type: TrialBalanceModel })
  trialBalance(
    @Query() { afterPosition }: AfterPositionQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TrialBalanceAnswer> {
    return this.read(afterPosition, header, reply, 'trialBalance', []);
  }

  @Get('accounts/:participant')
  @Roles('clearingOperator', 'trader')
  @ApiOperation({ summary: "Shows a participant's cash and metal; a desk sees its own" })
  @ApiResponse({ status: 200, type: AccountModel })
  async account(
    @Param('participant') participant: string,
    @Query() { afterPosition }: AfterPositionQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountAnswer> {
    deskScope(user, participant);
    if (!this.terms.hasParticipant(participant))
      throw new ProblemException(404, 'PARTICIPANT_NOT_FOUND', 'there is no such participant of clearing');
    return this.read(afterPosition, header, reply, 'account', [participant]);
  }

  @Get('postings')
  @Roles('clearingOperator')
  @ApiOperation({ summary: 'Lists postings, oldest first' })
  @ApiResponse({ status: 200, type: PostingPageModel })
  postings(
    @Query() query: PostingsQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<PostingAnswer>> {
    return this.read(query.afterPosition, header, reply, 'postings', [query]);
  }

  @Get('nostros')
  @Roles('clearingOperator')
  @ApiOperation({ summary: 'Lists the bank accounts and what their next statement must open with' })
  @ApiResponse({ status: 200, type: NostroPageModel })
  async nostros(
    @Query() { afterPosition }: AfterPositionQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<NostroAnswer>> {
    return { items: await this.read(afterPosition, header, reply, 'nostros', []) };
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
