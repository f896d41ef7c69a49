import { describe, expect, it } from '@jest/globals';
import { BookScenario } from '#testing';

describe('continuous trading', () => {
  it('ORDR-2 takes the best price first, then the earliest time, each at the resting price', () => {
    const venue = new BookScenario();
    venue.sell('s1', 1, 102);
    venue.sell('s2', 1, 101);
    venue.sell('s3', 1, 100);
    venue.sell('s4', 1, 101);
    expect(venue.buy('b1', 5, 102)).toEqual([
      'accepted b1',
      'traded 1@100 b1/s3 by buy',
      'traded 1@101 b1/s2 by buy',
      'traded 1@101 b1/s4 by buy',
      'traded 1@102 b1/s1 by buy',
    ]);
    expect(venue.resting('buy')).toEqual(['b1 1@102']);
    expect(venue.sell('s5', 3, 90)).toEqual(['accepted s5', 'traded 1@102 b1/s5 by sell']);
    expect(venue.resting('sell')).toEqual(['s5 2@90']);
  });

  it('ORDR-2 a partial fill keeps its place', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 100);
    venue.sell('s2', 5, 100);
    venue.buy('b1', 2, 100);
    expect(venue.buy('b2', 4, 100)).toEqual([
      'accepted b2',
      'traded 3@100 b2/s1 by buy',
      'traded 1@100 b2/s2 by buy',
    ]);
  });

  it.each([
    ['day', ['accepted b1', 'traded 1@100 b1/s1 by buy'], ['b1 2@100']],
    ['gtc', ['accepted b1', 'traded 1@100 b1/s1 by buy'], ['b1 2@100']],
    ['ioc', ['accepted b1', 'traded 1@100 b1/s1 by buy', 'cancelled b1 2 IOC'], []],
    ['fok', ['accepted b1', 'cancelled b1 3 FOK'], []],
  ] as ['day' | 'gtc' | 'ioc' | 'fok', string[], string[]][])(
    'ORDR-1 what is left of a %s order after trading what it can',
    (timeInForce, told, resting) => {
      const venue = new BookScenario();
      venue.sell('s1', 1, 100);
      venue.sell('s2', 5, 101);
      expect(venue.buy('b1', 3, 100, { timeInForce })).toEqual(told);
      expect(venue.resting('buy')).toEqual(resting);
    },
  );

  it('ORDR-1 a market order trades at any price', () => {
    const venue = new BookScenario();
    venue.sell('s1', 1, 100);
    venue.sell('s2', 1, 2_000_000_000);
    expect(venue.buy('b1', 2)).toEqual([
      'accepted b1',
      'traded 1@100 b1/s1 by buy',
      'traded 1@2000000000 b1/s2 by buy',
    ]);
  });

  it('ORDR-1 day orders end at closed, gtc orders stay, market orders too', () => {
    const venue = new BookScenario({ phase: 'closingCall', floorTicks: 50 });
    venue.buy('b1', 1, 100);
    venue.buy('b2', 1, undefined, { timeInForce: 'gtc' });
    venue.buy('b3', 1, 60, { timeInForce: 'gtc' });
    expect(venue.phase('closingAuction').slice(-1)).toEqual(['cancelled b1 1 EXPIRED']);
    venue.phase('preOpen');
    expect(venue.resting('buy')).toEqual(['b3 1@60', 'b2 1@market']);
  });

  it('ORDR-1 day orders end when continuous trading goes to closed directly', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    expect(venue.phase('closed')).toEqual(['phase continuous > closed', 'cancelled b1 1 EXPIRED']);
  });

  it('ORDR-1 a halt expires nothing', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    expect(venue.phase('halted')).toEqual(['phase continuous > halted']);
    expect(venue.resting('buy')).toEqual(['b1 1@100']);
  });
});

describe('fill or kill', () => {
  it('ORDR-5 trades whole over several levels when enough is there', () => {
    const venue = new BookScenario();
    venue.sell('s1', 2, 100);
    venue.sell('s2', 3, 101);
    expect(venue.buy('b1', 5, 101, { timeInForce: 'fok' })).toEqual([
      'accepted b1',
      'traded 2@100 b1/s1 by buy',
      'traded 3@101 b1/s2 by buy',
    ]);
  });

  it('ORDR-5 a kill leaves the book untouched', () => {
    const venue = new BookScenario();
    venue.sell('s1', 2, 100);
    venue.sell('s2', 3, 101, { desk: 'aus-2', certificateId: 'AUS-1', stpId: 'x' });
    venue.sell('s3', 9, 102);
    expect(venue.buy('b1', 3, 101, { timeInForce: 'fok', stpId: 'x' })).toEqual([
      'accepted b1',
      'cancelled b1 3 FOK',
    ]);
    expect(venue.resting('sell')).toEqual(['s1 2@100', 's2 3@101', 's3 9@102']);
  });

  it('ORDR-5 own orders do not count under cancelResting, and are cancelled on the way of a fill', () => {
    const venue = new BookScenario();
    venue.sell('s1', 3, 100, { desk: 'aus-2', certificateId: 'AUS-1', stpId: 'x' });
    venue.sell('s2', 3, 101);
    expect(venue.buy('b1', 3, 101, { timeInForce: 'fok', stpId: 'x' })).toEqual([
      'accepted b1',
      'cancelled s1 3 SELF_TRADE',
      'traded 3@101 b1/s2 by buy',
    ]);
  });

  it('ORDR-5 a market order looks within its limit alone, the floor included', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    venue.buy('b1', 3, 100);
    venue.buy('b2', 3, 99);
    expect(venue.sell('s1', 4, undefined, { timeInForce: 'fok' })).toEqual([
      'accepted s1',
      'cancelled s1 4 FOK',
    ]);
    expect(venue.sell('s2', 3, undefined, { timeInForce: 'fok' })).toEqual([
      'accepted s2',
      'traded 3@100 b1/s2 by sell',
    ]);
  });
});

describe('self-trade prevention', () => {
  it('STP-1 cancels the resting order whole and matching goes on', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 100, { stpId: 'x' });
    venue.sell('s2', 5, 100);
    expect(venue.buy('b1', 2, 100, { desk: 'kaz-2', stpId: 'x' })).toEqual([
      'accepted b1',
      'cancelled s1 5 SELF_TRADE',
      'traded 2@100 b1/s2 by buy',
    ]);
  });

  it.each([
    ['another stpId', 'kaz-2', 'y', 'x'],
    ['another member state with the same stpId', 'aus-1', 'x', 'x'],
    ['no stpId at all', 'kaz-2', undefined, undefined],
    ['an stpId on one side only', 'kaz-2', 'x', undefined],
  ] as [string, string, string | undefined, string | undefined][])(
    'STP-1 lets orders trade with %s',
    (_, desk, bidId, offerId) => {
      const venue = new BookScenario();
      venue.sell('s1', 1, 100, offerId === undefined ? {} : { stpId: offerId });
      expect(venue.buy('b1', 1, 100, { desk, ...(bidId === undefined ? {} : { stpId: bidId }) })).toEqual([
        'accepted b1',
        'traded 1@100 b1/s1 by buy',
      ]);
    },
  );

  it('STP-1 leaves an own order alone that the price does not reach', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 101, { stpId: 'x' });
    expect(venue.buy('b1', 2, 100, { desk: 'kaz-2', stpId: 'x' })).toEqual(['accepted b1']);
  });
});
