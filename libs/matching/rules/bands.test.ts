import { describe, expect, it } from '@jest/globals';
import { BookScenario, FOUNDED_MICROS, type BookScenarioOptions } from '#testing';

const SECONDS = 1_000_000;

/** Static 10 % and dynamic 5 % around a reference price of 200. */
function banded(options: BookScenarioOptions = {}): BookScenario {
  return new BookScenario({
    referenceTicks: 200,
    instrument: {
      priceBands: { staticBasisPoints: 1_000, dynamicBasisPoints: 500 },
      volatilityAuctionSeconds: 60,
    },
    ...options,
  });
}

const INTERRUPTED = 'phase continuous > volatilityAuction';

describe('a limit and the static band', () => {
  it.each([
    ['buy', 220, 'accepted x'],
    ['buy', 221, 'rejected x OUTSIDE_BAND'],
    ['buy', 180, 'accepted x'],
    ['buy', 179, 'rejected x OUTSIDE_BAND'],
    ['sell', 180, 'accepted x'],
    ['sell', 179, 'rejected x OUTSIDE_BAND'],
    ['sell', 221, 'rejected x OUTSIDE_BAND'],
  ] as const)('BAND-1 BAND-2 a limit to %s at %i: %s', (side, priceTicks, expected) => {
    for (const phase of ['preOpen', 'continuous'] as const) {
      expect(banded({ phase })[side]('x', 1, priceTicks)).toEqual([expected]);
    }
  });

  it('FLOR-8 the lower limit is the higher of band and floor, and a bid below the floor is not looked at', () => {
    const venue = banded({ floorTicks: 190 });
    expect(venue.buy('b1', 1, 150)).toEqual(['accepted b1']);
    expect(venue.sell('s1', 1, 189)).toEqual(['rejected s1 BELOW_FLOOR']);
    venue.sell('s2', 1, 221);
    expect(venue.events.at(-1)).toMatchObject({
      details: { priceTicks: 221, lowTicks: 190, highTicks: 220 },
    });
  });

  it('FLOR-8 is rounded inward to a tick', () => {
    const venue = banded({ referenceTicks: 205 });
    // 184.5 to 225.5.
    expect(venue.buy('b1', 1, 184)).toEqual(['rejected b1 OUTSIDE_BAND']);
    expect(venue.buy('b2', 1, 185)).toEqual(['accepted b2']);
    expect(venue.sell('s1', 1, 226)).toEqual(['rejected s1 OUTSIDE_BAND']);
    expect(venue.sell('s2', 1, 225)).toEqual(['accepted s2']);
  });

  it('BAND-1 there is no band without a reference price', () => {
    expect(
      new BookScenario({ instrument: { priceBands: { staticBasisPoints: 1 } } }).buy('b1', 1, 999),
    ).toEqual(['accepted b1']);
  });

  it('BAND-2 protection limits are not bound, nor what already rests', () => {
    const venue = banded({ phase: 'preOpen' });
    venue.buy('b1', 1, undefined, { protectionLimitTicks: 999 });
    venue.buy('b2', 1, 220);
    expect(venue.reference(100)).toContain('reference 100');
    expect(venue.resting('buy')).toEqual(['b2 1@220', 'b1 1@market']);
  });
});

