import { describe, expect, it } from '@jest/globals';
import type { BookEvent, PolicyChange } from '#contracts';
import { BookScenario, offer } from '#testing';

describe('a floor in force', () => {
  it('FLOR-1 one floor is in force, the last that took effect', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    venue.act({ type: 'setFloor', floorVersion: 7, priceTicks: 120 });
    expect(venue.book.floor).toEqual({ priceTicks: 120, floorVersion: 7 });
  });

  it('FLOR-1 a floor decided for later takes effect at its instant', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    const instant = venue.nowMicros + 50;
    const floor: PolicyChange = { type: 'setFloor', floorVersion: 2, priceTicks: 120 };
    expect(venue.act(floor, { actId: 'raise', effectiveMicros: instant })).toEqual(['scheduled raise']);
    venue.nowMicros = instant - 1;
    expect(venue.sell('s1', 1, 110)).toEqual(['accepted s1']);
    expect(venue.tickAt(instant)).toEqual(['floor 120 v2', 'cancelled s1 1 FLOOR_RAISED']);
  });

  it('FLOR-1 an approval after the effective instant makes it effective when sequenced', () => {
    const venue = new BookScenario();
    const effectiveMicros = venue.nowMicros - 1_000_000;
    expect(venue.act({ type: 'setFloor', floorVersion: 1, priceTicks: 90 }, { effectiveMicros })).toEqual([
      'floor 90 v1',
    ]);
  });

  it('FLOR-1 a decided floor can be withdrawn until its instant, not after', () => {
    const venue = new BookScenario();
    const effectiveMicros = venue.nowMicros + 50;
    venue.act({ type: 'setFloor', floorVersion: 1, priceTicks: 90 }, { actId: 'raise', effectiveMicros });
    expect(venue.send({ kind: 'withdrawAct', actId: 'raise' })).toEqual(['act withdrawn raise']);
    expect(venue.tickAt(effectiveMicros)).toEqual([]);
    expect(venue.send({ kind: 'withdrawAct', actId: 'raise' })).toEqual(['refused ACT_NOT_PENDING']);
    expect(venue.book.floor).toBeUndefined();
  });

  it('FLOR-2 a trade at the floor is allowed and names the floor’s version', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    venue.buy('b1', 1, 100);
    expect(venue.sell('s1', 1, 100)).toEqual(['accepted s1', 'traded 1@100 b1/s1 by sell']);
    expect(venue.events.at(-1)).toMatchObject({ type: 'Traded', floorVersion: 1 });
  });

  it('FLOR-2 nothing trades below the floor in any phase', () => {
    const venue = new BookScenario({ floorTicks: 100, phase: 'preOpen' });
    venue.buy('b1', 5, 99);
    venue.buy('b2', 5, 100);
    venue.sell('s1', 10);
    expect(venue.phase('openingAuction')).toEqual([
      'phase preOpen > openingAuction',
      'opening auction 5@100 surplus -5',
      'traded 5@100 b2/s1',
      'phase openingAuction > continuous',
      'limit s1 @100',
      'indicative none',
      'floor locked',
    ]);
    expect(venue.sell('s2', 1)).toEqual(['accepted s2', 'limit s2 @100']);
  });

  it('FLOR-3 an offer below the floor is rejected with the floor and its version', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    expect(venue.sell('s1', 1, 99)).toEqual(['rejected s1 BELOW_FLOOR']);
    expect(venue.events.at(-1)).toMatchObject({ details: { floorPriceTicks: 100, floorVersion: 1 } });
    expect(venue.sell('s2', 1, 100)).toEqual(['accepted s2', 'floor locked']);
  });

  it('FLOR-3 an amend to a price below the floor leaves the offer as it was', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    venue.sell('s1', 1, 105);
    expect(venue.amend('s1', { priceTicks: 99 })).toEqual(['amend of s1 refused BELOW_FLOOR']);
    expect(venue.resting('sell')).toEqual(['s1 1@105']);
  });

  it('FLOR-3 a bid below the floor rests, is not executable, and keeps its time until the floor comes down', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    expect(venue.buy('b1', 1, 95)).toEqual(['accepted b1']);
    expect(venue.sell('s1', 1)).toEqual(['accepted s1', 'limit s1 @100', 'floor locked']);
    expect(venue.sell('s2', 1, undefined, { timeInForce: 'fok' })).toEqual([
      'accepted s2',
      'cancelled s2 1 FOK',
    ]);
    expect(venue.floor(95)).toEqual(['floor 95 v2', 'floor unlocked']);
    venue.buy('b2', 1, 95);
    expect(venue.sell('s3', 1, 95)).toEqual(['accepted s3', 'traded 1@95 b1/s3 by sell']);
  });

  it('FLOR-3 a bid below the floor does not count in an auction', () => {
    const venue = new BookScenario({ floorTicks: 100, phase: 'preOpen' });
    venue.buy('b1', 5, 99);
    expect(venue.sell('s1', 5)).toEqual(['accepted s1', 'floor locked']);
    expect(venue.floor(99)).toEqual(['floor 99 v2', 'indicative 5@99', 'floor unlocked']);
  });
});

