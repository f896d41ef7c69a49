import { prepareStatement, RowInserter, type Statement } from '#views';
import { EVENT_COLUMNS, ORDER_COLUMNS, POSTING_COLUMNS, type AuditView } from './audit-view.js';
import { runLookups, type RunLookup } from './run-reader.js';
import { Run } from './run.js';

/** Where the runs of lists of one kind are. */
interface RunTable {
  readonly columns: number;
  /** Keyed by what names a list, and the last entry of a run; the one list of events has no name. */
  readonly rows: RowInserter;
  readonly find: RunLookup;
  readonly remove: Statement;
}

/** Gathers what one write adds to the index, and writes a run of each list that it adds to. */
export class RunWriter {
  private events: number[] = [];
  private readonly postings = new Map<number, number[]>();
  private readonly orders = new Map<number, number[]>();
  private readonly eventTable: RunTable;
  private readonly postingTable: RunTable;
  private readonly orderRows: RowInserter;
  /** The highest position written, and the highest of all. */
  private newestWritten: number;
  private newest: number;
  private isSorted = true;

  constructor(view: AuditView) {
    const lookups = runLookups(view);
    this.eventTable = {
      columns: EVENT_COLUMNS,
      rows: new RowInserter(view, 'event_run', 2),
      find: lookups.events,
      remove: prepareStatement(view, 'delete from event_run where last_position = ?'),
    };
    this.postingTable = {
      columns: POSTING_COLUMNS,
      rows: new RowInserter(view, 'posting_run', 3),
      find: lookups.postings,
      remove: prepareStatement(view, 'delete from posting_run where term = ? and last_position = ?'),
    };
    this.orderRows = new RowInserter(view, 'order_run', 3);
    const newest = prepareStatement(view, 'select max(last_position) as position from event_run').get();
    this.newest = this.newestWritten = (newest as { position: number | null }).position ?? -1;
  }

  /** @param entry - position, book, sequence, first sequence, microseconds. */
  addEvent(entry: readonly [number, number, number, number, number]): void {
    const [position] = entry;
    if (position > this.newest) this.newest = position;
    else this.isSorted = false;
    for (const value of entry) this.events.push(value);
  }

  /** Adds the position of the event added last to the list of a term. */
  addPosting(term: number, position: number): void {
    const list = this.postings.get(term);
    if (list === undefined) this.postings.set(term, [position]);
    else list.push(position);
  }

  /** @param entry - sequence, position, desk, member state; in order of sequence. */
  addOrder(book: number, entry: readonly [number, number, number, number]): void {
    const list = this.orders.get(book);
    if (list === undefined) this.orders.set(book, [...entry]);
    else list.push(...entry);
  }

  /** Writes what has come; to be called inside the view's transaction. */
  flush(): void {
    this.writeList(this.eventTable, [], this.events);
    // In order of their terms, so that neighbours in the table are written one after the other.
    const postings = [...this.postings].sort(([one], [other]) => one - other);
    for (const [term, positions] of postings) this.writeList(this.postingTable, [term], positions);
    for (const [book, orders] of this.orders) {
      for (const { last, bytes } of Run.write(orders, ORDER_COLUMNS)) this.orderRows.add(book, last, bytes);
    }
    for (const rows of [this.eventTable.rows, this.postingTable.rows, this.orderRows]) rows.flush();
    this.events = [];
    this.postings.clear();
    this.orders.clear();
    this.newestWritten = this.newest;
    this.isSorted = true;
  }

  private writeList(table: RunTable, list: readonly number[], added: readonly number[]): void {
    const { columns, rows } = table;
    const values = this.isSorted ? added : sorted(added, columns);
    const isLate = (values[0] ?? Number.POSITIVE_INFINITY) <= this.newestWritten;
    for (const { last, bytes } of Run.write(isLate ? merged(table, list, values) : values, columns)) {
      rows.add(...list, last, bytes);
    }
  }
}

/**
 * A command that one append could not hold is told at its end, when events of other books that lie between its own have
 * been written already: takes out the runs that its events fall into, for runs of a list must not overlap.
 *
 * @returns the entries of those runs and the new ones, in order.
 */
function merged(table: RunTable, list: readonly number[], values: readonly number[]): number[] {
  const { columns, find, remove } = table;
  const all = [...values];
  const last = values.at(-columns) ?? -1;
  for (let key = values[0] ?? Number.POSITIVE_INFINITY; key <= last;) {
    const found = find(...list, key);
    if (found === undefined) break;
    all.push(...Run.read(found.bytes, columns).numbers);
    remove.run(...list, found.last);
    key = found.last + 1;
  }
  return sorted(all, columns);
}

/** Entries in order of their first numbers. */
function sorted(values: readonly number[], columns: number): number[] {
  const entries = Array.from({ length: values.length / columns }, (_, entry) => entry * columns);
  entries.sort((one, other) => (values[one] ?? 0) - (values[other] ?? 0));
  return entries.flatMap((from) => values.slice(from, from + columns));
}
