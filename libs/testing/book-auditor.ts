import type {
  BookEvent,
  BookEventOf,
  CertificateOfOrigin,
  MembershipStatus,
  Side,
  TradingPhase,
} from '#contracts';
import type { Book } from '#matching';
import { AuditedOrder } from './audited-order.js';
import { ControlAudit, type AuditedBook } from './control-audit.js';
import { IncomingOracle } from './incoming-oracle.js';
import { StopQueue } from './stop-queue.js';
import { tickAuction } from './tick-auction.js';

interface AuditedCertificate extends CertificateOfOrigin {
  lots: number;
  consumedLots: number;
  isOver: boolean;
}

/**
 * Follows a book by its events alone, with a slow model of its own, and checks every invariant in full after each
 * command. It shares no code with the book, so the two would have to be wrong in the same way.
 */
export class BookAuditor {
  private readonly orders = new Map<number, AuditedOrder>();
  private readonly members = new Map<string, MembershipStatus>();
  private readonly annexes = new Map<string, boolean>();
  private readonly certificates = new Map<string, AuditedCertificate>();
  private readonly positions = new Map<string, number>();
  /** What position settings put in from outside; all the rest must sum to zero. */
  private positionsSetLots = 0;
  private mineral = '';
  private contentMax = 0;
  private phase: TradingPhase = 'closed';
  private floorTicks: number | undefined;
  private referenceTicks: number | undefined;
  private staticReferenceTicks: number | undefined;
  private readonly controls = new ControlAudit();
  private sequence = 0;
  private bookMicros = 0;
  /** What falls due runs one by one; until all of it has run, more of it may be there. */
  private isDueCommand = false;
  private stops = new StopQueue();
  /** Of the order that is coming into continuous trading now. */
  private incoming: IncomingOracle | undefined;
  private isInCommand = false;
  readonly faults: string[] = [];

  /** Takes the next event; at the end of its command everything is checked, what the book says of itself included. */
  audit(event: BookEvent, book: Book): void {
    this.expect(event.sequence === this.sequence + 1, `INV-5 ${event.sequence} after ${this.sequence}`);
    this.expect(this.isInCommand || event.command !== undefined, `INV-8 ${event.sequence} names no cause`);
    this.expect(!this.isInCommand || event.command === undefined, `SEQ-1 ${event.sequence} begins twice`);
    this.sequence = event.sequence;
    this.bookMicros = event.bookMicros;
    if (event.command !== undefined) this.isDueCommand = event.command.cause === 'schedule';
    this.isInCommand = event.end !== true;
    this.checkIncoming(event);
    this.controls.follow(event);
    this.follow(event);
    this.watchIncoming(event);
    if (event.end === true) this.checkAll(book);
  }

  private expect(holds: boolean, fault: string): void {
    if (!holds) this.faults.push(`at ${this.sequence}: ${fault}`);
  }

