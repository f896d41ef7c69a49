import type { RecordedCommand } from '#book-feed';
import type { BookEvent, BookEventOf, InstrumentSpec, PlaceOrder } from '#contracts';
import type { View } from '#views';
import { prepareStatement, type Statement } from './statement.js';

interface Statements {
  readonly insertOrder: Statement;
  readonly fillOrder: Statement;
  readonly amendOrder: Statement;
  readonly cancelOrder: Statement;
  readonly repriceOrder: Statement;
  readonly limitOrder: Statement;
  readonly insertFill: Statement;
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
  const touch = 'last_sequence = ?, last_position = ?, last_micros = ?';
  const ofOrder = 'where instrument = ? and sequence = ?';
  return {
    insertOrder: prepare(
      `insert into orders values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, 1, ?, ?, ?, ?)`,
    ),
    fillOrder: prepare(
      `update orders set leaves_lots = ?, live = ?, cumulative_lots = cumulative_lots + ?,
        tick_lots = tick_lots + cast(? as integer) * cast(? as integer), ${touch} ${ofOrder}`,
    ),
    amendOrder: prepare(
      `update orders set version = ?, quantity_lots = ?, leaves_lots = ?, price_ticks = ?,
        account = coalesce(?, account), ${touch} ${ofOrder}`,
    ),
    cancelOrder: prepare(`update orders set leaves_lots = ?, live = ?, reason = ?, ${touch} ${ofOrder}`),
    repriceOrder: prepare(`update orders set price_ticks = ?, version = ?, ${touch} ${ofOrder}`),
    limitOrder: prepare(`update orders set order_type = 'limit', price_ticks = ?, ${touch} ${ofOrder}`),
    insertFill: prepare('insert into fills values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
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

/** Writes the rows of one command; to be called inside the view's transaction, each command once. */
export class DeskProjection {
  private readonly statements: Statements;

  /** @param onInstrument - told of each instrument as its book configures it. */
  constructor(
    view: View<unknown>,
    private readonly onInstrument: (instrument: InstrumentSpec) => void,
  ) {
    this.statements = prepareAll(view);
  }

  readonly project = (command: RecordedCommand): void => {
    const { instrument, events, position } = command;
    const body = events[0]?.command?.body;
    for (const event of events) {
      if (event.type === 'OrderAccepted' || event.type === 'OrderRejected') {
        if (body?.kind !== 'placeOrder') throw new Error(`${event.type} without its order`);
        this.insertOrder(instrument, event, event.position, position, body);
      } else {
        this.reflect(instrument, event, event.position, position);
      }
    }
    const reference = events.findLast(({ type }) => type === 'Traded' || type === 'ReferencePriceSet');
    if (reference?.type === 'Traded' || reference?.type === 'ReferencePriceSet') {
      this.statements.setReference.run(reference.priceTicks, instrument);
    }
  };

  private insertOrder(
    instrument: string,
    event: BookEventOf<'OrderAccepted'> | BookEventOf<'OrderRejected'>,
    position: number,
    lastPosition: number,
    order: PlaceOrder,
  ): void {
    const refused = event.type === 'OrderRejected' ? event.code : null;
    this.statements.insertOrder.run(
      position,
      instrument,
      event.sequence,
      order.desk,
      order.clientOrderId,
      refused === 'DUPLICATE_ID' ? 0 : 1,
      refused === null ? 1 : 0,
      refused === null ? 0 : 1,
      order.side,
      order.orderType,
      order.timeInForce,
      order.priceTicks ?? null,
      order.protectionLimitTicks ?? null,
      order.certificateId ?? null,
      order.onFloorRaise ?? null,
      order.stpId ?? null,
      order.account ?? null,
      order.quantityLots,
      refused === null ? order.quantityLots : 0,
      refused,
      event.sequence,
      lastPosition,
      event.bookMicros,
    );
  }

  private reflect(instrument: string, event: BookEvent, position: number, lastPosition: number): void {
    const { statements } = this;
    const { sequence, bookMicros } = event;
    switch (event.type) {
      case 'Traded':
        this.reflectTrade(instrument, event, position, lastPosition);
        break;
      case 'OrderCancelled': {
        const { leavesLots, order } = event;
        const live = leavesLots > 0 ? 1 : 0;
        statements.cancelOrder.run(
          leavesLots,
          live,
          event.reason,
          sequence,
          lastPosition,
          bookMicros,
          instrument,
          order,
        );
        break;
      }
      case 'OrderAmended': {
        const { orderVersion, quantityLots, leavesLots, order } = event;
        const price = event.priceTicks ?? null;
        const account = event.account ?? null;
        statements.amendOrder.run(
          orderVersion,
          quantityLots,
          leavesLots,
          price,
          account,
          sequence,
          lastPosition,
          bookMicros,
          instrument,
          order,
        );
        break;
      }
      case 'OrderRepriced': {
        const { priceTicks, orderVersion, order } = event;
        statements.repriceOrder.run(
          priceTicks,
          orderVersion,
          sequence,
          lastPosition,
          bookMicros,
          instrument,
          order,
        );
        break;
      }
      case 'OrderBecameLimit':
        statements.limitOrder.run(
          event.priceTicks,
          sequence,
          lastPosition,
          bookMicros,
          instrument,
          event.order,
        );
        break;
      case 'PositionSet':
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
      case 'IndicativeChanged': {
        const priceTicks = event.priceTicks ?? null;
        statements.setIndicative.run(priceTicks, priceTicks === null ? null : event.volumeLots, instrument);
        break;
      }
      case 'IdentifiersDropped':
        // What ends after this event is not dropped by it, whatever instant it names.
        statements.dropIds.run(Math.min(event.endedBeforeMicros, bookMicros), instrument);
        break;
      // What follows changes nothing that a desk reads here, or is reflected with the whole command.
      case 'ReferencePriceSet':
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
    event: BookEventOf<'Traded'>,
    position: number,
    lastPosition: number,
  ): void {
    const { insertFill, fillOrder, addTraded } = this.statements;
    const { sequence, priceTicks, lots, bookMicros } = event;
    const aggressor = event.aggressorSide ?? null;
    insertFill.run(
      position,
      'buy',
      instrument,
      sequence,
      event.buyOrder,
      event.buyDesk,
      priceTicks,
      lots,
      bookMicros,
      aggressor,
    );
    insertFill.run(
      position,
      'sell',
      instrument,
      sequence,
      event.sellOrder,
      event.sellDesk,
      priceTicks,
      lots,
      bookMicros,
      aggressor,
    );
    const buyLeaves = event.buyLeavesLots;
    const sellLeaves = event.sellLeavesLots;
    fillOrder.run(
      buyLeaves,
      buyLeaves > 0 ? 1 : 0,
      lots,
      priceTicks,
      lots,
      sequence,
      lastPosition,
      bookMicros,
      instrument,
      event.buyOrder,
    );
    fillOrder.run(
      sellLeaves,
      sellLeaves > 0 ? 1 : 0,
      lots,
      priceTicks,
      lots,
      sequence,
      lastPosition,
      bookMicros,
      instrument,
      event.sellOrder,
    );
    addTraded.run(event.buyDesk, instrument, lots, 0);
    addTraded.run(event.sellDesk, instrument, 0, lots);
  }
}
