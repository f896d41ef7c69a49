import { describe, expect, it } from '@jest/globals';
import type { PlaceOrder, PriceBands, TradingPhase } from '#contracts';
import { BookScenario } from '#testing';

/** 10% around 100 for limits, 5% around the last trade for trades. */
const BANDS: PriceBands = { staticBasisPoints: 1_000, dynamicBasisPoints: 500 };

function banded(
  options: ConstructorParameters<typeof BookScenario>[0] = {},
  priceBands: PriceBands = BANDS,
): BookScenario {
  return new BookScenario({
    referenceTicks: 100,
    ...options,
    instrument: { priceBands, ...options.instrument },
  });
}

const setBands = (venue: BookScenario, bands: PriceBands, lifeMicros: number): string[] =>
  venue.act({ type: 'setBands', bands, expiryMicros: venue.nowMicros + lifeMicros });

const OUTSIDE = 'rejected x OUTSIDE_BAND';
const detailsOf = (venue: BookScenario): unknown => {
  const last = venue.events.at(-1);
  return last?.type === 'OrderRejected' ? last.details : undefined;
};

describe('a limit and the static band', () => {
  it.each([
    ['buy', 89, OUTSIDE],
    ['buy', 90, 'accepted x'],
    ['buy', 110, 'accepted x'],
    ['buy', 111, OUTSIDE],
    ['sell', 89, OUTSIDE],
    ['sell', 90, 'accepted x'],
    ['sell', 110, 'accepted x'],
    ['sell', 111, OUTSIDE],
  ] as const)('BAND-2 a limit to %s at %i around 100 gets: %s', (side, priceTicks, told) => {
    expect(banded()[side]('x', 1, priceTicks)).toEqual([told]);
  });

  it('BAND-2 the refusal names the band', () => {
    const venue = banded();
    venue.buy('x', 1, 111);
    expect(detailsOf(venue)).toEqual({ priceTicks: 111, lowTicks: 90, highTicks: 110 });
  });

  it.each(['preOpen', 'continuous', 'volatilityAuction', 'closingCall'] as TradingPhase[])(
    'BAND-2 holds in %s, for amends too, which leave the order as it was',
    (phase) => {
      const venue = banded({ phase });
      expect(venue.buy('x', 1, 111)).toEqual([OUTSIDE]);
      venue.buy('b1', 1, 100);
      expect(venue.amend('b1', { priceTicks: 89 })).toEqual(['amend of b1 refused OUTSIDE_BAND']);
      expect(venue.resting('buy')).toEqual(['b1 1@100']);
    },
  );

  it('BAND-2 a stop-limit’s limit is looked at when it is triggered', () => {
    const venue = banded({}, { staticBasisPoints: 1_000 });
    const up = { orderType: 'stopLimit', timeInForce: 'gtc', triggerPriceTicks: 105 } as const;
    expect(venue.buy('up', 1, 120, up)).toEqual(['accepted up']);
    expect(venue.amend('up', { priceTicks: 130 })).toEqual(['amended up v2 1@130 new time']);
    venue.sell('s1', 1, 105);
    expect(venue.buy('b1', 1, 105).slice(1)).toEqual([
      'traded 1@105 b1/s1 by buy',
      'triggered up',
      'cancelled up 1 OUTSIDE_BAND',
    ]);
  });

  it('BAND-2 neither protection limits nor what already rests are bound', () => {
    const venue = banded({ phase: 'preOpen' });
    expect(venue.buy('b1', 1, undefined, { protectionLimitTicks: 500 })).toEqual(['accepted b1']);
    venue.buy('b2', 2, 110);
    venue.reference(200);
    expect(venue.amend('b2', { quantityLots: 1 })).toEqual(['amended b2 v2 1@110 keeps time']);
    expect(venue.amend('b2', { account: 'a' })).toEqual(['amend of b2 refused OUTSIDE_BAND']);
    expect(venue.resting('buy')).toEqual(['b2 1@110', 'b1 1@market']);
  });

  it('BAND-2 an offer that a raise moves to the floor is not judged by the band', () => {
    const venue = banded();
    venue.sell('s1', 1, 105, { onFloorRaise: 'reprice' });
    expect(venue.floor(120)).toContain('repriced s1 @120 v2');
  });

  it('BAND-1 a band without its reference price does not bind', () => {
    const venue = new BookScenario({ instrument: { priceBands: BANDS } });
    expect(venue.buy('x', 1, 5_000)).toEqual(['accepted x']);
  });

  it('BAND-1 follows the static reference, not the last trade', () => {
    const venue = banded({}, { staticBasisPoints: 1_000 });
    venue.sell('s1', 1, 108);
    venue.buy('b1', 1, 108);
    expect(venue.book.referencePriceTicks).toBe(108);
    expect(venue.buy('x', 1, 111)).toEqual([OUTSIDE]);
    venue.reference(108);
    expect(venue.buy('y', 1, 111)).toEqual(['accepted y']);
  });
});

