import { describe, expect, it } from '@jest/globals';
import { TRADING_PHASES, type TradingPhase } from '#contracts';
import { BookScenario } from '#testing';
import { refuseAction, refuseTransition } from './phases.js';

/** PHAS-1's table, copied by hand from the rulebook's text without looking at the code. */
const TABLE: Readonly<Record<TradingPhase, { takes: string; goesTo: string }>> = {
  closed: { takes: 'cancel', goesTo: 'preOpen' },
  preOpen: { takes: 'enter amend cancel', goesTo: 'noCancel openingAuction' },
  noCancel: { takes: 'enter', goesTo: 'openingAuction' },
  openingAuction: { takes: '', goesTo: 'continuous' },
  continuous: { takes: 'enter amend cancel', goesTo: 'closingCall volatilityAuction closed' },
  volatilityAuction: { takes: 'enter amend cancel', goesTo: 'continuous closingCall' },
  closingCall: { takes: 'enter amend cancel', goesTo: 'closingAuction' },
  closingAuction: { takes: '', goesTo: 'closed' },
  halted: { takes: 'cancel', goesTo: 'preOpen' },
  suspended: { takes: '', goesTo: 'halted' },
};

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');
/** Phases in which a book can be found between two commands. */
const LASTING = TRADING_PHASES.filter((phase) => phase !== 'openingAuction' && phase !== 'closingAuction');

describe('the table of phases', () => {
  it.each(TRADING_PHASES)('PHAS-1 %s takes what the table says', (phase) => {
    for (const action of ['enter', 'amend', 'cancel'] as const) {
      const refused = refuseAction(phase, action);
      if (words(TABLE[phase].takes).includes(action)) expect(refused).toBeUndefined();
      else expect(refused).toEqual({ code: 'PHASE_NOT_ALLOWED', details: { phase } });
    }
  });

  it.each(TRADING_PHASES)('PHAS-1 %s goes where the table says, and to halted or suspended', (from) => {
    for (const to of TRADING_PHASES) {
      const isInTable = words(TABLE[from].goesTo).includes(to);
      const isStop = (to === 'halted' || to === 'suspended') && to !== from;
      const expected = isInTable || isStop ? undefined : { code: 'PHASE_TRANSITION', details: { from, to } };
      expect(refuseTransition(from, to)).toEqual(expected);
    }
  });
});

describe('commands in phases', () => {
  it.each(LASTING)('PHAS-1 in %s a book takes and refuses entry, amend, cancel and mass cancel', (phase) => {
    const venue = new BookScenario({ phase: 'preOpen' });
    for (const id of ['o1', 'o2', 'o3']) venue.buy(id, 5, 100, { timeInForce: 'gtc' });
    const way: Partial<Record<TradingPhase, TradingPhase[]>> = {
      closed: ['openingAuction', 'closed'],
      noCancel: ['noCancel'],
      continuous: ['openingAuction'],
      closingCall: ['openingAuction', 'closingCall'],
      halted: ['halted'],
      suspended: ['suspended'],
    };
    for (const next of way[phase] ?? []) venue.phase(next);
    const takes = words(TABLE[phase].takes);
    expect(venue.buy('o4', 1, 100)).toEqual([
      takes.includes('enter') ? 'accepted o4' : 'rejected o4 PHASE_NOT_ALLOWED',
    ]);
    expect(venue.amend('o1', { quantityLots: 4 })).toEqual([
      takes.includes('amend') ? 'amended o1 v2 4@100 keeps time' : 'amend of o1 refused PHASE_NOT_ALLOWED',
    ]);
    expect(venue.cancel('o2')).toEqual([
      takes.includes('cancel') ? 'cancelled o2 5 USER' : 'cancel of o2 refused PHASE_NOT_ALLOWED',
    ]);
    const told = venue.massCancel('aus-1');
    if (takes.includes('cancel')) expect(told[0]).toMatch(/^mass cancel of aus-1: [23]$/);
    else expect(told).toEqual(['mass cancel of aus-1 refused PHASE_NOT_ALLOWED']);
  });

  it.each(LASTING)('PHAS-1 acts pass in %s', (phase) => {
    const venue = new BookScenario({ phase });
    expect(venue.floor(77)).toEqual(['floor 77 v1']);
    expect(venue.member('AUS', 'suspended')).toEqual(['member AUS suspended']);
  });

  it('PHAS-1 a transition that is not in the table is refused', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    expect(venue.phase('continuous')).toEqual(['refused PHASE_TRANSITION']);
    expect(venue.phase('preOpen')).toEqual(['refused PHASE_TRANSITION']);
    expect(venue.book.phase).toBe('preOpen');
  });

  it('PHAS-1 a phase decided for later changes at its instant, and is judged then', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    const effectiveMicros = venue.nowMicros + 10;
    venue.act({ type: 'setPhase', phase: 'noCancel' }, { effectiveMicros });
    venue.phase('openingAuction');
    expect(venue.tickAt(effectiveMicros)).toEqual(['refused PHASE_TRANSITION']);
  });
});

