import { describe, expect, it } from '@jest/globals';
import type { MembershipStatus, TradingPhase } from '#contracts';
import { BookScenario } from '#testing';

/** Offers of three states, two of Kazakh origin, and bids of two; entry order is the order of the names. */
function mixedBook(phase: TradingPhase = 'continuous'): BookScenario {
  const venue = new BookScenario({ phase: phase === 'continuous' ? 'continuous' : 'preOpen' });
  venue.sell('o1', 1, 200);
  venue.sell('o2', 2, 200, { desk: 'aus-1', certificateId: 'KAZ-1' });
  venue.buy('o3', 3, 100, { desk: 'kaz-1' });
  venue.sell('o4', 4, 201, { desk: 'nam-1', certificateId: 'NAM-1' });
  venue.sell('o5', 5, 201, { desk: 'kaz-2', certificateId: 'AUS-1' });
  venue.buy('o6', 6, 100, { desk: 'nam-1' });
  if (phase !== 'continuous' && phase !== 'preOpen') venue.phase(phase);
  return venue;
}

describe('a suspension', () => {
  it.each(['preOpen', 'noCancel', 'continuous', 'halted', 'suspended'] as const)(
    'MEMB-4 cancels all resting orders of the state in %s, in entry order',
    (phase) => {
      expect(mixedBook(phase).member('KAZ', 'suspended')).toEqual([
        'member KAZ suspended',
        'cancelled o1 1 MEMBER_SUSPENDED',
        'cancelled o2 2 ORIGIN_NOT_ELIGIBLE',
        'cancelled o3 3 MEMBER_SUSPENDED',
        'cancelled o5 5 MEMBER_SUSPENDED',
      ]);
    },
  );

  it('MEMB-4 takes market orders of call phases too, and the indicative price is recomputed', () => {
    const venue = new BookScenario({ phase: 'preOpen', referenceTicks: 100 });
    venue.sell('s1', 5);
    expect(venue.buy('b1', 5)).toEqual(['accepted b1', 'indicative 5@100']);
    expect(venue.member('AUS', 'suspended')).toEqual([
      'member AUS suspended',
      'cancelled b1 5 MEMBER_SUSPENDED',
      'indicative none',
    ]);
  });

  it('MEMB-4 leaves trades done, refuses what is sequenced later, and brings no order back when lifted', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 100);
    venue.buy('b1', 2, 100);
    venue.member('KAZ', 'suspended');
    expect([...venue.book.positions()].map(({ positionLots }) => positionLots)).toEqual([2, -2]);
    expect(venue.sell('s2', 1, 100)).toEqual(['rejected s2 MEMBER_SUSPENDED']);
    expect(venue.member('KAZ', 'full')).toEqual(['member KAZ full']);
    expect(venue.resting('sell')).toEqual([]);
    expect(venue.sell('s3', 1, 100)).toEqual(['accepted s3']);
  });

  it('SEQ-5 acts in entry order, not in order of price or amended time', () => {
    const venue = new BookScenario();
    venue.sell('s1', 1, 105);
    venue.sell('s2', 1, 100);
    venue.sell('s3', 1, 102);
    venue.amend('s1', { priceTicks: 103 });
    expect(venue.member('KAZ', 'suspended')).toEqual([
      'member KAZ suspended',
      'cancelled s1 1 MEMBER_SUSPENDED',
      'cancelled s2 1 MEMBER_SUSPENDED',
      'cancelled s3 1 MEMBER_SUSPENDED',
    ]);
  });
});

