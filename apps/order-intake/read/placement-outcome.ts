import { changesOrder, followOrder, startOfOrder, waitsFor, type RecordedCommand } from '#book-feed';
import type {
  BookEvent,
  BookEventOf,
  InstrumentSpec,
  PlaceOrder,
  RefusalDetails,
  RejectionCode,
  TradingPhase,
} from '#contracts';
import {
  executionReport,
  REPORT_FILLS_MAX,
  type ExecutionReport,
  type FillState,
  type OrderState,
} from './execution-report.js';
import { fixedTermsOf } from '../view/order-rows.js';

/** A refusal by a book, as recorded. */
export interface BookRefusal {
  readonly code: RejectionCode;
  readonly details: RefusalDetails;
  readonly sequence: number;
  readonly position: number;
}

/** What became of a new order in the command that brought it. */
export type Placement =
  | { readonly kind: 'accepted'; readonly report: ExecutionReport }
  | { readonly kind: 'refused'; readonly refusal: BookRefusal };

/** What a new order's command does not tell itself. */
export interface PlacementContext {
  readonly spec: InstrumentSpec;
  /** The book's phase as the command ended; it matters to orders for the close alone (ORDR-1). */
  readonly phase: TradingPhase;
}

/**
 * Tells a new order's first result from its command's events, so that it is the same whenever it is asked for
 * again (SEQ-4).
 */
export function placementOf(command: RecordedCommand, context: PlacementContext): Placement {
  const first = command.events[0];
  const body = first?.command?.body;
  if (body?.kind !== 'placeOrder') throw new Error('not the command of a new order');
  const refusal = refusalOf(command);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  if (first?.type !== 'OrderAccepted') throw new Error('a new order neither accepted nor refused');
  return { kind: 'accepted', report: acceptedReport(command, first, body, context) };
}

/** The refusal of a desk's command; undefined when the book obeyed. */
export function refusalOf(command: RecordedCommand): BookRefusal | undefined {
  const first = command.events[0];
  if (first === undefined || !isRefusal(first)) return undefined;
  const { code, details, sequence } = first;
  return { code, details, sequence, position: command.position };
}

type RefusalType = 'OrderRejected' | 'AmendRejected' | 'CancelRejected' | 'MassCancelRejected';
const REFUSAL_TYPES: ReadonlySet<string> = new Set<RefusalType>([
  'OrderRejected',
  'AmendRejected',
  'CancelRejected',
  'MassCancelRejected',
]);

function isRefusal(event: BookEvent): event is BookEventOf<RefusalType> {
  return REFUSAL_TYPES.has(event.type);
}

function acceptedReport(
  command: RecordedCommand,
  accepted: BookEvent & BookEventOf<'OrderAccepted' | 'OrderRejected'>,
  order: PlaceOrder,
  { spec, phase }: PlacementContext,
): ExecutionReport {
  const number = accepted.sequence;
  const progress = startOfOrder(order, accepted);
  const fills: FillState[] = [];
  let lastSequence = number;
  for (const event of command.events) {
    if (!changesOrder(event, number)) continue;
    followOrder(progress, number, event);
    lastSequence = event.sequence;
    if (event.type !== 'Traded' || fills.length > REPORT_FILLS_MAX) continue;
    const { sequence, priceTicks, lots, bookMicros } = event;
    fills.push({ sequence, priceTicks, lots, bookMicros });
  }
  const state: OrderState = {
    instrument: command.instrument,
    order: number,
    clientOrderId: order.clientOrderId,
    side: order.side,
    timeInForce: order.timeInForce,
    terms: fixedTermsOf(order),
    progress,
    waitsFor: waitsFor(progress, order, phase),
    sequence: lastSequence,
    bookMicros: accepted.bookMicros,
    position: command.position,
  };
  return executionReport(state, fills, spec);
}