describe('the auctions of the day', () => {
  it('PHAS-1 the opening auction uncrosses, then goes on, in one command', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    venue.buy('b1', 5, 100);
    venue.sell('s1', 3, 100);
    expect(venue.phase('openingAuction')).toEqual([
      'phase preOpen > openingAuction',
      'opening auction 3@100 surplus 2',
      'traded 3@100 b1/s1',
      'phase openingAuction > continuous',
      'indicative none',
    ]);
  });

  it('PHAS-1 the closing auction uncrosses, then closes, and day orders expire in entry order', () => {
    const venue = new BookScenario({ phase: 'closingCall' });
    venue.sell('s1', 3, 100);
    venue.buy('b1', 5, 100);
    venue.buy('b2', 1, 90, { timeInForce: 'gtc' });
    venue.sell('s2', 1, 110);
    expect(venue.phase('closingAuction')).toEqual([
      'phase closingCall > closingAuction',
      'closing auction 3@100 surplus 2',
      'traded 3@100 b1/s1',
      'phase closingAuction > closed',
      'cancelled b1 2 EXPIRED',
      'cancelled s2 1 EXPIRED',
      'indicative none',
    ]);
    expect(venue.resting('buy')).toEqual(['b2 1@90']);
  });

  it('PHAS-1 a halt stops matching without an auction; the way back is preOpen', () => {
    const venue = new BookScenario({ phase: 'closingCall' });
    venue.buy('b1', 5, 100);
    venue.sell('s1', 3, 100);
    expect(venue.phase('halted')).toEqual(['phase closingCall > halted', 'indicative none']);
    expect(venue.phase('preOpen')).toEqual(['phase halted > preOpen', 'indicative 3@100']);
  });

  it('PHAS-1 a suspended book resumes through halted', () => {
    const venue = new BookScenario({ phase: 'suspended' });
    expect(venue.phase('preOpen')).toEqual(['refused PHASE_TRANSITION']);
    expect(venue.phase('halted')).toEqual(['phase suspended > halted']);
  });

  it('AUCT-3 without crossed volume there is no price, and the phase moves on all the same', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    venue.buy('b1', 5, 99);
    venue.sell('s1', 3, 100);
    expect(venue.phase('openingAuction')).toEqual([
      'phase preOpen > openingAuction',
      'opening auction none',
      'phase openingAuction > continuous',
    ]);
    expect(venue.resting('sell')).toEqual(['s1 3@100']);
  });
});

describe('the indicative price', () => {
  it('PHAS-2 is published on every change, at the end of the command, and only then', () => {
    const venue = new BookScenario({ phase: 'preOpen', referenceTicks: 100 });
    expect(venue.buy('b1', 5, 100)).toEqual(['accepted b1']);
    expect(venue.sell('s1', 3, 100)).toEqual(['accepted s1', 'indicative 3@100']);
    expect(venue.sell('s2', 1, 101)).toEqual(['accepted s2']);
    expect(venue.sell('s3', 1, 99)).toEqual(['accepted s3', 'indicative 4@100']);
    expect(venue.cancel('s1')).toEqual(['cancelled s1 3 USER', 'indicative 1@100']);
    expect(venue.cancel('b1')).toEqual(['cancelled b1 5 USER', 'indicative none']);
    expect(venue.cancel('s3')).toEqual(['cancelled s3 1 USER']);
  });

  it('PHAS-2 follows the floor and the reference price', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    venue.buy('b1', 5);
    expect(venue.sell('s1', 5)).toEqual(['accepted s1']);
    expect(venue.reference(90)).toEqual(['reference 90', 'indicative 5@90']);
    expect(venue.floor(95)).toEqual(['floor 95 v1', 'indicative 5@95']);
  });

  it('PHAS-2 goes on from preOpen to noCancel, and there is none outside call phases', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    venue.buy('b1', 5, 100);
    venue.sell('s1', 5, 100);
    expect(venue.phase('noCancel')).toEqual(['phase preOpen > noCancel']);
    expect(venue.book.indicative).toEqual({ priceTicks: 100, volumeLots: 5 });
    expect(venue.phase('suspended')).toEqual(['phase noCancel > suspended', 'indicative none']);
    expect(venue.book.indicative).toBeUndefined();
  });
});

describe('reference prices', () => {
  const prices = (venue: BookScenario): (number | undefined)[] => [
    venue.book.referencePriceTicks,
    venue.book.staticReferencePriceTicks,
  ];

  it('PHAS-3 configuring a price sets both; a trade moves the one, an auction both', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    expect(prices(venue)).toEqual([undefined, undefined]);
    venue.reference(90);
    expect(prices(venue)).toEqual([90, 90]);
    venue.buy('b1', 1, 100);
    venue.sell('s1', 1, 100);
    venue.phase('openingAuction');
    expect(prices(venue)).toEqual([100, 100]);
    venue.buy('b2', 1, 105);
    venue.sell('s2', 1, 105);
    expect(prices(venue)).toEqual([105, 100]);
    venue.phase('closingCall');
    venue.buy('b3', 1, 107);
    venue.sell('s3', 1, 107);
    venue.phase('closingAuction');
    expect(prices(venue)).toEqual([107, 107]);
  });

  it('PHAS-3 an auction without a price moves neither', () => {
    const venue = new BookScenario({ phase: 'preOpen', referenceTicks: 90 });
    venue.phase('openingAuction');
    expect(prices(venue)).toEqual([90, 90]);
  });
});
