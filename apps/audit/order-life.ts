import {
  averagePrice,
  publicId,
  unitsToDecimal,
  type BookEvent,
  type BookEventOf,
  type OrderStatus,
  type PlaceOrder,
  type RefusalDetails,
  type SequencedCommand,
} from '#contracts';
import { microsToIso } from '#platform';
import type { ReadEvent } from './event-reader.js';
import type { PolicyInForce } from './policy-in-force.js';

/** What was asked. */
interface LifeCommand {
  readonly commandId: string;
  /** What was asked, e.g. `placeOrder` or, of policy, `applyAct`. */
  readonly kind: string;
  readonly receiveTime: string;
  /** Of an act of policy. */
  readonly act?: {
    readonly actId: string;
    readonly proposer?: string;
    readonly approvers?: readonly string[];
    readonly reason?: string;
  };
}

/** Policy in force as the event happened (AUDT-1); what was not set is absent. */
interface LifePolicy {
  readonly floorVersion?: number;
  readonly floorPrice?: string;
  /** Standing of the order's member state. */
  readonly membershipStatus?: string;
}

/** The order's lots after an event; ORDR-7: quantity = filled + leaves + cancelled. */
interface LifeQuantities {
  readonly quantityLots: number;
  readonly cumulativeQuantityLots: number;
  readonly leavesQuantityLots: number;
  readonly canceledQuantityLots: number;
  readonly balanced: boolean;
}

/** One event of an order's life. */
interface LifeEntry {
  readonly sequence: number;
  readonly position: number;
  readonly time: string;
  readonly type: string;
  /** The user who asked; of a book's own schedule, the book. */
  readonly actor?: string;
  readonly cause?: string;
  readonly command?: LifeCommand;
  readonly policy: LifePolicy;
  readonly quantities: LifeQuantities;
  readonly orderVersion: number;
  /** Absent while it is a market order. */
  readonly price?: string;
  /** Rejection code or reason of a cancel. */
  readonly reason?: string;
  readonly details?: RefusalDetails;
  readonly fill?: {
    readonly executionId: string;
    readonly price: string;
    readonly lots: number;
    readonly aggressor?: boolean;
    readonly selfTrade?: boolean;
    readonly counterparty: { readonly orderId: string; readonly desk: string; readonly memberState: string };
  };
}

/** An order from its command to its end. */
export interface OrderLife {
  readonly orderId: string;
  readonly instrument: string;
  /** The order as its desk wrote it. */
  readonly request: PlaceOrder;
  readonly orderStatus: OrderStatus;
  readonly reason?: string;
  readonly quantities: LifeQuantities;
  readonly averagePrice?: string;
  /** Every event that names the order, commands that were refused included. */
  readonly events: readonly LifeEntry[];
}

interface RunningOrder {
  quantityLots: number;
  filledLots: number;
  leavesLots: number;
  cancelledLots: number;
  priceTicks: number | undefined;
  version: number;
  status: OrderStatus;
  reason: string | undefined;
  filledTickLots: bigint;
}

/**
 * Tells an order's life from the events that name it, in order; the first is its acceptance or refusal.
 *
 * @returns undefined when the first event is neither: then it is no order.
 */
export function tellOrderLife(
  instrument: string,
  order: number,
  events: readonly ReadEvent[],
  policy: PolicyInForce,
): OrderLife | undefined {
  const request = events[0]?.command?.body;
  if (request?.kind !== 'placeOrder' || events[0]?.event.sequence !== order) return undefined;
  const tickSize = policy.specification(instrument, order)?.tickSize ?? '1';
  const running = startOf(request);
  const life = events.map(({ found, event, command }): LifeEntry => {
    follow(running, order, event);
    const floor = policy.floor(instrument, found.sequence);
    const membershipStatus = policy.membership(instrument, request.memberState, found.sequence);
    return {
      sequence: found.sequence,
      position: found.position,
      time: microsToIso(event.bookMicros),
      type: event.type,
      ...(command === undefined
        ? {}
        : { actor: command.actor, cause: command.cause, command: commandOf(command) }),
      policy: {
        ...(floor === undefined
          ? {}
          : { floorVersion: floor.floorVersion, floorPrice: unitsToDecimal(floor.priceTicks, tickSize) }),
        ...(membershipStatus === undefined ? {} : { membershipStatus }),
      },
      quantities: quantitiesOf(running),
      orderVersion: running.version,
      ...(running.priceTicks === undefined ? {} : { price: unitsToDecimal(running.priceTicks, tickSize) }),
      ...('reason' in event ? { reason: event.reason } : {}),
      ...('code' in event ? { reason: event.code, details: event.details } : {}),
      ...(event.type === 'Traded' ? { fill: fillOf(instrument, order, event, tickSize) } : {}),
    };
  });
  return {
    orderId: publicId(instrument, order),
    instrument,
    request,
    orderStatus: running.status,
    ...(running.reason === undefined ? {} : { reason: running.reason }),
    quantities: quantitiesOf(running),
    ...(running.filledLots === 0
      ? {}
      : { averagePrice: averagePrice(running.filledTickLots, running.filledLots, tickSize) }),
    events: life,
  };
}

