import type { BookEvent, DueCommandBody, SequencedCommand } from '#contracts';
import type { BookReader, LiveOrder } from './book-reader.js';
import { InvariantViolation } from './invariant-violation.js';
import { leavesOf, reducibleLots } from './rules/membership.js';
import { reserveBid } from './rules/reserve.js';
import { lossOfRight } from './rules/rights.js';

/**
 * SEQ-3: what a book must be able to rely on: time never goes back, and what fell due runs first.
 *
 * @throws InvariantViolation: the fault is the writer's.
 */
export function assertMayRun(
  book: BookReader,
  due: DueCommandBody | undefined,
  command: SequencedCommand,
): void {
  if (!Number.isSafeInteger(command.bookMicros) || command.bookMicros < book.bookMicros) {
    throw new InvariantViolation('SEQ-3', `book time ${command.bookMicros} comes after ${book.bookMicros}`);
  }
  if (due !== undefined && !isSameDue(due, command.body)) {
    throw new InvariantViolation('SEQ-3', `${command.body.kind} runs before ${due.kind}, which fell due`);
  }
}

function isSameDue(due: DueCommandBody, body: SequencedCommand['body']): boolean {
  switch (due.kind) {
    case 'applyDueAct':
      return body.kind === due.kind && body.actId === due.actId && body.dueMicros === due.dueMicros;
    case 'expireCertificate':
      return (
        body.kind === due.kind && body.certificateId === due.certificateId && body.dueMicros === due.dueMicros
      );
    case 'expireBands':
    case 'endVolatilityAuction':
      return body.kind === due.kind && body.dueMicros === due.dueMicros;
    case 'expireOrder':
      return body.kind === due.kind && body.order === due.order && body.dueMicros === due.dueMicros;
  }
}

/**
 * Asserts online, and incrementally, what must hold after each event and each command: INV-1, 3, 5 and 10 are asserted
 * where the state changes; here are INV-2, 8 and 9. Only what a command can have broken is looked at.
 */
export class InvariantWatch {
  private isInCommand = false;
  /** States whose standing or position changed in this command. */
  private readonly states = new Set<string>();
  /** Certificates that ended in this command. */
  private readonly certificates = new Set<string>();
  private isWholeBookTouched = false;

  /** Looks at one event that has just been applied. */
  after(book: BookReader, event: BookEvent): void {
    if (!this.isInCommand && event.command === undefined) {
      throw new InvariantViolation('INV-8', `event ${event.sequence} (${event.type}) names no cause`);
    }
    this.isInCommand = event.end !== true;
    this.note(book, event);
  }

  private note(book: BookReader, event: BookEvent): void {
    const { type } = event;
    if (type === 'OrderAccepted') {
      const order = book.order(event.sequence);
      if (order !== undefined) assertRights(book, [order]);
    } else if (type === 'MembershipChanged' || type === 'AnnexChanged' || type === 'PositionSet') {
      this.states.add(event.memberState);
    } else if (type === 'CertificateWithdrawn' || type === 'CertificateExpired') {
      this.certificates.add(event.certificateId);
    } else if (type === 'InstrumentConfigured') {
      this.isWholeBookTouched = true;
    }
  }

  /** Looks at the book at the end of a command. */
  atEnd(book: BookReader, last: BookEvent | undefined): void {
    if (last === undefined) throw new InvariantViolation('SEQ-1', 'a command ends without an event');
    this.isInCommand = false;
    if (book.phase === 'continuous') assertUncrossed(book);
    if (this.isWholeBookTouched) assertRights(book, book.liveOrders());
    for (const memberState of this.states) {
      assertRights(book, book.ordersOfState(memberState));
      assertRights(book, book.offersOfOrigin(memberState));
      assertReduceOnly(book, memberState);
    }
    for (const certificateId of this.certificates) {
      assertRights(book, book.offersOfCertificate(certificateId));
    }
    this.isWholeBookTouched = false;
    // An empty set that is cleared makes a new table all the same.
    if (this.states.size > 0) this.states.clear();
    if (this.certificates.size > 0) this.certificates.clear();
  }
}

/** INV-2: in continuous trading the best executable bid is below the best offer, and no order rests without a price. */
function assertUncrossed(book: BookReader): void {
  // The reserve's bid stands at the floor, and no executable bid lies below that (RESV-1).
  const bid = book.bestTicks('buy') ?? reserveBid(book)?.priceTicks;
  const offer = book.bestTicks('sell');
  if (bid !== undefined && offer !== undefined && bid >= offer) {
    throw new InvariantViolation('INV-2', `bid ${bid} rests at or above offer ${offer}`);
  }
  for (const side of ['buy', 'sell'] as const) {
    for (const order of book.marketOrders(side)) {
      throw new InvariantViolation('INV-2', `market order ${order.order} rests in continuous trading`);
    }
  }
}

/** INV-9: no order of a state without trading rights rests. */
function assertRights(book: BookReader, orders: Iterable<LiveOrder>): void {
  for (const order of orders) {
    const loss = lossOfRight(book, order);
    if (loss !== undefined) {
      throw new InvariantViolation('INV-9', `order ${order.order} rests in spite of ${loss}`);
    }
  }
}

/** INV-9 for a withdrawing state: its orders reduce its position, and no more (MEMB-2). */
function assertReduceOnly(book: BookReader, memberState: string): void {
  if (book.membership(memberState) !== 'withdrawing') return;
  const lots = book.stateLots(memberState);
  for (const side of ['buy', 'sell'] as const) {
    if (leavesOf(lots, side) > reducibleLots(lots, side)) {
      throw new InvariantViolation('INV-9', `withdrawing ${memberState} rests more than its position`);
    }
  }
}