describe('a fill and the bands', () => {
  it('BAND-1 BAND-2 what traded stands, the rest joins a volatility auction that ends by itself', () => {
    const venue = banded();
    venue.sell('s1', 1, 205);
    venue.sell('s2', 1, 210);
    venue.sell('s3', 5, 211);
    expect(venue.buy('b1', 4, 215)).toEqual([
      'accepted b1',
      'traded 1@205 b1/s1 by buy',
      'traded 1@210 b1/s2 by buy',
      INTERRUPTED,
      'indicative 2@211',
    ]);
    const endsMicros = venue.nowMicros + 60 * SECONDS;
    expect(venue.tickAt(endsMicros - 1)).toEqual([]);
    expect(venue.tickAt(endsMicros)).toEqual([
      'volatility auction 2@211 surplus -3',
      'traded 2@211 b1/s3',
      'phase volatilityAuction > continuous',
      'indicative none',
    ]);
    expect(venue.book.staticReferencePriceTicks).toBe(211);
  });

  it('BAND-2 an immediate-or-cancel remainder is cancelled, the auction runs all the same', () => {
    const venue = banded();
    venue.sell('s1', 5, 211);
    expect(venue.buy('b1', 2, 215, { timeInForce: 'ioc' })).toEqual([
      'accepted b1',
      'cancelled b1 2 IOC',
      INTERRUPTED,
    ]);
  });

  it('BAND-2 a market order stays one in the auction', () => {
    const venue = banded();
    venue.sell('s1', 5, 211);
    expect(venue.buy('b1', 2)).toEqual(['accepted b1', INTERRUPTED, 'indicative 2@211']);
    expect(venue.resting('buy')).toEqual(['b1 2@market']);
  });

  it('BAND-2 ORDR-5 fill-or-kill counts fills within the bands alone', () => {
    const venue = banded();
    venue.sell('s1', 1, 210);
    venue.sell('s2', 1, 211);
    expect(venue.buy('b1', 2, 215, { timeInForce: 'fok' })).toEqual(['accepted b1', 'cancelled b1 2 FOK']);
  });

  it('BAND-2 STP-1 self-trade prevention acts before the band is looked at', () => {
    const venue = banded();
    venue.sell('s1', 1, 211, { stpId: 'x' });
    expect(venue.buy('b1', 1, 215, { stpId: 'x', desk: 'kaz-2' })).toEqual([
      'accepted b1',
      'cancelled s1 1 SELF_TRADE',
    ]);
  });

  it('BAND-1 a triggered stop is an incoming order with the reference price of its own time', () => {
    const venue = banded();
    venue.sell('s1', 1, 209);
    venue.sell('s2', 1, 215);
    venue.buy('stop', 1, undefined, { orderType: 'stop', triggerPriceTicks: 209 });
    // The dynamic band is around 209 now: up to 219.
    expect(venue.buy('b1', 1, 209)).toEqual([
      'accepted b1',
      'traded 1@209 b1/s1 by buy',
      'triggered stop',
      'traded 1@215 stop/s2 by buy',
    ]);
  });

  it('BAND-2 a stop-limit outside the static band is cancelled when it is triggered', () => {
    const venue = banded();
    expect(venue.buy('stop', 1, 230, { orderType: 'stopLimit', triggerPriceTicks: 205 })).toEqual([
      'accepted stop',
    ]);
    venue.sell('s1', 1, 205);
    expect(venue.buy('b1', 1, 205).slice(-2)).toEqual(['triggered stop', 'cancelled stop 1 OUTSIDE_BAND']);
  });

  it('BAND-2 the reserve’s bid is bound too', () => {
    const venue = banded({ floorTicks: 185 });
    venue.act({ type: 'setReserve', desk: 'reserve', memberState: 'BLOC', budget: '999999999', capLots: 5 });
    expect(venue.sell('s1', 1, 185)).toEqual(['accepted s1', INTERRUPTED, 'indicative 1@185']);
  });
});

describe('bands set by an act', () => {
  const bands = { staticBasisPoints: 5_000 };

  it('BAND-3 hold in place of the instrument’s own until they expire by themselves', () => {
    const venue = banded();
    const expiryMicros = venue.nowMicros + 10;
    expect(venue.act({ type: 'setBands', bands, expiryMicros })).toEqual(['bands static 5000 dynamic none']);
    expect(venue.buy('b1', 1, 101)).toEqual(['accepted b1']);
    expect(venue.tickAt(expiryMicros)).toEqual(['bands expired']);
    expect(venue.buy('b2', 1, 101)).toEqual(['rejected b2 OUTSIDE_BAND']);
  });

  it('BAND-3 an empty set lifts the bands', () => {
    const venue = banded();
    venue.act({ type: 'setBands', bands: {}, expiryMicros: venue.nowMicros + 10 });
    expect(venue.buy('b1', 1, 9_999)).toEqual(['accepted b1']);
  });

  it('BAND-3 bands that expire as they take effect are refused', () => {
    const venue = banded();
    expect(venue.act({ type: 'setBands', bands, expiryMicros: FOUNDED_MICROS })).toEqual([
      'refused MALFORMED',
    ]);
  });
});

describe('the end of a volatility auction', () => {
  it('PHAS-1 ends earlier by command, and going to the closing call or a halt it does not uncross', () => {
    for (const phase of ['closingCall', 'halted', 'suspended'] as const) {
      const venue = banded({ phase: 'volatilityAuction' });
      venue.buy('b1', 1, 205);
      venue.sell('s1', 1, 205);
      const told = venue.phase(phase);
      expect(told[0]).toBe(`phase volatilityAuction > ${phase}`);
      expect(told.some((line) => line.startsWith('traded'))).toBe(false);
      expect(venue.tickAt(venue.nowMicros + 3_600 * SECONDS)).toEqual([]);
    }
    const venue = banded({ phase: 'volatilityAuction' });
    expect(venue.phase('continuous')).toEqual([
      'volatility auction none',
      'phase volatilityAuction > continuous',
    ]);
  });

  it('PHAS-1 lasts 300 seconds where the instrument says nothing', () => {
    const venue = new BookScenario({ phase: 'volatilityAuction' });
    expect(venue.events.at(-1)).toMatchObject({ endsMicros: venue.nowMicros + 300 * SECONDS });
  });
});
