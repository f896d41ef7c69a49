import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { SourcePosition } from '#contracts';
import {
  CurrentUser,
  decodeCursor,
  encodeCursor,
  ProblemException,
  Roles,
  type Page,
  type VenueUser,
} from '#platform';
import type { PoisonAnswer, PoisonContents } from '../poison/poison-answer.js';
import type { PoisonActKind } from '../poison/poison-desk.js';
import { DecidePoison, ListPoison, ShowPoison } from '../poison/poison-handlers.js';
import { placeOf, UNSETTLED } from '../poison/poison-log.js';
import { PoisonContentsModel, PoisonModel, PoisonPageModel } from './poison-models.js';
import { DecidePoisonRequest, ListPoisonRequest } from './poison-requests.js';

const MESSAGE_ID = { name: 'messageId', example: '3-17', description: 'partition and offset on the bus' };

/** Messages that no book could decide: looked at, sent again or given up by a supervisor. */
@ApiTags('operations')
@Roles('supervisor')
@Controller('poison')
export class PoisonController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Lists messages that were set aside, oldest first' })
  @ApiResponse({ status: 200, type: PoisonPageModel })
  async list(@Query() { status, limit, cursor }: ListPoisonRequest): Promise<Page<PoisonAnswer>> {
    const after = decodeCursor(cursor, { after: 'number' })?.after;
    const { items, goOnAfter } = await this.queries.execute(
      new ListPoison({
        statuses: status === undefined ? UNSETTLED : [status],
        limit,
        ...(after === undefined ? {} : { afterRevision: after }),
      }),
    );
    return { items, ...(goOnAfter === undefined ? {} : { nextCursor: encodeCursor({ after: goOnAfter }) }) };
  }

  @Get(':messageId')
  @ApiParam(MESSAGE_ID)
  @ApiOperation({ summary: 'Shows a message that was set aside, and all that was kept of it' })
  @ApiResponse({ status: 200, type: PoisonContentsModel })
  async show(@Param('messageId') messageId: string): Promise<PoisonContents> {
    const message = await this.queries.execute(new ShowPoison(namedPlace(messageId)));
    if (message === undefined) throw notFound();
    return message;
  }

  @Post(':messageId/resend')
  @HttpCode(200)
  @ApiParam(MESSAGE_ID)
  @ApiOperation({
    summary: 'Sends a message again as it is, once its cause is gone',
    description:
      'It is decided behind whatever its book has decided since, and once, however often it is sent. Where the cause is ' +
      'still there, it is set aside again under a new name; a command that stops engines stops them as often as before.',
  })
  @ApiResponse({ status: 200, type: PoisonModel, description: 'An engine has met it.' })
  @ApiResponse({ status: 202, type: PoisonModel, description: 'It is on the bus; no engine has met it yet.' })
  resend(
    @Param('messageId') messageId: string,
    @Body() { reason }: DecidePoisonRequest,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PoisonAnswer> {
    return this.decide(messageId, 'resend', reason, user, reply);
  }

  @Post(':messageId/discard')
  @HttpCode(200)
  @ApiParam(MESSAGE_ID)
  @ApiOperation({ summary: 'Gives a message up: it stays on record and is never sent again' })
  @ApiResponse({ status: 200, type: PoisonModel })
  discard(
    @Param('messageId') messageId: string,
    @Body() { reason }: DecidePoisonRequest,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PoisonAnswer> {
    return this.decide(messageId, 'discard', reason, user, reply);
  }

  private async decide(
    messageId: string,
    kind: PoisonActKind,
    reason: string,
    { userId }: VenueUser,
    reply: FastifyReply,
  ): Promise<PoisonAnswer> {
    const place = namedPlace(messageId);
    const outcome = await this.commands.execute(new DecidePoison({ kind, place, actor: userId, reason }));
    switch (outcome.kind) {
      case 'notFound':
        throw notFound();
      case 'cut':
        throw new ProblemException(422, 'MESSAGE_CUT', `it cannot be sent again: ${outcome.fault}`);
      case 'decided':
        throw new ProblemException(409, 'MESSAGE_DECIDED', decidedText(outcome.message));
      case 'done':
        if (outcome.message.status === 'resending') reply.status(202);
        return outcome.message;
    }
  }
}

function decidedText({ messageId, status, decision }: PoisonAnswer): string {
  const what = status === 'discarded' ? 'discarded' : 'sent again';
  return `message ${messageId} was ${what} by ${decision?.actor ?? 'somebody else'}`;
}

/** Whatever is no name of a message is the name of none. */
function namedPlace(messageId: string): SourcePosition {
  const place = placeOf(messageId);
  if (place === undefined) throw notFound();
  return place;
}

function notFound(): ProblemException {
  return new ProblemException(404, 'MESSAGE_NOT_FOUND', 'no such message was set aside');
}
