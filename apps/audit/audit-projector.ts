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
import { RunWriter } from './run-writer.js';

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
  private readonly runs: RunWriter;
  private readonly statements;

  constructor(view: AuditView) {
    this.index = new AuditIndex(view);
    this.runs = new RunWriter(view);
    this.statements = prepare(view);
  }

  project(commands: readonly RecordedCommand[]): void {
    for (const { instrument, events } of commands) {
      const book = this.index.words.intern('book', instrument);
      const firstSequence = events[0]?.sequence ?? 0;
      for (const event of events) {
        this.keepFacts(book, instrument, event, event.position);
        this.runs.addEvent([event.position, book, event.sequence, firstSequence, event.bookMicros]);
        this.runs.addPosting(book, event.position);
        this.addTerms(instrument, event, event.position);
      }
    }
    this.runs.flush();
  }

  private addTerms(instrument: string, event: BookEvent, position: number): void {
    const { index, runs } = this;
    const { orders, desks, memberStates } = index.concerns(instrument, event);
    runs.addPosting(index.words.intern('type', event.type), position);
    for (const desk of desks) runs.addPosting(index.words.intern('desk', desk), position);
    for (const state of memberStates) runs.addPosting(index.words.intern('memberState', state), position);
    for (const order of orders) {
      const placed = index.order(instrument, order);
      if (placed !== undefined && placed.position !== position) {
        runs.addPosting(orderTerm(placed.position), position);
      }
    }
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
    this.runs.addOrder(book, [event.sequence, position, deskId, stateId]);
    this.index.remember(instrument, event.sequence, { position, desk, memberState });
  }
}

function prepare({ sqlite }: AuditView) {
  return {
    insertCertificate: sqlite.prepare('insert or replace into certificate values (?, ?, ?)'),
    insertFloor: sqlite.prepare('insert into floor values (?, ?, ?, ?)'),
    insertMembership: sqlite.prepare('insert into membership values (?, ?, ?, ?)'),
    insertSpecification: sqlite.prepare('insert into specification values (?, ?, ?)'),
    insertPhase: sqlite.prepare('insert into phase values (?, ?, ?)'),
  };
}