function startOf(request: PlaceOrder): RunningOrder {
  return {
    quantityLots: request.quantityLots,
    filledLots: 0,
    leavesLots: 0,
    cancelledLots: 0,
    priceTicks: request.priceTicks,
    version: 1,
    status: 'new',
    reason: undefined,
    filledTickLots: 0n,
  };
}

/** Takes one event into account; refused amends and cancels leave the order as it is. */
function follow(running: RunningOrder, order: number, event: BookEvent): void {
  const { type } = event;
  if (type === 'OrderAccepted') {
    running.leavesLots = running.quantityLots;
  } else if (type === 'OrderRejected') {
    // A refused order never had lots to fill: all of them count as cancelled (ORDR-7).
    running.cancelledLots = running.quantityLots;
    running.status = 'rejected';
    running.reason = event.code;
  } else if (type === 'OrderAmended') {
    running.quantityLots = event.quantityLots;
    running.leavesLots = event.leavesLots;
    running.priceTicks = event.priceTicks;
    running.version = event.orderVersion;
  } else if (type === 'OrderBecameLimit') {
    running.priceTicks = event.priceTicks;
  } else if (type === 'OrderRepriced') {
    running.priceTicks = event.priceTicks;
    running.version = event.orderVersion;
  } else if (type === 'OrderCancelled') {
    running.leavesLots = event.leavesLots;
    running.cancelledLots += event.lots;
    running.reason = event.reason;
    if (event.leavesLots === 0) running.status = event.reason === 'EXPIRED' ? 'expired' : 'canceled';
  } else if (type === 'Traded') {
    running.filledLots += event.lots;
    running.leavesLots = event.buyOrder === order ? event.buyLeavesLots : event.sellLeavesLots;
    running.filledTickLots += BigInt(event.priceTicks) * BigInt(event.lots);
    running.status = running.leavesLots === 0 ? 'filled' : 'partiallyFilled';
  }
}

function quantitiesOf({ quantityLots, filledLots, leavesLots, cancelledLots }: RunningOrder): LifeQuantities {
  const balanced = quantityLots === filledLots + leavesLots + cancelledLots;
  return {
    quantityLots,
    cumulativeQuantityLots: filledLots,
    leavesQuantityLots: leavesLots,
    canceledQuantityLots: cancelledLots,
    balanced,
  };
}

function fillOf(
  instrument: string,
  order: number,
  trade: BookEventOf<'Traded'>,
  tickSize: string,
): LifeEntry['fill'] {
  const isBuy = trade.buyOrder === order;
  return {
    executionId: publicId(instrument, trade.sequence),
    price: unitsToDecimal(trade.priceTicks, tickSize),
    lots: trade.lots,
    ...(trade.aggressorSide === undefined
      ? {}
      : { aggressor: trade.aggressorSide === (isBuy ? 'buy' : 'sell') }),
    ...(trade.selfTrade === undefined ? {} : { selfTrade: trade.selfTrade }),
    counterparty: {
      orderId: publicId(instrument, isBuy ? trade.sellOrder : trade.buyOrder),
      desk: isBuy ? trade.sellDesk : trade.buyDesk,
      memberState: isBuy ? trade.sellState : trade.buyState,
    },
  };
}

function commandOf({ commandId, body, receiveMicros }: SequencedCommand): LifeCommand {
  const command = { commandId, kind: body.kind, receiveTime: microsToIso(receiveMicros) };
  if (!('actId' in body)) return command;
  const { actId } = body;
  if (body.kind !== 'applyAct') return { ...command, act: { actId } };
  return {
    ...command,
    act: { actId, proposer: body.proposer, approvers: body.approvers, reason: body.reason },
  };
}