  private follow(event: BookEvent): void {
    switch (event.type) {
      case 'OrderAccepted':
        this.accept(event);
        return;
      case 'Traded':
        this.trade(event);
        return;
      case 'OrderCancelled': {
        const order = this.orderOf(event.order);
        order.cancel(event.lots);
        this.expect(order.leavesLots === event.leavesLots, `INV-3 cancel of ${event.order}`);
        this.dropIfDone(order);
        return;
      }
      case 'OrderAmended': {
        const order = this.orderOf(event.order);
        this.expect(event.orderVersion === order.version + 1, `ORDR-4 version of ${event.order}`);
        order.amend(event);
        if (!event.priorityKept) this.faults.push(...this.controls.faultsOfTaken(order, this.view()));
        return;
      }
      case 'OrderRepriced':
      case 'OrderBecameLimit':
      case 'OrderTriggered':
      case 'OrderParked':
      case 'OrderReturned':
      case 'PeakRefreshed':
        this.change(this.orderOf(event.order), event);
        return;
      case 'PhaseChanged':
        this.expect(event.from === this.phase, `PHAS-1 from ${event.from}, was ${this.phase}`);
        this.phase = event.to;
        return;
      case 'FloorChanged':
        this.floorTicks = event.priceTicks;
        return;
      case 'ReferencePriceSet':
        this.referenceTicks = event.priceTicks;
        this.staticReferenceTicks = event.priceTicks;
        return;
      case 'AuctionUncrossed':
        if (event.auction !== 'floor')
          this.staticReferenceTicks = event.priceTicks ?? this.staticReferenceTicks;
        return;
      case 'MembershipChanged':
        this.members.set(event.memberState, event.status);
        return;
      case 'AnnexChanged':
        this.annexes.set(`${event.memberState} ${event.mineral} ${event.productionStage}`, event.inForce);
        return;
      case 'InstrumentConfigured':
        this.mineral = `${event.instrument.mineral} ${event.instrument.productionStage}`;
        this.contentMax = event.instrument.nonBlocContentBasisPointsMax;
        return;
      case 'PositionSet': {
        const key = `${event.memberState} ${event.desk}`;
        this.positionsSetLots += event.positionLots - (this.positions.get(key) ?? 0);
        this.positions.set(key, event.positionLots);
        return;
      }
      case 'CertificateRegistered':
        this.certificates.set(event.certificate.certificateId, {
          ...event.certificate,
          consumedLots: 0,
          isOver: false,
        });
        return;
      case 'CertificateLotsSet':
        this.certificateOf(event.certificateId).lots = event.lots;
        return;
      case 'CertificateWithdrawn':
      case 'CertificateExpired':
        this.certificateOf(event.certificateId).isOver = true;
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

  /** The next order that comes in, an uncross after it (FLOR-6), or the end of the command ends what the last one does. */
  private checkIncoming(event: BookEvent): void {
    this.incoming?.hear(event);
    if (event.type === 'OrderTriggered' || event.type === 'AuctionUncrossed') this.endIncoming();
  }

  private endIncoming(): void {
    const fault = this.incoming?.fault();
    this.incoming = undefined;
    if (fault !== undefined) this.faults.push(`at ${this.sequence}: ${fault}`);
  }

  private watchIncoming(event: BookEvent): void {
    const isNew = event.type === 'OrderTriggered' || (event.type === 'OrderAmended' && !event.priorityKept);
    const number = event.type === 'OrderAccepted' ? event.sequence : isNew ? event.order : undefined;
    const order = number === undefined ? undefined : this.orders.get(number);
    if (order === undefined || this.phase !== 'continuous' || !order.stands(this.phase)) return;
    const view = this.view();
    const isTriggered = event.type === 'OrderTriggered';
    const around = {
      limitTicks: this.limitOf(order),
      floorTicks: this.floorTicks,
      range: this.controls.range(view),
      isOutsideBand: isTriggered && this.controls.isOutside(order, view),
      reserve: this.controls.room(view),
    };
    this.incoming = new IncomingOracle(order, around, this.standing(opposite(order.side)));
  }

  private accept(event: BookEventOf<'OrderAccepted'>): void {
    const body = event.command?.body;
    if (body?.kind !== 'placeOrder') throw new Error('an accepted order without its request');
    const order = new AuditedOrder(event.sequence, body);
    this.orders.set(event.sequence, order);
    this.faults.push(...this.controls.faultsOfTaken(order, this.view()));
  }

  private view(): AuditedBook {
    return {
      orders: [...this.orders.values()],
      floorTicks: this.floorTicks,
      referenceTicks: this.referenceTicks,
      staticReferenceTicks: this.staticReferenceTicks,
      positionOf: (memberState, desk) => this.positions.get(`${memberState} ${desk}`) ?? 0,
    };
  }

  /** What happens to one order by itself. */
  private change(
    order: AuditedOrder,
    event: BookEventOf<
      | 'OrderRepriced'
      | 'OrderBecameLimit'
      | 'OrderTriggered'
      | 'OrderParked'
      | 'OrderReturned'
      | 'PeakRefreshed'
    >,
  ): void {
    const { onFloorRaise = 'cancel' } = order.request;
    const isBelow = order.isBelow(this.floorTicks);
    switch (event.type) {
      case 'OrderRepriced':
        this.expect(isBelow && onFloorRaise === 'reprice', `FLOR-5 ${order.order} is repriced`);
        this.expect(event.priceTicks === this.floorTicks, `FLOR-5 ${order.order} @${event.priceTicks}`);
        order.priceTicks = event.priceTicks;
        order.version = event.orderVersion;
        break;
      case 'OrderBecameLimit':
        this.expect(event.priceTicks === this.limitOf(order), `FLOR-4 ${order.order} @${event.priceTicks}`);
        order.orderType = 'limit';
        order.priceTicks = event.priceTicks;
        return;
      case 'OrderTriggered': {
        const next = this.stops.next(this.orders.values());
        this.expect(next === order, `ORDR-6 ${order.order} is triggered before ${next?.order}`);
        order.orderType = order.orderType === 'stopLimit' ? 'limit' : 'market';
        order.triggerTicks = undefined;
        break;
      }
      case 'OrderParked':
        this.expect(isBelow && onFloorRaise === 'park' && !order.isParked, `FLOR-5 ${order.order} is parked`);
        order.isParked = true;
        return;
      case 'OrderReturned':
        this.expect(!isBelow && order.isParked, `FLOR-5 ${order.order} returns`);
        order.isParked = false;
        break;
      case 'PeakRefreshed':
        this.expect(order.shownLots === 0, `ORDR-3 ${order.order} still shows ${order.shownLots}`);
        order.showPeak();
        this.expect(order.shownLots === event.displayedLots, `ORDR-3 ${order.order} shows another peak`);
        break;
    }
    order.time = event.sequence;
  }

  private trade(event: BookEventOf<'Traded'>): void {
    const { priceTicks, lots, aggressorSide } = event;
    if (event.buyOrder === 0) {
      this.sellToReserve(event);
      return;
    }
    const buy = this.orderOf(event.buyOrder);
    const sell = this.orderOf(event.sellOrder);
    this.expect(
      this.floorTicks === undefined || priceTicks >= this.floorTicks,
      `INV-1 trade at ${priceTicks}`,
    );
    for (const order of [buy, sell]) {
      const limit = this.limitOf(order);
      const isAllowed =
        order === buy ? priceTicks <= (limit ?? priceTicks) : priceTicks >= (limit ?? priceTicks);
      this.expect(isAllowed, `ORDR-2 order ${order.order} trades at ${priceTicks} beyond ${limit}`);
    }
    if (aggressorSide !== undefined) {
      const resting = aggressorSide === 'buy' ? sell : buy;
      const best = this.bestOf(resting.request.side);
      this.expect(best === resting, `ORDR-2 ${resting.order} trades before ${best?.order}`);
      this.expect(lots <= resting.shownLots, `ORDR-3 ${resting.order} trades more than it shows`);
      this.expect(resting.priceTicks === priceTicks, `ORDR-2 trade at ${priceTicks}, not the resting price`);
      const isOwn =
        buy.request.stpId !== undefined &&
        buy.request.stpId === sell.request.stpId &&
        event.buyState === event.sellState;
      this.expect(!isOwn, `STP-1 ${buy.order} trades with ${sell.order}`);
    }
    this.fill(buy, lots, event);
    this.fill(sell, lots, event);
    this.expect(buy.leavesLots === event.buyLeavesLots, `INV-3 leaves of ${buy.order}`);
    this.afterTrade(event, sell);
    this.dropIfDone(buy);
  }

  private fill(order: AuditedOrder, lots: number, { aggressorSide }: BookEventOf<'Traded'>): void {
    this.expect(order.stands(this.phase), `ORDR-2 ${order.order} trades and stands in no book`);
    order.fill(lots, order.side === aggressorSide);
    this.move(order.request, order.side === 'buy' ? lots : -lots);
  }

  private move({ memberState, desk }: { memberState: string; desk: string }, lots: number): void {
    const key = `${memberState} ${desk}`;
    this.positions.set(key, (this.positions.get(key) ?? 0) + lots);
  }

  private afterTrade(event: BookEventOf<'Traded'>, sell: AuditedOrder): void {
    this.expect(sell.leavesLots === event.sellLeavesLots, `INV-3 leaves of ${sell.order}`);
    this.certificateOf(event.certificateId).consumedLots += event.lots;
    this.dropIfDone(sell);
    this.referenceTicks = event.priceTicks;
    this.stops.trade(event.priceTicks);
  }

  /** RESV-1: the reserve buys at the floor what no other bid takes, and no more than it has left. */
  private sellToReserve(event: BookEventOf<'Traded'>): void {
    const sell = this.orderOf(event.sellOrder);
    const live = this.controls.liveLots(this.view());
    this.expect(event.priceTicks === this.floorTicks, `RESV-1 buys at ${event.priceTicks}`);
    this.expect(event.lots <= live, `RESV-2 buys ${event.lots} of ${live}`);
    const before = this.bestOf('buy');
    this.expect(event.aggressorSide === undefined || before === undefined, `RESV-1 before ${before?.order}`);
    const reserve = this.controls.buy(event);
    this.fill(sell, event.lots, event);
    if (reserve !== undefined) this.move(reserve, event.lots);
    const left = this.controls.liveLots(this.view());
    this.expect(left === event.buyLeavesLots, `RESV-2 ${event.buyLeavesLots} left, is ${left}`);
    this.afterTrade(event, sell);
  }

  private dropIfDone(order: AuditedOrder): void {
    this.checkSums(order);
    if (order.leavesLots === 0) this.orders.delete(order.order);
  }

  private orderOf(order: number): AuditedOrder {
    const found = this.orders.get(order);
    if (found === undefined)
      throw new Error(`event ${this.sequence} speaks of order ${order}, which is not live`);
    return found;
  }

  private certificateOf(certificateId: string): AuditedCertificate {
    const found = this.certificates.get(certificateId);
    if (found === undefined) throw new Error(`event ${this.sequence} speaks of certificate ${certificateId}`);
    return found;
  }

  private limitOf(order: AuditedOrder): number | undefined {
    if (order.orderType === 'limit') return order.priceTicks;
    const { side, protectionLimitTicks } = order.request;
    if (side === 'buy' || this.floorTicks === undefined) return protectionLimitTicks;
    return Math.max(this.floorTicks, protectionLimitTicks ?? 0);
  }

  private isExecutable(order: AuditedOrder): boolean {
    if (order.request.side === 'sell') return true;
    return (this.limitOf(order) ?? Infinity) >= (this.floorTicks ?? 0);
  }

  /** A side's executable limit orders. */
  private standing(side: Side): AuditedOrder[] {
    return [...this.orders.values()].filter(
      (order) =>
        order.side === side &&
        order.orderType === 'limit' &&
        order.stands(this.phase) &&
        this.isExecutable(order),
    );
  }

  private bestOf(side: Side): AuditedOrder | undefined {
    const sign = side === 'buy' ? -1 : 1;
    return this.standing(side).sort(
      (left, right) => sign * ((left.priceTicks ?? 0) - (right.priceTicks ?? 0)) || left.time - right.time,
    )[0];
  }

  private checkAll(book: Book): void {
    this.endIncoming();
    for (const order of this.orders.values()) this.checkLife(order);
    const missed = this.stops.next(this.orders.values());
    this.expect(missed === undefined, `ORDR-6 ${missed?.order} is not triggered`);
    this.stops = new StopQueue();
    this.checkUncrossed();
    this.checkRights();
    this.checkCertificates(book);
    this.checkControls();
    const net = [...this.positions.values()].reduce((sum, lots) => sum + lots, 0);
    this.expect(net === this.positionsSetLots, `INV-4 positions sum to ${net}, set ${this.positionsSetLots}`);
    this.checkBookAgrees(book);
  }

  private checkSums(order: AuditedOrder): void {
    const { quantityLots, filledLots, leavesLots, cancelledLots } = order;
    this.expect(
      leavesLots >= 0 && quantityLots === filledLots + leavesLots + cancelledLots,
      `INV-3 order ${order.order}: ${quantityLots} = ${filledLots} + ${leavesLots} + ${cancelledLots}`,
    );
  }

  /** That an order may live on as it is. */
  private checkLife(order: AuditedOrder): void {
    this.checkSums(order);
    const { timeInForce } = order.request;
    const name = `order ${order.order} (${timeInForce})`;
    this.expect(order.shownLots > 0, `ORDR-3 ${name} shows nothing`);
    this.expect(order.shownLots <= (order.displayLots ?? order.leavesLots), `ORDR-3 ${name} shows too much`);
    this.expect(order.isParked === order.isBelow(this.floorTicks), `FLOR-5 ${name} at ${order.priceTicks}`);
    const isExpired = (order.expiryMicros ?? Infinity) <= this.bookMicros;
    this.expect(!isExpired || this.isDueCommand, `ORDR-1 ${name} lives on`);
    const isOver =
      this.phase === 'closed'
        ? timeInForce !== 'gtc' && timeInForce !== 'gtd'
        : this.phase === 'continuous' && timeInForce === 'atOpen';
    this.expect(!isOver, `ORDR-1 ${name} lives on in ${this.phase}`);
    const isImmediate = timeInForce === 'ioc' || timeInForce === 'fok';
    this.expect(!isImmediate || order.triggerTicks !== undefined, `ORDR-1 ${name} rests`);
  }

  private checkControls(): void {
    const hasBid = [...this.orders.values()].some(
      (order) => order.side === 'buy' && order.stands(this.phase) && this.isExecutable(order),
    );
    this.faults.push(...this.controls.faultsAtEnd(this.view(), this.offeredAtFloorLots(), hasBid));
  }

  /** Lots of offers, market offers too, that would trade at the floor. */
  private offeredAtFloorLots(): number {
    const { floorTicks } = this;
    if (floorTicks === undefined) return 0;
    return [...this.orders.values()]
      .filter((order) => order.side === 'sell' && order.stands(this.phase))
      .filter((order) => (this.limitOf(order) ?? floorTicks) <= floorTicks)
      .reduce((sum, { leavesLots }) => sum + leavesLots, 0);
  }

  private checkUncrossed(): void {
    if (this.phase !== 'continuous') return;
    const reserveTicks = this.controls.liveLots(this.view()) > 0 ? this.floorTicks : undefined;
    const bid = this.bestOf('buy')?.priceTicks ?? reserveTicks ?? 0;
    const offer = this.bestOf('sell')?.priceTicks ?? Infinity;
    this.expect(bid < offer, `INV-2 bid ${bid}, offer ${offer}`);
    for (const order of this.orders.values()) {
      const rests = order.stands(this.phase);
      this.expect(!rests || order.orderType === 'limit', `FLOR-4 market order ${order.order} rests`);
    }
  }

  private checkRights(): void {
    const hasAnnex = (state: string): boolean => this.annexes.get(`${state} ${this.mineral}`) === true;
    const open = new Map<string, number>();
    for (const { order, request, leavesLots } of this.orders.values()) {
      const { memberState, side, certificateId } = request;
      const status = this.members.get(memberState);
      const trades = (status === 'full' || status === 'withdrawing') && hasAnnex(memberState);
      this.expect(trades, `INV-9 order ${order} of ${memberState}, ${status}`);
      const key = `${memberState} ${side}`;
      open.set(key, (open.get(key) ?? 0) + leavesLots);
      if (side === 'buy') continue;
      const certificate = this.certificateOf(certificateId ?? '');
      const origin = this.members.get(certificate.originState);
      const isEligible =
        origin === 'full' || (origin === 'withdrawing' && certificate.originState === memberState);
      this.expect(isEligible && hasAnnex(certificate.originState), `INV-9 offer ${order}: origin ${origin}`);
      this.expect(!certificate.isOver, `INV-9 offer ${order}: certificate is over`);
      this.expect(certificate.nonBlocContentBasisPoints <= this.contentMax, `INV-9 offer ${order}: content`);
    }
    for (const [memberState, status] of this.members) {
      if (status !== 'withdrawing') continue;
      let position = 0;
      for (const [key, lots] of this.positions) if (key.startsWith(`${memberState} `)) position += lots;
      const sells = open.get(`${memberState} sell`) ?? 0;
      const buys = open.get(`${memberState} buy`) ?? 0;
      this.expect(sells <= Math.max(0, position), `MEMB-2 ${memberState} offers ${sells} of ${position}`);
      this.expect(buys <= Math.max(0, -position), `MEMB-2 ${memberState} bids ${buys} at ${position}`);
    }
  }

  private checkCertificates(book: Book): void {
    for (const { certificateId, lots, consumedLots } of this.certificates.values()) {
      let pledged = 0;
      for (const { request, leavesLots } of this.orders.values()) {
        if (request.certificateId === certificateId) pledged += leavesLots;
      }
      this.expect(
        pledged + consumedLots <= lots,
        `INV-10 ${certificateId}: ${pledged} + ${consumedLots} of ${lots}`,
      );
      const told = book.certificate(certificateId);
      this.expect(
        told?.pledgedLots === pledged && told.consumedLots === consumedLots,
        `INV-10 ${certificateId}: the book says ${told?.pledgedLots} and ${told?.consumedLots}`,
      );
    }
  }

  /** What the book answers must be what its events say. */
  private checkBookAgrees(book: Book): void {
    this.expect(book.phase === this.phase, `PHAS-1 the book says ${book.phase}`);
    this.expect(book.referencePriceTicks === this.referenceTicks, 'PHAS-3 reference price');
    const live = [...book.liveOrders()].map(
      ({ order, leavesLots, displayedLots, priceTicks, triggerPriceTicks, isParked, version, priority }) =>
        `${order} ${displayedLots}/${leavesLots}@${priceTicks}^${triggerPriceTicks} ${isParked} v${version} t${priority}`,
    );
    const mine = [...this.orders.values()].map(
      ({ order, leavesLots, shownLots, priceTicks, triggerTicks, isParked, version, time }) =>
        `${order} ${shownLots}/${leavesLots}@${priceTicks}^${triggerTicks} ${isParked} v${version} t${time}`,
    );
    this.expect(live.join() === mine.join(), `live orders ${live.join()} but events say ${mine.join()}`);
    for (const side of ['buy', 'sell'] as const) {
      const depth = book
        .depth(side, Infinity)
        .map((level) => `${level.displayedLots}/${level.quantityLots}@${level.priceTicks}`);
      this.expect(depth.join() === this.depthOf(side).join(), `depth ${side} ${depth.join()}`);
    }
    const indicative = this.indicative();
    const told =
      book.indicative === undefined ? '' : `${book.indicative.volumeLots}@${book.indicative.priceTicks}`;
    this.expect(told === indicative, `PHAS-2 indicative ${told}, should be ${indicative}`);
  }

  private depthOf(side: Side): string[] {
    const levels = new Map<number, { shown: number; all: number }>();
    for (const order of this.orders.values()) {
      const { priceTicks } = order;
      if (order.side !== side || priceTicks === undefined || !order.stands(this.phase)) continue;
      const { shown, all } = levels.get(priceTicks) ?? { shown: 0, all: 0 };
      levels.set(priceTicks, { shown: shown + order.shownLots, all: all + order.leavesLots });
    }
    const sign = side === 'buy' ? -1 : 1;
    return [...levels]
      .sort(([left], [right]) => sign * (left - right))
      .map(([price, { shown, all }]) => `${shown}/${all}@${price}`);
  }

  /** PHAS-2. */
  private indicative(): string {
    if (!['preOpen', 'noCancel', 'volatilityAuction', 'closingCall'].includes(this.phase)) return '';
    const floor = this.floorTicks ?? 0;
    const auctioned = [...this.orders.values()]
      .filter((order) => order.stands(this.phase) && this.isExecutable(order))
      .map((order) => {
        const ownTicks = order.priceTicks ?? order.request.protectionLimitTicks;
        return {
          side: order.side,
          leavesLots: order.leavesLots,
          limitTicks: this.limitOf(order),
          candidateTicks: ownTicks === undefined || ownTicks < floor ? undefined : ownTicks,
        };
      });
    const result = tickAuction(auctioned, this.floorTicks, this.referenceTicks);
    const { priceTicks = this.floorTicks, volumeLots, offeredLots } = result;
    if (priceTicks === undefined) return '';
    const isAtFloor = priceTicks === this.floorTicks;
    const offered = result.priceTicks === undefined ? this.offeredAtFloorLots() : offeredLots;
    // RESV-1: at the floor the reserve takes what the bids there leave.
    const live = isAtFloor ? this.controls.liveLots(this.view()) : 0;
    const lots = volumeLots + Math.min(live, offered - volumeLots);
    return lots === 0 ? '' : `${lots}@${priceTicks}`;
  }
}

function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}
