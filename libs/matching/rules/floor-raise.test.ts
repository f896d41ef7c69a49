import { describe, expect, it } from '@jest/globals';
import { BookScenario } from '#testing';

const park = { onFloorRaise: 'park' } as const;
const reprice = { onFloorRaise: 'reprice' } as const;
const stopOf = (triggerPriceTicks: number) => ({ orderType: 'stopLimit', triggerPriceTicks }) as const;

describe('a floor raise', () => {
  it('FLOR-5 cancels and parks in one pass in entry order, then reprices', () => {
    const venue = new BookScenario({ floorTicks: 90 });
    venue.sell('r1', 1, 96, reprice);
    venue.sell('p1', 1, 95, park);
    venue.sell('c1', 1, 99);
    venue.sell('p2', 1, 92, park);
    venue.sell('r2', 1, 95, reprice);
    venue.sell('c2', 1, 91);
    venue.sell('stays', 1, 100);
    expect(venue.floor(100)).toEqual([
      'floor 100 v2',
      'parked p1',
      'cancelled c1 1 FLOOR_RAISED',
      'parked p2',
      'cancelled c2 1 FLOOR_RAISED',
      'repriced r2 @100 v2',
      'repriced r1 @100 v2',
      'floor locked',
    ]);
    expect(venue.book.depth('sell', 9)).toMatchObject([{ priceTicks: 100, orders: 3 }]);
  });

  it('FLOR-5 an iceberg keeps its peak', () => {
    const venue = new BookScenario({ floorTicks: 90 });
    venue.sell('ice', 9, 95, { ...reprice, displayQuantityLots: 4 });
    venue.buy('b1', 1, 95);
    venue.floor(100);
    expect(venue.book.order(venue.numberOf('ice'))).toMatchObject({ displayedLots: 3, leavesLots: 8 });
  });

  it('FLOR-5 holds for an order for the close while it is inactive', () => {
    const venue = new BookScenario({ floorTicks: 90 });
    venue.sell('s1', 1, 95, { timeInForce: 'atClose' });
    venue.sell('s2', 1, 95, { timeInForce: 'atClose', ...reprice });
    expect(venue.floor(100)).toEqual(['floor 100 v2', 'cancelled s1 1 FLOOR_RAISED', 'repriced s2 @100 v2']);
  });
});

