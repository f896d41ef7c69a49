import type { BookEvent } from '#contracts';
import type { RecordedCommand } from '#book-feed';
import type { Projection } from '#views';
import { AuditIndex } from './audit-index.js';
import {
  AUDIT_DDL,
  AUDIT_SCHEMA_VERSION,
  orderTerm,
  type AuditSchema,
  type AuditView,
} from './audit-view.js';

/** A regulator's read ends the gathering, so nobody waits for it. */
const GATHER_MS = 100;

/** The regulator's index of every book: which tables, and what writes them. */
export const AUDIT_ROWS: Projection<AuditSchema> = {
  name: 'audit-index',
  schemaVersion: AUDIT_SCHEMA_VERSION,
  ddl: AUDIT_DDL,
  gatherMs: GATHER_MS,
  writer: (view) => {
    const projector = new AuditProjector(view);
    return (commands) => projector.project(commands);
  },
};

/** Writes the regulator's index. */
class AuditProjector {
  private readonly index: AuditIndex;
  private readonly statements;
  /** Orders of the batch in hand, written together at its end. */
  private readonly orderRows: number[][] = [];

  constructor(view: AuditView) {
    this.index = new AuditIndex(view);
    this.statements = prepare(view);
  }

  project(commands: readonly RecordedCommand[]): void {
    const eventRows: number[][] = [];
    const positionsOf = new Map<number, number[]>();
    for (const { instrument, events } of commands) {
      const book = this.index.words.intern('book', instrument);
      const firstSequence = events[0]?.sequence ?? 0;
      for (const event of events) {
        this.keepFacts(book, instrument, event, event.position);
        eventRows.push([event.position, book, event.sequence, firstSequence, event.bookMicros]);
        for (const term of this.termsOf(instrument, event)) {
          const positions = positionsOf.get(term);
          if (positions === undefined) positionsOf.set(term, [event.position]);
          else positions.push(event.position);
        }
      }
    }
    this.statements.insertOrders.run(JSON.stringify(this.orderRows.splice(0)));
    this.statements.insertEvents.run(JSON.stringify(eventRows));
    this.statements.insertPostings.run(JSON.stringify(Object.fromEntries(positionsOf)));
  }

  private termsOf(instrument: string, event: BookEvent): Set<number> {
    const { orders, desks, memberStates } = this.index.concerns(instrument, event);
    const terms = new Set([this.index.words.intern('type', event.type)]);
    for (const desk of desks) terms.add(this.index.words.intern('desk', desk));
    for (const memberState of memberStates) terms.add(this.index.words.intern('memberState', memberState));
    for (const order of orders) {
      const placed = this.index.order(instrument, order);
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
      const stateId = this.index.words.intern('memberState', originState);
      this.statements.insertCertificate.run(book, certificateId, stateId);
    } else if (type === 'FloorChanged') {
      this.statements.insertFloor.run(book, sequence, event.floorVersion, event.priceTicks);
    } else if (type === 'MembershipChanged') {
      const stateId = this.index.words.intern('memberState', event.memberState);
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
    const deskId = this.index.words.intern('desk', desk);
    const stateId = this.index.words.intern('memberState', memberState);
    this.orderRows.push([book, event.sequence, position, deskId, stateId]);
    this.index.remember(instrument, event.sequence, { position, desk, memberState });
  }
}

function prepare({ sqlite }: AuditView) {
  return {
    insertEvents: sqlite.prepare(
      `insert into event select value->>0, value->>1, value->>2, value->>3, value->>4 from json_each(?)`,
    ),
    insertPostings: sqlite.prepare(
      `insert into posting select cast(list.key as integer), place.value
        from json_each(?) list, json_each(list.value) place`,
    ),
    insertOrders: sqlite.prepare(
      'insert into placed_order select value->>0, value->>1, value->>2, value->>3, value->>4 from json_each(?)',
    ),
    insertCertificate: sqlite.prepare('insert or replace into certificate values (?, ?, ?)'),
    insertFloor: sqlite.prepare('insert into floor values (?, ?, ?, ?)'),
    insertMembership: sqlite.prepare('insert into membership values (?, ?, ?, ?)'),
    insertSpecification: sqlite.prepare('insert into specification values (?, ?, ?)'),
    insertPhase: sqlite.prepare('insert into phase values (?, ?, ?)'),
  };
}
