import { describe, expect, it } from '@jest/globals';
import type { DeskLimits } from '#contracts';
import { BookScenario } from '#testing';

function limited(limits: DeskLimits, desk = 'aus-1'): BookScenario {
  const venue = new BookScenario({});
  venue.act({ type: 'setLimits', desk, memberState: 'AUS', limits });
  return venue;
}

describe('the limits of a desk', () => {
  it.each([
    [{ orderSizeLotsMax: 5 }, 5, 'ORDER_SIZE_LIMIT', { orderSizeLotsMax: 5, quantityLots: 6 }],
    [{ openQuantityLotsMax: 5 }, 5, 'OPEN_QUANTITY_LIMIT', { openQuantityLotsMax: 5, openLots: 6 }],
    [{ positionLotsMax: 5 }, 5, 'POSITION_LIMIT', { positionLotsMax: 5, positionLots: 6 }],
    // 100 minor units a lot and tick.
    [{ notionalMax: '50000' }, 5, 'NOTIONAL_LIMIT', { notionalMax: '50000', notional: '60000' }],
  ] as [DeskLimits, number, string, object][])(
    'RISK-1 %j lets %i lots pass, one more gets %s',
    (limits, lots, code, details) => {
      expect(limited(limits).buy('b1', lots, 100)).toEqual(['accepted b1']);
      const venue = limited(limits);
      expect(venue.buy('b1', lots + 1, 100)).toEqual([`rejected b1 ${code}`]);
      expect(venue.events.at(-1)).toMatchObject({ code, details });
    },
  );

  it('RISK-1 open quantity and position count all live orders of the side, waiting stops too', () => {
    const venue = limited({ openQuantityLotsMax: 5 });
    venue.buy('b1', 2, 100);
    venue.buy('b2', 2, undefined, { orderType: 'stop', triggerPriceTicks: 150 });
    expect(venue.buy('b3', 2, 100)).toEqual(['rejected b3 OPEN_QUANTITY_LIMIT']);
    expect(venue.buy('b4', 1, 100)).toEqual(['accepted b4']);
    expect(venue.sell('s1', 5, 200, { desk: 'aus-1', certificateId: 'AUS-1' })).toEqual(['accepted s1']);
  });

  it('RISK-1 the position is what was set and traded since, in the order’s direction', () => {
    const venue = limited({ positionLotsMax: 5 });
    venue.position('aus-1', 3);
    expect(venue.buy('b1', 3, 100)).toEqual(['rejected b1 POSITION_LIMIT']);
    expect(venue.buy('b2', 2, 100)).toEqual(['accepted b2']);
    const own = { desk: 'aus-1', certificateId: 'AUS-1' };
    expect(venue.sell('s1', 9, 200, own)).toEqual(['rejected s1 POSITION_LIMIT']);
    expect(venue.sell('s2', 8, 200, own)).toEqual(['accepted s2']);
  });

  it('RISK-1 counts entries and amends in a whole second, refused ones included; cancels pass', () => {
    const venue = limited({ messagesPerSecondMax: 3 });
    expect(venue.buy('b1', 3, 100)).toEqual(['accepted b1']);
    expect(venue.buy('b1', 1, 100)).toEqual(['rejected b1 DUPLICATE_ID']);
    expect(venue.amend('b1', { quantityLots: 2 })).toEqual(['amended b1 v2 2@100 keeps time']);
    expect(venue.amend('b1', { quantityLots: 1 })).toEqual(['amend of b1 refused MESSAGE_LIMIT']);
    expect(venue.buy('b2', 1, 100)).toEqual(['rejected b2 MESSAGE_LIMIT']);
    expect(venue.events.at(-1)).toMatchObject({ details: { messagesPerSecondMax: 3 } });
    expect(venue.cancel('b1')).toEqual(['cancelled b1 2 USER']);
    venue.nowMicros += 1_000_000;
    expect(venue.buy('b3', 1, 100)).toEqual(['accepted b3']);
  });

  it('RISK-1 an amend is judged with the order’s own lots replaced; a new set takes the place of the old', () => {
    const venue = limited({ openQuantityLotsMax: 5 });
    venue.buy('b1', 5, 100);
    expect(venue.amend('b1', { priceTicks: 101 })).toEqual(['amended b1 v2 5@101 new time']);
    expect(venue.amend('b1', { quantityLots: 6 })).toEqual(['amend of b1 refused OPEN_QUANTITY_LIMIT']);
    venue.act({ type: 'setLimits', desk: 'aus-1', memberState: 'AUS', limits: {} });
    expect(venue.amend('b1', { quantityLots: 6 })).toEqual(['amended b1 v3 6@101 new time']);
  });

  it('RISK-1 RISK-2 the codes come in the order of the list, the kill switch last', () => {
    const tight: DeskLimits = {
      orderSizeLotsMax: 1,
      openQuantityLotsMax: 1,
      positionLotsMax: 1,
      notionalMax: '1',
      messagesPerSecondMax: 0,
    };
    const fields = Object.keys(tight) as (keyof DeskLimits)[];
    const codes = [
      'ORDER_SIZE_LIMIT',
      'OPEN_QUANTITY_LIMIT',
      'POSITION_LIMIT',
      'NOTIONAL_LIMIT',
      'MESSAGE_LIMIT',
    ];
    for (const [index, code] of [...codes, 'KILL_SWITCH'].entries()) {
      const venue = limited(Object.fromEntries(fields.slice(index).map((field) => [field, tight[field]])));
      venue.act({ type: 'setKillSwitch', scope: 'desk', name: 'aus-1', engaged: true });
      expect(venue.buy('b1', 2, 100)).toEqual([`rejected b1 ${code}`]);
    }
  });
});