describe('a parked order', () => {
  it('FLOR-5 returns with a new time, in entry order, once the floor is at or below its price', () => {
    const venue = new BookScenario({ floorTicks: 90 });
    venue.sell('p1', 1, 96, park);
    venue.sell('p2', 1, 95, park);
    venue.sell('p3', 1, 94, park);
    venue.floor(100);
    venue.sell('s1', 1, 100);
    expect(venue.book.depth('sell', 9)).toHaveLength(1);
    expect(venue.floor(98)).toEqual(['floor 98 v3', 'floor unlocked']);
    expect(venue.sell('s2', 1, 98)).toEqual(['accepted s2', 'floor locked']);
    expect(venue.floor(95)).toEqual(['floor 95 v4', 'returned p1', 'returned p2']);
    venue.sell('s3', 1, 95);
    expect(venue.resting('sell').filter((line) => line.endsWith('95'))).toEqual(['p2 1@95', 's3 1@95']);
    expect(venue.floor(99)).toEqual([
      'floor 99 v5',
      'parked p1',
      'parked p2',
      'cancelled s2 1 FLOOR_RAISED',
      'cancelled s3 1 FLOOR_RAISED',
      'floor unlocked',
    ]);
  });

  it('FLOR-5 those that return stand in entry order, whatever their times were before', () => {
    const venue = new BookScenario({ floorTicks: 90 });
    venue.sell('p1', 1, 95, park);
    venue.sell('p2', 1, 95, park);
    venue.amend('p1', { quantityLots: 2 });
    expect(venue.resting('sell')).toEqual(['p2 1@95', 'p1 2@95']);
    venue.floor(100);
    expect(venue.floor(95)).toEqual(['floor 95 v3', 'returned p1', 'returned p2', 'floor locked']);
    expect(venue.resting('sell')).toEqual(['p1 2@95', 'p2 1@95']);
  });

  it('FLOR-5 FLOR-6 returns before the uncross that its return brings about', () => {
    const venue = new BookScenario({ floorTicks: 90 });
    venue.sell('p1', 3, 95, park);
    venue.floor(100);
    venue.buy('b1', 2, 97);
    expect(venue.floor(92)).toEqual([
      'floor 92 v3',
      'returned p1',
      'floor auction 2@95 surplus -1',
      'traded 2@95 b1/p1',
    ]);
  });

  it('FLOR-6 in a call phase the coming auction takes it', () => {
    const venue = new BookScenario({ phase: 'preOpen', floorTicks: 90 });
    venue.sell('p1', 3, 95, park);
    venue.floor(100);
    venue.buy('b1', 2, 97);
    expect(venue.floor(92)).toEqual(['floor 92 v3', 'returned p1', 'indicative 2@95']);
  });

  it('STP-1 FLOR-6 a self-trade of that uncross is flagged', () => {
    const venue = new BookScenario({ floorTicks: 90 });
    venue.sell('p1', 3, 95, { ...park, stpId: 'k' });
    venue.floor(100);
    venue.buy('b1', 3, 97, { desk: 'kaz-2', stpId: 'k' });
    expect(venue.floor(92).at(-1)).toBe('traded 3@97 b1/p1 with itself');
  });

  it('FLOR-5 is live: amended, cancelled, expired and counted like any', () => {
    const venue = new BookScenario({ floorTicks: 90 });
    for (const id of ['p1', 'p2', 'p3', 'p4']) venue.sell(id, 2, 95, park);
    venue.floor(100);
    expect(venue.book.certificate('KAZ-1')?.pledgedLots).toBe(8);
    expect(venue.amend('p1', { quantityLots: 1 })).toEqual(['amended p1 v2 1@95 keeps time']);
    expect(venue.book.depth('sell', 9)).toEqual([]);
    expect(venue.amend('p1', { quantityLots: 9 })).toEqual(['amend of p1 refused BELOW_FLOOR']);
    expect(venue.amend('p1', { priceTicks: 100 })).toEqual(['amended p1 v3 1@100 new time', 'floor locked']);
    expect(venue.resting('sell')[3]).toBe('p1 1@100');
    expect(venue.book.depth('sell', 9)).toHaveLength(1);
    expect(venue.cancel('p2')).toEqual(['cancelled p2 2 USER']);
    expect(venue.member('KAZ', 'suspended').slice(1)).toEqual([
      'cancelled p1 1 MEMBER_SUSPENDED',
      'cancelled p3 2 MEMBER_SUSPENDED',
      'cancelled p4 2 MEMBER_SUSPENDED',
      'floor unlocked',
    ]);
  });

  it('ORDR-1 a parked day order ends at closed', () => {
    const venue = new BookScenario({ floorTicks: 90 });
    venue.sell('p1', 2, 95, park);
    venue.floor(100);
    expect(venue.phase('closed').at(-1)).toBe('cancelled p1 2 EXPIRED');
  });
});

