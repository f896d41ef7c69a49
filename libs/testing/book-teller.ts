import { canonicalJson, type BookEvent, type BookEventOf, type PlaceOrder } from '#contracts';

/** Tells a book's events as short lines, orders named by their clientOrderId. */
export class BookTeller {
  private readonly requests = new Map<number, PlaceOrder>();
  private readonly numbers = new Map<string, number>();

  /** The sequence that accepted an order; 0 when none was. */
  numberOf(clientOrderId: string): number {
    return this.numbers.get(clientOrderId) ?? 0;
  }

  /** @throws RangeError for an order that was not accepted: that is a fault of the test. */
  requestOf(clientOrderId: string): PlaceOrder {
    const request = this.requests.get(this.numberOf(clientOrderId));
    if (request === undefined) throw new RangeError(`no order ${clientOrderId}`);
    return request;
  }

  private nameOf(order: number): string {
    return this.requests.get(order)?.clientOrderId ?? `#${order}`;
  }

  tell(event: BookEvent): string {
    const body = event.command?.body;
    switch (event.type) {
      case 'OrderAccepted':
        if (body?.kind !== 'placeOrder') return 'accepted nothing';
        this.requests.set(event.sequence, body);
        this.numbers.set(body.clientOrderId, event.sequence);
        return `accepted ${body.clientOrderId}`;
      case 'OrderRejected':
        return `rejected ${body?.kind === 'placeOrder' ? body.clientOrderId : '?'} ${event.code}`;
      case 'OrderAmended': {
        const time = event.priorityKept ? 'keeps time' : 'new time';
        const price = event.priceTicks ?? 'market';
        return `amended ${this.nameOf(event.order)} v${event.orderVersion} ${event.leavesLots}@${price} ${time}`;
      }
      case 'AmendRejected':
        return `amend of ${this.nameOf(event.order)} refused ${event.code}`;
      case 'CancelRejected':
        return `cancel of ${this.nameOf(event.order)} refused ${event.code}`;
      case 'MassCancelRejected':
        return `mass cancel of ${event.desk} refused ${event.code}`;
      case 'MassCancelled':
        return `mass cancel of ${event.desk}: ${event.count}`;
      case 'OrderCancelled':
        return `cancelled ${this.nameOf(event.order)} ${event.lots} ${event.reason}`;
      case 'OrderRepriced':
        return `repriced ${this.nameOf(event.order)} @${event.priceTicks} v${event.orderVersion}`;
      case 'OrderBecameLimit':
        return `limit ${this.nameOf(event.order)} @${event.priceTicks}`;
      case 'OrderTriggered':
        return `triggered ${this.nameOf(event.order)}`;
      case 'OrderParked':
        return `parked ${this.nameOf(event.order)}`;
      case 'OrderReturned':
        return `returned ${this.nameOf(event.order)}`;
      case 'PeakRefreshed':
        return `peak ${this.nameOf(event.order)} ${event.displayedLots}`;
      case 'Traded': {
        const flags = `${event.aggressorSide === undefined ? '' : ` by ${event.aggressorSide}`}${
          event.selfTrade === true ? ' with itself' : ''
        }`;
        const buy = event.buyOrder === 0 ? 'reserve' : this.nameOf(event.buyOrder);
        const pair = `${buy}/${this.nameOf(event.sellOrder)}`;
        return `traded ${event.lots}@${event.priceTicks} ${pair}${flags}`;
      }
      case 'AuctionUncrossed':
        return event.priceTicks === undefined
          ? `${event.auction} auction none`
          : `${event.auction} auction ${event.volumeLots}@${event.priceTicks} surplus ${event.surplusLots}`;
      case 'IndicativeChanged':
        return event.priceTicks === undefined
          ? 'indicative none'
          : `indicative ${event.volumeLots}@${event.priceTicks}`;
      case 'PhaseChanged':
      case 'FloorChanged':
      case 'MembershipChanged':
      case 'AnnexChanged':
      case 'ActRefused':
      case 'CommandRefused':
      case 'ActScheduled':
      case 'ActWithdrawn':
      case 'ReferencePriceSet':
      case 'PositionSet':
      case 'CertificateRegistered':
      case 'CertificateLotsSet':
      case 'CertificateWithdrawn':
      case 'CertificateExpired':
      case 'IdentifiersDropped':
      case 'InstrumentConfigured':
        return tellPolicy(event);
      case 'BandsSet':
      case 'BandsExpired':
      case 'LimitsSet':
      case 'KillSwitchSet':
      case 'ReserveSet':
      case 'ReserveQuoteChanged':
      case 'FloorLockedChanged':
        return tellSetting(event);
    }
  }
}