describe('a market order', () => {
  it.each([
    ['the floor', 100, undefined, 'limit s1 @100'],
    ['a protection limit above the floor', 100, 105, 'limit s1 @105'],
    ['the floor above a protection limit', 100, 95, 'limit s1 @100'],
    ['a protection limit without a floor', undefined, 95, 'limit s1 @95'],
    ['nothing', undefined, undefined, 'cancelled s1 2 NO_LIQUIDITY'],
  ] as [string, number | undefined, number | undefined, string][])(
    'FLOR-4 a market offer’s remainder in continuous trading is bounded by %s',
    (_, floorTicks, protectionLimitTicks, outcome) => {
      const venue = new BookScenario(floorTicks === undefined ? {} : { floorTicks });
      venue.buy('b1', 1, 110);
      expect(
        venue.sell('s1', 3, undefined, protectionLimitTicks === undefined ? {} : { protectionLimitTicks }),
      ).toEqual([
        'accepted s1',
        'traded 1@110 b1/s1 by sell',
        outcome,
        ...(outcome === 'limit s1 @100' ? ['floor locked'] : []),
      ]);
    },
  );

  it.each([
    ['a protection limit', 120, 'limit b1 @120'],
    ['nothing', undefined, 'cancelled b1 2 NO_LIQUIDITY'],
  ] as [string, number | undefined, string][])(
    'FLOR-4 a market bid’s remainder in continuous trading is bounded by %s',
    (_, protectionLimitTicks, outcome) => {
      const venue = new BookScenario({ floorTicks: 100 });
      venue.sell('s1', 1, 110);
      expect(
        venue.buy('b1', 3, undefined, protectionLimitTicks === undefined ? {} : { protectionLimitTicks }),
      ).toEqual(['accepted b1', 'traded 1@110 b1/s1 by buy', outcome]);
    },
  );

  it('FLOR-4 a protection limit stops a market order at its price, equality passing', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    venue.sell('s1', 1, 110);
    venue.sell('s2', 1, 111);
    expect(venue.buy('b1', 2, undefined, { protectionLimitTicks: 110 })).toEqual([
      'accepted b1',
      'traded 1@110 b1/s1 by buy',
      'limit b1 @110',
    ]);
  });

  it.each([
    ['an offer whose limit is the floor', 'sell', 100, undefined, 'FLOOR_PROTECTION'],
    ['an offer whose protection limit is the floor', 'sell', 100, 100, 'FLOOR_PROTECTION'],
    ['an offer whose protection limit is above the floor', 'sell', 100, 101, 'IOC'],
    ['an offer without a floor', 'sell', undefined, undefined, 'IOC'],
    ['a bid', 'buy', 100, undefined, 'IOC'],
  ] as [string, 'buy' | 'sell', number | undefined, number | undefined, string][])(
    'FLOR-4 the immediate-or-cancel remainder of %s',
    (_, side, floorTicks, protectionLimitTicks, reason) => {
      const venue = new BookScenario(floorTicks === undefined ? {} : { floorTicks });
      const overrides = {
        timeInForce: 'ioc' as const,
        ...(protectionLimitTicks === undefined ? {} : { protectionLimitTicks }),
      };
      expect(venue[side]('x', 2, undefined, overrides)).toEqual(['accepted x', `cancelled x 2 ${reason}`]);
    },
  );

  it('FLOR-4 an immediate-or-cancel limit offer at the floor is not protected by it', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    expect(venue.sell('s1', 2, 100, { timeInForce: 'ioc' })).toEqual(['accepted s1', 'cancelled s1 2 IOC']);
  });

  it('FLOR-4 in call phases it stays a market order, its limit following the floor', () => {
    const venue = new BookScenario({ phase: 'preOpen', floorTicks: 100, referenceTicks: 100 });
    venue.buy('b1', 5, 104);
    venue.buy('b2', 5, 110);
    expect(venue.sell('s1', 10)).toEqual(['accepted s1', 'indicative 10@100']);
    expect(venue.floor(105)).toEqual(['floor 105 v2', 'indicative 5@105']);
    expect(venue.resting('sell')).toEqual(['s1 10@market']);
  });

  it('FLOR-4 on entering continuous trading it becomes a limit order with its time, or is cancelled', () => {
    const venue = new BookScenario({ phase: 'preOpen', floorTicks: 100 });
    venue.sell('s1', 1);
    venue.sell('s2', 2, 100);
    venue.buy('b1', 3);
    venue.buy('b2', 4, undefined, { protectionLimitTicks: 99 });
    venue.cancel('s1');
    venue.cancel('s2');
    venue.sell('s3', 5);
    venue.cancel('b1');
    venue.sell('s4', 6, 100);
    venue.sell('s5', 7, undefined, { protectionLimitTicks: 103 });
    venue.buy('b3', 8, undefined, { protectionLimitTicks: 98 });
    expect(venue.phase('openingAuction')).toEqual([
      'phase preOpen > openingAuction',
      'opening auction none',
      'phase openingAuction > continuous',
      'limit b2 @99',
      'limit s3 @100',
      'limit s5 @103',
      'limit b3 @98',
    ]);
    expect(venue.resting('sell')).toEqual(['s3 5@100', 's4 6@100', 's5 7@103']);
    expect(venue.book.order(venue.numberOf('s3'))).toMatchObject({ version: 1, orderType: 'limit' });
  });

  it('FLOR-4 SEQ-5 on entering continuous trading they are settled in entry order, whatever time an amend gave them', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    venue.buy('b1', 1, undefined, { protectionLimitTicks: 99 });
    venue.buy('b2', 1);
    venue.buy('b3', 1, undefined, { protectionLimitTicks: 99 });
    venue.amend('b1', { quantityLots: 2 });
    expect(venue.phase('openingAuction').slice(-3)).toEqual([
      'limit b1 @99',
      'cancelled b2 1 NO_LIQUIDITY',
      'limit b3 @99',
    ]);
    expect(venue.resting('buy')).toEqual(['b3 1@99', 'b1 2@99']);
  });

  it('FLOR-4 from then on it is a limit order: its price is amended, and its protection limit is none any more', () => {
    const venue = new BookScenario();
    expect(venue.buy('b1', 3, undefined, { protectionLimitTicks: 99 })).toEqual([
      'accepted b1',
      'limit b1 @99',
    ]);
    expect(venue.amend('b1', { priceTicks: 101 })).toEqual(['amended b1 v2 3@101 new time']);
    expect(venue.sell('s1', 3, 101)).toEqual(['accepted s1', 'traded 3@101 b1/s1 by sell']);
  });

  it('FLOR-4 without a limit it is cancelled on entering continuous trading', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    venue.sell('s1', 1);
    venue.buy('b1', 2, 90);
    venue.cancel('b1');
    venue.buy('b2', 3);
    expect(venue.phase('openingAuction')).toEqual([
      'phase preOpen > openingAuction',
      'opening auction none',
      'phase openingAuction > continuous',
      'cancelled s1 1 NO_LIQUIDITY',
      'cancelled b2 3 NO_LIQUIDITY',
    ]);
  });
});

