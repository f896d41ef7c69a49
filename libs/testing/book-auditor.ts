import type { BookEvent } from '#contracts';
import type { Book } from '#matching';
import { AuditFaults } from './audit-faults.js';
import { AuditedState } from './audited-state.js';
import { BookAnswersAudit } from './book-answers-audit.js';
import { CommandEndAudit } from './command-end-audit.js';
import { ControlAudit } from './control-audit.js';
import { IncomingOracle } from './incoming-oracle.js';
import { OrderEventAudit } from './order-event-audit.js';
import { StopQueue } from './stop-queue.js';

/**
 * Follows a book by its events alone, with a slow model of its own, and checks every invariant in full after each
 * command. It shares no code with the book, so the two would have to be wrong in the same way.
 */
export class BookAuditor {
  private readonly found = new AuditFaults();
  private readonly state = new AuditedState();
  private readonly controls = new ControlAudit();
  private readonly stops = new StopQueue();
  private readonly orderEvents = new OrderEventAudit(this.state, this.controls, this.stops, this.found);
  private readonly commandEnd = new CommandEndAudit(this.state, this.controls, this.found);
  private readonly answers = new BookAnswersAudit(this.state, this.controls, this.found);
  /** Of the order that is coming into continuous trading now. */
  private incoming: IncomingOracle | undefined;
  private isInCommand = false;
  private isDueCommand = false;

  /** What was found wrong so far. */
  get faults(): readonly string[] {
    return this.found.all;
  }

  /** Takes the next event; at the end of its command everything is checked, what the book says of itself included. */
  audit(event: BookEvent, book: Book): void {
    const { found } = this;
    const { sequence, command } = event;
    if (sequence !== found.sequence + 1) found.add(`INV-5 ${sequence} after ${found.sequence}`);
    if (!this.isInCommand && command === undefined) found.add(`INV-8 ${sequence} names no cause`);
    if (this.isInCommand && command !== undefined) found.add(`SEQ-1 ${sequence} begins twice`);
    found.sequence = sequence;
    if (command !== undefined) this.isDueCommand = command.cause === 'schedule';
    this.isInCommand = event.end !== true;
    this.incoming?.hear(event);
    if (event.type === 'OrderTriggered' || event.type === 'AuctionUncrossed') this.endIncoming();
    this.controls.follow(event);
    this.follow(event);
    this.watchIncoming(event);
    if (event.end === true) this.endCommand(event.bookMicros, book);
  }

  private follow(event: BookEvent): void {
    const { found, state, orderEvents } = this;
    switch (event.type) {
      case 'OrderAccepted':
        orderEvents.accept(event);
        return;
      case 'Traded':
        orderEvents.trade(event);
        return;
      case 'OrderCancelled':
        orderEvents.cancel(event);
        return;
      case 'OrderAmended':
        orderEvents.amend(event);
        return;
      case 'OrderRepriced':
      case 'OrderBecameLimit':
      case 'OrderTriggered':
      case 'OrderParked':
      case 'OrderReturned':
      case 'PeakRefreshed':
        orderEvents.change(event);
        return;
      case 'PhaseChanged':
        if (event.from !== state.phase) found.add(`PHAS-1 from ${event.from}, was ${state.phase}`);
        state.phase = event.to;
        return;
      case 'FloorChanged':
        state.floorTicks = event.priceTicks;
        return;
      case 'ReferencePriceSet':
        state.referenceTicks = event.priceTicks;
        state.staticReferenceTicks = event.priceTicks;
        return;
      case 'AuctionUncrossed':
        if (event.auction !== 'floor')
          state.staticReferenceTicks = event.priceTicks ?? state.staticReferenceTicks;
        return;
      case 'MembershipChanged':
        state.members.set(event.memberState, event.status);
        return;
      case 'AnnexChanged':
        state.setAnnex(event);
        return;
      case 'InstrumentConfigured':
        state.configure(event.instrument);
        return;
      case 'PositionSet':
        state.setPosition(event);
        return;
      case 'CertificateRegistered':
        state.register(event.certificate);
        return;
      case 'CertificateLotsSet':
        state.certificateOf(event.certificateId).lots = event.lots;
        return;
      case 'CertificateWithdrawn':
      case 'CertificateExpired':
        state.certificateOf(event.certificateId).isOver = true;
        return;
      case 'OrderRejected':
      case 'AmendRejected':
      case 'CancelRejected':
      case 'MassCancelRejected':
      case 'MassCancelled':
      case 'ActScheduled':
      case 'ActWithdrawn':
      case 'ActRefused':
      case 'CommandRefused':
      case 'IndicativeChanged':
      case 'IdentifiersDropped':
      case 'BandsSet':
      case 'BandsExpired':
      case 'LimitsSet':
      case 'KillSwitchSet':
      case 'ReserveSet':
      case 'ReserveQuoteChanged':
      case 'FloorLockedChanged':
        return;
    }
  }

  /** The next order that comes in, an uncross (FLOR-6), or the end of the command ends what the last one does. */
  private endIncoming(): void {
    const fault = this.incoming?.fault();
    this.incoming = undefined;
    if (fault !== undefined) this.found.add(fault);
  }

  private watchIncoming(event: BookEvent): void {
    const { state, controls } = this;
    const isNew = event.type === 'OrderTriggered' || (event.type === 'OrderAmended' && !event.priorityKept);
    const number = event.type === 'OrderAccepted' ? event.sequence : isNew ? event.order : undefined;
    const order = number === undefined ? undefined : state.orders.get(number);
    if (order === undefined || state.phase !== 'continuous' || !order.stands(state.phase)) return;
    const around = {
      limitTicks: state.limitOf(order),
      floorTicks: state.floorTicks,
      range: controls.range(state),
      isOutsideBand: event.type === 'OrderTriggered' && controls.isOutside(order, state),
      reserve: controls.room(state),
    };
    this.incoming = new IncomingOracle(order, around, state.standing(order.side === 'buy' ? 'sell' : 'buy'));
  }

  private endCommand(bookMicros: number, book: Book): void {
    const { found, state } = this;
    this.endIncoming();
    const missed = this.stops.next(state.orders.values());
    if (missed !== undefined) found.add(`ORDR-6 ${missed.order} is not triggered`);
    this.stops.clear();
    this.commandEnd.check({ bookMicros, isDue: this.isDueCommand });
    this.answers.check(book);
  }
}
