import { describe, expect, it } from '@jest/globals';
import { TIMES_IN_FORCE, TRADING_PHASES, type TimeInForce, type TradingPhase } from '#contracts';
import { BookScenario } from '#testing';
import { refuseTimeInForce } from './time-in-force.js';

const CALLS: readonly TradingPhase[] = ['preOpen', 'noCancel', 'volatilityAuction', 'closingCall'];

describe('times in force and phases', () => {
  it.each(TRADING_PHASES)(
    'PHAS-1 in %s orders about trading at once are refused if it is a call phase',
    (phase) => {
      const refused = (timeInForce: TimeInForce, postOnly: boolean): unknown =>
        refuseTimeInForce(phase, { timeInForce, postOnly })?.code;
      const inCalls = CALLS.includes(phase) ? 'PHASE_NOT_ALLOWED' : undefined;
      for (const timeInForce of TIMES_IN_FORCE.filter((name) => name !== 'atOpen')) {
        const isImmediate = timeInForce === 'ioc' || timeInForce === 'fok';
        expect([timeInForce, refused(timeInForce, false)]).toEqual([
          timeInForce,
          isImmediate ? inCalls : undefined,
        ]);
      }
      expect(refused('day', true)).toBe(inCalls);
    },
  );

  it.each(TRADING_PHASES)('ORDR-1 in %s an order for the opening is taken if it is before it', (phase) => {
    const isBefore = phase === 'preOpen' || phase === 'noCancel';
    const expected = isBefore
      ? undefined
      : { code: 'PHASE_NOT_ALLOWED', details: { phase, timeInForce: 'atOpen' } };
    expect(refuseTimeInForce(phase, { timeInForce: 'atOpen', postOnly: false })).toEqual(expected);
  });
});

describe('an order for the opening', () => {
  it('ORDR-1 what the opening auction leaves of it is cancelled, a market order too', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    venue.buy('b1', 5, 100, { timeInForce: 'atOpen' });
    venue.buy('b2', 5, undefined, { timeInForce: 'atOpen' });
    venue.sell('s1', 7, 100);
    venue.phase('noCancel');
    venue.sell('s2', 2, 101, { timeInForce: 'atOpen' });
    expect(venue.phase('openingAuction')).toEqual([
      'phase noCancel > openingAuction',
      'opening auction 7@100 surplus 3',
      'traded 5@100 b2/s1',
      'traded 2@100 b1/s1',
      'cancelled b1 3 AUCTION_ENDED',
      'cancelled s2 2 AUCTION_ENDED',
      'phase openingAuction > continuous',
      'indicative none',
    ]);
  });

  it('ORDR-1 a halt before the opening leaves it', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    venue.buy('b1', 5, 100, { timeInForce: 'atOpen' });
    venue.phase('halted');
    expect(venue.resting('buy')).toEqual(['b1 5@100']);
  });
});

