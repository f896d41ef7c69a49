import type { BookEvent } from '#contracts';
import { Words } from '#views';
import { concernsOf, type ConcernLookups, type EventConcerns, type OrderParty } from './event-concerns.js';
import { ORDER_COLUMNS, type AuditConnection, type WordKind } from './audit-view.js';
import { RecentValues } from './recent-values.js';
import { Run } from './run.js';

/** An order's place in the index. */
export interface IndexedOrder extends OrderParty {
  /** Position of the event that accepted or refused it. */
  readonly position: number;
}

const CACHED_ORDERS = 10_000;

/** Looks up in the regulator's index what one event alone does not tell. */
export class AuditIndex {
  readonly words: Words<WordKind>;
  private readonly orders = new RecentValues<IndexedOrder>(CACHED_ORDERS);
  private readonly lookups = new Map<string, ConcernLookups>();
  private readonly statements;

  constructor(readonly view: AuditConnection) {
    this.words = new Words(view);
    this.statements = prepare(view);
  }

  /** Instruments that have a stream, in order of first appearance. */
  instruments(): string[] {
    this.words.reload();
    return this.words.all('book');
  }

  /** An order by its number, refused ones included. */
  order(instrument: string, sequence: number): IndexedOrder | undefined {
    const key = `${instrument}.${sequence}`;
    const cached = this.orders.get(key);
    if (cached !== undefined) return cached;
    const book = this.words.find('book', instrument);
    const row = book === undefined ? undefined : this.statements.findOrders.get(book, sequence);
    if (row === undefined) return undefined;
    const run = Run.read((row as { orders: Uint8Array }).orders, ORDER_COLUMNS);
    const entry = run.firstFrom(sequence);
    if (run.at(entry, 0) !== sequence) return undefined;
    const order = {
      position: run.at(entry, 1),
      desk: this.words.text(run.at(entry, 2)),
      memberState: this.words.text(run.at(entry, 3)),
    };
    this.remember(instrument, sequence, order);
    return order;
  }

  /** What an event of a book is about. */
  concerns(instrument: string, event: BookEvent): EventConcerns {
    let lookups = this.lookups.get(instrument);
    if (lookups === undefined) {
      lookups = {
        orderParty: (order) => this.order(instrument, order),
        certificateOrigin: (certificateId) => this.certificateOrigin(instrument, certificateId),
      };
      this.lookups.set(instrument, lookups);
    }
    return concernsOf(event, lookups);
  }

  private certificateOrigin(instrument: string, certificateId: string): string | undefined {
    const book = this.words.find('book', instrument);
    const row = book === undefined ? undefined : this.statements.findCertificate.get(book, certificateId);
    return row === undefined ? undefined : this.words.text((row as { member_state: number }).member_state);
  }

  /** Keeps an order that was looked up, or has just been written, for the next events about it. */
  remember(instrument: string, sequence: number, order: IndexedOrder): void {
    this.orders.set(`${instrument}.${sequence}`, order);
  }
}

function prepare({ sqlite }: AuditConnection) {
  return {
    findOrders: sqlite.prepare(
      'select orders from order_run where book = ? and last_sequence >= ? order by last_sequence limit 1',
    ),
    findCertificate: sqlite.prepare(
      'select member_state from certificate where book = ? and certificate_id = ?',
    ),
  };
}