type PolicyTold = BookEventOf<
  | 'PhaseChanged'
  | 'FloorChanged'
  | 'MembershipChanged'
  | 'AnnexChanged'
  | 'ActRefused'
  | 'CommandRefused'
  | 'ActScheduled'
  | 'ActWithdrawn'
  | 'ReferencePriceSet'
  | 'PositionSet'
  | 'CertificateRegistered'
  | 'CertificateLotsSet'
  | 'CertificateWithdrawn'
  | 'CertificateExpired'
  | 'IdentifiersDropped'
  | 'InstrumentConfigured'
>;

function tellPolicy(event: PolicyTold): string {
  switch (event.type) {
    case 'PhaseChanged':
      return `phase ${event.from} > ${event.to}`;
    case 'FloorChanged':
      return `floor ${event.priceTicks} v${event.floorVersion}`;
    case 'MembershipChanged':
      return `member ${event.memberState} ${event.status}`;
    case 'AnnexChanged':
      return `annex ${event.memberState} ${event.inForce ? 'in force' : 'lapsed'}`;
    case 'ActRefused':
    case 'CommandRefused':
      return `refused ${event.code}`;
    case 'ActScheduled':
      return `scheduled ${event.actId}`;
    case 'ActWithdrawn':
      return `act withdrawn ${event.actId}`;
    case 'ReferencePriceSet':
      return `reference ${event.priceTicks}`;
    case 'PositionSet':
      return `position ${event.desk} ${event.positionLots}`;
    case 'CertificateRegistered':
      return `certificate ${event.certificate.certificateId} registered`;
    case 'CertificateLotsSet':
      return `certificate ${event.certificateId} ${event.lots} lots`;
    case 'CertificateWithdrawn':
      return `certificate ${event.certificateId} withdrawn`;
    case 'CertificateExpired':
      return `certificate ${event.certificateId} expired`;
    case 'IdentifiersDropped':
      return `identifiers dropped ${event.count}`;
    case 'InstrumentConfigured':
      return `configured ${event.instrument.instrumentId}`;
  }
}

function tellSetting(
  event: BookEventOf<
    | 'BandsSet'
    | 'BandsExpired'
    | 'LimitsSet'
    | 'KillSwitchSet'
    | 'ReserveSet'
    | 'ReserveQuoteChanged'
    | 'FloorLockedChanged'
  >,
): string {
  switch (event.type) {
    case 'BandsSet': {
      const { staticBasisPoints = 'none', dynamicBasisPoints = 'none' } = event.bands;
      return `bands static ${staticBasisPoints} dynamic ${dynamicBasisPoints}`;
    }
    case 'BandsExpired':
      return 'bands expired';
    case 'LimitsSet':
      return `limits ${event.desk} ${canonicalJson(event.limits)}`;
    case 'KillSwitchSet':
      return `kill switch ${event.name ?? event.scope} ${event.engaged ? 'engaged' : 'lifted'}`;
    case 'ReserveSet':
      return `reserve budget ${event.budget} cap ${event.capLots}`;
    case 'ReserveQuoteChanged':
      return `reserve ${event.liveLots}${event.reserveExhausted ? ' exhausted' : ''}`;
    case 'FloorLockedChanged':
      return event.floorLocked ? 'floor locked' : 'floor unlocked';
  }
}
