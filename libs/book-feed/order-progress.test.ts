import { describe, expect, it } from '@jest/globals';
import type { BookEventBody, BookEventHeader, BookEventOf, BookEventType, PlaceOrder } from '#contracts';
import { goldenBookEvents, offer } from '#testing';
import {
  changesOrder,
  followOrder,
  orderStatusOf,
  startOfOrder,
  waitsFor,
  type OrderProgress,
} from './order-progress.js';

const ORDER = 7;

/** Whether an event that names order 7 wherever it names one changes it. */
const CHANGES: Readonly<Record<BookEventType, boolean>> = {
  Traded: true,
  OrderCancelled: true,
  OrderAmended: true,
  OrderRepriced: true,
  OrderBecameLimit: true,
  OrderTriggered: true,
  OrderParked: true,
  OrderReturned: true,
  PeakRefreshed: true,
  OrderAccepted: false,
  OrderRejected: false,
  AmendRejected: false,
  CancelRejected: false,
  MassCancelled: false,
  MassCancelRejected: false,
  InstrumentConfigured: false,
  MembershipChanged: false,
  AnnexChanged: false,
  CertificateRegistered: false,
  CertificateLotsSet: false,
  CertificateWithdrawn: false,
  CertificateExpired: false,
  FloorChanged: false,
  PhaseChanged: false,
  ReferencePriceSet: false,
  PositionSet: false,
  BandsSet: false,
  BandsExpired: false,
  LimitsSet: false,
  KillSwitchSet: false,
  ReserveSet: false,
  ReserveQuoteChanged: false,
  FloorLockedChanged: false,
  ActScheduled: false,
  ActWithdrawn: false,
  ActRefused: false,
  CommandRefused: false,
  AuctionUncrossed: false,
  IndicativeChanged: false,
  IdentifiersDropped: false,
};

function event<Body extends BookEventBody>(body: Body, sequence = 20): BookEventHeader & Body {
  return Object.assign({ sequence, bookMicros: 1 }, body);
}

function accepted(overrides: Partial<PlaceOrder> = {}): OrderProgress {
  const request = offer('s', 10, 115, overrides);
  return startOfOrder(request, event({ type: 'OrderAccepted' }, ORDER));
}

function sold(lots: number, leavesLots: number, aggressorSide?: 'buy' | 'sell'): BookEventOf<'Traded'> {
  return event({
    type: 'Traded',
    priceTicks: 115,
    lots,
    buyOrder: 6,
    sellOrder: ORDER,
    buyDesk: 'aus-1',
    sellDesk: 'kaz-1',
    buyState: 'AUS',
    sellState: 'KAZ',
    buyLeavesLots: 0,
    sellLeavesLots: leavesLots,
    certificateId: 'KAZ-1',
    ...(aggressorSide === undefined ? {} : { aggressorSide }),
  });
}

