import { indent } from './order.js';
import { table, type Column } from './table.js';
import { counted, groupDigits, instant } from './words.js';
import { isRecord } from '../problem.js';

/** An event as the regulator sees it; what depends on the type is in `data` or beside. */
export interface AuditEvent {
  readonly instrument?: string;
  readonly sequence?: number;
  readonly time?: string;
  readonly type?: string;
  readonly actor?: string;
  readonly cause?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface OrderLife {
  readonly events?: readonly AuditEvent[];
  readonly items?: readonly AuditEvent[];
}

export interface Verification {
  readonly instrument: string;
  readonly commands: number;
  readonly events: number;
  readonly equal: boolean;
  readonly stateHash: string;
  readonly difference?: { readonly sequence?: number; readonly message?: string };
}

export const EVENT_COLUMNS: readonly Column<AuditEvent>[] = [
  { title: 'time (UTC)', value: (row) => instant(row.time) },
  { title: 'book', value: (row) => row.instrument },
  { title: 'sequence', align: 'right', value: (row) => row.sequence },
  { title: 'type', value: (row) => row.type },
  { title: 'actor', value: (row) => row.actor },
  { title: 'cause', value: (row) => row.cause },
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
  { title: 'status', align: 'right', value: (row) => text(row.status) },
  { title: 'code', value: (row) => text(row.code) },
];

export const READ_COLUMNS: readonly Column<Loose>[] = [
  { title: 'time (UTC)', value: (row) => instant(text(row.time)) },
  { title: 'who', value: (row) => text(row.userId) ?? text(row.actor) ?? text(row.reader) },
  { title: 'read', value: (row) => text(row.route) ?? text(row.read) ?? text(row.path) ?? text(row.what) },
  { title: 'asked', value: (row) => askedText(row.query ?? row.filters ?? row.parameters) },
];

/** What re-running the books gave, a line a book. */
export function verificationText(books: readonly Verification[]): string {
  const different = books.filter((book) => !book.equal);
  const commands = books.reduce((sum, book) => sum + book.commands, 0);
  const head =
    different.length === 0
      ? `equal: ${counted(books.length, 'book')}, ${groupDigits(String(commands))} commands re-run`
      : `DIFFERENT: ${different.length} of ${counted(books.length, 'book')}`;
  const columns: readonly Column<Verification>[] = [
    { title: 'book', value: (book) => book.instrument },
    { title: 'commands', align: 'right', value: (book) => groupDigits(String(book.commands)) },
    { title: 'events', align: 'right', value: (book) => groupDigits(String(book.events)) },
    { title: 'result', value: (book) => (book.equal ? 'equal' : 'DIFFERENT') },
    { title: 'state hash', value: (book) => book.stateHash.slice(0, 16) },
  ];
  const differences = different.map(({ instrument, difference }) => {
    const where = difference?.sequence === undefined ? '' : ` at sequence ${difference.sequence}`;
    return `${instrument}${where}: ${difference?.message ?? 'the state hash differs'}`;
  });
  return [head, table(columns, books), ...differences].join('\n');
}

/** An order's life, an event a line. */
export function orderLifeText(orderId: string, life: OrderLife): string {
  const events = life.events ?? life.items ?? [];
  const columns: readonly Column<AuditEvent>[] = [
    { title: 'sequence', align: 'right', value: (row) => row.sequence },
    { title: 'time (UTC)', value: (row) => instant(row.time) },
    { title: 'event', value: (row) => row.type },
    { title: 'by', value: (row) => row.actor },
    { title: 'what', value: (row) => dataText(row.data) },
  ];
  return `${orderId}: ${counted(events.length, 'event')}\n${indent(table(columns, events))}`;
}

const SHOWN_CHARACTERS_MAX = 48;

function dataText(data: Loose | undefined): string | undefined {
  if (data === undefined) return undefined;
  const parts = Object.entries(data).flatMap(([name, value]) => {
    const shown = text(value);
    return shown === undefined ? [] : [`${name} ${shown}`];
  });
  const line = parts.join(', ');
  return line.length > SHOWN_CHARACTERS_MAX ? `${line.slice(0, SHOWN_CHARACTERS_MAX - 1)}…` : line;
}

function askedText(value: unknown): string | undefined {
  if (!isRecord(value)) return text(value);
  return dataText(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
