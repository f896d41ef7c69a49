import { describe, expect, it } from '@jest/globals';
import type { MembershipStatus } from '#contracts';
import { BookScenario } from '#testing';

describe('standing of a member state', () => {
  it.each([
    ['observer', 'OBSERVER_CANNOT_TRADE'],
    ['acceding', 'NOT_A_MEMBER'],
    ['withdrawn', 'NOT_A_MEMBER'],
    ['suspended', 'MEMBER_SUSPENDED'],
  ] as [MembershipStatus, string][])('MEMB-1 a state that is %s gets %s', (status, code) => {
    const venue = new BookScenario();
    venue.member('AUS', status);
    expect(venue.buy('b1', 1, 100)).toEqual([`rejected b1 ${code}`]);
  });

  it('MEMB-1 an accession takes effect at its instant', () => {
    const venue = new BookScenario();
    const instant = venue.nowMicros + 1_000;
    venue.act({ type: 'setMembership', memberState: 'ACC', status: 'full' }, { effectiveMicros: instant });
    venue.nowMicros = instant - 1;
    expect(venue.buy('b1', 1, 100, { desk: 'acc-1' })).toEqual(['rejected b1 NOT_A_MEMBER']);
    venue.nowMicros = instant;
    expect(venue.buy('b2', 1, 100, { desk: 'acc-1' })).toEqual(['member ACC full', 'accepted b2']);
  });

  it('MEMB-2 a full state with the annex in force trades', () => {
    expect(new BookScenario().buy('b1', 1, 100)).toEqual(['accepted b1']);
  });

  it('MEMB-2 a state that nobody knows is NOT_A_MEMBER', () => {
    expect(new BookScenario().buy('b1', 1, 100, { desk: 'xyz-1' })).toEqual(['rejected b1 NOT_A_MEMBER']);
  });

  it('MEMB-2 a full state without the annex gets ANNEX_NOT_IN_FORCE', () => {
    expect(new BookScenario().buy('b1', 1, 100, { desk: 'noa-1' })).toEqual([
      'rejected b1 ANNEX_NOT_IN_FORCE',
    ]);
  });

  it('MEMB-2 an annex for another mineral or stage does not help', () => {
    const venue = new BookScenario();
    const annex = { type: 'setAnnex', memberState: 'NOA', inForce: true } as const;
    venue.act({ ...annex, mineral: 'Dy', productionStage: 'separatedOxide' });
    venue.act({ ...annex, mineral: 'NdPr', productionStage: 'magnet' });
    expect(venue.buy('b1', 1, 100, { desk: 'noa-1' })).toEqual(['rejected b1 ANNEX_NOT_IN_FORCE']);
  });

  it('MEMB-2 a withdrawing state without the annex does not even reduce', () => {
    const venue = new BookScenario();
    venue.position('noa-1', 10);
    venue.member('NOA', 'withdrawing');
    expect(venue.sell('s1', 1, 100, { desk: 'noa-1' })).toEqual(['rejected s1 ANNEX_NOT_IN_FORCE']);
  });
});