describe('an order for the close', () => {
  it('ORDR-1 is in the book in the closing call alone, with its entry time', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 100, { timeInForce: 'atClose' });
    venue.sell('s2', 5, 101);
    venue.sell('s3', 5, 100, { timeInForce: 'gtc', desk: 'kaz-2' });
    expect(venue.book.depth('sell', 9).map(({ quantityLots }) => quantityLots)).toEqual([5, 5]);
    expect(venue.buy('b1', 1, 100)).toEqual(['accepted b1', 'traded 1@100 b1/s3 by buy']);
    expect(venue.buy('b2', 6, 100, { timeInForce: 'atClose' })).toEqual(['accepted b2']);
    expect(venue.phase('closingCall')).toEqual(['phase continuous > closingCall', 'indicative 6@100']);
    expect(venue.book.depth('sell', 9).map(({ quantityLots }) => quantityLots)).toEqual([9, 5]);
    expect(venue.phase('closingAuction')).toEqual([
      'phase closingCall > closingAuction',
      'closing auction 6@100 surplus -3',
      'traded 5@100 b2/s1',
      'traded 1@100 b2/s3',
      'phase closingAuction > closed',
      'cancelled s2 5 EXPIRED',
      'indicative none',
    ]);
    expect(venue.resting('sell')).toEqual(['s3 3@100']);
  });

  it.each([
    ['atOpen', ['openingAuction']],
    ['atClose', ['openingAuction', 'closingCall', 'closingAuction']],
  ] as const)('ORDR-1 FLOR-5 a parked %s order ends with its auction', (timeInForce, way) => {
    const venue = new BookScenario({ phase: 'preOpen', floorTicks: 90 });
    venue.sell('s1', 5, 95, { timeInForce, onFloorRaise: 'park' });
    expect(venue.floor(100)).toContain('parked s1');
    const told = way.flatMap((phase) => venue.phase(phase));
    expect(told).toContain('cancelled s1 5 AUCTION_ENDED');
  });

  it('ORDR-1 what the closing auction leaves of it is cancelled', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    venue.buy('b1', 5, 100, { timeInForce: 'atClose' });
    expect(venue.sell('s1', 5, undefined, { timeInForce: 'atClose' })).toEqual(['accepted s1']);
    venue.phase('openingAuction');
    venue.phase('closingCall');
    venue.amend('b1', { quantityLots: 3 });
    expect(venue.phase('closingAuction').slice(1)).toEqual([
      'closing auction 3@100 surplus -2',
      'traded 3@100 b1/s1',
      'cancelled s1 2 AUCTION_ENDED',
      'phase closingAuction > closed',
      'indicative none',
    ]);
  });

  it('ORDR-1 without an auction it expires at closed, and an inactive one is amended and cancelled like any', () => {
    const venue = new BookScenario();
    venue.buy('b1', 5, 100, { timeInForce: 'atClose' });
    venue.buy('b2', 5, 100, { timeInForce: 'atClose' });
    venue.sell('s1', 5, 101);
    expect(venue.amend('b1', { priceTicks: 101 })).toEqual(['amended b1 v2 5@101 new time']);
    expect(venue.cancel('b2')).toEqual(['cancelled b2 5 USER']);
    expect(venue.phase('closed')).toEqual([
      'phase continuous > closed',
      'cancelled b1 5 EXPIRED',
      'cancelled s1 5 EXPIRED',
    ]);
  });

  it('ORDR-1 a halt of the closing call takes it out of the book again', () => {
    const venue = new BookScenario();
    venue.buy('b1', 5, 100, { timeInForce: 'atClose' });
    venue.phase('closingCall');
    expect(venue.book.depth('buy', 9)).toHaveLength(1);
    venue.phase('halted');
    expect(venue.book.depth('buy', 9)).toHaveLength(0);
    expect(venue.resting('buy')).toEqual(['b1 5@100']);
  });
});

describe('a good-till-date order', () => {
  it('ORDR-1 SEQ-3 ends at its instant, those of one instant in entry order', () => {
    const venue = new BookScenario();
    const expiryMicros = venue.nowMicros + 10;
    venue.buy('b1', 5, 100, { timeInForce: 'gtd', expiryMicros: expiryMicros + 5 });
    venue.buy('b2', 5, 99, { timeInForce: 'gtd', expiryMicros });
    venue.buy('b3', 5, 101, { timeInForce: 'gtd', expiryMicros });
    expect(venue.tickAt(expiryMicros - 1)).toEqual([]);
    expect(venue.tickAt(expiryMicros)).toEqual(['cancelled b2 5 EXPIRED', 'cancelled b3 5 EXPIRED']);
    expect(venue.events.at(-1)?.command).toMatchObject({ cause: 'schedule', body: { kind: 'expireOrder' } });
    venue.amend('b1', { expiryMicros: expiryMicros + 50 });
    expect(venue.tickAt(expiryMicros + 49)).toEqual([]);
    expect(venue.tickAt(expiryMicros + 50)).toEqual(['cancelled b1 5 EXPIRED']);
  });

  it('ORDR-1 ends in every phase, and the indicative price follows', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    const expiryMicros = venue.nowMicros + 10;
    venue.buy('b1', 5, 100, { timeInForce: 'gtd', expiryMicros });
    venue.sell('s1', 5, 100, { timeInForce: 'gtd', expiryMicros: expiryMicros + 1 });
    expect(venue.tickAt(expiryMicros)).toEqual(['cancelled b1 5 EXPIRED', 'indicative none']);
    venue.phase('suspended');
    expect(venue.tickAt(expiryMicros + 1)).toEqual(['cancelled s1 5 EXPIRED']);
  });

  it('ORDR-1 an expiry that is not due is refused', () => {
    const venue = new BookScenario();
    venue.buy('b1', 5, 100);
    const bookMicros = venue.nowMicros;
    const told: string[] = [];
    for (const order of [venue.numberOf('b1'), 999]) {
      venue.book.step(
        {
          commandId: `d${order}`,
          cause: 'schedule',
          actor: 'schedule',
          receiveMicros: bookMicros,
          bookMicros,
          rulesVersion: 2,
          body: { kind: 'expireOrder', order, dueMicros: bookMicros },
        },
        (event) => told.push(...venue.hear(event)),
      );
    }
    expect(told).toEqual(['refused ACT_NOT_PENDING', 'refused ORDER_NOT_FOUND']);
  });
});
