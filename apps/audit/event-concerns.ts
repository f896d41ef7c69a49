import type {
  ApplyAct,
  BookEvent,
  KillSwitchScope,
  PolicyChange,
  RefusalDetails,
  SequencedCommand,
} from '#contracts';

/** Who stands behind an order. */
export interface OrderParty {
  readonly desk: string;
  readonly memberState: string;
}

/** What an event is about, for finding it again. */
export interface EventConcerns {
  /** Orders of the event's book, by number. */
  readonly orders: ReadonlySet<number>;
  readonly desks: ReadonlySet<string>;
  readonly memberStates: ReadonlySet<string>;
}

/** What only earlier events of the book tell. */
export interface ConcernLookups {
  orderParty(order: number): OrderParty | undefined;
  certificateOrigin(certificateId: string): string | undefined;
}

/**
 * Finds what an event of a book concerns: the orders that it names, the desks and member states behind them or named
 * themselves, and whoever sent its command where the event holds it.
 */
export function concernsOf(event: BookEvent, lookups: ConcernLookups): EventConcerns {
  const concerns = new ConcernCollector(lookups);
  if (event.command !== undefined) concerns.addCommand(event.command);
  concerns.addEvent(event);
  return concerns;
}

class ConcernCollector implements EventConcerns {
  readonly orders = new Set<number>();
  readonly desks = new Set<string>();
  readonly memberStates = new Set<string>();

  constructor(private readonly lookups: ConcernLookups) {}

  addCommand(command: SequencedCommand): void {
    const { body } = command;
    switch (body.kind) {
      case 'placeOrder':
      case 'massCancel':
      case 'cancelOnDisconnect':
        this.addParty(body);
        return;
      case 'amendOrder':
      case 'cancelOrder':
        this.addParty(body);
        this.addOrder(body.order);
        return;
      case 'applyAct':
        this.addChange(body);
        return;
      case 'expireCertificate':
        this.addCertificate(body.certificateId);
        return;
      case 'expireOrder':
        this.addOrder(body.order);
        return;
      case 'withdrawAct':
      case 'applyDueAct':
      case 'dropIdentifiers':
      case 'expireBands':
      case 'endVolatilityAuction':
        return;
    }
  }

  addEvent(event: BookEvent): void {
    // A refusal for a state's standing names it, whoever's order it was.
    if ('details' in event) this.addDetails(event.details);
    switch (event.type) {
      case 'OrderAccepted':
      case 'OrderRejected':
        this.orders.add(event.sequence);
        return;
      case 'OrderAmended':
      case 'AmendRejected':
      case 'CancelRejected':
      case 'OrderCancelled':
      case 'OrderBecameLimit':
      case 'OrderRepriced':
      case 'OrderTriggered':
      case 'OrderParked':
      case 'OrderReturned':
      case 'PeakRefreshed':
        this.addOrder(event.order);
        return;
      case 'Traded':
        // The reserve's standing bid is no order (RESV-1).
        if (event.buyOrder !== 0) this.orders.add(event.buyOrder);
        this.orders.add(event.sellOrder);
        this.addParty({ desk: event.buyDesk, memberState: event.buyState });
        this.addParty({ desk: event.sellDesk, memberState: event.sellState });
        return;
      case 'MassCancelled':
      case 'MassCancelRejected':
        this.desks.add(event.desk);
        return;
      case 'PositionSet':
      case 'LimitsSet':
      case 'ReserveSet':
        this.addParty(event);
        return;
      case 'KillSwitchSet':
        this.addKillSwitch(event);
        return;
      case 'MembershipChanged':
      case 'AnnexChanged':
        this.memberStates.add(event.memberState);
        return;
      case 'CertificateRegistered':
        this.memberStates.add(event.certificate.originState);
        return;
      case 'CertificateLotsSet':
      case 'CertificateWithdrawn':
      case 'CertificateExpired':
        this.addCertificate(event.certificateId);
        return;
      case 'InstrumentConfigured':
      case 'FloorChanged':
      case 'PhaseChanged':
      case 'ReferencePriceSet':
      case 'ActScheduled':
      case 'ActWithdrawn':
      case 'ActRefused':
      case 'CommandRefused':
      case 'AuctionUncrossed':
      case 'IndicativeChanged':
      case 'IdentifiersDropped':
      case 'BandsSet':
      case 'BandsExpired':
      case 'ReserveQuoteChanged':
      case 'FloorLockedChanged':
        return;
    }
  }

  private addDetails({ memberState, originState }: RefusalDetails): void {
    for (const state of [memberState, originState]) {
      if (typeof state === 'string') this.memberStates.add(state);
    }
  }

  private addChange({ change }: ApplyAct | { readonly change: PolicyChange }): void {
    if ('memberState' in change) this.memberStates.add(change.memberState);
    if ('desk' in change) this.desks.add(change.desk);
    if ('certificateId' in change) this.addCertificate(change.certificateId);
    if ('certificate' in change) this.memberStates.add(change.certificate.originState);
    if (change.type === 'setKillSwitch') this.addKillSwitch(change);
  }

  /** RISK-2: one of the venue names nobody. */
  private addKillSwitch({ scope, name }: { readonly scope: KillSwitchScope; readonly name?: string }): void {
    if (name === undefined) return;
    if (scope === 'desk') this.desks.add(name);
    if (scope === 'memberState') this.memberStates.add(name);
  }

  private addOrder(order: number): void {
    this.orders.add(order);
    const party = this.lookups.orderParty(order);
    if (party !== undefined) this.addParty(party);
  }

  private addCertificate(certificateId: string): void {
    const origin = this.lookups.certificateOrigin(certificateId);
    if (origin !== undefined) this.memberStates.add(origin);
  }

  private addParty({ desk, memberState }: OrderParty): void {
    this.desks.add(desk);
    this.memberStates.add(memberState);
  }
}