describe('bands and the floor', () => {
  it('FLOR-8 the lower limit is the higher of band and floor', () => {
    const venue = banded({ floorTicks: 95 });
    expect(venue.sell('x', 1, 94)).toEqual(['rejected x BELOW_FLOOR']);
    venue.buy('y', 1, 111);
    expect(detailsOf(venue)).toMatchObject({ lowTicks: 95 });
    venue.floor(80);
    venue.buy('z', 1, 111);
    expect(detailsOf(venue)).toMatchObject({ lowTicks: 90 });
  });

  it('BAND-2 FLOR-3 a bid below the floor rests outside the band, one at the floor does not', () => {
    const venue = banded({ floorTicks: 85 });
    expect(venue.buy('b1', 1, 84)).toEqual(['accepted b1']);
    expect(venue.buy('x', 1, 85)).toEqual([OUTSIDE]);
  });

  it('FLOR-8 a floor above the band leaves no limit to offer at', () => {
    const venue = banded({ floorTicks: 120 });
    expect(venue.sell('x', 1, 120)).toEqual([OUTSIDE]);
    expect(venue.buy('b1', 1, 110)).toEqual(['accepted b1']);
  });
});

describe('bands set by an act', () => {
  it('BAND-3 take the place of the instrument’s own until they expire by themselves', () => {
    const venue = banded();
    expect(setBands(venue, { staticBasisPoints: 2_000 }, 10)).toEqual(['bands static 2000 dynamic none']);
    expect(venue.buy('b1', 1, 120)).toEqual(['accepted b1']);
    expect(venue.tickAt(venue.nowMicros + 9)).toEqual([]);
    expect(venue.tickAt(venue.nowMicros + 1)).toEqual(['bands expired']);
    expect(venue.buy('x', 1, 111)).toEqual([OUTSIDE]);
    expect(venue.resting('buy')).toEqual(['b1 1@120']);
  });

  it('BAND-3 an empty set lifts the bands', () => {
    const venue = banded();
    setBands(venue, {}, 10);
    expect(venue.sell('s1', 1, 1_000)).toEqual(['accepted s1']);
    venue.nowMicros += 10;
    expect(venue.buy('x', 1, 1_000)).toEqual(['bands expired', OUTSIDE]);
  });

  it('BAND-3 the last set counts, with its own expiry', () => {
    const venue = banded();
    setBands(venue, { staticBasisPoints: 2_000 }, 10);
    setBands(venue, { staticBasisPoints: 3_000 }, 30);
    expect(venue.tickAt(venue.nowMicros + 10)).toEqual([]);
    expect(venue.buy('b1', 1, 130)).toEqual(['accepted b1']);
    expect(venue.tickAt(venue.nowMicros + 20)).toEqual(['bands expired']);
  });

  it('BAND-3 SEQ-3 set for later act at their instant, and are refused when they would be gone by then', () => {
    const venue = banded();
    const effectiveMicros = venue.nowMicros + 5;
    const expiryMicros = effectiveMicros + 1;
    const bands = { staticBasisPoints: 0 };
    venue.act({ type: 'setBands', bands, expiryMicros }, { effectiveMicros });
    venue.act({ type: 'setBands', bands, expiryMicros: effectiveMicros }, { effectiveMicros });
    expect(venue.tickAt(expiryMicros)).toEqual([
      'bands static 0 dynamic none',
      'refused MALFORMED',
      'bands expired',
    ]);
    expect(setBands(venue, bands, 0)).toEqual(['refused MALFORMED']);
  });

  it('BAND-3 an expiry that is not due is refused', () => {
    const venue = banded();
    const told: string[] = [];
    venue.book.step(
      {
        commandId: 'early',
        cause: 'schedule',
        actor: 'schedule',
        receiveMicros: venue.nowMicros,
        bookMicros: venue.nowMicros,
        rulesVersion: 2,
        body: { kind: 'expireBands', dueMicros: venue.nowMicros },
      },
      (event) => told.push(...venue.hear(event)),
    );
    expect(told).toEqual(['refused ACT_NOT_PENDING']);
  });

  it.each([
    { staticBasisPoints: -1 },
    { staticBasisPoints: 10_001 },
    { dynamicBasisPoints: 0.5 },
    { dynamicBasisPoints: -0 },
  ])('UNIT-1 refuses bands of %j, an instrument’s own too', (bands) => {
    const venue = banded();
    expect(setBands(venue, bands, 10)).toEqual(['refused MALFORMED']);
    const { instrument } = venue.book;
    if (instrument === undefined) throw new Error('no instrument');
    expect(
      venue.act({ type: 'configureInstrument', instrument: { ...instrument, priceBands: bands } }),
    ).toEqual(['refused MALFORMED']);
  });
});

