import {
  changesOrder,
  followOrder,
  orderStatusOf,
  startOfOrder,
  waitsFor,
  type OrderProgress,
  type WaitsFor,
} from '#book-feed';
import {
  averagePrice,
  publicId,
  unitsToDecimal,
  type BookEvent,
  type BookEventOf,
  type OrderStatus,
  type OrderType,
  type PlaceOrder,
  type RefusalDetails,
  type SequencedCommand,
  type TradingPhase,
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
  readonly phase: TradingPhase;
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
  readonly orderStatus: OrderStatus;
  /** What keeps an inactive order out of the book. */
  readonly waitsFor?: WaitsFor;
  /** 0 for a refused order. */
  readonly orderVersion: number;
  readonly orderType: OrderType;
  /** Absent while it is a market order. */
  readonly price?: string;
  /** Of a stop, also when it has become its order. */
  readonly triggerPrice?: string;
  /** What an iceberg shows of its leaves. */
  readonly displayedQuantityLots?: number;
  readonly expiry?: string;
  /** Rejection code or reason of a cancel. */
  readonly reason?: string;
  readonly details?: RefusalDetails;
  readonly fill?: {
    readonly executionId: string;
    readonly price: string;
    readonly lots: number;
    readonly aggressor?: boolean;
    readonly selfTrade?: boolean;
    readonly counterparty: {
      /** Absent for the strategic reserve's standing bid, which is no order (RESV-1). */
      readonly orderId?: string;
      readonly desk: string;
      readonly memberState: string;
    };
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
  const [first] = events;
  const request = first?.command?.body;
  if (first === undefined || request?.kind !== 'placeOrder') return undefined;
  if (!isPlacement(first.event) || first.event.sequence !== order) return undefined;
  const tickSize = policy.specification(instrument, order)?.tickSize ?? '1';
  const price = (ticks: number): string => unitsToDecimal(ticks, tickSize);
  const progress = startOfOrder(request, first.event);
  const waiting = (sequence: number): WaitsFor | undefined =>
    waitsFor(progress, request, policy.phase(instrument, sequence));
  const life = events.map(({ found, event, command }): LifeEntry => {
    if (changesOrder(event, order)) followOrder(progress, order, event);
    const floor = policy.floor(instrument, found.sequence);
    const membershipStatus = policy.membership(instrument, request.memberState, found.sequence);
    const { priceTicks, triggerPriceTicks, peakLots, expiryMicros } = progress;
    const waits = waiting(found.sequence);
    return {
      sequence: found.sequence,
      position: found.position,
      time: microsToIso(event.bookMicros),
      type: event.type,
      ...(command === undefined
        ? {}
        : { actor: command.actor, cause: command.cause, command: commandOf(command) }),
      policy: {
        phase: policy.phase(instrument, found.sequence),
        ...(floor === undefined
          ? {}
          : { floorVersion: floor.floorVersion, floorPrice: price(floor.priceTicks) }),
        ...(membershipStatus === undefined ? {} : { membershipStatus }),
      },
      quantities: quantitiesOf(progress),
      orderStatus: orderStatusOf(progress, waits),
      ...(waits === undefined ? {} : { waitsFor: waits }),
      orderVersion: progress.version,
      orderType: progress.orderType,
      ...(priceTicks === undefined ? {} : { price: price(priceTicks) }),
      ...(triggerPriceTicks === undefined ? {} : { triggerPrice: price(triggerPriceTicks) }),
      ...(peakLots === undefined ? {} : { displayedQuantityLots: waits === undefined ? peakLots : 0 }),
      ...(expiryMicros === undefined ? {} : { expiry: microsToIso(expiryMicros) }),
      ...('reason' in event ? { reason: event.reason } : {}),
      ...('code' in event ? { reason: event.code, details: event.details } : {}),
      ...(event.type === 'Traded' ? { fill: fillOf(instrument, order, event, tickSize) } : {}),
    };
  });
  const last = events.at(-1)?.found.sequence ?? order;
  return {
    orderId: publicId(instrument, order),
    instrument,
    request,
    orderStatus: orderStatusOf(progress, waiting(last)),
    ...(progress.reason === undefined ? {} : { reason: progress.reason }),
    quantities: quantitiesOf(progress),
    ...(progress.filledLots === 0
      ? {}
      : { averagePrice: averagePrice(progress.filledTickLots, progress.filledLots, tickSize) }),
    events: life,
  };
}

function isPlacement(event: BookEvent): event is BookEvent & BookEventOf<'OrderAccepted' | 'OrderRejected'> {
  return event.type === 'OrderAccepted' || event.type === 'OrderRejected';
}

function quantitiesOf({
  quantityLots,
  filledLots,
  leavesLots,
  cancelledLots,
}: OrderProgress): LifeQuantities {
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
  const other = isBuy ? trade.sellOrder : trade.buyOrder;
  return {
    executionId: publicId(instrument, trade.sequence),
    price: unitsToDecimal(trade.priceTicks, tickSize),
    lots: trade.lots,
    ...(trade.aggressorSide === undefined
      ? {}
      : { aggressor: trade.aggressorSide === (isBuy ? 'buy' : 'sell') }),
    ...(trade.selfTrade === undefined ? {} : { selfTrade: trade.selfTrade }),
    counterparty: {
      ...(other === 0 ? {} : { orderId: publicId(instrument, other) }),
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
