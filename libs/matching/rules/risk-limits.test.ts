import { describe, expect, it } from '@jest/globals';
import type { DeskLimits } from '#contracts';
import { BookScenario } from '#testing';

function limit(venue: BookScenario, limits: DeskLimits, desk = 'aus-1', memberState = 'AUS'): string[] {
  return venue.act({ type: 'setLimits', desk, memberState, limits });
}

function limited(
  limits: DeskLimits,
  options: ConstructorParameters<typeof BookScenario>[0] = {},
): BookScenario {
  const venue = new BookScenario(options);
  limit(venue, limits);
  return venue;
}

const detailsOf = (venue: BookScenario): unknown => {
  const last = venue.events.at(-1);
  return last !== undefined && 'details' in last ? last.details : undefined;
};

describe('limits of a desk', () => {
  it('RISK-1 an order’s size: equality passes, the refusal names the limit and its value', () => {
    const venue = limited({ orderSizeLotsMax: 5 });
    expect(venue.buy('b1', 5, 100)).toEqual(['accepted b1']);
    expect(venue.buy('b2', 6, 100)).toEqual(['rejected b2 ORDER_SIZE_LIMIT']);
    expect(detailsOf(venue)).toEqual({ orderSizeLotsMax: 5, quantityLots: 6 });
    expect(venue.amend('b1', { quantityLots: 6 })).toEqual(['amend of b1 refused ORDER_SIZE_LIMIT']);
  });

  it('RISK-1 open quantity is of the order’s side with the order', () => {
    const venue = limited({ openQuantityLotsMax: 10 });
    venue.buy('b1', 6, 90);
    venue.sell('s1', 9, 110, { desk: 'aus-1', certificateId: 'AUS-1' });
    expect(venue.buy('b2', 5, 91)).toEqual(['rejected b2 OPEN_QUANTITY_LIMIT']);
    expect(detailsOf(venue)).toEqual({ openQuantityLotsMax: 10, openLots: 11 });
    expect(venue.buy('b3', 4, 91)).toEqual(['accepted b3']);
    expect(venue.buy('other', 11, 91, { desk: 'aus-2' })).toEqual(['accepted other']);
  });

  it('RISK-1 open quantity counts all that lives: parked, untriggered, for the close, hidden', () => {
    const venue = new BookScenario({ referenceTicks: 100 });
    venue.sell('parked', 1, 101, { onFloorRaise: 'park' });
    venue.floor(105);
    venue.reference(110);
    venue.sell('stop', 1, 110, { orderType: 'stopLimit', triggerPriceTicks: 106, timeInForce: 'gtc' });
    venue.sell('close', 1, 110, { timeInForce: 'atClose' });
    venue.sell('iceberg', 3, 110, { displayQuantityLots: 1 });
    limit(venue, { openQuantityLotsMax: 7 }, 'kaz-1', 'KAZ');
    const live = [...venue.book.liveOrders()].reduce((sum, { leavesLots }) => sum + leavesLots, 0);
    expect(live).toBe(6);
    expect(venue.sell('x', 2, 110)).toEqual(['rejected x OPEN_QUANTITY_LIMIT']);
    expect(venue.sell('y', 1, 110)).toEqual(['accepted y']);
  });

  it('RISK-1 an amend counts by what it adds, and one over a limit leaves the order as it was', () => {
    const venue = limited({ openQuantityLotsMax: 10 });
    venue.buy('b1', 6, 90);
    venue.buy('b2', 4, 90);
    expect(venue.amend('b1', { quantityLots: 7 })).toEqual(['amend of b1 refused OPEN_QUANTITY_LIMIT']);
    expect(venue.amend('b1', { priceTicks: 91 })).toEqual(['amended b1 v2 6@91 new time']);
    limit(venue, { openQuantityLotsMax: 1 });
    expect(venue.amend('b1', { priceTicks: 92 })).toEqual(['amend of b1 refused OPEN_QUANTITY_LIMIT']);
    expect(venue.amend('b1', { quantityLots: 3 })).toEqual(['amended b1 v3 3@91 keeps time']);
    expect(venue.resting('buy')).toEqual(['b1 3@91', 'b2 4@90']);
  });

  it('RISK-1 the position in the order’s direction with all live orders of its side filled', () => {
    const venue = limited({ positionLotsMax: 10 });
    venue.position('aus-1', 4);
    venue.buy('b1', 4, 90);
    expect(venue.buy('b2', 3, 90)).toEqual(['rejected b2 POSITION_LIMIT']);
    expect(detailsOf(venue)).toEqual({ positionLotsMax: 10, positionLots: 11 });
    expect(venue.buy('b3', 2, 90)).toEqual(['accepted b3']);
    const own = { desk: 'aus-1', certificateId: 'AUS-1' };
    expect(venue.sell('s1', 15, 110, own)).toEqual(['rejected s1 POSITION_LIMIT']);
    expect(venue.sell('s2', 14, 110, own)).toEqual(['accepted s2']);
  });

  it('RISK-1 a position is what was last set and what traded since, and one beyond the limit may be reduced', () => {
    const venue = limited({ positionLotsMax: 3 });
    venue.sell('s1', 5, 100);
    venue.buy('b1', 3, 100);
    expect(venue.buy('b2', 1, 100)).toEqual(['rejected b2 POSITION_LIMIT']);
    venue.position('aus-1', 50);
    expect(venue.sell('s2', 53, 110, { desk: 'aus-1', certificateId: 'AUS-1' })).toEqual(['accepted s2']);
  });

  it('RISK-1 a limit of zero takes nothing', () => {
    expect(limited({ orderSizeLotsMax: 0 }).buy('b1', 1, 1)).toEqual(['rejected b1 ORDER_SIZE_LIMIT']);
    expect(limited({ positionLotsMax: 0 }).buy('b1', 1, 1)).toEqual(['rejected b1 POSITION_LIMIT']);
    expect(limited({ messagesPerSecondMax: 0 }).buy('b1', 1, 1)).toEqual(['rejected b1 MESSAGE_LIMIT']);
  });

  it('RISK-1 the order’s notional, taken as in UNIT-2 and judged exactly', () => {
    const instrument = { notionalNumerator: 500, notionalDenominator: 1 };
    const venue = limited({ notionalMax: '500000' }, { instrument, referenceTicks: 100 });
    expect(venue.buy('b1', 10, 100)).toEqual(['accepted b1']);
    expect(venue.buy('b2', 10, 101)).toEqual(['rejected b2 NOTIONAL_LIMIT']);
    expect(detailsOf(venue)).toEqual({ notionalMax: '500000', notional: '505000' });
    expect(venue.buy('b3', 11, undefined, { timeInForce: 'gtc' })).toEqual(['rejected b3 NOTIONAL_LIMIT']);
    expect(venue.buy('b4', 11, undefined, { protectionLimitTicks: 90 })).toEqual([
      'accepted b4',
      'limit b4 @90',
    ]);
    limit(venue, { notionalMax: '9007199254740993' });
    expect(venue.buy('b5', 2_000_000_000, 9_000)).toEqual(['accepted b5']);
  });

  it('RISK-1 without any price there is no notional to judge', () => {
    expect(limited({ notionalMax: '0' }, { phase: 'preOpen' }).buy('b1', 10)).toEqual(['accepted b1']);
  });

  it('RISK-1 an act takes the place of all limits that the desk had, and absent ones do not bind', () => {
    const venue = limited({ orderSizeLotsMax: 1, positionLotsMax: 1 });
    expect(limit(venue, { positionLotsMax: 9 })).toEqual(['limits aus-1 {"positionLotsMax":9}']);
    expect(venue.buy('b1', 9, 100)).toEqual(['accepted b1']);
    limit(venue, {});
    expect(venue.buy('b2', 99, 100)).toEqual(['accepted b2']);
  });

  it('RISK-1 lowering a limit cancels nothing', () => {
    const venue = limited({});
    venue.buy('b1', 9, 100);
    expect(limit(venue, { openQuantityLotsMax: 1 })).toHaveLength(1);
    expect(venue.resting('buy')).toEqual(['b1 9@100']);
  });

  it.each([
    [{ orderSizeLotsMax: -1 }],
    [{ openQuantityLotsMax: 0.5 }],
    [{ positionLotsMax: -0 }],
    [{ messagesPerSecondMax: Infinity }],
    [{ notionalMax: '-1' }],
    [{ notionalMax: '1.0' }],
    [{ notionalMax: '01' }],
    [{ notionalMax: '' }],
  ] as [DeskLimits][])('UNIT-1 refuses limits of %j', (limits) => {
    expect(limited({}).act({ type: 'setLimits', desk: 'aus-1', memberState: 'AUS', limits })).toEqual([
      'refused MALFORMED',
    ]);
  });

  it('UNIT-1 refuses limits of nobody', () => {
    const venue = new BookScenario();
    expect(limit(venue, {}, '')).toEqual(['refused MALFORMED']);
    expect(limit(venue, {}, 'aus-1', '')).toEqual(['refused MALFORMED']);
  });
});

