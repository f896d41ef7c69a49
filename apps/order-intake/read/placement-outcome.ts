import type { RecordedCommand } from '#book-feed';
import type {
  BookEvent,
  BookEventOf,
  InstrumentSpec,
  PlaceOrder,
  RefusalDetails,
  RejectionCode,
} from '#contracts';
import {
  executionReport,
  REPORT_FILLS_MAX,
  type ExecutionReport,
  type FillState,
  type OrderState,
} from './execution-report.js';

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

/**
 * Tells a new order's first result from its command's events alone, so that it is the same whenever it is asked for
 * again (SEQ-4).
 */
export function placementOf(command: RecordedCommand, spec: InstrumentSpec): Placement {
  const first = command.events[0];
  const body = first?.command?.body;
  if (first === undefined || body?.kind !== 'placeOrder') throw new Error('not the command of a new order');
  const refusal = refusalOf(command);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  return { kind: 'accepted', report: acceptedReport(command, first, body, spec) };
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
  accepted: BookEvent,
  order: PlaceOrder,
  spec: InstrumentSpec,
): ExecutionReport {
  const number = accepted.sequence;
  const changed = {
    orderType: order.orderType,
    priceTicks: order.priceTicks,
    cumulativeLots: 0,
    leavesLots: order.quantityLots,
    tickLots: 0n,
    version: 1,
    reason: undefined as string | undefined,
    sequence: number,
  };
  const fills: FillState[] = [];
  for (let index = 1; index < command.events.length; index++) {
    const event = command.events[index];
    if (event === undefined || !concerns(event, number)) continue;
    changed.sequence = event.sequence;
    if (event.type === 'Traded') {
      const { lots, priceTicks, sequence, bookMicros } = event;
      changed.leavesLots = event.buyOrder === number ? event.buyLeavesLots : event.sellLeavesLots;
      changed.cumulativeLots += lots;
      changed.tickLots += BigInt(priceTicks) * BigInt(lots);
      if (fills.length <= REPORT_FILLS_MAX) fills.push({ sequence, priceTicks, lots, bookMicros });
    } else if (event.type === 'OrderCancelled') {
      changed.leavesLots = event.leavesLots;
      changed.reason = event.reason;
    } else {
      changed.orderType = 'limit';
      changed.priceTicks = event.priceTicks;
    }
  }
  const { protectionLimitTicks, certificateId, onFloorRaise, stpId, account } = order;
  const state: OrderState = {
    instrument: command.instrument,
    order: number,
    clientOrderId: order.clientOrderId,
    side: order.side,
    orderType: changed.orderType,
    timeInForce: order.timeInForce,
    priceTicks: changed.priceTicks,
    protectionLimitTicks,
    certificateId,
    onFloorRaise,
    stpId,
    account,
    quantityLots: order.quantityLots,
    cumulativeLots: changed.cumulativeLots,
    leavesLots: changed.leavesLots,
    tickLots: changed.tickLots,
    version: changed.version,
    rejected: false,
    reason: changed.reason,
    sequence: changed.sequence,
    bookMicros: accepted.bookMicros,
    position: command.position,
  };
  return executionReport(state, fills, spec);
}

type OwnEvent = BookEventOf<'Traded'> | BookEventOf<'OrderCancelled'> | BookEventOf<'OrderBecameLimit'>;

/** What can happen to a new order within its own command. */
function concerns(event: BookEvent, order: number): event is OwnEvent {
  if (event.type === 'Traded') return event.buyOrder === order || event.sellOrder === order;
  return (event.type === 'OrderCancelled' || event.type === 'OrderBecameLimit') && event.order === order;
}
