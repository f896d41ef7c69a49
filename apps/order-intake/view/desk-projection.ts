import type { PositionedEvent, RecordedCommand } from '#book-feed';
import type { BookEventOf, InstrumentSpec, PlaceOrder } from '#contracts';
import type { View } from '#views';
import { prepareStatement, type Statement } from './statement.js';
import { TrackedOrders, type Touch } from './tracked-orders.js';

interface TradedLots {
  readonly desk: string;
  readonly instrument: string;
  boughtLots: number;
  soldLots: number;
}

interface Statements {
  readonly insertTrade: Statement;
  readonly addTraded: Statement;
  readonly setPosition: Statement;
  readonly configureInstrument: Statement;
  readonly setPhase: Statement;
  readonly setFloor: Statement;
  readonly setReference: Statement;
  readonly setIndicative: Statement;
  readonly dropIds: Statement;
}

function prepareAll(view: View<unknown>): Statements {
  const prepare = (sql: string): Statement => prepareStatement(view, sql);
  return {
    insertTrade: prepare('insert into trades values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    addTraded: prepare(
      `insert into positions values (?, ?, 0, ?, ?) on conflict do update
        set bought_lots = bought_lots + excluded.bought_lots, sold_lots = sold_lots + excluded.sold_lots`,
    ),
    setPosition: prepare(
      `insert into positions values (?, ?, ?, 0, 0) on conflict do update
        set opening_lots = excluded.opening_lots, bought_lots = 0, sold_lots = 0`,
    ),
    configureInstrument: prepare(
      `insert into instruments values (?, ?, 'closed', null, null, null, null, null, 0)
        on conflict do update set spec = excluded.spec`,
    ),
    setPhase: prepare('update instruments set phase = ? where instrument = ?'),
    setFloor: prepare('update instruments set floor_ticks = ?, floor_version = ? where instrument = ?'),
    setReference: prepare('update instruments set reference_ticks = ? where instrument = ?'),
    setIndicative: prepare(
      'update instruments set indicative_ticks = ?, indicative_lots = ? where instrument = ?',
    ),
    dropIds: prepare(
      'update instruments set ids_dropped_before_micros = max(ids_dropped_before_micros, ?) where instrument = ?',
    ),
  };
}

/**
 * Turns commands into rows of the desks' view, each command once. What changes often is gathered over a transaction
 * and written at its end by `flush`. After a failure make another one: this one is ahead of the rows.
 */
export class DeskProjection {
  private readonly statements: Statements;
  private readonly orders: TrackedOrders;
  private readonly traded = new Map<string, TradedLots>();
  private readonly references = new Map<string, number>();

  /** @param onInstrument - told of each instrument as its book configures it. */
  constructor(
    view: View<unknown>,
    private readonly onInstrument: (instrument: InstrumentSpec) => void,
  ) {
    this.statements = prepareAll(view);
    this.orders = new TrackedOrders(view);
  }

  /** Takes one command; to be called inside the view's transaction, as is `flush`. */
  project({ instrument, events, position }: RecordedCommand): void {
    const body = events[0]?.command?.body;
    for (const event of events) {
      if (event.type === 'OrderAccepted' || event.type === 'OrderRejected') {
        if (body?.kind !== 'placeOrder') throw new Error(`${event.type} without its order`);
        this.addOrder(instrument, event, body, position);
      } else {
        this.reflect(instrument, event, position);
      }
    }
  }

  /** Writes what was gathered. */
  flush(): void {
    this.orders.write();
    this.writeTradedLots();
    for (const [instrument, priceTicks] of this.references)
      this.statements.setReference.run(priceTicks, instrument);
    this.references.clear();
  }

  private addOrder(
    instrument: string,
    event: PositionedEvent & (BookEventOf<'OrderAccepted'> | BookEventOf<'OrderRejected'>),
    request: PlaceOrder,
    commandPosition: number,
  ): void {
    const refused = event.type === 'OrderRejected';
    this.orders.add({
      position: event.position,
      instrument,
      sequence: event.sequence,
      request,
      orderType: request.orderType,
      priceTicks: request.priceTicks,
      account: request.account,
      quantityLots: request.quantityLots,
      cumulativeLots: 0,
      leavesLots: refused ? 0 : request.quantityLots,
      tickLots: 0n,
      version: refused ? 0 : 1,
      reason: refused ? event.code : undefined,
      lastSequence: event.sequence,
      lastPosition: commandPosition,
      lastMicros: event.bookMicros,
      reworded: false,
      dirty: true,
    });
  }

