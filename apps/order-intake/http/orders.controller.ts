import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  AfterPositionQuery,
  CLOCK,
  CurrentUser,
  malformed,
  REFUSAL_RECORDER,
  Roles,
  type Clock,
  type Page,
  type RefusalRecorder,
  userOf,
  type VenueRequest,
  type VenueUser,
} from '#platform';
import { MassCancelQuery, OrdersQuery } from '../dto/list-queries.js';
import { AmendOrderRequest, PlaceOrderRequest, PlaceOrdersRequest } from '../dto/order-requests.js';
import { ShapeCheck } from '../dto/shape-check.js';
import type { ExecutionReport } from '../read/execution-report.js';
import { InstrumentCatalog } from '../read/instrument-catalog.js';
import { GetOrderQuery, ListOrdersQuery } from '../read/queries.js';
import { deskTraderOf } from '../submit/desk-trader.js';
import {
  AmendOrderCommand,
  CancelOrderCommand,
  MassCancelCommand,
  PlaceOrderCommand,
} from '../submit/order-commands.js';
import {
  OrderDesk,
  unknownInstrument,
  type MassCancelAnswer,
  type OrderAnswer,
} from '../submit/order-desk.js';
import { COME_AGAIN, POSITION_HEADER, throwProblem } from '../submit/throw-problem.js';
import { DeskBooks } from '../view/desk-books.js';
import {
  BatchModel,
  ExecutionReportModel,
  MassCancelModel,
  OrderPageModel,
  UnknownOutcomeModel,
} from './answer-models.js';
import { batchOrders, placeBatch, type BatchResult } from './batch.js';
import { AMEND_EXAMPLES, BATCH_EXAMPLES, ORDER_EXAMPLES } from './order-examples.js';
import { namedPosition, tellPosition } from './positions.js';

/** The body of an answer whose outcome is not known in time. */
interface UnknownOutcome {
  readonly status: 'unknown';
  readonly lookup: string;
  readonly commandId: string;
}

const REFUSALS = `Refusals are problems whose code is from the published list and whose rule is the rulebook's:
400 MALFORMED; 422 OFF_TICK, UNKNOWN_INSTRUMENT and every refusal by the book but 404 ORDER_NOT_FOUND, 409 VERSION_MISMATCH
and 409 DUPLICATE_ID; 503 with Retry-After when the venue cannot take commands now. A refusal by the book has a sequence.`;

const REPORT_HEADERS = {
  [POSITION_HEADER]: {
    description: "the report's position: send it back with a read to read your own write",
    schema: { type: 'integer' },
  },
} as const;
const PLACED_HEADERS = {
  ...REPORT_HEADERS,
  location: { description: 'where the order is', schema: { type: 'string' } },
} as const;

/**
 * A desk's own orders: the desk is the user's, never the body's. What places takes the request as it is, as its
 * orders are checked one by one and Nest makes four promises for each parameter that a pipe might change.
 */
