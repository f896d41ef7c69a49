import { counted, instant, words } from './words.js';
import { fields, oneLine, table, type Column } from './table.js';

/** A fill as an execution report tells it. */
interface FillReport {
  readonly executionId: string;
  readonly price: string;
  readonly quantityLots: number;
  readonly time: string;
}

/** An order as the venue reports it. */
export interface ExecutionReport {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly instrument: string;
  readonly orderStatus: string;
  /** Of an inactive order: what keeps it out of the book. */
  readonly waitsFor?: string;
  readonly side: string;
  readonly type: string;
  readonly timeInForce: string;
  readonly price?: string;
  readonly triggerPrice?: string;
  readonly triggered?: boolean;
  readonly protectionLimit?: string;
  readonly displayQuantityLots?: number;
  readonly displayedQuantityLots?: number;
  readonly minQuantityLots?: number;
  readonly postOnly?: true;
  readonly expiry?: string;
  readonly onFloorRaise?: string;
  readonly quantityLots: number;
  readonly cumulativeQuantityLots: number;
  readonly leavesQuantityLots: number;
  readonly canceledQuantityLots: number;
  readonly averagePrice?: string;
  readonly version: number;
  readonly reason?: string;
  readonly certificateId?: string;
  readonly account?: string;
  readonly fills?: readonly FillReport[];
  readonly sequence?: number;
  readonly time?: string;
  readonly position?: number;
}

/** Columns of a list of orders. */
export const ORDER_COLUMNS: readonly Column<ExecutionReport>[] = [
  { title: 'order', value: (order) => order.orderId },
  { title: 'client id', value: (order) => order.clientOrderId },
  { title: 'side', value: (order) => order.side },
  { title: 'price', align: 'right', value: priceText },
  { title: 'lots', align: 'right', value: (order) => order.quantityLots },
  { title: 'filled', align: 'right', value: (order) => order.cumulativeQuantityLots },
  { title: 'open', align: 'right', value: (order) => order.leavesQuantityLots },
  { title: 'for', value: (order) => order.timeInForce },
  { title: 'shown', align: 'right', value: (order) => order.displayedQuantityLots },
  { title: 'status', value: statusOf },
];

/** One order, told in a few lines. */
export function orderText(order: ExecutionReport): string {
  const price = order.price === undefined ? words(order.type) : `${words(order.type)} ${order.price}`;
  const head = `${order.orderId}: ${statusOf(order)}`;
  const what = `${order.side} ${counted(order.quantityLots, 'lot')} of ${order.instrument}, ${price}, ${untilText(order)}`;
  const average = order.averagePrice === undefined ? '' : ` at ${order.averagePrice} on average`;
  const body = fields([
    ['order', what],
    ['client id', order.clientOrderId],
    ['done', `${counted(order.cumulativeQuantityLots, 'lot')} filled${average}`],
    ['open', `${counted(order.leavesQuantityLots, 'lot')}${shownText(order)}${cancelledText(order)}`],
    ['waits', order.waitsFor === undefined ? undefined : waitsText(order)],
    ['trigger', triggerText(order)],
    ['worst price', order.protectionLimit],
    ['at least', order.minQuantityLots === undefined ? undefined : counted(order.minQuantityLots, 'lot')],
    ['post-only', order.postOnly === true ? 'yes' : undefined],
    ['floor raise', order.onFloorRaise],
    ['version', order.version],
    ['certificate', order.certificateId],
    ['account', order.account],
    ['time', instant(order.time)],
  ]);
  const fills = order.fills ?? [];
  return [head, indent(body), ...(fills.length === 0 ? [] : [indent(fillsText(fills))])].join('\n');
}

/** In a list: the limit or the type, and the trigger of a stop that waits. */
function priceText({ price, type, triggerPrice, triggered }: ExecutionReport): string {
  const limit = price ?? type;
  if (triggerPrice === undefined || triggered === true) return limit;
  return price === undefined ? `stop ${triggerPrice}` : `${price} stop ${triggerPrice}`;
}

function untilText({ timeInForce, expiry }: ExecutionReport): string {
  return expiry === undefined ? timeInForce : `${timeInForce} until ${instant(expiry) ?? expiry}`;
}

function shownText({ displayedQuantityLots, displayQuantityLots }: ExecutionReport): string {
  if (displayedQuantityLots === undefined || displayQuantityLots === undefined) return '';
  return `, ${displayedQuantityLots} shown of at most ${displayQuantityLots}`;
}

function triggerText({ triggerPrice, triggered }: ExecutionReport): string | undefined {
  return triggerPrice === undefined || triggered !== true ? undefined : `${triggerPrice}, triggered`;
}

/** What an inactive order waits for, in words. */
function waitsText({ waitsFor, triggerPrice }: ExecutionReport): string {
  switch (waitsFor) {
    case 'trigger':
      return triggerPrice === undefined ? 'for its trigger' : `for a trade at or through ${triggerPrice}`;
    case 'floor':
      return 'parked until the floor comes down to it';
    case 'closingCall':
      return 'for the closing call';
    case undefined:
      return '';
    default:
      return waitsFor;
  }
}

function statusOf(order: ExecutionReport): string {
  const status = words(order.orderStatus);
  return order.reason === undefined ? status : `${status} (${order.reason})`;
}

function cancelledText(order: ExecutionReport): string {
  return order.canceledQuantityLots === 0 ? '' : `, ${order.canceledQuantityLots} cancelled`;
}

function fillsText(fills: readonly FillReport[]): string {
  return table<FillReport>(
    [
      { title: 'execution', value: (fill) => fill.executionId },
      { title: 'price', align: 'right', value: (fill) => fill.price },
      { title: 'lots', align: 'right', value: (fill) => fill.quantityLots },
      { title: 'time (UTC)', value: (fill) => instant(fill.time) },
    ],
    fills,
  );
}

/** Moves every line in by two columns. */
export function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

/** What to do when the outcome of an order is not known yet. */
export function lookupAdvice(clientOrderId: string): string {
  return `the outcome is unknown; look it up with: orebook orders --client-order-id ${oneLine(clientOrderId)}`;
}