describe('an order as its events tell it', () => {
  const goldens = goldenBookEvents();

  it.each(Object.entries(CHANGES))('%s changes the order that it names: %s', (type, changes) => {
    const golden = goldens.get(type as BookEventType);
    if (golden === undefined) throw new Error(`no golden of ${type}`);
    const named = Object.assign({}, golden, { order: ORDER, buyOrder: ORDER, sellOrder: 6 });
    const other = Object.assign({}, golden, { order: 8, buyOrder: 8, sellOrder: 9 });
    expect([changesOrder(named, ORDER), changesOrder(other, ORDER)]).toEqual([changes, false]);
  });

  it('the table has every event that a book may tell', () => {
    expect(Object.keys(CHANGES).sort()).toEqual([...goldens.keys()].sort());
  });

  it('ORDR-3 a peak shrinks with fills, is refreshed by its event, and is whole again for what comes in', () => {
    const iceberg = accepted({ displayQuantityLots: 4 });
    expect(iceberg.peakLots).toBe(4);
    followOrder(iceberg, ORDER, sold(3, 7, 'buy'));
    expect(iceberg.peakLots).toBe(1);
    followOrder(iceberg, ORDER, sold(1, 6, 'buy'));
    followOrder(iceberg, ORDER, event({ type: 'PeakRefreshed', order: ORDER, displayedLots: 4 }));
    expect(iceberg.peakLots).toBe(4);
    followOrder(iceberg, ORDER, cancelled(3, 3));
    expect(iceberg.peakLots).toBe(3);

    const incoming = accepted({ displayQuantityLots: 4 });
    followOrder(incoming, ORDER, sold(5, 5, 'sell'));
    expect(incoming.peakLots).toBe(4);
    followOrder(incoming, ORDER, sold(2, 3));
    expect(incoming.peakLots).toBe(2);
  });

  it('ORDR-3 an amend that keeps the place keeps the peak, another shows a whole new one', () => {
    const amend = (priorityKept: boolean, displayQuantityLots?: number): BookEventOf<'OrderAmended'> =>
      event({
        type: 'OrderAmended',
        order: ORDER,
        orderVersion: 2,
        quantityLots: 9,
        leavesLots: 6,
        priceTicks: 115,
        priorityKept,
        ...(displayQuantityLots === undefined ? {} : { displayQuantityLots }),
      });
    const kept = accepted({ displayQuantityLots: 4 });
    followOrder(kept, ORDER, sold(3, 7, 'buy'));
    followOrder(kept, ORDER, amend(true, 4));
    expect(kept).toMatchObject({ peakLots: 1, leavesLots: 6, version: 2 });
    followOrder(kept, ORDER, amend(false, 5));
    expect(kept).toMatchObject({ peakLots: 5, displayQuantityLots: 5 });
    followOrder(kept, ORDER, amend(false));
    expect(kept.peakLots).toBeUndefined();
  });

  it('ORDR-6 a stop is inactive until its trigger, and then its order', () => {
    const stop = accepted({ orderType: 'stopLimit', triggerPriceTicks: 112 });
    expect(statusOf(stop)).toEqual(['inactive', 'trigger']);
    followOrder(stop, ORDER, event({ type: 'OrderTriggered', order: ORDER }));
    expect(statusOf(stop)).toEqual(['new', undefined]);
    expect(stop).toMatchObject({ orderType: 'limit', isTriggered: true, triggerPriceTicks: 112 });

    const market = accepted({ orderType: 'stop', triggerPriceTicks: 112 });
    followOrder(market, ORDER, event({ type: 'OrderTriggered', order: ORDER }));
    expect(market.orderType).toBe('market');
  });

  it('FLOR-5 FLOR-9 a parked order is inactive until it returns; a stop then waits on', () => {
    const parked = accepted();
    followOrder(parked, ORDER, event({ type: 'OrderParked', order: ORDER }));
    expect(statusOf(parked)).toEqual(['inactive', 'floor']);
    followOrder(parked, ORDER, event({ type: 'OrderReturned', order: ORDER }));
    expect(statusOf(parked)).toEqual(['new', undefined]);

    const stop = accepted({ orderType: 'stopLimit', triggerPriceTicks: 112 });
    followOrder(stop, ORDER, event({ type: 'OrderParked', order: ORDER }));
    followOrder(stop, ORDER, event({ type: 'OrderReturned', order: ORDER }));
    expect(statusOf(stop)).toEqual(['inactive', 'trigger']);
    followOrder(stop, ORDER, event({ type: 'OrderParked', order: ORDER }));
    followOrder(stop, ORDER, cancelled(10, 0));
    expect(statusOf(stop)).toEqual(['canceled', undefined]);
  });

  it('ORDR-1 an order for the close is inactive but in the closing call', () => {
    const order = accepted({ timeInForce: 'atClose' });
    const at = (phase: 'continuous' | 'closingCall' | 'closingAuction') =>
      orderStatusOf(order, waitsFor(order, { timeInForce: 'atClose' }, phase));
    expect([at('continuous'), at('closingCall'), at('closingAuction')]).toEqual(['inactive', 'new', 'new']);
  });

  it('a refused order never had lots nor a version', () => {
    const refused = startOfOrder(
      offer('s', 10, 90),
      event({ type: 'OrderRejected', code: 'BELOW_FLOOR', details: {} }),
    );
    expect(refused).toMatchObject({ leavesLots: 0, version: 0, reason: 'BELOW_FLOOR' });
    expect(statusOf(refused)).toEqual(['rejected', undefined]);
  });

  it.each([
    ['partiallyFilled', [sold(4, 6, 'buy')]],
    ['filled', [sold(4, 6, 'buy'), sold(6, 0, 'buy')]],
    ['canceled', [sold(4, 6, 'buy'), cancelled(6, 0)]],
    ['expired', [cancelled(10, 0, 'EXPIRED')]],
  ] as const)('ends up %s', (status, events) => {
    const order = accepted();
    for (const one of events) followOrder(order, ORDER, one);
    expect(statusOf(order)).toEqual([status, undefined]);
  });
});

function cancelled(
  lots: number,
  leavesLots: number,
  reason: 'USER' | 'EXPIRED' = 'USER',
): BookEventOf<'OrderCancelled'> {
  return event({ type: 'OrderCancelled', order: ORDER, lots, leavesLots, reason });
}

function statusOf(order: OrderProgress): readonly [status: string, waiting: string | undefined] {
  const waiting = waitsFor(order, { timeInForce: 'day' }, 'continuous');
  return [orderStatusOf(order, waiting), waiting];
}