describe('stops and the floor', () => {
  it.each([
    [
      'a sell stop whose trigger lies below the floor',
      'sell',
      { orderType: 'stop', triggerPriceTicks: 89 },
      undefined,
      'BELOW_FLOOR',
    ],
    ['a sell stop at the floor', 'sell', { orderType: 'stop', triggerPriceTicks: 90 }, undefined, undefined],
    ['a sell stop-limit whose limit lies below the floor', 'sell', stopOf(95), 89, 'BELOW_FLOOR'],
    ['a sell stop-limit whose trigger lies below the floor', 'sell', stopOf(89), 95, 'BELOW_FLOOR'],
    ['a sell stop-limit at the floor', 'sell', stopOf(90), 90, undefined],
    ['a buy stop-limit whose limit lies below the floor', 'buy', stopOf(105), 89, undefined],
  ] as const)('FLOR-9 %s', (_, side, terms, priceTicks, code) => {
    const venue = new BookScenario({ floorTicks: 90, referenceTicks: 100 });
    const told =
      side === 'sell' ? venue.sell('x', 1, priceTicks, terms) : venue.buy('x', 1, priceTicks, terms);
    expect(told[0]).toBe(code === undefined ? 'accepted x' : `rejected x ${code}`);
    if (code !== undefined) {
      expect(venue.events.at(-1)).toMatchObject({ details: { floorPriceTicks: 90, floorVersion: 1 } });
    }
  });

  it('FLOR-9 at a raise each follows its policy; reprice moves a limit, and cannot move a trigger', () => {
    const venue = new BookScenario({ floorTicks: 90, referenceTicks: 110 });
    venue.sell('limit', 1, 92, { ...stopOf(105), ...reprice });
    venue.sell('trigger', 1, 92, { ...stopOf(95), ...reprice });
    venue.sell('cancel', 1, 92, stopOf(105));
    venue.sell('park', 1, 92, { ...stopOf(105), ...park });
    venue.sell('bare', 1, undefined, { orderType: 'stop', triggerPriceTicks: 95, ...park });
    venue.sell('above', 1, 101, stopOf(100));
    venue.sell('rests', 1, 99, reprice);
    venue.buy('b1', 1, 90, stopOf(120));
    expect(venue.floor(100)).toEqual([
      'floor 100 v2',
      'cancelled trigger 1 FLOOR_RAISED',
      'cancelled cancel 1 FLOOR_RAISED',
      'parked park',
      'parked bare',
      'repriced limit @100 v2',
      'repriced rests @100 v2',
      'floor locked',
    ]);
  });

  it('FLOR-9 a parked stop returns when the floor is at or below trigger and limit, and waits for the next trade', () => {
    const venue = new BookScenario({ floorTicks: 90, referenceTicks: 110 });
    venue.sell('p1', 1, 92, { ...stopOf(96), ...park });
    venue.floor(100);
    venue.buy('b1', 5, 95);
    expect(venue.floor(94)).toEqual(['floor 94 v3']);
    expect(venue.sell('s1', 1, 95)).toEqual(['accepted s1', 'traded 1@95 b1/s1 by sell']);
    expect(venue.floor(92)).toEqual(['floor 92 v4', 'returned p1']);
    expect(venue.sell('s2', 1, 95)).toEqual([
      'accepted s2',
      'traded 1@95 b1/s2 by sell',
      'triggered p1',
      'traded 1@95 b1/p1 by sell',
    ]);
  });

  it('FLOR-9 a parked stop whose limit is above its trigger waits until the floor is down at the trigger', () => {
    const venue = new BookScenario({ floorTicks: 90, referenceTicks: 110 });
    venue.sell('p1', 1, 99, { ...stopOf(96), ...park });
    venue.floor(100);
    expect(venue.floor(98)).toEqual(['floor 98 v3']);
    expect(venue.floor(96)).toEqual(['floor 96 v4', 'returned p1']);
  });

  it('FLOR-9 ORDR-6 the uncross of FLOR-6 is the next trade for one that returned with it', () => {
    const venue = new BookScenario({ floorTicks: 90, referenceTicks: 110 });
    venue.sell('stop', 1, 92, { ...stopOf(96), ...park });
    venue.sell('offer', 2, 94, park);
    venue.floor(100);
    venue.buy('b1', 5, 95);
    expect(venue.floor(90)).toEqual([
      'floor 90 v3',
      'returned stop',
      'returned offer',
      'floor auction 2@95 surplus 3',
      'traded 2@95 b1/offer',
      'triggered stop',
      'traded 1@95 b1/stop by sell',
    ]);
  });
});