describe('a raise of the floor', () => {
  it('FLOR-5 cancels in entry order, then reprices by old price and old time, behind offers already there', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    venue.sell('s1', 1, 104, { onFloorRaise: 'reprice' });
    venue.sell('s2', 2, 110);
    venue.sell('s3', 3, 103);
    venue.sell('s4', 4, 102, { onFloorRaise: 'reprice' });
    venue.sell('s5', 5, 101, { onFloorRaise: 'cancel' });
    venue.sell('s6', 6, 102, { onFloorRaise: 'reprice' });
    venue.sell('s7', 7, 109);
    expect(venue.floor(110)).toEqual([
      'floor 110 v2',
      'cancelled s3 3 FLOOR_RAISED',
      'cancelled s5 5 FLOOR_RAISED',
      'cancelled s7 7 FLOOR_RAISED',
      'repriced s4 @110 v2',
      'repriced s6 @110 v2',
      'repriced s1 @110 v2',
      'floor locked',
    ]);
    expect(venue.resting('sell')).toEqual(['s2 2@110', 's4 4@110', 's6 6@110', 's1 1@110']);
  });

  it('FLOR-5 old time is the time of the last reprice or amend', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    venue.sell('s1', 1, 101, { onFloorRaise: 'reprice' });
    venue.sell('s2', 1, 102, { onFloorRaise: 'reprice' });
    venue.amend('s1', { priceTicks: 102 });
    expect(venue.floor(103)).toEqual([
      'floor 103 v2',
      'repriced s2 @103 v2',
      'repriced s1 @103 v3',
      'floor locked',
    ]);
  });

  it.each(['closed', 'preOpen', 'noCancel', 'continuous', 'closingCall', 'halted', 'suspended'] as const)(
    'FLOR-5 holds in %s, and an offer at the new floor stays',
    (phase) => {
      const venue = new BookScenario({ floorTicks: 100, phase: 'preOpen' });
      const offers = { timeInForce: 'gtc' } as const;
      venue.sell('s1', 1, 104, offers);
      venue.sell('s2', 1, 105, offers);
      if (phase !== 'preOpen') {
        const way = {
          closed: ['openingAuction', 'closed'],
          noCancel: ['noCancel'],
          continuous: ['openingAuction'],
          closingCall: ['openingAuction', 'closingCall'],
          halted: ['halted'],
          suspended: ['suspended'],
        } as const;
        for (const next of way[phase]) venue.phase(next);
      }
      expect(venue.floor(105)).toEqual(['floor 105 v2', 'cancelled s1 1 FLOOR_RAISED', 'floor locked']);
      expect(venue.resting('sell')).toEqual(['s2 1@105']);
    },
  );

  it('FLOR-5 acts before the next command', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    venue.sell('s1', 1, 104);
    const effectiveMicros = venue.nowMicros + 9;
    venue.act({ type: 'setFloor', floorVersion: 2, priceTicks: 105 }, { effectiveMicros });
    venue.nowMicros = effectiveMicros;
    expect(venue.buy('b1', 1, 104)).toEqual(['floor 105 v2', 'cancelled s1 1 FLOOR_RAISED', 'accepted b1']);
  });

  it('FLOR-5 leaves bids where they are', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    venue.buy('b1', 1, 101);
    expect(venue.floor(105)).toEqual(['floor 105 v2']);
    expect(venue.resting('buy')).toEqual(['b1 1@101']);
  });
});

