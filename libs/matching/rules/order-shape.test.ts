import { describe, expect, it } from '@jest/globals';
import { refuseShape, type OrderShape } from './order-shape.js';

const limit: OrderShape = { side: 'sell', orderType: 'limit', priceTicks: 100, certificateId: 'C' };
const market: OrderShape = { side: 'buy', orderType: 'market' };

describe('the shape of an order', () => {
  it.each([
    ['a limit order with its price', limit],
    ['a limit offer with a floor policy', { ...limit, onFloorRaise: 'reprice' }],
    ['a market bid', market],
    ['a market bid with a protection limit', { ...market, protectionLimitTicks: 100 }],
    ['a market offer with a floor policy', { side: 'sell', orderType: 'market', onFloorRaise: 'cancel' }],
    ['an offer without a certificate, which ORIGIN_MISSING judges', { ...limit, certificateId: undefined }],
  ] as [string, OrderShape][])('ORDR-1 takes %s', (_, order) => {
    expect(refuseShape(order)).toBeUndefined();
  });

  it.each([
    ['a limit order without a price', { ...limit, priceTicks: undefined }, 'priceTicks', 'missing'],
    ['a market order with a price', { ...market, priceTicks: 1 }, 'priceTicks', 'does not belong'],
    [
      'a limit order with a protection limit',
      { ...limit, protectionLimitTicks: 1 },
      'protectionLimitTicks',
      'does not belong',
    ],
    ['a bid with a certificate', { ...market, certificateId: 'C' }, 'certificateId', 'does not belong'],
    ['a bid with a floor policy', { ...market, onFloorRaise: 'cancel' }, 'onFloorRaise', 'does not belong'],
  ] as [string, OrderShape, string, string][])('ORDR-1 refuses %s', (_, order, field, problem) => {
    expect(refuseShape(order)).toEqual({ code: 'ORDER_SHAPE', details: { field, problem } });
  });
});
