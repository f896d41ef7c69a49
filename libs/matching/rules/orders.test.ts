import { describe, expect, it } from '@jest/globals';
import type { AmendOrder } from '#contracts';
import { BookScenario } from '#testing';

const orderOf = (venue: BookScenario, id: string): Record<string, unknown> => {
  const { quantityLots, filledLots, leavesLots, cancelledLots, version } = venue.book.order(
    venue.numberOf(id),
  )!;
  return { quantityLots, filledLots, leavesLots, cancelledLots, version };
};

describe('an amend', () => {
  it('ORDR-4 a decrease of quantity alone keeps priority', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 100);
    venue.sell('s2', 5, 100);
    expect(venue.amend('s1', { quantityLots: 3 })).toEqual(['amended s1 v2 3@100 keeps time']);
    expect(venue.resting('sell')).toEqual(['s1 3@100', 's2 5@100']);
  });

  it.each([
    ['an increase', { quantityLots: 6 }, 's1 6@100'],
    ['an account', { account: 'client' }, 's1 5@100'],
    ['a decrease with an account', { quantityLots: 4, account: 'client' }, 's1 4@100'],
  ] as [string, Partial<AmendOrder>, string][])('ORDR-4 %s takes a new time', (_, change, last) => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 100);
    venue.sell('s2', 5, 100);
    expect(venue.amend('s1', change)[0]).toMatch(/new time$/);
    expect(venue.resting('sell')).toEqual(['s2 5@100', last]);
  });

  it('ORDR-4 another gtd date alone takes a new time', () => {
    const venue = new BookScenario();
    const until = (seconds: number): number => venue.nowMicros + seconds * 1_000_000;
    venue.sell('s1', 5, 100, { timeInForce: 'gtd', expiryMicros: until(1) });
    venue.sell('s2', 5, 100);
    expect(venue.amend('s1', { expiryMicros: until(2) })).toEqual(['amended s1 v2 5@100 new time']);
    expect(venue.resting('sell')).toEqual(['s2 5@100', 's1 5@100']);
    expect(venue.tickAt(until(1))).toEqual([]);
  });

  it('ORDR-4 a price that goes and comes back has lost its time', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 100);
    venue.sell('s2', 5, 100);
    venue.amend('s1', { priceTicks: 101 });
    venue.amend('s1', { priceTicks: 100 });
    expect(venue.resting('sell')).toEqual(['s2 5@100', 's1 5@100']);
  });

  it('ORDR-4 may trade at once', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 100);
    venue.buy('b1', 3, 99);
    expect(venue.amend('b1', { priceTicks: 100 })).toEqual([
      'amended b1 v2 3@100 new time',
      'traded 3@100 b1/s1 by buy',
    ]);
  });

  it('ORDR-4 leaves become new quantity less what is filled', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 100);
    venue.buy('b1', 2, 100);
    expect(venue.amend('s1', { quantityLots: 3 })).toEqual(['amended s1 v2 1@100 keeps time']);
    expect(orderOf(venue, 's1')).toEqual({
      quantityLots: 3,
      filledLots: 2,
      leavesLots: 1,
      cancelledLots: 0,
      version: 2,
    });
  });

  it.each([2, 1, 0])('ORDR-4 at zero leaves or below the rest is cancelled: quantity %i', (quantityLots) => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 100);
    venue.buy('b1', 2, 100);
    expect(venue.amend('s1', { quantityLots, priceTicks: 1 })).toEqual(['cancelled s1 3 USER']);
    expect(venue.book.order(venue.numberOf('s1'))).toBeUndefined();
  });

  it('ORDR-4 names the version that it expects; another is refused, not misapplied', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 100);
    venue.amend('s1', { quantityLots: 4 });
    expect(venue.amend('s1', { quantityLots: 3, expectedVersion: 1 })).toEqual([
      'amend of s1 refused VERSION_MISMATCH',
    ]);
    expect(venue.events.at(-1)).toMatchObject({ details: { orderVersion: 2 } });
    expect(venue.amend('s1', { quantityLots: 3, expectedVersion: 2 })).toEqual([
      'amended s1 v3 3@100 keeps time',
    ]);
  });

  it('ORDR-4 fills do not raise the version', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 100);
    venue.buy('b1', 2, 100);
    expect(venue.amend('s1', { quantityLots: 4, expectedVersion: 1 })).toEqual([
      'amended s1 v2 2@100 keeps time',
    ]);
  });

  it('ORDR-4 one that changes nothing is accepted, keeps its time and raises the version', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 100);
    venue.sell('s2', 5, 100);
    expect(venue.amend('s1', {})).toEqual(['amended s1 v2 5@100 keeps time']);
    expect(venue.amend('s1', { quantityLots: 5, priceTicks: 100 })).toEqual([
      'amended s1 v3 5@100 keeps time',
    ]);
    expect(venue.resting('sell')).toEqual(['s1 5@100', 's2 5@100']);
  });

  it('ORDR-4 if refused leaves the order as it was', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 100);
    const before = venue.book
      .stateText()
      .split('\n')
      .find((line) => line.startsWith('["order"'));
    venue.amend('s1', { quantityLots: 2_000_000 });
    expect(venue.events.at(-1)).toMatchObject({ type: 'AmendRejected', code: 'CERTIFICATE_EXHAUSTED' });
    expect(venue.book.stateText()).toContain(before);
  });

  it('ORDR-4 a decrease and a change to zero leaves are judged for standing and phase alone', () => {
    const venue = new BookScenario({ instrument: { notionalNumerator: 1, notionalDenominator: 10 } });
    venue.buy('b1', 20, 10);
    expect(venue.amend('b1', { quantityLots: 21 })).toEqual(['amended b1 v2 21@10 new time']);
    expect(venue.amend('b1', { quantityLots: 21, priceTicks: 11 })).toEqual([
      'amend of b1 refused NOTIONAL_INEXACT',
    ]);
    venue.amend('b1', { priceTicks: 11, quantityLots: 30 });
    expect(venue.amend('b1', { quantityLots: 7 })).toEqual(['amended b1 v4 7@11 keeps time']);
    venue.phase('halted');
    expect(venue.amend('b1', { quantityLots: 6 })).toEqual(['amend of b1 refused PHASE_NOT_ALLOWED']);
    expect(venue.amend('b1', { quantityLots: 0 })).toEqual(['amend of b1 refused PHASE_NOT_ALLOWED']);
    expect(venue.amend('b1', {})).toEqual(['amend of b1 refused PHASE_NOT_ALLOWED']);
  });

  it('ORDR-4 a change that ends in zero leaves is not judged for what else it asks', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    venue.sell('s1', 5, 101);
    expect(venue.amend('s1', { quantityLots: 4, priceTicks: 99 })).toEqual([
      'amend of s1 refused BELOW_FLOOR',
    ]);
    expect(venue.amend('s1', { quantityLots: 0, priceTicks: 99 })).toEqual(['cancelled s1 5 USER']);
  });

  it('ORDR-4 a market order takes no price', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    venue.buy('b1', 5);
    expect(venue.amend('b1', { priceTicks: 100 })).toEqual(['amend of b1 refused ORDER_SHAPE']);
    expect(venue.amend('b1', { quantityLots: 6 })).toEqual(['amended b1 v2 6@market new time']);
  });

  it('REJ another desk’s order, an unknown one and one that ended are not found', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    expect(venue.cancel('b1', 'aus-2')).toEqual(['cancel of b1 refused ORDER_NOT_FOUND']);
    expect(venue.amend('b1', { desk: 'aus-2' })).toEqual(['amend of b1 refused ORDER_NOT_FOUND']);
    expect(venue.amend('b1', { order: 999 })).toEqual(['amend of #999 refused ORDER_NOT_FOUND']);
    venue.cancel('b1');
    expect(venue.cancel('b1')).toEqual(['cancel of b1 refused ORDER_NOT_FOUND']);
    expect(venue.amend('b1', {})).toEqual(['amend of b1 refused ORDER_NOT_FOUND']);
  });
});