describe('any other loss of the right to trade', () => {
  it.each([
    ['withdrawn', 'NOT_A_MEMBER'],
    ['acceding', 'NOT_A_MEMBER'],
    ['observer', 'OBSERVER_CANNOT_TRADE'],
  ] as [MembershipStatus, string][])('MEMB-5 a state becoming %s cancels with %s', (status, code) => {
    expect(mixedBook().member('KAZ', status)).toEqual([
      `member KAZ ${status}`,
      `cancelled o1 1 ${code}`,
      'cancelled o2 2 ORIGIN_NOT_ELIGIBLE',
      `cancelled o3 3 ${code}`,
      `cancelled o5 5 ${code}`,
    ]);
  });

  it('MEMB-5 an annex lapsing cancels with ANNEX_NOT_IN_FORCE, others’ offers of the origin with theirs', () => {
    expect(mixedBook().annex('KAZ', false)).toEqual([
      'annex KAZ lapsed',
      'cancelled o1 1 ANNEX_NOT_IN_FORCE',
      'cancelled o2 2 ORIGIN_NOT_ELIGIBLE',
      'cancelled o3 3 ANNEX_NOT_IN_FORCE',
      'cancelled o5 5 ANNEX_NOT_IN_FORCE',
    ]);
  });

  it('MEMB-5 an annex for another mineral lapsing cancels nothing', () => {
    const venue = mixedBook();
    expect(
      venue.act({
        type: 'setAnnex',
        memberState: 'KAZ',
        mineral: 'Dy',
        productionStage: 'separatedOxide',
        inForce: false,
      }),
    ).toEqual(['annex KAZ lapsed']);
  });

  it('MEMB-5 a certificate withdrawn or expired takes its offers only', () => {
    const venue = mixedBook();
    expect(venue.act({ type: 'withdrawCertificate', certificateId: 'KAZ-1' })).toEqual([
      'certificate KAZ-1 withdrawn',
      'cancelled o1 1 CERTIFICATE_WITHDRAWN',
      'cancelled o2 2 CERTIFICATE_WITHDRAWN',
    ]);
    const expiryMicros = venue.nowMicros + 5;
    venue.certificate({ certificateId: 'C', expiryMicros });
    venue.sell('o7', 7, 200, { certificateId: 'C' });
    expect(venue.tickAt(expiryMicros)).toEqual([
      'certificate C expired',
      'cancelled o7 7 CERTIFICATE_EXPIRED',
    ]);
  });

  it('MEMB-5 a lower limit for non-bloc content cancels the offers beyond it', () => {
    const venue = new BookScenario();
    venue.certificate({ certificateId: 'C', nonBlocContentBasisPoints: 500 });
    venue.sell('s1', 1, 100, { certificateId: 'C' });
    venue.sell('s2', 1, 100);
    const instrument = { ...venue.book.instrument!, nonBlocContentBasisPointsMax: 499 };
    expect(venue.act({ type: 'configureInstrument', instrument })).toEqual([
      'configured NDPR-OXIDE',
      'cancelled s1 1 ORIGIN_CONTENT_EXCEEDED',
    ]);
  });
});

describe('a notice of withdrawal', () => {
  it('MEMB-5 cancels others’ offers of the origin in entry order, then its own orders, newest first', () => {
    const venue = mixedBook();
    venue.sell('o7', 7, 202, { desk: 'nam-1', certificateId: 'KAZ-1' });
    expect(venue.member('KAZ', 'withdrawing')).toEqual([
      'member KAZ withdrawing',
      'cancelled o2 2 ORIGIN_NOT_ELIGIBLE',
      'cancelled o7 7 ORIGIN_NOT_ELIGIBLE',
      'cancelled o5 5 REDUCE_ONLY',
      'cancelled o3 3 REDUCE_ONLY',
      'cancelled o1 1 REDUCE_ONLY',
    ]);
  });

  it('MEMB-5 stops as soon as REDUCE_ONLY holds, and leaves whole orders', () => {
    const venue = new BookScenario();
    venue.position('kaz-1', 10);
    venue.sell('s1', 4, 200);
    venue.sell('s2', 5, 200);
    venue.buy('b1', 1, 100, { desk: 'kaz-1' });
    venue.sell('s3', 3, 200);
    expect(venue.member('KAZ', 'withdrawing')).toEqual([
      'member KAZ withdrawing',
      'cancelled s3 3 REDUCE_ONLY',
      'cancelled b1 1 REDUCE_ONLY',
    ]);
    expect(venue.resting('sell')).toEqual(['s1 4@200', 's2 5@200']);
  });

  it('MEMB-5 leaves newer orders of a side that reduces already, and goes on to older ones of the other', () => {
    const venue = new BookScenario();
    venue.position('kaz-1', 10);
    venue.buy('b1', 1, 100, { desk: 'kaz-1' });
    venue.sell('s1', 10, 200);
    expect(venue.member('KAZ', 'withdrawing')).toEqual([
      'member KAZ withdrawing',
      'cancelled b1 1 REDUCE_ONLY',
    ]);
  });

  it('MEMB-5 a position set for a withdrawing state does the same', () => {
    const venue = new BookScenario();
    venue.position('kaz-1', 10);
    venue.sell('s1', 4, 200);
    venue.sell('s2', 6, 200);
    venue.member('KAZ', 'withdrawing');
    expect(venue.position('kaz-2', -4)).toEqual(['position kaz-2 -4', 'cancelled s2 6 REDUCE_ONLY']);
    expect(venue.position('kaz-2', -7)).toEqual(['position kaz-2 -7', 'cancelled s1 4 REDUCE_ONLY']);
  });

  it('MEMB-5 a position set for a full state touches nothing', () => {
    const venue = new BookScenario();
    venue.sell('s1', 4, 200);
    expect(venue.position('kaz-1', -100)).toEqual(['position kaz-1 -100']);
  });
});

