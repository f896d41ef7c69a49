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

/** What an event is about, for finding it again; each once. */
export interface EventConcerns {
  /** Orders of the event's book, by number. */
  readonly orders: readonly number[];
  readonly desks: readonly string[];
  readonly memberStates: readonly string[];
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
  readonly orders: number[] = [];
  readonly desks: string[] = [];
  readonly memberStates: string[] = [];

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
        addOnce(this.orders, event.sequence);
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
        if (event.buyOrder !== 0) addOnce(this.orders, event.buyOrder);
        addOnce(this.orders, event.sellOrder);
        this.addParty({ desk: event.buyDesk, memberState: event.buyState });
        this.addParty({ desk: event.sellDesk, memberState: event.sellState });
        return;
      case 'MassCancelled':
      case 'MassCancelRejected':
        addOnce(this.desks, event.desk);
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
        addOnce(this.memberStates, event.memberState);
        return;
      case 'CertificateRegistered':
        addOnce(this.memberStates, event.certificate.originState);
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
      if (typeof state === 'string') addOnce(this.memberStates, state);
    }
  }

  private addChange({ change }: ApplyAct | { readonly change: PolicyChange }): void {
    if ('memberState' in change) addOnce(this.memberStates, change.memberState);
    if ('desk' in change) addOnce(this.desks, change.desk);
    if ('certificateId' in change) this.addCertificate(change.certificateId);
    if ('certificate' in change) addOnce(this.memberStates, change.certificate.originState);
    if (change.type === 'setKillSwitch') this.addKillSwitch(change);
  }

  /** RISK-2: one of the venue names nobody. */
  private addKillSwitch({ scope, name }: { readonly scope: KillSwitchScope; readonly name?: string }): void {
    if (name === undefined) return;
    if (scope === 'desk') addOnce(this.desks, name);
    if (scope === 'memberState') addOnce(this.memberStates, name);
  }

  private addOrder(order: number): void {
    addOnce(this.orders, order);
    const party = this.lookups.orderParty(order);
    if (party !== undefined) this.addParty(party);
  }

  private addCertificate(certificateId: string): void {
    const origin = this.lookups.certificateOrigin(certificateId);
    if (origin !== undefined) addOnce(this.memberStates, origin);
  }

  private addParty({ desk, memberState }: OrderParty): void {
    addOnce(this.desks, desk);
    addOnce(this.memberStates, memberState);
  }
}

/** Few are ever in a list: a set of its own for each event would cost more than the looking. */
function addOnce<Value>(list: Value[], value: Value): void {
  if (!list.includes(value)) list.push(value);
}
