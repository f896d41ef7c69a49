import { CanonicalBytes } from '../canonical-bytes.js';
import type { CancelOrder, PlaceOrder, SequencedCommand, SourcePosition } from '../commands/book-command.js';
import type { BookEvent, BookEventOf } from './book-event.js';
import { CANCEL, CANCELLED, COMMAND, EVENT, PLACE, SOURCE, TRADED, type Fields } from './ordinary-fields.js';

const bytes = new CanonicalBytes();

/**
 * Reads the events that most of a book's stream is made of (entries, cancels and trades) straight from their canonical
 * bytes. Their fields are asked for in the order of their names; a field that is absent is undefined.
 *
 * @returns undefined for any other event, and for bytes that are not exactly as these events are written: such bytes, and
 *   fields that came with a later product, are for a parser to judge.
 */
export function readOrdinaryEvent(type: string, data: Uint8Array): BookEvent | undefined {
  if (type === 'OrderAccepted') return readAccepted(data);
  if (type === 'Traded') return readTraded(data);
  return type === 'OrderCancelled' ? readCancelled(data) : undefined;
}

function readAccepted(data: Uint8Array): BookEvent | undefined {
  bytes.begin(data);
  const bookMicros = bytes.whole(EVENT.bookMicros);
  bytes.need(EVENT.command);
  bytes.open();
  const actor = bytes.name(COMMAND.actor);
  bytes.need(COMMAND.body);
  const command = readCommand(actor, readPlacement());
  const end = bytes.has(EVENT.isEnd) ? true : undefined;
  const sequence = bytes.whole(EVENT.sequence);
  bytes.close();
  if (!bytes.isRead) return undefined;
  const event = { bookMicros, command, end, sequence, type: 'OrderAccepted' };
  return event satisfies Fields<BookEventOf<'OrderAccepted'>> as BookEvent;
}

function readTraded(data: Uint8Array): BookEvent | undefined {
  bytes.begin(data);
  const event = {
    command: undefined,
    aggressorSide: bytes.nameOrNone(TRADED.aggressorSide),
    bookMicros: bytes.whole(EVENT.bookMicros),
    buyDesk: bytes.name(TRADED.buyDesk),
    buyLeavesLots: bytes.whole(TRADED.buyLeavesLots),
    buyOrder: bytes.whole(TRADED.buyOrder),
    buyState: bytes.name(TRADED.buyState),
    certificateId: bytes.name(TRADED.certificateId),
    end: bytes.has(EVENT.isEnd) ? true : undefined,
    floorVersion: bytes.wholeOrNone(TRADED.floorVersion),
    lots: bytes.whole(TRADED.lots),
    priceTicks: bytes.whole(TRADED.priceTicks),
    selfTrade: bytes.has(TRADED.isSelfTrade) ? true : undefined,
    sellDesk: bytes.name(TRADED.sellDesk),
    sellLeavesLots: bytes.whole(TRADED.sellLeavesLots),
    sellOrder: bytes.whole(TRADED.sellOrder),
    sellState: bytes.name(TRADED.sellState),
    sequence: bytes.whole(EVENT.sequence),
    type: 'Traded',
  };
  bytes.close();
  return bytes.isRead ? (event satisfies Fields<BookEventOf<'Traded'>> as BookEvent) : undefined;
}

function readCancelled(data: Uint8Array): BookEvent | undefined {
  bytes.begin(data);
  const event = {
    bookMicros: bytes.whole(EVENT.bookMicros),
    command: bytes.has(EVENT.command) ? readCancelCommand() : undefined,
    end: bytes.has(EVENT.isEnd) ? true : undefined,
    leavesLots: bytes.whole(CANCELLED.leavesLots),
    lots: bytes.whole(CANCELLED.lots),
    order: bytes.whole(CANCELLED.order),
    reason: bytes.name(CANCELLED.reason),
    sequence: bytes.whole(EVENT.sequence),
    type: 'OrderCancelled',
  };
  bytes.close();
  return bytes.isRead ? (event satisfies Fields<BookEventOf<'OrderCancelled'>> as BookEvent) : undefined;
}

function readCancelCommand(): SequencedCommand {
  bytes.open();
  const actor = bytes.name(COMMAND.actor);
  bytes.need(COMMAND.body);
  return readCommand(actor, readCancel());
}

/** What follows a command's body. */
function readCommand(actor: string, body: SequencedCommand['body']): SequencedCommand {
  const command = {
    actor,
    body,
    bookMicros: bytes.whole(COMMAND.bookMicros),
    cause: bytes.name(COMMAND.cause),
    commandId: bytes.text(COMMAND.commandId),
    receiveMicros: bytes.whole(COMMAND.receiveMicros),
    rulesVersion: bytes.whole(COMMAND.rulesVersion),
    source: bytes.has(COMMAND.source) ? readSource() : undefined,
  };
  bytes.close();
  return command satisfies Fields<SequencedCommand> as SequencedCommand;
}

function readSource(): SourcePosition {
  bytes.open();
  const source = { offset: bytes.whole(SOURCE.offset), partition: bytes.whole(SOURCE.partition) };
  bytes.close();
  return source;
}

function readPlacement(): PlaceOrder {
  bytes.open();
  const account = bytes.nameOrNone(PLACE.account);
  const certificateId = bytes.nameOrNone(PLACE.certificateId);
  const clientOrderId = bytes.text(PLACE.clientOrderId);
  const desk = bytes.name(PLACE.desk);
  const displayQuantityLots = bytes.wholeOrNone(PLACE.displayQuantityLots);
  const expiryMicros = bytes.wholeOrNone(PLACE.expiryMicros);
  bytes.need(PLACE.kind);
  const order = {
    account,
    certificateId,
    clientOrderId,
    desk,
    displayQuantityLots,
    expiryMicros,
    kind: 'placeOrder',
    memberState: bytes.name(PLACE.memberState),
    minQuantityLots: bytes.wholeOrNone(PLACE.minQuantityLots),
    onFloorRaise: bytes.nameOrNone(PLACE.onFloorRaise),
    orderType: bytes.name(PLACE.orderType),
    postOnly: bytes.has(PLACE.isPostOnly) ? true : undefined,
    priceTicks: bytes.wholeOrNone(PLACE.priceTicks),
    protectionLimitTicks: bytes.wholeOrNone(PLACE.protectionLimitTicks),
    quantityLots: bytes.whole(PLACE.quantityLots),
    side: bytes.name(PLACE.side),
    stpId: bytes.nameOrNone(PLACE.stpId),
    stpMode: bytes.nameOrNone(PLACE.stpMode),
    timeInForce: bytes.name(PLACE.timeInForce),
    trader: bytes.name(PLACE.trader),
    triggerPriceTicks: bytes.wholeOrNone(PLACE.triggerPriceTicks),
  };
  bytes.close();
  return order satisfies Fields<PlaceOrder> as PlaceOrder;
}

function readCancel(): CancelOrder {
  bytes.open();
  const desk = bytes.name(CANCEL.desk);
  bytes.need(CANCEL.kind);
  const cancel = {
    desk,
    kind: 'cancelOrder' as const,
    memberState: bytes.name(CANCEL.memberState),
    order: bytes.whole(CANCEL.order),
    trader: bytes.name(CANCEL.trader),
  };
  bytes.close();
  return cancel satisfies Fields<CancelOrder>;
}
