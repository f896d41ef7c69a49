import { CanonicalWriter } from '../canonical-writer.js';
import type {
  CancelOrder,
  PlaceOrder,
  SequencedCommand,
  SubmittedCommand,
} from '../commands/book-command.js';
import type { BookEvent, BookEventOf } from './book-event.js';
import { CANCEL, CANCELLED, COMMAND, EVENT, PLACE, SOURCE, TRADED } from './ordinary-fields.js';

const writer = new CanonicalWriter();

/**
 * Writes the canonical bytes of the events that most of a book's stream is made of (entries, cancels and trades)
 * without making a text of them first. What the reader beside it reads, this one writes.
 *
 * @returns undefined for any other event, and for one that holds anything out of the ordinary.
 */
export function writeOrdinaryEvent(event: BookEvent): Uint8Array | undefined {
  if (event.type === 'OrderAccepted') return writeAccepted(event);
  if (event.type === 'Traded') return writeTraded(event);
  return event.type === 'OrderCancelled' ? writeCancelled(event) : undefined;
}

/**
 * Writes the canonical bytes of a desk's command that places or cancels an order, as it goes to a book.
 *
 * @returns undefined for any other command, and for one that holds anything out of the ordinary.
 */
export function writeOrdinaryCommand(command: SubmittedCommand): Uint8Array | undefined {
  const { body } = command;
  if (!isObject(body) || (body.kind !== 'placeOrder' && body.kind !== 'cancelOrder')) return undefined;
  writer.begin();
  writer.text(COMMAND.actor, command.actor);
  writeBody(body);
  writer.text(COMMAND.cause, command.cause);
  writer.text(COMMAND.commandId, command.commandId);
  writer.text(COMMAND.instrument, command.instrument);
  writer.whole(COMMAND.receiveMicros, command.receiveMicros);
  return writer.end(command);
}

/** The type is kept beside the bytes. */
const TYPE = 1;

function writeAccepted(event: BookEventOf<'OrderAccepted'>): Uint8Array | undefined {
  const { command } = event;
  if (!isObject(command) || !isObject(command.body) || command.body.kind !== 'placeOrder') return undefined;
  writer.begin(TYPE);
  writer.whole(EVENT.bookMicros, event.bookMicros);
  writeCommand(command, command.body);
  writer.mark(EVENT.isEnd, event.end);
  writer.whole(EVENT.sequence, event.sequence);
  return writer.end(event);
}

function writeTraded(event: BookEventOf<'Traded'>): Uint8Array | undefined {
  writer.begin(TYPE);
  writer.textOrNone(TRADED.aggressorSide, event.aggressorSide);
  writer.whole(EVENT.bookMicros, event.bookMicros);
  writer.text(TRADED.buyDesk, event.buyDesk);
  writer.whole(TRADED.buyLeavesLots, event.buyLeavesLots);
  writer.whole(TRADED.buyOrder, event.buyOrder);
  writer.text(TRADED.buyState, event.buyState);
  writer.text(TRADED.certificateId, event.certificateId);
  writer.mark(EVENT.isEnd, event.end);
  writer.wholeOrNone(TRADED.floorVersion, event.floorVersion);
  writer.whole(TRADED.lots, event.lots);
  writer.whole(TRADED.priceTicks, event.priceTicks);
  writer.mark(TRADED.isSelfTrade, event.selfTrade);
  writer.text(TRADED.sellDesk, event.sellDesk);
  writer.whole(TRADED.sellLeavesLots, event.sellLeavesLots);
  writer.whole(TRADED.sellOrder, event.sellOrder);
  writer.text(TRADED.sellState, event.sellState);
  writer.whole(EVENT.sequence, event.sequence);
  return writer.end(event);
}

function writeCancelled(event: BookEventOf<'OrderCancelled'>): Uint8Array | undefined {
  const { command } = event;
  writer.begin(TYPE);
  writer.whole(EVENT.bookMicros, event.bookMicros);
  if (isObject(command)) {
    if (!isObject(command.body) || command.body.kind !== 'cancelOrder') return undefined;
    writeCommand(command, command.body);
  }
  writer.mark(EVENT.isEnd, event.end);
  writer.whole(CANCELLED.leavesLots, event.leavesLots);
  writer.whole(CANCELLED.lots, event.lots);
  writer.whole(CANCELLED.order, event.order);
  writer.text(CANCELLED.reason, event.reason);
  writer.whole(EVENT.sequence, event.sequence);
  return writer.end(event);
}

function writeCommand(command: SequencedCommand, body: PlaceOrder | CancelOrder): void {
  const { source } = command;
  const event = writer.open(EVENT.command);
  writer.text(COMMAND.actor, command.actor);
  writeBody(body);
  writer.whole(COMMAND.bookMicros, command.bookMicros);
  writer.text(COMMAND.cause, command.cause);
  writer.text(COMMAND.commandId, command.commandId);
  writer.whole(COMMAND.receiveMicros, command.receiveMicros);
  writer.whole(COMMAND.rulesVersion, command.rulesVersion);
  if (isObject(source)) {
    const outer = writer.open(COMMAND.source);
    writer.whole(SOURCE.offset, source.offset);
    writer.whole(SOURCE.partition, source.partition);
    writer.close(source, outer);
  }
  writer.close(command, event);
}

function writeBody(body: PlaceOrder | CancelOrder): void {
  const command = writer.open(COMMAND.body);
  if (body.kind === 'placeOrder') writePlacement(body);
  else writeCancel(body);
  writer.close(body, command);
}

function writePlacement(order: PlaceOrder): void {
  writer.textOrNone(PLACE.account, order.account);
  writer.textOrNone(PLACE.certificateId, order.certificateId);
  writer.text(PLACE.clientOrderId, order.clientOrderId);
  writer.text(PLACE.desk, order.desk);
  writer.wholeOrNone(PLACE.displayQuantityLots, order.displayQuantityLots);
  writer.wholeOrNone(PLACE.expiryMicros, order.expiryMicros);
  writer.mark(PLACE.kind, true);
  writer.text(PLACE.memberState, order.memberState);
  writer.wholeOrNone(PLACE.minQuantityLots, order.minQuantityLots);
  writer.textOrNone(PLACE.onFloorRaise, order.onFloorRaise);
  writer.text(PLACE.orderType, order.orderType);
  writer.mark(PLACE.isPostOnly, order.postOnly);
  writer.wholeOrNone(PLACE.priceTicks, order.priceTicks);
  writer.wholeOrNone(PLACE.protectionLimitTicks, order.protectionLimitTicks);
  writer.whole(PLACE.quantityLots, order.quantityLots);
  writer.text(PLACE.side, order.side);
  writer.textOrNone(PLACE.stpId, order.stpId);
  writer.textOrNone(PLACE.stpMode, order.stpMode);
  writer.text(PLACE.timeInForce, order.timeInForce);
  writer.text(PLACE.trader, order.trader);
  writer.wholeOrNone(PLACE.triggerPriceTicks, order.triggerPriceTicks);
}

function writeCancel(cancel: CancelOrder): void {
  writer.text(CANCEL.desk, cancel.desk);
  writer.mark(CANCEL.kind, true);
  writer.text(CANCEL.memberState, cancel.memberState);
  writer.whole(CANCEL.order, cancel.order);
  writer.text(CANCEL.trader, cancel.trader);
}

/** What is read from a store need not be what its type says. */
function isObject<Of extends object>(value: Of | undefined): value is Of {
  return typeof value === 'object' && (value as Of | null) !== null;
}
