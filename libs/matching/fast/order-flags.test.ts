import { describe, expect, it } from '@jest/globals';
import { ORDER_TYPES, TIMES_IN_FORCE, type OrderType, type TimeInForce } from '#contracts';
import { Flag } from '../layout/order-layout.js';
import { flagsOf } from './order-flags.js';

const flagsFor = (orderType: OrderType, timeInForce: TimeInForce): number =>
  flagsOf({
    side: 'buy',
    orderType,
    timeInForce,
    postOnly: false,
    stpMode: 'cancelResting',
    onFloorRaise: 'cancel',
  });

describe('the flags of an order', () => {
  it('ORDR-1 the types and times in force that the hot path knows are those of the contract', () => {
    expect(flagsFor('market', 'day')).toBe(Flag.MARKET | Flag.DAY);
    expect(flagsFor('limit', 'day')).toBe(Flag.DAY);
    expect(flagsFor('limit', 'gtc')).toBe(Flag.GTC);
    expect(flagsFor('limit', 'ioc')).toBe(Flag.IOC);
    expect(flagsFor('limit', 'atClose')).toBe(Flag.AT_CLOSE);
  });

  it('ORDR-1 every type and time in force has flags of its own within its mask', () => {
    const all = ORDER_TYPES.flatMap((type) => TIMES_IN_FORCE.map((time) => flagsFor(type, time)));
    expect(new Set(all).size).toBe(all.length);
    for (const flags of all) expect(flags & ~(Flag.TYPE_MASK | Flag.TIME_MASK)).toBe(0);
  });
});
