import { describe, expect, it } from '@jest/globals';
import type { KillSwitchScope, TradingPhase } from '#contracts';
import { BookScenario } from '#testing';

const pull = (venue: BookScenario, scope: KillSwitchScope, name?: string): string[] =>
  set(venue, true, scope, name);
const lift = (venue: BookScenario, scope: KillSwitchScope, name?: string): string[] =>
  set(venue, false, scope, name);

function set(venue: BookScenario, engaged: boolean, scope: KillSwitchScope, name?: string): string[] {
  return venue.act({ type: 'setKillSwitch', scope, engaged, ...(name === undefined ? {} : { name }) });
}

/** Orders of three desks of two states, all of them gtc, resting in a phase. */
function resting(phase: TradingPhase): BookScenario {
  const venue = new BookScenario({ phase: 'preOpen', referenceTicks: 100 });
  const gtc = { timeInForce: 'gtc' } as const;
  venue.buy('a1', 1, 90, gtc);
  venue.buy('a2', 1, 91, { ...gtc, desk: 'aus-2' });
  venue.sell('k1', 2, 110, { ...gtc, displayQuantityLots: 1 });
  venue.buy('a3', 1, 89, { ...gtc, orderType: 'stopLimit', triggerPriceTicks: 120 });
  const way: Partial<Record<TradingPhase, TradingPhase[]>> = {
    closed: ['openingAuction', 'closed'],
    noCancel: ['noCancel'],
    continuous: ['openingAuction'],
    volatilityAuction: ['openingAuction', 'volatilityAuction'],
    closingCall: ['openingAuction', 'closingCall'],
    halted: ['halted'],
    suspended: ['suspended'],
  };
  for (const next of way[phase] ?? []) venue.phase(next);
  return venue;
}

const LASTING: TradingPhase[] = [
  ...(['closed', 'preOpen', 'noCancel', 'continuous'] as const),
  ...(['volatilityAuction', 'closingCall', 'halted', 'suspended'] as const),
];

describe('a kill switch', () => {
  it.each(LASTING)('RISK-2 of a desk cancels what rests in entry order in %s', (phase) => {
    expect(pull(resting(phase), 'desk', 'aus-1')).toEqual([
      'kill switch aus-1 engaged',
      'cancelled a1 1 KILL_SWITCH',
      'cancelled a3 1 KILL_SWITCH',
    ]);
  });

  it('RISK-2 of a state takes all of its desks, of the venue everything, hidden quantity included', () => {
    const venue = resting('continuous');
    expect(pull(venue, 'memberState', 'AUS')).toEqual([
      'kill switch AUS engaged',
      'cancelled a1 1 KILL_SWITCH',
      'cancelled a2 1 KILL_SWITCH',
      'cancelled a3 1 KILL_SWITCH',
    ]);
    expect(pull(venue, 'venue')).toEqual(['kill switch venue engaged', 'cancelled k1 2 KILL_SWITCH']);
  });

  it('RISK-2 takes parked orders and those for the close, too', () => {
    const venue = new BookScenario({ referenceTicks: 100 });
    venue.sell('p1', 1, 101, { onFloorRaise: 'park' });
    venue.sell('c1', 1, 120, { timeInForce: 'atClose' });
    venue.floor(105);
    expect(pull(venue, 'desk', 'kaz-1')).toEqual([
      'kill switch kaz-1 engaged',
      'cancelled p1 1 KILL_SWITCH',
      'cancelled c1 1 KILL_SWITCH',
    ]);
  });

  it('RISK-2 the indicative price follows', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    venue.buy('b1', 1, 100);
    venue.sell('s1', 1, 100);
    expect(pull(venue, 'desk', 'aus-1')).toEqual([
      'kill switch aus-1 engaged',
      'cancelled b1 1 KILL_SWITCH',
      'indicative none',
    ]);
  });

  it.each([
    ['desk', 'aus-1', ['KILL_SWITCH', 'accepted', 'accepted']],
    ['memberState', 'AUS', ['KILL_SWITCH', 'KILL_SWITCH', 'accepted']],
    ['venue', undefined, ['KILL_SWITCH', 'KILL_SWITCH', 'KILL_SWITCH']],
    ['desk', 'AUS', ['accepted', 'accepted', 'accepted']],
  ] as [KillSwitchScope, string | undefined, string[]][])(
    'RISK-2 of %s %s refuses entry of aus-1, aus-2 and nam-1: %j',
    (scope, name, outcomes) => {
      const venue = new BookScenario();
      pull(venue, scope, name);
      const told = ['aus-1', 'aus-2', 'nam-1'].map((desk) => venue.buy(desk, 1, 100, { desk })[0] ?? '');
      expect(told.map((line) => line.replace(/^rejected \S+ | \S+-\d$/g, ''))).toEqual(outcomes);
    },
  );

  it('RISK-2 the refusal names the widest that is engaged', () => {
    const venue = new BookScenario();
    pull(venue, 'desk', 'aus-1');
    venue.buy('b1', 1, 100);
    expect(venue.events.at(-1)).toMatchObject({ details: { scope: 'desk', name: 'aus-1' } });
    pull(venue, 'venue');
    venue.buy('b2', 1, 100);
    expect(venue.events.at(-1)).toMatchObject({ details: { scope: 'venue' } });
  });

  it('RISK-2 lifting lets entry pass again and brings no order back', () => {
    const venue = resting('continuous');
    pull(venue, 'desk', 'aus-1');
    pull(venue, 'memberState', 'AUS');
    expect(lift(venue, 'desk', 'aus-1')).toEqual(['kill switch aus-1 lifted']);
    expect(venue.buy('b1', 1, 100)).toEqual(['rejected b1 KILL_SWITCH']);
    expect(lift(venue, 'memberState', 'AUS')).toEqual(['kill switch AUS lifted']);
    expect(venue.buy('b2', 1, 100)).toEqual(['accepted b2']);
    expect(venue.resting('buy')).toEqual(['b2 1@100']);
  });

  it('RISK-2 what is amended after it is not there any more, and cancels pass', () => {
    const venue = resting('continuous');
    pull(venue, 'desk', 'aus-1');
    expect(venue.amend('a1', { priceTicks: 92 })).toEqual(['amend of a1 refused ORDER_NOT_FOUND']);
    expect(venue.massCancel('aus-1')).toEqual(['mass cancel of aus-1: 0']);
  });

  it.each([
    ['venue', 'somebody'],
    ['desk', undefined],
    ['desk', ''],
    ['memberState', undefined],
  ] as [KillSwitchScope, string | undefined][])(
    'UNIT-1 refuses a kill switch of %s named %j',
    (scope, name) => {
      expect(pull(new BookScenario(), scope, name)).toEqual(['refused MALFORMED']);
    },
  );
});
