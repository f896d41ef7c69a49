import { describe, expect, it } from '@jest/globals';
import {
  ORDER_TYPES,
  SIDES,
  TIMES_IN_FORCE,
  type OrderType,
  type PlaceOrder,
  type TimeInForce,
} from '#contracts';
import { bid, offer } from '#testing';
import { refuseShape } from './order-shape.js';
import { newTerms } from './terms.js';

const NOW_MICROS = 1_000;
const shapeOf = (order: PlaceOrder): unknown => refuseShape(newTerms(order), NOW_MICROS);
const refusedFor = (field: string, problem: string): unknown => ({
  code: 'ORDER_SHAPE',
  details: { field, problem },
});

/** What an order of a type and time in force must have, and nothing else. */
function bare(side: 'buy' | 'sell', orderType: OrderType, timeInForce: TimeInForce): PlaceOrder {
  const make = side === 'buy' ? bid : offer;
  return make('x', 10, orderType === 'limit' || orderType === 'stopLimit' ? 100 : undefined, {
    orderType,
    timeInForce,
    ...(orderType === 'stop' || orderType === 'stopLimit' ? { triggerPriceTicks: 100 } : {}),
    ...(timeInForce === 'gtd' ? { expiryMicros: NOW_MICROS + 1 } : {}),
  });
}

const PRICED: readonly OrderType[] = ['limit', 'stopLimit'];
const STOPS: readonly OrderType[] = ['stop', 'stopLimit'];
const RESTING: readonly TimeInForce[] = ['day', 'gtc', 'gtd'];
const FOR_AUCTION: readonly TimeInForce[] = ['atOpen', 'atClose'];
const KINDS = SIDES.flatMap((side) =>
  ORDER_TYPES.flatMap((orderType) =>
    TIMES_IN_FORCE.map((timeInForce) => [side, orderType, timeInForce] as const),
  ),
);
/** ORDR-1's table, field by field: which orders may carry it. */
const BELONGS: Readonly<Record<string, (order: PlaceOrder) => boolean>> = {
  priceTicks: ({ orderType }) => PRICED.includes(orderType),
  triggerPriceTicks: ({ orderType }) => STOPS.includes(orderType),
  protectionLimitTicks: ({ orderType }) => orderType === 'market' || orderType === 'stop',
  expiryMicros: ({ timeInForce }) => timeInForce === 'gtd',
  displayQuantityLots: ({ orderType, timeInForce }) =>
    PRICED.includes(orderType) && RESTING.includes(timeInForce),
  minQuantityLots: ({ timeInForce }) => timeInForce === 'ioc',
  postOnly: ({ orderType, timeInForce }) => orderType === 'limit' && RESTING.includes(timeInForce),
  certificateId: ({ side }) => side === 'sell',
  onFloorRaise: ({ side }) => side === 'sell',
};
const VALUES: Readonly<Record<string, unknown>> = {
  priceTicks: 100,
  triggerPriceTicks: 100,
  protectionLimitTicks: 100,
  expiryMicros: NOW_MICROS + 1,
  displayQuantityLots: 10,
  minQuantityLots: 10,
  postOnly: true,
  certificateId: 'C',
  onFloorRaise: 'park',
};

describe('the shape of an order', () => {
  it.each(KINDS)('ORDR-1 %s %s %s has what it must, and takes what may belong to it', (...kind) => {
    const order = bare(...kind);
    const isMisplaced = STOPS.includes(kind[1]) && FOR_AUCTION.includes(kind[2]);
    if (isMisplaced) {
      expect(shapeOf(order)).toEqual(refusedFor('timeInForce', 'does not belong'));
      return;
    }
    expect(shapeOf(order)).toBeUndefined();
    for (const [field, belongs] of Object.entries(BELONGS)) {
      const expected = belongs(order) ? undefined : refusedFor(field, 'does not belong');
      expect([field, shapeOf({ ...order, [field]: VALUES[field] })]).toEqual([field, expected]);
    }
  });

  it.each([
    ['a limit order without a price', bid('x', 1, undefined, { orderType: 'limit' }), 'priceTicks'],
    [
      'a stop-limit without a price',
      bid('x', 1, undefined, { orderType: 'stopLimit', triggerPriceTicks: 1 }),
      'priceTicks',
    ],
    ['a stop without a trigger', bid('x', 1, undefined, { orderType: 'stop' }), 'triggerPriceTicks'],
    ['a stop-limit without a trigger', bid('x', 1, 1, { orderType: 'stopLimit' }), 'triggerPriceTicks'],
    ['a gtd order without an expiry', bid('x', 1, 1, { timeInForce: 'gtd' }), 'expiryMicros'],
  ] as const)('ORDR-1 refuses %s', (_, order, field) => {
    expect(shapeOf(order)).toEqual(refusedFor(field, 'missing'));
  });

  it.each([
    ['an expiry at the very book time', { timeInForce: 'gtd', expiryMicros: NOW_MICROS }, 'expiryMicros'],
    ['a peak above the quantity', { displayQuantityLots: 11 }, 'displayQuantityLots'],
    ['a least quantity above the quantity', { timeInForce: 'ioc', minQuantityLots: 11 }, 'minQuantityLots'],
  ] as const)('ORDR-1 refuses %s', (_, terms, field) => {
    expect(shapeOf(bid('x', 10, 100, terms))).toEqual(refusedFor(field, 'out of range'));
  });

  it('ORDR-1 an offer without a certificate is judged by its origin instead', () => {
    expect(shapeOf(bid('x', 1, 100, { side: 'sell' }))).toBeUndefined();
  });
});