describe('live orders that stand in no book', () => {
  /** A parked offer, a stop, an order for the close and an iceberg of Kazakhstan, and an Australian stop under it. */
  function outOfBook(): BookScenario {
    const venue = new BookScenario({ floorTicks: 90, referenceTicks: 110 });
    venue.sell('parked', 1, 95, { onFloorRaise: 'park', timeInForce: 'gtc' });
    venue.floor(100);
    venue.sell('stop', 2, 100, { orderType: 'stopLimit', triggerPriceTicks: 105, timeInForce: 'gtc' });
    venue.buy('close', 3, 100, { desk: 'kaz-1', timeInForce: 'atClose' });
    venue.sell('ice', 9, 120, { displayQuantityLots: 1, desk: 'kaz-2' });
    venue.sell('others', 5, undefined, { orderType: 'stop', triggerPriceTicks: 104, desk: 'aus-2' });
    return venue;
  }

  it.each(['continuous', 'closingCall', 'halted', 'suspended'] as const)(
    'MEMB-4 a suspension takes them too, in %s',
    (phase) => {
      const venue = outOfBook();
      if (phase !== 'continuous') venue.phase(phase);
      expect(venue.member('KAZ', 'suspended')).toEqual([
        'member KAZ suspended',
        'cancelled parked 1 MEMBER_SUSPENDED',
        'cancelled stop 2 MEMBER_SUSPENDED',
        'cancelled close 3 MEMBER_SUSPENDED',
        'cancelled ice 9 MEMBER_SUSPENDED',
        'cancelled others 5 ORIGIN_NOT_ELIGIBLE',
      ]);
      expect(venue.book.certificate('KAZ-1')?.pledgedLots).toBe(0);
      expect(venue.member('KAZ', 'full')).toEqual(['member KAZ full']);
      expect([...venue.book.liveOrders()]).toEqual([]);
    },
  );

  it('MEMB-5 a certificate that ends takes its offers that are parked and wait', () => {
    expect(outOfBook().act({ type: 'withdrawCertificate', certificateId: 'KAZ-1' })).toEqual([
      'certificate KAZ-1 withdrawn',
      'cancelled parked 1 CERTIFICATE_WITHDRAWN',
      'cancelled stop 2 CERTIFICATE_WITHDRAWN',
      'cancelled ice 9 CERTIFICATE_WITHDRAWN',
      'cancelled others 5 CERTIFICATE_WITHDRAWN',
    ]);
  });

  it('MEMB-5 a notice of withdrawal takes others’ waiting offers first, then its own, newest entry first', () => {
    const venue = outOfBook();
    venue.position('kaz-1', 2);
    expect(venue.member('KAZ', 'withdrawing')).toEqual([
      'member KAZ withdrawing',
      'cancelled others 5 ORIGIN_NOT_ELIGIBLE',
      'cancelled ice 9 REDUCE_ONLY',
      'cancelled close 3 REDUCE_ONLY',
      'cancelled stop 2 REDUCE_ONLY',
    ]);
  });

  it('SEQ-5 RISK-2 a mass cancel and a broken session take them in entry order', () => {
    const venue = outOfBook();
    expect(venue.disconnect('kaz-1')).toEqual(['mass cancel of kaz-1: 1', 'cancelled close 3 DISCONNECTED']);
    expect(venue.massCancel('kaz-1')).toEqual([
      'mass cancel of kaz-1: 2',
      'cancelled parked 1 MASS_CANCEL',
      'cancelled stop 2 MASS_CANCEL',
    ]);
  });

  it('RISK-2 a mass cancel takes those for the close as well', () => {
    expect(outOfBook().massCancel('kaz-1')).toContain('cancelled close 3 MASS_CANCEL');
  });

  it('MEMB-3 they pledge their leaves', () => {
    expect(outOfBook().book.certificate('KAZ-1')?.pledgedLots).toBe(17);
  });
});