describe('the lots of an order', () => {
  it('ORDR-7 quantity is filled, leaves and cancelled, through fills, amends and cancels', () => {
    const venue = new BookScenario();
    venue.sell('s1', 10, 100);
    venue.buy('b1', 3, 100);
    venue.amend('s1', { quantityLots: 20 });
    venue.buy('b2', 4, 100);
    venue.amend('s1', { quantityLots: 9 });
    expect(orderOf(venue, 's1')).toEqual({
      quantityLots: 9,
      filledLots: 7,
      leavesLots: 2,
      cancelledLots: 0,
      version: 3,
    });
    expect(venue.cancel('s1')).toEqual(['cancelled s1 2 USER']);
    expect(venue.events.at(-1)).toMatchObject({ lots: 2, leavesLots: 0 });
  });
});

describe('a mass cancel', () => {
  it('RISK-2 takes all live orders of the desk, in entry order, and tells its count', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    venue.buy('b2', 2, 101, { timeInForce: 'gtc' });
    venue.buy('b3', 3, 102, { desk: 'aus-2' });
    venue.amend('b1', { priceTicks: 99 });
    expect(venue.massCancel('aus-1')).toEqual([
      'mass cancel of aus-1: 2',
      'cancelled b1 1 MASS_CANCEL',
      'cancelled b2 2 MASS_CANCEL',
    ]);
    expect(venue.resting('buy')).toEqual(['b3 3@102']);
  });

  it('RISK-2 a broken session takes all but gtc and gtd, in every phase', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    venue.buy('b2', 2, 101, { timeInForce: 'gtc' });
    venue.buy('b3', 3, 102, { desk: 'aus-2' });
    venue.phase('suspended');
    expect(venue.disconnect('aus-1')).toEqual(['mass cancel of aus-1: 1', 'cancelled b1 1 DISCONNECTED']);
    expect(venue.disconnect('aus-1')).toEqual(['mass cancel of aus-1: 0']);
    expect(venue.resting('buy')).toEqual(['b3 3@102', 'b2 2@101']);
  });

  it.each([
    ['day', 'taken'],
    ['atOpen', 'taken'],
    ['atClose', 'taken'],
    ['gtc', 'stays'],
    ['gtd', 'stays'],
  ] as const)('RISK-2 when its session breaks off an order that is %s is %s', (timeInForce, what) => {
    const venue = new BookScenario({ phase: 'preOpen' });
    const until = timeInForce === 'gtd' ? { expiryMicros: venue.nowMicros + 9 } : {};
    venue.buy('b1', 1, 100, { timeInForce, ...until });
    venue.disconnect('aus-1');
    expect(venue.resting('buy')).toEqual(what === 'stays' ? ['b1 1@100'] : []);
  });

  it('REJ RISK-2 a desk of one name in another state touches nothing', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    const stranger = { desk: 'aus-1', memberState: 'NAM', trader: 'somebody' } as const;
    const order = venue.numberOf('b1');
    expect(venue.send({ kind: 'cancelOrder', order, ...stranger })).toEqual([
      'cancel of b1 refused ORDER_NOT_FOUND',
    ]);
    expect(venue.send({ kind: 'massCancel', ...stranger })).toEqual(['mass cancel of aus-1: 0']);
    expect(venue.send({ kind: 'cancelOnDisconnect', ...stranger })).toEqual(['mass cancel of aus-1: 0']);
  });

  it('SEQ-1 a mass cancel tells its count, be it zero', () => {
    expect(new BookScenario().massCancel('aus-1')).toEqual(['mass cancel of aus-1: 0']);
  });
});
