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
  readonly side: string;
  readonly type: string;
  readonly timeInForce: string;
  readonly price?: string;
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
  { title: 'price', align: 'right', value: (order) => order.price ?? order.type },
  { title: 'lots', align: 'right', value: (order) => order.quantityLots },
  { title: 'filled', align: 'right', value: (order) => order.cumulativeQuantityLots },
  { title: 'open', align: 'right', value: (order) => order.leavesQuantityLots },
  { title: 'for', value: (order) => order.timeInForce },
  { title: 'status', value: statusOf },
];

/** One order, told in a few lines. */
export function orderText(order: ExecutionReport): string {
  const price = order.price === undefined ? order.type : `${order.type} ${order.price}`;
  const head = `${order.orderId}: ${statusOf(order)}`;
  const what = `${order.side} ${counted(order.quantityLots, 'lot')} of ${order.instrument}, ${price}, ${order.timeInForce}`;
  const average = order.averagePrice === undefined ? '' : ` at ${order.averagePrice} on average`;
  const body = fields([
    ['order', what],
    ['client id', order.clientOrderId],
    ['done', `${counted(order.cumulativeQuantityLots, 'lot')} filled${average}`],
    ['open', `${counted(order.leavesQuantityLots, 'lot')}${cancelledText(order)}`],
    ['version', order.version],
    ['certificate', order.certificateId],
    ['account', order.account],
    ['time', instant(order.time)],
  ]);
  const fills = order.fills ?? [];
  return [head, indent(body), ...(fills.length === 0 ? [] : [indent(fillsText(fills))])].join('\n');
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
