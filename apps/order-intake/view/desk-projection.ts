import { followOrder, type PositionedEvent, type RecordedCommand } from '#book-feed';
import type { BookEventOf } from '#contracts';
import { prepareStatement, RowInserter, Words, type Statement, type View } from '#views';
import { InstrumentRows } from './instrument-rows.js';
import type { DeskWord } from './spelled-rows.js';
import { newTrackedOrder, TrackedOrders, type Touch } from './tracked-orders.js';

interface TradedLots {
  readonly desk: string;
  readonly instrument: string;
  boughtLots: number;
  soldLots: number;
}

interface Statements {
  readonly addTraded: Statement;
  readonly setPosition: Statement;
}

function prepareAll(view: View<unknown>): Statements {
  const prepare = (sql: string): Statement => prepareStatement(view, sql);
  return {
    addTraded: prepare(
      `insert into positions values (?, ?, 0, ?, ?) on conflict do update
        set bought_lots = bought_lots + excluded.bought_lots, sold_lots = sold_lots + excluded.sold_lots`,
    ),
    setPosition: prepare(
      `insert into positions values (?, ?, ?, 0, 0) on conflict do update
        set opening_lots = excluded.opening_lots, bought_lots = 0, sold_lots = 0`,
    ),
  };
}

/**
 * Turns commands into rows of the desks' view, each command once. What changes often is gathered over a transaction
 * and written at its end by `flush`. After a failure make another one: this one is ahead of the rows.
 */
export class DeskProjection {
  private readonly statements: Statements;
  private readonly words: Words<DeskWord>;
  private readonly orders: TrackedOrders;
  private readonly instruments: InstrumentRows;
  private readonly trades: RowInserter;
  private readonly traded = new Map<string, TradedLots>();

  constructor(view: View<unknown>) {
    this.statements = prepareAll(view);
    this.words = new Words(view);
    this.orders = new TrackedOrders(view, this.words);
    this.trades = new RowInserter(view, 'trades', 11);
    this.instruments = new InstrumentRows(view);
  }

  /** Takes one command; to be called inside the view's transaction, as is `flush`. */
  project({ instrument, events, position }: RecordedCommand): void {
    const body = events[0]?.command?.body;
    for (const event of events) {
      if (event.type === 'OrderAccepted' || event.type === 'OrderRejected') {
        if (body?.kind !== 'placeOrder') throw new Error(`${event.type} without its order`);
        this.orders.add(newTrackedOrder(instrument, body, event, position));
      } else {
        this.reflect(instrument, event, position);
      }
    }
  }

  /** Writes what was gathered. */
  flush(): void {
    this.orders.write();
    this.trades.flush();
    this.writeTradedLots();
    this.instruments.write();
  }

  private reflect(instrument: string, event: PositionedEvent, commandPosition: number): void {
    const { sequence, bookMicros } = event;
    const touch = { sequence, bookMicros, commandPosition };
    switch (event.type) {
      case 'Traded':
        this.reflectTrade(instrument, event, touch);
        return;
      case 'OrderCancelled':
      case 'PeakRefreshed':
        followOrder(this.orders.touch(instrument, event.order, touch).progress, event.order, event);
        return;
      case 'OrderAmended':
      case 'OrderRepriced':
      case 'OrderBecameLimit':
      case 'OrderTriggered':
      case 'OrderParked':
      case 'OrderReturned': {
        const order = this.orders.touch(instrument, event.order, touch);
        order.reworded = true;
        followOrder(order.progress, event.order, event);
        return;
      }
      case 'PositionSet':
        this.writeTradedLots();
        this.statements.setPosition.run(event.desk, instrument, event.positionLots);
        return;
      case 'InstrumentConfigured':
      case 'PhaseChanged':
      case 'FloorChanged':
      case 'ReferencePriceSet':
      case 'AuctionUncrossed':
      case 'IndicativeChanged':
      case 'FloorLockedChanged':
      case 'ReserveQuoteChanged':
      case 'BandsSet':
      case 'BandsExpired':
      case 'IdentifiersDropped':
        this.instruments.reflect(instrument, event);
        return;
      // What follows changes nothing that a desk reads here.
      case 'OrderAccepted':
      case 'OrderRejected':
      case 'AmendRejected':
      case 'CancelRejected':
      case 'MassCancelRejected':
      case 'MassCancelled':
      case 'MembershipChanged':
      case 'AnnexChanged':
      case 'CertificateRegistered':
      case 'CertificateLotsSet':
      case 'CertificateWithdrawn':
      case 'CertificateExpired':
      case 'LimitsSet':
      case 'KillSwitchSet':
      case 'ReserveSet':
      case 'ActScheduled':
      case 'ActWithdrawn':
      case 'ActRefused':
      case 'CommandRefused':
        return;
    }
  }

  private reflectTrade(
    instrument: string,
    event: PositionedEvent & BookEventOf<'Traded'>,
    touch: Touch,
  ): void {
    const { sequence, priceTicks, lots, bookMicros, buyOrder, sellOrder, buyDesk, sellDesk } = event;
    const { words } = this;
    const book = words.intern('instrument', instrument);
    const aggressor = event.aggressorSide === undefined ? null : words.intern('side', event.aggressorSide);
    const buyer = words.intern('desk', buyDesk);
    const seller = words.intern('desk', sellDesk);
    // prettier-ignore
    this.trades.add(
      event.position, book, sequence, priceTicks, lots, bookMicros, aggressor, buyOrder, sellOrder, buyer, seller,
    );
    // The reserve's standing bid is no order (RESV-1).
    if (buyOrder !== 0) followOrder(this.orders.touch(instrument, buyOrder, touch).progress, buyOrder, event);
    followOrder(this.orders.touch(instrument, sellOrder, touch).progress, sellOrder, event);
    this.tradedOf(buyDesk, instrument).boughtLots += lots;
    this.tradedOf(sellDesk, instrument).soldLots += lots;
    this.instruments.traded(instrument, priceTicks);
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