describe('a withdrawing state', () => {
  function withdrawing(positions: Record<string, number>): BookScenario {
    const venue = new BookScenario();
    for (const [desk, lots] of Object.entries(positions)) venue.position(desk, lots);
    venue.member('KAZ', 'withdrawing');
    return venue;
  }

  it('MEMB-2 may sell what it holds, equality included', () => {
    const venue = withdrawing({ 'kaz-1': 10 });
    expect(venue.sell('s1', 10, 100)).toEqual(['accepted s1']);
  });

  it('MEMB-2 gets REDUCE_ONLY for one lot more, its resting offers counted', () => {
    const venue = withdrawing({ 'kaz-1': 10 });
    venue.sell('s1', 6, 100);
    expect(venue.sell('s2', 5, 100)).toEqual(['rejected s2 REDUCE_ONLY']);
    expect(venue.sell('s3', 4, 100)).toEqual(['accepted s3']);
  });

  it('MEMB-2 counts the sum of its desks, and the resting orders of all of them', () => {
    const venue = withdrawing({ 'kaz-1': 10, 'kaz-2': -4 });
    venue.sell('s1', 5, 100, { desk: 'kaz-2' });
    expect(venue.sell('s2', 2, 100)).toEqual(['rejected s2 REDUCE_ONLY']);
    expect(venue.sell('s3', 1, 100)).toEqual(['accepted s3']);
  });

  it('MEMB-2 buys back a short position and nothing else', () => {
    const venue = withdrawing({ 'kaz-1': -3 });
    expect(venue.sell('s1', 1, 100)).toEqual(['rejected s1 REDUCE_ONLY']);
    expect(venue.buy('b1', 4, 100, { desk: 'kaz-1' })).toEqual(['rejected b1 REDUCE_ONLY']);
    expect(venue.buy('b2', 3, 100, { desk: 'kaz-1' })).toEqual(['accepted b2']);
  });

  it('MEMB-2 has nothing to reduce when it is flat', () => {
    const venue = withdrawing({});
    expect(venue.sell('s1', 1, 100)).toEqual(['rejected s1 REDUCE_ONLY']);
    expect(venue.buy('b1', 1, 100, { desk: 'kaz-1' })).toEqual(['rejected b1 REDUCE_ONLY']);
  });

  it('MEMB-2 what it trades moves the position that is left to reduce', () => {
    const venue = withdrawing({ 'kaz-1': 10 });
    venue.buy('b1', 7, 100);
    expect(venue.sell('s1', 7, 100)).toEqual(['accepted s1', 'traded 7@100 b1/s1 by sell']);
    expect(venue.sell('s2', 4, 100)).toEqual(['rejected s2 REDUCE_ONLY']);
    expect(venue.sell('s3', 3, 100)).toEqual(['accepted s3']);
  });

  it('MEMB-2 an amend is judged with the order’s own resting lots replaced', () => {
    const venue = withdrawing({ 'kaz-1': 10 });
    venue.sell('s1', 6, 100);
    expect(venue.amend('s1', { quantityLots: 11 })).toEqual(['amend of s1 refused REDUCE_ONLY']);
    expect(venue.amend('s1', { quantityLots: 10 })).toEqual(['amended s1 v2 10@100 new time']);
  });

  it('MEMB-2 counts parked, untriggered and inactive orders as resting', () => {
    const venue = new BookScenario({ floorTicks: 90, referenceTicks: 110 });
    venue.position('kaz-1', 10);
    venue.sell('parked', 2, 95, { onFloorRaise: 'park' });
    venue.sell('stop', 3, 100, { orderType: 'stopLimit', triggerPriceTicks: 105 });
    venue.sell('close', 4, 120, { timeInForce: 'atClose' });
    venue.floor(100);
    expect(venue.member('KAZ', 'withdrawing')).toEqual(['member KAZ withdrawing']);
    expect(venue.sell('s1', 2, 120)).toEqual(['rejected s1 REDUCE_ONLY']);
    expect(venue.events.at(-1)).toMatchObject({ details: { positionLots: 10, restingLots: 9 } });
    expect(venue.sell('s2', 1, 120, { displayQuantityLots: 1 })).toEqual(['accepted s2']);
  });

  it('MEMB-2 a triggered stop is what it was counted as', () => {
    const venue = new BookScenario({ referenceTicks: 110 });
    venue.position('kaz-1', 5);
    venue.sell('stop', 5, 100, { orderType: 'stopLimit', triggerPriceTicks: 105 });
    venue.member('KAZ', 'withdrawing');
    venue.buy('b1', 9, 104);
    expect(venue.sell('s1', 1, 104, { desk: 'nam-1', certificateId: 'AUS-1' }).slice(2)).toEqual([
      'triggered stop',
      'traded 5@104 b1/stop by sell',
    ]);
  });
});
