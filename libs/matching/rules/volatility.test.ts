import { describe, expect, it } from '@jest/globals';
import type { TradingPhase } from '#contracts';
import { BookScenario } from '#testing';

const SECOND = 1_000_000;
const begun = 'phase continuous > volatilityAuction';
const ended = 'phase volatilityAuction > continuous';

/** Trading around 100 with a dynamic band of 5%, interrupted by a bid at 110 that meets an offer there. */
function interrupted(seconds?: number): BookScenario {
  const venue = new BookScenario({
    referenceTicks: 100,
    instrument: {
      priceBands: { staticBasisPoints: 2_000, dynamicBasisPoints: 500 },
      ...(seconds === undefined ? {} : { volatilityAuctionSeconds: seconds }),
    },
  });
  venue.sell('s1', 2, 110);
  venue.buy('b1', 1, 110);
  return venue;
}

const prices = ({ book }: BookScenario): (number | undefined)[] => [
  book.referencePriceTicks,
  book.staticReferencePriceTicks,
];

describe('a volatility auction', () => {
  it.each([
    [undefined, 300],
    [1, 1],
    [60, 60],
  ])('PHAS-1 of an instrument that names %s seconds lasts %i', (seconds, lasts) => {
    const venue = interrupted(seconds);
    const endsMicros = venue.nowMicros + lasts * SECOND;
    expect(
      venue.events.find((event) => event.type === 'PhaseChanged' && event.to === 'volatilityAuction'),
    ).toMatchObject({ endsMicros });
    expect(venue.tickAt(endsMicros - 1)).toEqual([]);
    expect(venue.tickAt(endsMicros)).toEqual([
      'volatility auction 1@110 surplus -1',
      'traded 1@110 b1/s1',
      ended,
      'indicative none',
    ]);
    expect(venue.events.at(-4)?.command).toMatchObject({
      cause: 'schedule',
      body: { dueMicros: endsMicros },
    });
  });

  it('PHAS-1 ends earlier by command, uncrossing before the event of continuous trading', () => {
    const venue = interrupted();
    expect(venue.phase('continuous')).toEqual([
      'volatility auction 1@110 surplus -1',
      'traded 1@110 b1/s1',
      ended,
      'indicative none',
    ]);
    expect(venue.tickAt(venue.nowMicros + 1_000 * SECOND)).toEqual([]);
  });

  it('PHAS-1 FLOR-4 market orders left by it become limit orders, or are cancelled, on entering continuous trading', () => {
    const venue = interrupted();
    venue.buy('b2', 3, undefined, { protectionLimitTicks: 108 });
    venue.buy('b3', 4);
    expect(venue.phase('continuous')).toEqual([
      'volatility auction 2@110 surplus 3',
      'traded 2@110 b3/s1',
      ended,
      'limit b2 @108',
      'cancelled b3 2 NO_LIQUIDITY',
      'indicative none',
    ]);
  });

  it.each(['closingCall', 'halted', 'suspended'] as TradingPhase[])(
    'PHAS-1 going to %s it does not uncross, and its end is no longer due',
    (phase) => {
      const venue = interrupted();
      const told = phase === 'closingCall' ? [] : ['indicative none'];
      expect(venue.phase(phase)).toEqual([`phase volatilityAuction > ${phase}`, ...told]);
      expect(venue.book.volatilityAuction).toBeUndefined();
      expect(venue.tickAt(venue.nowMicros + 1_000 * SECOND)).toEqual([]);
      expect(venue.resting('buy')).toEqual(['b1 1@110']);
    },
  );

  it('PHAS-1 begins by an act as well, and another may begin after it', () => {
    const venue = interrupted();
    venue.phase('continuous');
    expect(venue.phase('volatilityAuction')).toEqual([begun]);
    expect(venue.phase('volatilityAuction')).toEqual(['refused PHASE_TRANSITION']);
    expect(venue.tickAt(venue.nowMicros + 300 * SECOND)).toEqual(['volatility auction none', ended]);
  });

  it('AUCT-3 PHAS-3 without a price nothing moves but the phase', () => {
    const venue = interrupted();
    venue.cancel('s1');
    expect(venue.phase('continuous')).toEqual(['volatility auction none', ended]);
    expect(prices(venue)).toEqual([100, 100]);
  });

  it('PHAS-3 its price is the static reference, around which the bands lie from then on', () => {
    const venue = interrupted();
    expect(venue.buy('x', 1, 121)).toEqual(['rejected x OUTSIDE_BAND']);
    venue.phase('continuous');
    expect(prices(venue)).toEqual([110, 110]);
    expect(venue.buy('y', 1, 121)).toEqual(['accepted y', 'traded 1@110 y/s1 by buy']);
  });

  it('PHAS-1 ORDR-6 its trades trigger stops once continuous trading goes on, with the bands that it left', () => {
    const venue = interrupted();
    venue.sell('s2', 1, 114);
    const up = { orderType: 'stop', timeInForce: 'gtc', triggerPriceTicks: 110 } as const;
    venue.cancel('b1');
    venue.buy('up', 1, undefined, up);
    venue.buy('b2', 2, 110);
    expect(venue.phase('continuous')).toEqual([
      'volatility auction 2@110 surplus 0',
      'traded 2@110 b2/s1',
      ended,
      'triggered up',
      'traded 1@114 up/s2 by buy',
      'indicative none',
    ]);
  });

  it('STP-1 flags a self-trade instead of preventing it', () => {
    const house = { desk: 'kaz-1', stpId: 'house' };
    const venue = interrupted();
    venue.cancel('b1');
    venue.sell('own', 1, 109, house);
    venue.buy('b2', 1, 110, house);
    expect(venue.phase('continuous')[1]).toMatch(/^traded 1@\d+ b2\/own with itself$/);
  });

  it('SEQ-3 at one instant its end comes among the acts, approved when it began', () => {
    const venue = new BookScenario({ phase: 'continuous', referenceTicks: 100 });
    const endsMicros = venue.nowMicros + 300 * SECOND;
    const expiryMicros = endsMicros;
    venue.certificate({ certificateId: 'C', expiryMicros });
    venue.act({ type: 'setReferencePrice', priceTicks: 101 }, { effectiveMicros: endsMicros });
    venue.phase('volatilityAuction');
    venue.act({ type: 'setReferencePrice', priceTicks: 102 }, { effectiveMicros: endsMicros });
    expect(venue.tickAt(endsMicros)).toEqual([
      'reference 101',
      'volatility auction none',
      ended,
      'reference 102',
      'certificate C expired',
    ]);
  });

  it('PHAS-1 an end that is not due is refused', () => {
    const venue = interrupted();
    const told: string[] = [];
    venue.book.step(
      {
        commandId: 'early',
        cause: 'schedule',
        actor: 'schedule',
        receiveMicros: venue.nowMicros,
        bookMicros: venue.nowMicros,
        rulesVersion: 2,
        body: { kind: 'endVolatilityAuction', dueMicros: venue.nowMicros },
      },
      (event) => told.push(...venue.hear(event)),
    );
    expect(told).toEqual(['refused ACT_NOT_PENDING']);
    expect(venue.book.phase).toBe('volatilityAuction');
  });

  it.each([0, -1, 0.5, 2_147_483_648])('UNIT-1 refuses one of %d seconds', (volatilityAuctionSeconds) => {
    const { book } = new BookScenario();
    const venue = new BookScenario();
    if (book.instrument === undefined) throw new Error('no instrument');
    const instrument = { ...book.instrument, volatilityAuctionSeconds };
    expect(venue.act({ type: 'configureInstrument', instrument })).toEqual(['refused MALFORMED']);
  });

  it('PHAS-1 a post-only order that rests is amended in a call phase by a decrease alone', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 110, { postOnly: true });
    venue.phase('volatilityAuction');
    expect(venue.amend('s1', { priceTicks: 111 })).toEqual(['amend of s1 refused PHASE_NOT_ALLOWED']);
    expect(venue.amend('s1', { quantityLots: 3 })).toEqual(['amended s1 v2 3@110 keeps time']);
    expect(venue.amend('s1', { quantityLots: 0, priceTicks: 111 })).toEqual(['cancelled s1 3 USER']);
  });
});
