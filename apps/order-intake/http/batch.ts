import type { CommandBus } from '@nestjs/cqrs';
import { BATCH_ORDERS_MAX, PlaceOrderRequest } from '../dto/order-requests.js';
import type { ShapeCheck } from '../dto/shape-check.js';
import type { ExecutionReport } from '../read/execution-report.js';
import {
  edgeRefusalOf,
  malformed,
  problemDetails,
  RefusalNotRecordedError,
  type Clock,
  type EdgeRefusal,
  type FieldError,
  type ProblemDetails,
  type RefusalRecorder,
  type VenueRequest,
} from '#platform';
import type { DeskTrader } from '../submit/desk-trader.js';
import { PlaceOrderCommand } from '../submit/order-commands.js';
import type { OrderAnswer } from '../submit/order-desk.js';

/** What one order of a batch came to. */
export interface BatchResult {
  readonly status: number;
  readonly report?: ExecutionReport;
  readonly problem?: ProblemDetails;
  readonly unknown?: { readonly status: 'unknown'; readonly lookup: string; readonly commandId: string };
}

/** The orders of a batch, still unchecked. */
export function batchOrders(body: unknown): readonly unknown[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw malformed('the batch must be an object');
  }
  const unknown = Object.keys(body).find((name) => name !== 'orders');
  if (unknown !== undefined) {
    const field = unknown.slice(0, 200);
    throw malformed('the batch has an unknown field', [
      { field, code: 'UNKNOWN_FIELD', message: `property ${field} should not exist` },
    ]);
  }
  const { orders } = body as { readonly orders?: unknown };
  if (Array.isArray(orders) && orders.length >= 1 && orders.length <= BATCH_ORDERS_MAX) return orders;
  throw malformed(`a batch has from 1 to ${BATCH_ORDERS_MAX} orders`, [
    {
      field: 'orders',
      code: 'ARRAY_SIZE',
      message: `orders must be a list of 1 to ${BATCH_ORDERS_MAX} orders`,
    },
  ]);
}

export interface BatchParts {
  readonly commands: CommandBus;
  readonly shape: ShapeCheck<PlaceOrderRequest>;
  readonly recorder: RefusalRecorder;
  readonly clock: Clock;
}

/** Places each order of a batch by itself, in their order; results come in the same order. */
export async function placeBatch(
  orders: readonly unknown[],
  trader: DeskTrader,
  request: VenueRequest,
  parts: BatchParts,
): Promise<BatchResult[]> {
  const answers = await Promise.all(
    orders.map((plain, index): Promise<OrderAnswer> => {
      const checked = parts.shape.check(plain);
      if (checked.errors !== undefined) return Promise.resolve(malformedAnswer(checked.errors, index));
      return parts.commands.execute(new PlaceOrderCommand(checked.value, trader));
    }),
  );
  return recordRefusals(answers.map(resultOf), request, parts);
}

function malformedAnswer(errors: readonly FieldError[], index: number): OrderAnswer {
  const placed = errors.map((error) => {
    const field = error.field === '' ? `orders[${index}]` : `orders[${index}].${error.field}`;
    return { ...error, field };
  });
  return {
    kind: 'problem',
    problem: problemDetails(400, 'MALFORMED', 'the order is malformed', { errors: placed }),
  };
}

function resultOf(answer: OrderAnswer): BatchResult {
  switch (answer.kind) {
    case 'report':
      return { status: answer.repeat ? 200 : 201, report: answer.report };
    case 'problem':
      return { status: answer.problem.status, problem: answer.problem };
    case 'unknown': {
      const { lookup, commandId } = answer;
      return { status: 202, unknown: { status: 'unknown', lookup, commandId } };
    }
  }
}

/** An entry's refusal at the edge is answered only once it is on record, like that of a single order. */
async function recordRefusals(
  results: readonly BatchResult[],
  request: VenueRequest,
  { recorder, clock }: BatchParts,
): Promise<BatchResult[]> {
  let common: EdgeRefusal | undefined;
  const recorded = async (result: BatchResult): Promise<BatchResult> => {
    if (result.problem === undefined || 'sequence' in result.problem) return result;
    // The body is digested once, however many of its orders are refused.
    const refusal =
      sameRequest(common, result.problem) ?? edgeRefusalOf(request, result.problem, clock.nowMicros());
    if (refusal === undefined) return result;
    common ??= refusal;
    try {
      await recorder.record(refusal);
      return result;
    } catch (error) {
      if (!(error instanceof RefusalNotRecordedError)) throw error;
      const problem = problemDetails(503, error.code, 'the venue cannot do this now; try again');
      return { status: 503, problem };
    }
  };
  return Promise.all(results.map(recorded));
}

/** The record of another refusal of the same request; undefined when the edge does not record this code itself. */
function sameRequest(common: EdgeRefusal | undefined, problem: ProblemDetails): EdgeRefusal | undefined {
  if (common === undefined || problem.status >= 500) return undefined;
  const { code, detail, errors } = problem;
  return {
    ...common,
    code,
    detail: detail.slice(0, DETAIL_CHARACTERS_MAX),
    errors: (errors ?? []).slice(0, ERRORS_MAX),
  };
}

const ERRORS_MAX = 10;
const DETAIL_CHARACTERS_MAX = 300;