describe('a kill switch', () => {
  it.each([
    ['desk', 'aus-1', ['b1']],
    ['memberState', 'AUS', ['b1', 'b2']],
    ['venue', undefined, ['b1', 's1', 'b2']],
  ] as const)(
    'RISK-2 of a %s (%s) cancels what rests in entry order, and blocks until it is lifted',
    (scope, name, ids) => {
      for (const phase of ['continuous', 'halted', 'suspended'] as const) {
        const venue = new BookScenario({});
        venue.buy('b1', 1, 100);
        venue.sell('s1', 1, 110);
        venue.buy('b2', 1, 101, { desk: 'aus-2' });
        if (phase !== 'continuous') venue.phase(phase);
        const change = { type: 'setKillSwitch' as const, scope, ...(name === undefined ? {} : { name }) };
        expect(venue.act({ ...change, engaged: true })).toEqual([
          `kill switch ${name ?? 'venue'} engaged`,
          ...ids.map((id) => `cancelled ${id} 1 KILL_SWITCH`),
        ]);
        if (phase !== 'continuous') continue;
        expect(venue.buy('b3', 1, 100)).toEqual(['rejected b3 KILL_SWITCH']);
        expect(venue.act({ ...change, engaged: false })).toEqual([`kill switch ${name ?? 'venue'} lifted`]);
        expect(venue.buy('b4', 1, 100)).toEqual(['accepted b4']);
      }
    },
  );
});

describe('acts of the venue that make no sense', () => {
  it.each([
    [{ type: 'setBands', bands: { staticBasisPoints: -1 }, expiryMicros: 9e15 }],
    [{ type: 'setBands', bands: { dynamicBasisPoints: 10_001 }, expiryMicros: 9e15 }],
    [{ type: 'setLimits', desk: '', memberState: 'AUS', limits: {} }],
    [{ type: 'setLimits', desk: 'a', memberState: 'AUS', limits: { notionalMax: '1.5' } }],
    [{ type: 'setLimits', desk: 'a', memberState: 'AUS', limits: { orderSizeLotsMax: 0.5 } }],
    [{ type: 'setKillSwitch', scope: 'venue', name: 'x', engaged: true }],
    [{ type: 'setKillSwitch', scope: 'desk', engaged: true }],
    [{ type: 'setReserve', desk: 'r', memberState: 'B', budget: '-1', capLots: 1 }],
    [{ type: 'setReserve', desk: 'r', memberState: 'B', budget: '1', capLots: -1 }],
  ] as const)('UNIT-1 refuses %j', (change) => {
    expect(new BookScenario({}).act(change)).toEqual(['refused MALFORMED']);
  });
});
