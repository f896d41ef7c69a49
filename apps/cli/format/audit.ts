import { indent } from './order.js';
import { table, type Column } from './table.js';
import { counted, instant, words } from './words.js';
import { isRecord } from '../problem.js';

/** An event as the regulator sees it. */
export interface AuditEvent {
  readonly stream?: string;
  readonly instrument?: string;
  readonly sequence?: number;
  readonly time?: string;
  readonly type?: string;
  readonly actor?: string;
  readonly orderIds?: readonly string[];
  readonly desks?: readonly string[];
}

interface LifeEntry {
  readonly sequence: number;
  readonly time?: string;
  readonly type: string;
  readonly actor?: string;
  readonly orderStatus?: string;
  readonly triggerPrice?: string;
  readonly displayedQuantityLots?: number;
  readonly price?: string;
  readonly reason?: string;
  readonly quantities: {
    readonly cumulativeQuantityLots: number;
    readonly leavesQuantityLots: number;
    readonly canceledQuantityLots: number;
  };
  readonly fill?: {
    readonly price: string;
    readonly lots: number;
    readonly counterparty: { readonly desk: string };
  };
}

/** An order from its command to its end. */
export interface OrderLife {
  readonly orderId: string;
  readonly orderStatus: string;
  readonly averagePrice?: string;
  readonly events: readonly LifeEntry[];
}

export const EVENT_COLUMNS: readonly Column<AuditEvent>[] = [
  { title: 'time (UTC)', value: (row) => instant(row.time) },
  { title: 'book', value: (row) => row.instrument ?? row.stream },
  { title: 'sequence', align: 'right', value: (row) => row.sequence },
  { title: 'type', value: (row) => row.type },
  { title: 'actor', value: (row) => row.actor },
  { title: 'orders', value: (row) => namesText(row.orderIds) },
];

type Loose = Readonly<Record<string, unknown>>;

export const REFUSAL_COLUMNS: readonly Column<Loose>[] = [
  { title: 'time (UTC)', value: (row) => instant(text(row.time)) },
  { title: 'user', value: (row) => text(row.userId) ?? text(row.actor) },
  { title: 'desk', value: (row) => text(row.desk) },
  {
    title: 'request',
    value: (row) => `${text(row.method) ?? ''} ${text(row.route) ?? text(row.path) ?? ''}`.trim(),
  },
  { title: 'unknown callers', align: 'right', value: (row) => text(row.count) },
  { title: 'code', value: (row) => text(row.code) },
];

export const READ_COLUMNS: readonly Column<Loose>[] = [
  { title: 'time (UTC)', value: (row) => instant(text(row.time)) },
  { title: 'who', value: (row) => text(row.userId) ?? text(row.actor) ?? text(row.reader) },
  { title: 'read', value: (row) => text(row.route) ?? text(row.read) ?? text(row.path) ?? text(row.what) },
  { title: 'asked', value: (row) => askedText(row.query ?? row.filters ?? row.parameters) },
];

/** An order's life, an event a line. */
export function orderLifeText(life: OrderLife): string {
  const columns: readonly Column<LifeEntry>[] = [
    { title: 'sequence', align: 'right', value: (row) => row.sequence },
    { title: 'time (UTC)', value: (row) => instant(row.time) },
    { title: 'event', value: (row) => row.type },
    { title: 'price', align: 'right', value: (row) => row.fill?.price ?? row.price },
    { title: 'filled', align: 'right', value: (row) => row.quantities.cumulativeQuantityLots },
    { title: 'open', align: 'right', value: (row) => row.quantities.leavesQuantityLots },
    { title: 'shown', align: 'right', value: (row) => row.displayedQuantityLots },
    { title: 'trigger', align: 'right', value: (row) => row.triggerPrice },
    {
      title: 'status',
      value: (row) => (row.orderStatus === undefined ? undefined : words(row.orderStatus)),
    },
    { title: 'what', value: whatText },
  ];
  const average = life.averagePrice === undefined ? '' : ` at ${life.averagePrice} on average`;
  const head = `${life.orderId}: ${words(life.orderStatus)}${average}, ${counted(life.events.length, 'event')}`;
  return `${head}\n${indent(table(columns, life.events))}`;
}

function whatText({ fill, reason, actor }: LifeEntry): string | undefined {
  if (fill !== undefined) return `${counted(fill.lots, 'lot')} with ${fill.counterparty.desk}`;
  return reason ?? actor;
}

const NAMES_SHOWN_MAX = 2;

function namesText(names: readonly string[] = []): string {
  const shown = names.slice(0, NAMES_SHOWN_MAX).join(' ');
  return names.length > NAMES_SHOWN_MAX ? `${shown} and ${names.length - NAMES_SHOWN_MAX} more` : shown;
}

function askedText(value: unknown): string | undefined {
  if (!isRecord(value)) return text(value);
  return Object.entries(value)
    .map(([name, asked]) => `${name} ${text(asked) ?? ''}`)
    .join(', ');
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