describe('a fill that would leave the bands', () => {
  const begun = 'phase continuous > volatilityAuction';

  it('BAND-2 what has traded stands, the rest joins a volatility auction', () => {
    const venue = banded();
    venue.sell('s1', 1, 105);
    venue.sell('s2', 1, 106);
    expect(venue.buy('b1', 3, 110)).toEqual([
      'accepted b1',
      'traded 1@105 b1/s1 by buy',
      begun,
      'indicative 1@110',
    ]);
    expect(venue.resting('buy')).toEqual(['b1 2@110']);
  });

  it('BAND-2 nothing need have traded, and downward it is the same', () => {
    const venue = banded();
    venue.buy('b1', 1, 94);
    expect(venue.sell('s1', 1, 90)).toEqual(['accepted s1', begun, 'indicative 1@94']);
  });

  it('BAND-2 an order that is done before the band, or whose limit ends within it, interrupts nothing', () => {
    const venue = banded();
    venue.sell('s1', 1, 105);
    venue.sell('s2', 1, 106);
    expect(venue.buy('b1', 1, 110).at(-1)).toBe('traded 1@105 b1/s1 by buy');
    expect(venue.buy('b2', 1, 105)).toEqual(['accepted b2']);
    expect(venue.book.phase).toBe('continuous');
  });

  it('BAND-1 the reference price is as it stood before the incoming order', () => {
    const venue = banded({}, { dynamicBasisPoints: 500 });
    for (const [id, price] of [
      ['s1', 103],
      ['s2', 105],
      ['s3', 108],
    ] as const)
      venue.sell(id, 1, price);
    expect(venue.buy('b1', 3, 110).slice(1, 4)).toEqual([
      'traded 1@103 b1/s1 by buy',
      'traded 1@105 b1/s2 by buy',
      begun,
    ]);
    const again = banded({}, { dynamicBasisPoints: 500 });
    for (const [id, price] of [
      ['s1', 103],
      ['s2', 108],
    ] as const)
      again.sell(id, 1, price);
    again.buy('b1', 1, 103);
    expect(again.buy('b2', 1, 110)).toEqual(['accepted b2', 'traded 1@108 b2/s2 by buy']);
  });

  it('BAND-1 the static band binds trades as well', () => {
    const venue = banded({}, { staticBasisPoints: 1_000 });
    setBands(venue, {}, 5);
    venue.sell('s1', 1, 111);
    venue.tickAt(venue.nowMicros + 5);
    expect(venue.buy('b1', 1)).toEqual(['accepted b1', begun, 'indicative 1@111']);
  });

  it('BAND-2 an immediate-or-cancel remainder is cancelled, and the auction runs all the same', () => {
    const venue = banded();
    venue.sell('s1', 1, 105);
    venue.sell('s2', 1, 106);
    expect(venue.buy('b1', 3, 110, { timeInForce: 'ioc' })).toEqual([
      'accepted b1',
      'traded 1@105 b1/s1 by buy',
      'cancelled b1 2 IOC',
      begun,
    ]);
  });

  it('BAND-2 FLOR-4 an immediate market offer bounded by the floor is told as ever', () => {
    const venue = banded({ floorTicks: 80 });
    venue.buy('b1', 1, 94);
    expect(venue.sell('s1', 1, undefined, { timeInForce: 'ioc' })).toEqual([
      'accepted s1',
      'cancelled s1 1 FLOOR_PROTECTION',
      begun,
    ]);
  });

  it.each([undefined, 120])('BAND-2 FLOR-4 a market order stays one in the auction (limit %s)', (limit) => {
    const venue = banded();
    venue.sell('s1', 1, 106);
    const terms = limit === undefined ? {} : { protectionLimitTicks: limit };
    expect(venue.buy('b1', 2, undefined, terms)[1]).toBe(begun);
    expect(venue.resting('buy')).toEqual(['b1 2@market']);
  });

  it.each([
    [2, 'fok', ['traded 2@105 b1/s1 by buy']],
    [3, 'fok', ['cancelled b1 3 FOK']],
  ] as const)(
    'BAND-2 ORDR-5 of %i lots %s only what lies within the bands counts',
    (lots, timeInForce, told) => {
      const venue = banded();
      venue.sell('s1', 2, 105);
      venue.sell('s2', 5, 106);
      expect(venue.buy('b1', lots, 110, { timeInForce }).slice(1)).toEqual(told);
      expect(venue.book.phase).toBe('continuous');
    },
  );

  it('BAND-2 ORDR-1 a least quantity is looked for within the bands, then the auction takes its course', () => {
    const venue = banded();
    venue.sell('s1', 2, 105);
    venue.sell('s2', 5, 106);
    const terms = { timeInForce: 'ioc', minQuantityLots: 3 } as const;
    expect(venue.buy('b1', 4, 110, terms).slice(1)).toEqual(['cancelled b1 4 MIN_QUANTITY']);
    expect(venue.buy('b2', 4, 110, { ...terms, minQuantityLots: 2 }).slice(1)).toEqual([
      'traded 2@105 b2/s1 by buy',
      'cancelled b2 2 IOC',
      begun,
    ]);
  });

  it.each([
    ['cancelResting', ['cancelled own 1 SELF_TRADE', begun, 'indicative 1@107']],
    ['cancelAggressor', ['cancelled b1 2 SELF_TRADE']],
    ['cancelBoth', ['cancelled own 1 SELF_TRADE', 'cancelled b1 2 SELF_TRADE']],
    ['decrement', ['cancelled own 1 SELF_TRADE', 'cancelled b1 1 SELF_TRADE', begun, 'indicative 1@107']],
  ] as [PlaceOrder['stpMode'], string[]][])(
    'BAND-2 STP-1 self-trade prevention acts before the band is looked at: %s',
    (stpMode, told) => {
      const venue = banded();
      const house = { desk: 'aus-1', stpId: 'house' };
      venue.sell('own', 1, 106, { ...house, certificateId: 'AUS-1' });
      venue.sell('s2', 1, 107);
      const mode = stpMode === undefined ? {} : { stpMode };
      expect(venue.buy('b1', 2, 107, { ...house, ...mode }).slice(1)).toEqual(told);
    },
  );

  it('BAND-1 ORDR-6 a triggered stop is an incoming order with the reference price that it finds', () => {
    const venue = banded({}, { dynamicBasisPoints: 500 });
    const up = { orderType: 'stop', timeInForce: 'gtc', triggerPriceTicks: 104 } as const;
    venue.sell('s1', 1, 104);
    venue.sell('s2', 1, 109);
    venue.sell('s3', 1, 120);
    venue.buy('up1', 1, undefined, { ...up, triggerPriceTicks: 104 });
    venue.buy('up2', 1, undefined, { ...up, triggerPriceTicks: 105 });
    venue.buy('now', 1, undefined, { ...up, triggerPriceTicks: 106, timeInForce: 'ioc' });
    expect(venue.buy('b1', 1, 104)).toEqual([
      'accepted b1',
      'traded 1@104 b1/s1 by buy',
      'triggered up1',
      'traded 1@109 up1/s2 by buy',
      'triggered up2',
      begun,
      'triggered now',
      'cancelled now 1 PHASE_NOT_ALLOWED',
      'indicative 1@120',
    ]);
    expect(venue.resting('buy')).toEqual(['up2 1@market']);
  });

  it('BAND-2 an amend that is as good as new may interrupt, too', () => {
    const venue = banded();
    venue.sell('s1', 1, 106);
    venue.buy('b1', 1, 100);
    expect(venue.amend('b1', { priceTicks: 106 })).toEqual([
      'amended b1 v2 1@106 new time',
      begun,
      'indicative 1@106',
    ]);
  });

  it('BAND-2 FLOR-6 auctions are not bound, nor is the uncross of a lowered floor', () => {
    const venue = banded({ phase: 'preOpen', floorTicks: 100 });
    venue.buy('b1', 1, undefined, { protectionLimitTicks: 200 });
    venue.sell('s1', 1, undefined, { protectionLimitTicks: 150 });
    expect(venue.phase('openingAuction')[1]).toBe('opening auction 1@150 surplus 0');
    const lowered = banded({ floorTicks: 90 });
    lowered.sell('s1', 1, 92, { onFloorRaise: 'park' });
    lowered.floor(100);
    lowered.buy('b1', 1, 94);
    expect(lowered.floor(90)).toContain('floor auction 1@94 surplus 0');
    expect(lowered.book.phase).toBe('continuous');
  });
});