  private reflect(instrument: string, event: PositionedEvent, commandPosition: number): void {
    const { statements, orders } = this;
    const { sequence, bookMicros } = event;
    const touch = (order: number) =>
      orders.touch(instrument, order, { sequence, bookMicros, commandPosition });
    switch (event.type) {
      case 'Traded':
        this.reflectTrade(instrument, event, { sequence, bookMicros, commandPosition });
        break;
      case 'OrderCancelled': {
        const order = touch(event.order);
        order.leavesLots = event.leavesLots;
        order.reason = event.reason;
        break;
      }
      case 'OrderAmended': {
        const order = touch(event.order);
        order.reworded = true;
        order.version = event.orderVersion;
        order.quantityLots = event.quantityLots;
        order.leavesLots = event.leavesLots;
        order.priceTicks = event.priceTicks;
        order.account = event.account ?? order.account;
        break;
      }
      case 'OrderRepriced': {
        const order = touch(event.order);
        order.reworded = true;
        order.priceTicks = event.priceTicks;
        order.version = event.orderVersion;
        break;
      }
      case 'OrderBecameLimit': {
        const order = touch(event.order);
        order.reworded = true;
        order.orderType = 'limit';
        order.priceTicks = event.priceTicks;
        break;
      }
      case 'PositionSet':
        this.writeTradedLots();
        statements.setPosition.run(event.desk, instrument, event.positionLots);
        break;
      case 'InstrumentConfigured':
        statements.configureInstrument.run(instrument, JSON.stringify(event.instrument));
        this.onInstrument(event.instrument);
        break;
      case 'PhaseChanged':
        statements.setPhase.run(event.to, instrument);
        break;
      case 'FloorChanged':
        statements.setFloor.run(event.priceTicks, event.floorVersion, instrument);
        break;
      case 'ReferencePriceSet':
        this.references.set(instrument, event.priceTicks);
        break;
      case 'IndicativeChanged': {
        const priceTicks = event.priceTicks ?? null;
        statements.setIndicative.run(priceTicks, priceTicks === null ? null : event.volumeLots, instrument);
        break;
      }
      case 'IdentifiersDropped':
        // What ends after this event is not dropped by it, whatever instant it names.
        statements.dropIds.run(Math.min(event.endedBeforeMicros, bookMicros), instrument);
        break;
      // What follows changes nothing that a desk reads here.
      case 'OrderAccepted':
      case 'OrderRejected':
      case 'AmendRejected':
      case 'CancelRejected':
      case 'MassCancelRejected':
      case 'MassCancelled':
      case 'AuctionUncrossed':
      case 'MembershipChanged':
      case 'AnnexChanged':
      case 'CertificateRegistered':
      case 'CertificateLotsSet':
      case 'CertificateWithdrawn':
      case 'CertificateExpired':
      case 'ActScheduled':
      case 'ActWithdrawn':
      case 'ActRefused':
      case 'CommandRefused':
        break;
    }
  }

  private reflectTrade(
    instrument: string,
    event: PositionedEvent & BookEventOf<'Traded'>,
    touch: Touch,
  ): void {
    const { sequence, priceTicks, lots, bookMicros, buyOrder, sellOrder, buyDesk, sellDesk } = event;
    const aggressor = event.aggressorSide ?? null;
    // prettier-ignore
    this.statements.insertTrade.run(
      event.position, instrument, sequence, priceTicks, lots, bookMicros, aggressor, buyOrder, sellOrder, buyDesk, sellDesk,
    );
    const tickLots = BigInt(priceTicks) * BigInt(lots);
    const bid = this.orders.touch(instrument, buyOrder, touch);
    bid.leavesLots = event.buyLeavesLots;
    bid.cumulativeLots += lots;
    bid.tickLots += tickLots;
    const offer = this.orders.touch(instrument, sellOrder, touch);
    offer.leavesLots = event.sellLeavesLots;
    offer.cumulativeLots += lots;
    offer.tickLots += tickLots;
    this.tradedOf(buyDesk, instrument).boughtLots += lots;
    this.tradedOf(sellDesk, instrument).soldLots += lots;
    this.references.set(instrument, priceTicks);
  }

  private tradedOf(desk: string, instrument: string): TradedLots {
    const key = `${desk} ${instrument}`;
    let traded = this.traded.get(key);
    if (traded === undefined) {
      traded = { desk, instrument, boughtLots: 0, soldLots: 0 };
      this.traded.set(key, traded);
    }
    return traded;
  }

  private writeTradedLots(): void {
    for (const { desk, instrument, boughtLots, soldLots } of this.traded.values()) {
      this.statements.addTraded.run(desk, instrument, boughtLots, soldLots);
    }
    this.traded.clear();
  }
}
