import { createHash } from 'node:crypto';
import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { nostroAccount } from '#clearing';
import {
  AcceptsBody,
  AfterPositionQuery,
  CLOCK,
  CSV_TYPE,
  CurrentUser,
  malformed,
  ProblemException,
  Roles,
  type Clock,
  type Page,
  type VenueUser,
} from '#platform';
import { SETTLEMENT_OPTIONS, type SettlementOptions } from '../options.js';
import {
  BreakPageModel,
  StatementModel,
  StatementPageModel,
  type ReconciledItemAnswer,
  type StatementAnswer,
  type StatementSummaryAnswer,
} from '../requests/answers.js';
import { BreaksQuery, StatementQuery, StatementsQuery } from '../requests/clearing-requests.js';
import { RequestClearing } from '../requests/commands.js';
import { requireNotFarAhead } from '../requests/days-ahead.js';
import { ReadClearing } from '../requests/queries.js';
import { readStatementCsv, STATEMENT_CSV_EXAMPLE, STATEMENT_CSV_FORM } from '../requests/statement-csv.js';
import { VenueTerms } from '../requests/venue-terms.js';
import type { ClearingReadAnswer, ClearingReadName, ClearingReadValues } from '../clearing-desk.js';
import { namedPosition, POSITION_HEADER, tellPosition } from './positions.js';
import { throwIfRefused } from './refusals.js';

/** The bank's statements against the ledger. */
@ApiTags('clearing')
@Roles('clearingOperator')
@Controller('clearing')
export class StatementsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(VenueTerms) private readonly terms: VenueTerms,
    @Inject(SETTLEMENT_OPTIONS) private readonly options: SettlementOptions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('statements')
  @HttpCode(201)
  @AcceptsBody({ contentType: CSV_TYPE })
  @ApiConsumes(CSV_TYPE)
  @ApiBody({ schema: { type: 'string', example: STATEMENT_CSV_EXAMPLE }, description: STATEMENT_CSV_FORM })
  @ApiOperation({
    summary: "Matches a bank's statement with the ledger and proves that the breaks explain the difference",
    description: `${STATEMENT_CSV_FORM} The same file twice for the same day adds nothing.`,
  })
  @ApiResponse({ status: 201, type: StatementModel })
  @ApiResponse({ status: 200, type: StatementModel, description: 'the same file was taken in before' })
  async import(
    @Query() { account: named, currency, date }: StatementQuery,
    @Body() csv: unknown,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StatementAnswer> {
    if (typeof csv !== 'string' || csv === '') throw malformed('the request has no statement');
    requireNotFarAhead(date, 'date', this.clock.nowMicros());
    const decimals = this.terms.decimalsOf(currency);
    const account = named ?? nostroAccount(currency);
    if (account !== nostroAccount(currency))
      throw new ProblemException(422, 'UNKNOWN_ACCOUNT', `${account} is not the bank account of ${currency}`);
    const known = await this.queries.execute(new ReadClearing(undefined, 'hasNostro', [account]));
    if (!known.answer)
      throw new ProblemException(422, 'UNKNOWN_ACCOUNT', `the ledger has nothing at the bank in ${currency}`);
    const contentHash = createHash('sha256').update(csv, 'utf8').digest('hex');
    const request = new RequestClearing(user.userId, {
      kind: 'importStatement',
      account,
      currency,
      statementDate: date,
      contentHash,
      tolerance: String(this.options.statementToleranceMinor),
      ...readStatementCsv(csv, currency, decimals),
    });
    const outcome = await this.commands.execute(request);
    throwIfRefused(outcome, this.terms, currency);
    if (outcome.events.length === 0) reply.status(200);
    tellPosition(reply, outcome.position);
    const shown = new ReadClearing(undefined, 'statementOfFile', [account, date, contentHash]);
    const { answer } = await this.queries.execute(shown);
    if (answer === undefined) throw new Error(`a statement of ${account} was recorded and is not shown`);
    return { ...answer, position: outcome.position };
  }

  @Get('statements')
  @ApiOperation({ summary: 'Lists the statements that were taken in, oldest first' })
  @ApiResponse({ status: 200, type: StatementPageModel })
  statements(
    @Query() query: StatementsQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<StatementSummaryAnswer>> {
    return this.read(query.afterPosition, header, reply, 'statements', [query]);
  }

  @Get('statements/:statementId')
  @ApiOperation({ summary: 'Shows a statement: counts, breaks and the proof' })
  @ApiResponse({ status: 200, type: StatementModel })
  async statement(
    @Param('statementId') statementId: string,
    @Query() { afterPosition }: AfterPositionQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StatementAnswer> {
    const answer = await this.read(afterPosition, header, reply, 'statement', [statementId]);
    if (answer === undefined)
      throw new ProblemException(404, 'STATEMENT_NOT_FOUND', 'there is no such statement');
    return answer;
  }

  @Get('breaks')
  @ApiOperation({ summary: 'Lists the breaks that are open, by account, oldest first' })
  @ApiResponse({ status: 200, type: BreakPageModel })
  breaks(
    @Query() query: BreaksQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<ReconciledItemAnswer>> {
    return this.read(query.afterPosition, header, reply, 'breaks', [query]);
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