@ApiTags('orders')
@Roles('trader')
@Controller('orders')
export class OrdersController {
  private readonly orderShape = new ShapeCheck(PlaceOrderRequest);

  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(OrderDesk) private readonly desk: OrderDesk,
    @Inject(DeskBooks) private readonly books: DeskBooks,
    @Inject(InstrumentCatalog) private readonly catalog: InstrumentCatalog,
    @Inject(REFUSAL_RECORDER) private readonly recorder: RefusalRecorder,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Place an order', description: REFUSALS })
  @ApiBody({ type: PlaceOrderRequest, examples: ORDER_EXAMPLES })
  @ApiResponse({
    status: 201,
    type: ExecutionReportModel,
    headers: PLACED_HEADERS,
    description: 'durable; what became of it at once',
  })
  @ApiResponse({
    status: 200,
    type: ExecutionReportModel,
    headers: PLACED_HEADERS,
    description: 'an exact repeat: the first result (SEQ-4)',
  })
  @ApiResponse({ status: 202, type: UnknownOutcomeModel, description: 'the outcome is not known in time' })
  async place(
    @Req() request: VenueRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExecutionReport | UnknownOutcome> {
    const trader = deskTraderOf(userOf(request));
    const checked = this.orderShape.check(request.body);
    if (checked.errors !== undefined) throw malformed('the order is malformed', checked.errors);
    const answer = await this.commands.execute(new PlaceOrderCommand(checked.value, trader));
    if (answer.kind === 'report') {
      reply.header('location', `/v1/orders/${answer.report.orderId}`);
      if (answer.repeat) reply.status(200);
    }
    return toReply(answer, reply);
  }

  @Post('batch')
  @HttpCode(200)
  @ApiOperation({ summary: 'Place up to 500 orders, each with its own outcome' })
  @ApiBody({ type: PlaceOrdersRequest, examples: BATCH_EXAMPLES })
  @ApiResponse({
    status: 200,
    type: BatchModel,
    description: 'with Retry-After when any of them is 503: the venue cannot take it now',
  })
  async placeBatch(
    @Req() request: VenueRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ results: BatchResult[]; position: number }> {
    const trader = deskTraderOf(userOf(request));
    const orders = batchOrders(request.body);
    const unavailable = this.desk.unavailable(orders.length);
    if (unavailable !== undefined) throwProblem(unavailable);
    const { commands, recorder, clock, orderShape: shape } = this;
    const results = await placeBatch(orders, trader, request, { commands, recorder, clock, shape });
    const position = Math.max(0, ...results.map(positionOf));
    tellPosition(reply, position);
    if (results.some(({ status }) => status === 503)) reply.headers(COME_AGAIN);
    return { results, position };
  }

  @Get(':id')
  @ApiOperation({ summary: "One of the desk's orders; 404 for another desk's" })
  @ApiResponse({ status: 200, type: ExecutionReportModel })
  async get(
    @Param('id') id: string,
    @Query() query: AfterPositionQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExecutionReport | UnknownOutcome> {
    const { desk } = deskTraderOf(user);
    const position = namedPosition(query.afterPosition, header);
    return toReply(await this.queries.execute(new GetOrderQuery(desk, id, position)), reply);
  }

  @Get()
  @ApiOperation({ summary: "The desk's orders, newest first, refused ones included" })
  @ApiResponse({ status: 200, type: OrderPageModel })
  async list(
    @Query() query: OrdersQuery,
    @Headers(POSITION_HEADER) header: string | undefined,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<ExecutionReport>> {
    const { desk } = deskTraderOf(user);
    const position = namedPosition(query.afterPosition, header);
    const page = await this.queries.execute(new ListOrdersQuery(desk, query, position));
    tellPosition(reply, this.books.position);
    return page;
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Amend an order (ORDR-4)', description: REFUSALS })
  @ApiBody({ type: AmendOrderRequest, examples: AMEND_EXAMPLES })
  @ApiResponse({ status: 200, type: ExecutionReportModel, headers: REPORT_HEADERS })
  @ApiResponse({ status: 202, type: UnknownOutcomeModel })
  async amend(
    @Param('id') id: string,
    @Body() body: AmendOrderRequest,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExecutionReport | UnknownOutcome> {
    return toReply(await this.commands.execute(new AmendOrderCommand(id, body, deskTraderOf(user))), reply);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Cancel an order', description: REFUSALS })
  @ApiResponse({ status: 200, type: ExecutionReportModel, headers: REPORT_HEADERS })
  @ApiResponse({ status: 202, type: UnknownOutcomeModel })
  async cancel(
    @Param('id') id: string,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExecutionReport | UnknownOutcome> {
    return toReply(await this.commands.execute(new CancelOrderCommand(id, deskTraderOf(user))), reply);
  }

  @Delete()
  @ApiOperation({ summary: "Cancel all the desk's live orders, in one instrument or in all" })
  @ApiResponse({
    status: 200,
    type: MassCancelModel,
    description: 'a book that refused or is unknown is told as such',
  })
  async massCancel(
    @Query() query: MassCancelQuery,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ canceled: number; instruments: MassCancelAnswer[] }> {
    const trader = deskTraderOf(user);
    const named = query.instrument;
    const spec = named === undefined ? undefined : this.catalog.get(named);
    if (named !== undefined && spec === undefined) throwProblem(unknownInstrument(422, named));
    const specs = spec === undefined ? this.catalog.all() : [spec];
    const unavailable = this.desk.unavailable(specs.length);
    if (unavailable !== undefined) throwProblem(unavailable);
    const instruments = await this.commands.execute(new MassCancelCommand(specs, trader));
    const [only] = instruments;
    if (named !== undefined && only !== undefined && 'problem' in only) throwProblem(only.problem);
    if (instruments.some((one) => 'status' in one)) reply.status(202);
    tellPosition(reply, Math.max(0, ...instruments.map((one) => ('count' in one ? one.position : 0))));
    const canceled = instruments.reduce((sum, one) => sum + ('count' in one ? one.count : 0), 0);
    return { canceled, instruments };
  }
}

/** The position to read at to see what became of one order of a batch. */
function positionOf({ report, problem }: BatchResult): number {
  const { position } = (report ?? problem ?? {}) as { readonly position?: unknown };
  return typeof position === 'number' ? position : 0;
}

/** @throws ProblemException when the answer is a problem. */
function toReply(answer: OrderAnswer, reply: FastifyReply): ExecutionReport | UnknownOutcome {
  switch (answer.kind) {
    case 'report':
      tellPosition(reply, answer.report.position);
      return answer.report;
    case 'problem':
      return throwProblem(answer.problem);
    case 'unknown': {
      const { lookup, commandId } = answer;
      reply.status(202).header('location', lookup);
      return { status: 'unknown', lookup, commandId };
    }
  }
}