describe('a lowered floor', () => {
  it('FLOR-6 makes bids executable without a trade when no offer stands at or below them', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    venue.buy('b1', 1, 95);
    venue.sell('s1', 1, 100);
    expect(venue.floor(90)).toEqual(['floor 90 v2', 'floor unlocked']);
    expect(venue.book.phase).toBe('continuous');
  });

  it('FLOR-6 uncrosses at once when an executable bid stands at or above an offer', () => {
    const venue = crossedBelowFloor('continuous');
    expect(venue.floor(90)).toEqual(['floor 90 v2', 'floor auction 3@96 surplus 2', 'traded 3@96 b1/s1']);
    expect(venue.book.staticReferencePriceTicks).toBeUndefined();
    expect(venue.book.referencePriceTicks).toBe(96);
  });

  it('FLOR-6 in call phases the coming auction does it', () => {
    const venue = crossedBelowFloor('preOpen');
    expect(venue.floor(90)).toEqual(['floor 90 v2', 'indicative 3@96']);
  });

  /** An offer that comes to rest below the floor, as a parked one will: by an event that the rules of now never emit. */
  function crossedBelowFloor(phase: 'continuous' | 'preOpen'): BookScenario {
    const venue = new BookScenario({ floorTicks: 100, phase });
    venue.buy('b1', 5, 96);
    const body = offer('s1', 3, 94);
    const bookMicros = venue.nowMicros;
    const accepted: BookEvent = {
      sequence: venue.book.sequence + 1,
      bookMicros,
      type: 'OrderAccepted',
      end: true,
      command: {
        commandId: 'parked',
        cause: 'command',
        actor: 'somebody',
        receiveMicros: bookMicros,
        bookMicros,
        rulesVersion: 1,
        body,
      },
    };
    venue.book.apply(accepted);
    venue.hear(accepted);
    return venue;
  }
});

describe('the floor in an auction', () => {
  it('FLOR-7 is itself a candidate', () => {
    const venue = new BookScenario({ phase: 'preOpen', floorTicks: 100, referenceTicks: 50 });
    venue.buy('b1', 5, 120);
    expect(venue.sell('s1', 5)).toEqual(['accepted s1', 'indicative 5@100']);
  });

  it('FLOR-7 no candidate lies below it, however near the reference price', () => {
    const venue = new BookScenario({ phase: 'preOpen', floorTicks: 100, referenceTicks: 50 });
    venue.buy('b1', 5);
    expect(venue.sell('s1', 5)).toEqual(['accepted s1', 'indicative 5@100']);
  });
});