describe('the message limit', () => {
  /** The first microsecond of a whole second after now. */
  const nextSecond = (venue: BookScenario): number => Math.floor(venue.nowMicros / 1_000_000 + 1) * 1_000_000;

  it('RISK-1 counts entries and amends of a whole second of book time, refused ones included', () => {
    const venue = limited({ messagesPerSecondMax: 4 });
    venue.nowMicros = nextSecond(venue);
    venue.buy('b1', 5, 100);
    expect(venue.buy('b1', 6, 100)).toEqual(['rejected b1 DUPLICATE_ID']);
    venue.amend('b1', { priceTicks: 101 });
    venue.amend('b1', { priceTicks: 102, expectedVersion: 9 });
    expect(venue.buy('b2', 1, 100)).toEqual(['rejected b2 MESSAGE_LIMIT']);
    expect(detailsOf(venue)).toEqual({ messagesPerSecondMax: 4 });
    venue.nowMicros += 999_999;
    expect(venue.amend('b1', { priceTicks: 102 })).toEqual(['amend of b1 refused MESSAGE_LIMIT']);
    venue.nowMicros += 1;
    expect(venue.amend('b1', { priceTicks: 102 })).toEqual(['amended b1 v3 5@102 new time']);
  });

  it('RISK-1 holds for decreases and for amends that leave nothing, too', () => {
    const venue = limited({ messagesPerSecondMax: 1 });
    venue.buy('b1', 5, 100);
    expect(venue.amend('b1', { quantityLots: 4 })).toEqual(['amend of b1 refused MESSAGE_LIMIT']);
    expect(venue.amend('b1', { quantityLots: 0 })).toEqual(['amend of b1 refused MESSAGE_LIMIT']);
  });

  it('RISK-1 cancels are counted apart and still pass; an exact repeat is no message', () => {
    const venue = limited({ messagesPerSecondMax: 2 });
    venue.buy('b1', 5, 100);
    expect(venue.buy('b1', 5, 100)).toEqual([]);
    venue.buy('b2', 5, 100);
    expect(venue.buy('b3', 5, 100)).toEqual(['rejected b3 MESSAGE_LIMIT']);
    expect(venue.cancel('b1')).toEqual(['cancelled b1 5 USER']);
    expect(venue.massCancel('aus-1')[0]).toBe('mass cancel of aus-1: 1');
  });

  it('RISK-1 counts from the act that limits a desk’s messages, and on over a new set of limits', () => {
    const venue = new BookScenario();
    venue.tickAt(nextSecond(venue));
    venue.buy('b1', 1, 100);
    limit(venue, { messagesPerSecondMax: 2 });
    expect(venue.buy('b2', 1, 100)).toEqual(['accepted b2']);
    limit(venue, { messagesPerSecondMax: 1 });
    expect(venue.buy('b3', 1, 100)).toEqual(['rejected b3 MESSAGE_LIMIT']);
  });

  it('RISK-1 is each desk’s own', () => {
    const venue = limited({ messagesPerSecondMax: 1 });
    venue.buy('b1', 1, 100);
    expect(venue.buy('b2', 1, 100, { desk: 'aus-2' })).toEqual(['accepted b2']);
    expect(venue.buy('b3', 1, 100)).toEqual(['rejected b3 MESSAGE_LIMIT']);
  });
});
