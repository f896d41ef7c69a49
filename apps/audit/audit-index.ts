import type { BookEvent } from '#contracts';
import type { EventStore, Subscription } from '#event-store';
import type { RecordedCommand } from '#book-feed';
import { projectBooks } from '#views';
import { orderTerm, type AuditView } from './audit-view.js';
import { concernsOf, type ConcernLookups, type EventConcerns, type OrderParty } from './event-concerns.js';
import { Words } from './words.js';

/** An order's place in the index. */
export interface IndexedOrder extends OrderParty {
  /** Position of the event that accepted or refused it. */
  readonly position: number;
}

const CACHED_ORDERS_MAX = 20_000;
/** A regulator's read ends the gathering, so nobody waits for it. */
const GATHER_MS = 100;

/** Writes the regulator's index while following the books, and looks up what one event alone does not tell. */
export class AuditIndex {
  readonly words: Words;
  private readonly orders = new Map<string, IndexedOrder>();
  private readonly statements;
  /** Orders of the batch in hand, written together at its end. */
  private readonly orderRows: number[][] = [];

  constructor(readonly view: AuditView) {
    this.words = new Words(view);
    this.statements = prepare(view);
  }

  /** Follows the store from the view's checkpoint. */
  follow(store: EventStore): Subscription {
    return projectBooks(this.view, store, {
      project: (commands) => this.project(commands),
      gatherMs: GATHER_MS,
    });
  }

  /** Instruments that have a stream, in order of first appearance. */
  instruments(): string[] {
    return this.words.all('book');
  }

  /** An order by its number, refused ones included. */
  order(instrument: string, sequence: number): IndexedOrder | undefined {
    const key = `${instrument}.${sequence}`;
    const cached = this.orders.get(key);
    if (cached !== undefined) return cached;
    const book = this.words.find('book', instrument);
    const row = book === undefined ? undefined : this.statements.findOrder.get(book, sequence);
    if (row === undefined) return undefined;
    const { position, desk, member_state } = row as { position: number; desk: number; member_state: number };
    const order = { position, desk: this.words.text(desk), memberState: this.words.text(member_state) };
    this.cacheOrder(key, order);
    return order;
  }

  /** What an event of a book is about. */
  concerns(instrument: string, event: BookEvent): EventConcerns {
    return concernsOf(event, this.lookupsOf(instrument));
  }

  private lookupsOf(instrument: string): ConcernLookups {
    return {
      orderParty: (order) => this.order(instrument, order),
      certificateOrigin: (certificateId) => this.certificateOrigin(instrument, certificateId),
    };
  }

  private certificateOrigin(instrument: string, certificateId: string): string | undefined {
    const book = this.words.find('book', instrument);
    const row = book === undefined ? undefined : this.statements.findCertificate.get(book, certificateId);
    return row === undefined ? undefined : this.words.text((row as { member_state: number }).member_state);
  }

  private project(commands: readonly RecordedCommand[]): void {
    const eventRows: number[][] = [];
    const postingRows: number[][] = [];
    for (const { instrument, events } of commands) {
      const book = this.words.intern('book', instrument);
      const firstSequence = events[0]?.sequence ?? 0;
      for (const event of events) {
        this.keepFacts(book, instrument, event, event.position);
        eventRows.push([event.position, book, event.sequence, firstSequence, event.bookMicros]);
        for (const term of this.termsOf(instrument, event)) postingRows.push([term, event.position]);
      }
    }
    this.statements.insertOrders.run(JSON.stringify(this.orderRows.splice(0)));
    this.statements.insertEvents.run(JSON.stringify(eventRows));
    this.statements.insertPostings.run(JSON.stringify(postingRows));
  }

  private termsOf(instrument: string, event: BookEvent): Set<number> {
    const { orders, desks, memberStates } = this.concerns(instrument, event);
    const terms = new Set([this.words.intern('type', event.type)]);
    for (const desk of desks) terms.add(this.words.intern('desk', desk));
    for (const memberState of memberStates) terms.add(this.words.intern('memberState', memberState));
    for (const order of orders) {
      const placed = this.order(instrument, order);
      if (placed !== undefined) terms.add(orderTerm(placed.position));
    }
    return terms;
  }

  /** Keeps what later events are told by: orders' parties, certificates' origins, and policy as it came into force. */
  private keepFacts(book: number, instrument: string, event: BookEvent, position: number): void {
    const { sequence, type } = event;
    if (type === 'OrderAccepted' || type === 'OrderRejected') {
      this.keepOrder(book, instrument, event, position);
    } else if (type === 'CertificateRegistered') {
      const { certificateId, originState } = event.certificate;
      const stateId = this.words.intern('memberState', originState);
      this.statements.insertCertificate.run(book, certificateId, stateId);
    } else if (type === 'FloorChanged') {
      this.statements.insertFloor.run(book, sequence, event.floorVersion, event.priceTicks);
    } else if (type === 'MembershipChanged') {
      const stateId = this.words.intern('memberState', event.memberState);
      this.statements.insertMembership.run(book, stateId, sequence, event.status);
    } else if (type === 'InstrumentConfigured') {
      this.statements.insertSpecification.run(book, sequence, JSON.stringify(event.instrument));
    } else if (type === 'PhaseChanged') {
      this.statements.insertPhase.run(book, sequence, event.to);
    }
  }

  private keepOrder(book: number, instrument: string, event: BookEvent, position: number): void {
    const body = event.command?.body;
    if (body?.kind !== 'placeOrder') return;
    const { desk, memberState } = body;
    const deskId = this.words.intern('desk', desk);
    const stateId = this.words.intern('memberState', memberState);
    this.orderRows.push([book, event.sequence, position, deskId, stateId]);
    this.cacheOrder(`${instrument}.${event.sequence}`, { position, desk, memberState });
  }

  private cacheOrder(key: string, order: IndexedOrder): void {
    this.orders.set(key, order);
    if (this.orders.size <= CACHED_ORDERS_MAX) return;
    const oldest = this.orders.keys().next();
    if (oldest.done !== true) this.orders.delete(oldest.value);
  }
}

function prepare({ sqlite }: AuditView) {
  return {
    insertEvents: sqlite.prepare(
      `insert into event select value->>0, value->>1, value->>2, value->>3, value->>4 from json_each(?)`,
    ),
    insertPostings: sqlite.prepare('insert into posting select value->>0, value->>1 from json_each(?)'),
    insertOrders: sqlite.prepare(
      'insert into placed_order select value->>0, value->>1, value->>2, value->>3, value->>4 from json_each(?)',
    ),
    findOrder: sqlite.prepare(
      'select position, desk, member_state from placed_order where book = ? and sequence = ?',
    ),
    insertCertificate: sqlite.prepare('insert or replace into certificate values (?, ?, ?)'),
    findCertificate: sqlite.prepare(
      'select member_state from certificate where book = ? and certificate_id = ?',
    ),
    insertFloor: sqlite.prepare('insert into floor values (?, ?, ?, ?)'),
    insertMembership: sqlite.prepare('insert into membership values (?, ?, ?, ?)'),
    insertSpecification: sqlite.prepare('insert into specification values (?, ?, ?)'),
    insertPhase: sqlite.prepare('insert into phase values (?, ?, ?)'),
  };
}
