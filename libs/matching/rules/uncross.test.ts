import { describe, expect, it } from '@jest/globals';
import { BookScenario } from '#testing';

function preOpen(floorTicks?: number, referenceTicks?: number): BookScenario {
  return new BookScenario({
    phase: 'preOpen',
    ...(floorTicks === undefined ? {} : { floorTicks }),
    ...(referenceTicks === undefined ? {} : { referenceTicks }),
  });
}

/** The auction and its trades alone. */
function open(venue: BookScenario): string[] {
  return venue.phase('openingAuction').filter((line) => /^(opening|traded)/.test(line));
}

describe('the allocation of an auction', () => {
  it('AUCT-2 goes by price, no limit first, then market before limit, then time', () => {
    const venue = preOpen();
    venue.buy('b1', 1, 100);
    venue.buy('b2', 1, 101);
    venue.buy('b3', 1, undefined, { protectionLimitTicks: 101 });
    venue.buy('b4', 1, 102);
    venue.buy('b5', 1);
    venue.buy('b6', 1, 101);
    venue.sell('s1', 5, 100);
    // 100: demand 6, supply 5; 101: demand 5, supply 5: no surplus.
    expect(open(venue)).toEqual([
      'opening auction 5@101 surplus 0',
      'traded 1@101 b5/s1',
      'traded 1@101 b4/s1',
      'traded 1@101 b3/s1',
      'traded 1@101 b2/s1',
      'traded 1@101 b6/s1',
    ]);
  });

  it('AUCT-2 takes offers lowest first; a market offer bounded by the floor comes before a limit offer there', () => {
    const venue = preOpen(100);
    venue.sell('s1', 1, 101);
    venue.sell('s2', 1, 100);
    venue.sell('s3', 1);
    venue.sell('s4', 1, undefined, { protectionLimitTicks: 101 });
    venue.buy('b1', 3, 101);
    expect(open(venue)).toEqual([
      'opening auction 3@101 surplus -1',
      'traded 1@101 b1/s3',
      'traded 1@101 b1/s2',
      'traded 1@101 b1/s4',
    ]);
    expect(venue.resting('sell')).toEqual(['s1 1@101']);
  });

  it('AUCT-2 among equals the earlier time wins, and an amend that loses time goes behind', () => {
    const venue = preOpen();
    venue.sell('s1', 2, 100);
    venue.sell('s2', 2, 100);
    venue.amend('s1', { quantityLots: 3 });
    venue.buy('b1', 3, 100);
    expect(open(venue)).toEqual([
      'opening auction 3@100 surplus -2',
      'traded 2@100 b1/s2',
      'traded 1@100 b1/s1',
    ]);
  });

  it('AUCT-2 trades pair the two lists head to head', () => {
    const venue = preOpen();
    venue.buy('b1', 3, 105);
    venue.buy('b2', 4, 104);
    venue.sell('s1', 2, 100);
    venue.sell('s2', 4, 101);
    venue.sell('s3', 9, 104);
    // 104: demand 7, supply 15: 7; 105: demand 3.
    expect(open(venue)).toEqual([
      'opening auction 7@104 surplus -8',
      'traded 2@104 b1/s1',
      'traded 1@104 b1/s2',
      'traded 3@104 b2/s2',
      'traded 1@104 b2/s3',
    ]);
  });

  it('AUCT-2 market orders trade at the reference price when there is no limit at all', () => {
    const venue = preOpen(100, 107);
    venue.buy('b1', 3);
    venue.sell('s1', 2);
    expect(open(venue)).toEqual(['opening auction 2@107 surplus 1', 'traded 2@107 b1/s1']);
  });

  it('ORDR-2 an auction trades at one price, whatever the limits', () => {
    const venue = preOpen(undefined, 102);
    venue.buy('b1', 1, 110);
    venue.sell('s1', 1, 95);
    expect(open(venue)).toEqual(['opening auction 1@102 surplus 0', 'traded 1@102 b1/s1']);
    expect(venue.events.find(({ type }) => type === 'Traded')).not.toHaveProperty('aggressorSide');
  });

  it('STP-1 is not applied in an auction, a self-trade is flagged there', () => {
    const venue = preOpen();
    venue.buy('b1', 2, 100, { desk: 'kaz-2', stpId: 'x' });
    venue.buy('b2', 2, 100, { stpId: 'x' });
    venue.sell('s1', 4, 100, { stpId: 'x' });
    expect(open(venue)).toEqual([
      'opening auction 4@100 surplus 0',
      'traded 2@100 b1/s1 with itself',
      'traded 2@100 b2/s1',
    ]);
  });
});
