import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { BookEvent, BookEventBody, SequencedCommand } from '#contracts';
import { BookScenario, bid, offer, sampleCertificate, sampleInstrument } from '#testing';
import { InvariantViolation } from './invariant-violation.js';

/** An event as no rule would emit it, from a store that somebody tampered with or a book that is wrong. */
function forged(venue: BookScenario, body: BookEventBody, overrides: Partial<BookEvent> = {}): BookEvent {
  const { sequence, bookMicros } = venue.book;
  const command: SequencedCommand = {
    commandId: 'forged',
    cause: 'command',
    actor: 'nobody',
    receiveMicros: bookMicros,
    bookMicros,
    rulesVersion: 1,
    body: { kind: 'massCancel', desk: 'd', memberState: 'D', trader: 't' },
  };
  return { sequence: sequence + 1, bookMicros, command, end: true, ...body, ...overrides } as BookEvent;
}

const applying = (venue: BookScenario, body: BookEventBody, overrides?: Partial<BookEvent>) => (): void =>
  venue.book.apply(forged(venue, body, overrides));

/** A bid and an offer that do not cross, in continuous trading over a floor of 100. */
function quoted(): { venue: BookScenario; trade: Extract<BookEventBody, { type: 'Traded' }> } {
  const venue = new BookScenario({ floorTicks: 100 });
  venue.buy('b1', 5, 101);
  venue.sell('s1', 5, 103);
  return {
    venue,
    trade: {
      type: 'Traded',
      priceTicks: 102,
      lots: 2,
      buyOrder: venue.numberOf('b1'),
      sellOrder: venue.numberOf('s1'),
      buyDesk: 'aus-1',
      sellDesk: 'kaz-1',
      buyState: 'AUS',
      sellState: 'KAZ',
      buyLeavesLots: 3,
      sellLeavesLots: 3,
      certificateId: 'KAZ-1',
      floorVersion: 1,
    },
  };
}

describe('the invariants asserted online', () => {
  it('INV-1 a trade below the floor stops the book', () => {
    const { venue, trade } = quoted();
    expect(applying(venue, { ...trade, priceTicks: 99 })).toThrow(/^INV-1/);
  });

  it('INV-2 a bid at or above an offer at the end of a command stops the book', () => {
    const { venue } = quoted();
    const priceTicks = 103;
    expect(
      applying(venue, { type: 'OrderRepriced', order: venue.numberOf('b1'), priceTicks, orderVersion: 2 }),
    ).toThrow(/^INV-2/);
  });

  it('INV-2 an offer at the floor beside the reserve’s bid stops the book', () => {
    const { venue } = quoted();
    venue.sell('s2', 1, 104);
    venue.act({ type: 'setReserve', desk: 'reserve', memberState: 'BLOC', budget: '1000000', capLots: 5 });
    venue.cancel('b1');
    const event = {
      type: 'OrderRepriced',
      order: venue.numberOf('s2'),
      priceTicks: 100,
      orderVersion: 2,
    } as const;
    expect(applying(venue, event)).toThrow(/^INV-2/);
  });

  it('INV-2 a market order that is left when continuous trading begins stops the book', () => {
    const venue = new BookScenario({ phase: 'preOpen' });
    venue.buy('b1', 1);
    expect(applying(venue, { type: 'PhaseChanged', from: 'preOpen', to: 'continuous' })).toThrow(/^INV-2/);
  });

  it('INV-2 a bid below the floor is not executable and crosses nothing', () => {
    const venue = new BookScenario({ floorTicks: 100 });
    venue.buy('b1', 1, 99);
    expect(venue.sell('s1', 1, 100)).toEqual(['accepted s1', 'floor locked']);
  });

  it.each([
    ['more lots than an order has', { lots: 6, buyLeavesLots: -1, sellLeavesLots: -1 }],
    ['leaves that do not follow', { buyLeavesLots: 4 }],
    ['no lots', { lots: 0, buyLeavesLots: 5, sellLeavesLots: 5 }],
    ['an order that is not live', { buyOrder: 1 }],
  ])('INV-3 a trade of %s stops the book', (_, change) => {
    const { venue, trade } = quoted();
    expect(applying(venue, { ...trade, ...change })).toThrow(/^INV-3/);
  });

  it('INV-3 a trade of two bids stops the book', () => {
    const { venue, trade } = quoted();
    expect(applying(venue, { ...trade, sellOrder: trade.buyOrder })).toThrow(/^INV-3/);
  });

  it('INV-5 a gap in the sequence stops the book', () => {
    const { venue } = quoted();
    const { sequence } = venue.book;
    const floor: BookEventBody = { type: 'FloorChanged', floorVersion: 2, priceTicks: 100 };
    expect(applying(venue, floor, { sequence: sequence + 2 })).toThrow(/^INV-5/);
    expect(venue.book.sequence).toBe(sequence);
  });

  it('INV-7 an event at or below the book’s sequence changes nothing', () => {
    const { venue } = quoted();
    const before = venue.book.stateText();
    for (const event of venue.events) venue.book.apply(event);
    expect(venue.book.stateText()).toBe(before);
  });

  it('INV-8 a change that names no cause stops the book', () => {
    const { venue } = quoted();
    const floor: BookEventBody = { type: 'FloorChanged', floorVersion: 2, priceTicks: 100 };
    expect(applying(venue, floor, { command: undefined })).toThrow(/^INV-8/);
  });

  it('INV-8 an order without its request stops the book', () => {
    const { venue } = quoted();
    expect(applying(venue, { type: 'OrderAccepted' })).toThrow(/^INV-8/);
  });

  it.each([
    ['a suspension', { type: 'MembershipChanged', memberState: 'KAZ', status: 'suspended' }],
    ['a notice of withdrawal', { type: 'MembershipChanged', memberState: 'AUS', status: 'withdrawing' }],
    [
      'a lapsed annex',
      {
        type: 'AnnexChanged',
        memberState: 'KAZ',
        mineral: 'NdPr',
        productionStage: 'separatedOxide',
        inForce: false,
      },
    ],
    ['a withdrawn certificate', { type: 'CertificateWithdrawn', certificateId: 'KAZ-1' }],
  ] as [string, BookEventBody][])('INV-9 %s that leaves an order behind stops the book', (_, body) => {
    expect(applying(quoted().venue, body)).toThrow(/^INV-9/);
  });

  it('INV-9 others’ offers of an origin that lost its standing stop the book', () => {
    const venue = new BookScenario();
    venue.sell('s1', 5, 103, { desk: 'nam-1' });
    const event: BookEventBody = { type: 'MembershipChanged', memberState: 'KAZ', status: 'suspended' };
    expect(applying(venue, event)).toThrow(/^INV-9/);
  });

  it('INV-9 an order accepted for a state without rights stops the book', () => {
    const { venue } = quoted();
    const event = forged(venue, { type: 'OrderAccepted' });
    const body = bid('b2', 1, 100, { desk: 'obs-1' });
    expect(() => venue.book.apply({ ...event, command: { ...event.command!, body } })).toThrow(/^INV-9/);
  });

  it('INV-10 lots of a certificate set below its use stop the book', () => {
    const { venue } = quoted();
    const event: BookEventBody = { type: 'CertificateLotsSet', certificateId: 'KAZ-1', lots: 4 };
    expect(applying(venue, event)).toThrow(/^INV-10/);
  });

  it('INV-10 an offer under a certificate that is not there stops the book', () => {
    const { venue } = quoted();
    const event = forged(venue, { type: 'OrderAccepted' });
    const body = offer('s2', 1, 103, { certificateId: 'Z' });
    expect(() => venue.book.apply({ ...event, command: { ...event.command!, body } })).toThrow(/^INV-10/);
  });
});

const absurdNumber = fc.constantFrom(
  Number.NaN,
  Infinity,
  -Infinity,
  -0,
  0,
  -1,
  1,
  0.5,
  2 ** 31,
  2 ** 53,
  1e300,
);
const absurdText = fc.constantFrom(
  '',
  ' ',
  'kaz-1',
  'KAZ',
  'KAZ-1',
  '\u0000',
  '__proto__',
  'x'.repeat(10_000),
);

/** The right shape with anything in it: every number and every text is replaced at will. */
function spoiled<Body extends object>(body: Body): fc.Arbitrary<Body> {
  const fields = Object.entries(body).map(
    ([key, value]: [string, unknown]): [string, fc.Arbitrary<unknown>] => {
      if (key === 'kind' || key === 'type' || ENUMERATED.has(key)) return [key, fc.constant(value)];
      if (typeof value === 'number') return [key, fc.oneof(fc.constant(value), absurdNumber)];
      if (typeof value === 'string') return [key, fc.oneof(fc.constant(value), absurdText)];
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return [key, spoiled(value)];
      return [key, fc.constant(value)];
    },
  );
  return fc.record(Object.fromEntries(fields)) as fc.Arbitrary<unknown> as fc.Arbitrary<Body>;
}

const ENUMERATED = new Set([
  'side',
  'orderType',
  'timeInForce',
  'status',
  'productionStage',
  'phase',
  'onFloorRaise',
]);

describe('a command of the right shape with absurd values', () => {
  it('UNIT-1 gets a refusal or a result, and never an exception', () => {
    const trader = { desk: 'kaz-1', memberState: 'KAZ', trader: 't' };
    const act = new BookScenario().actOf({ type: 'setFloor', floorVersion: 1, priceTicks: 90 });
    const change = fc.oneof(
      spoiled({ type: 'setFloor' as const, floorVersion: 2, priceTicks: 91 }),
      spoiled({ type: 'setReferencePrice' as const, priceTicks: 91 }),
      spoiled({ type: 'setPosition' as const, desk: 'kaz-1', memberState: 'KAZ', positionLots: 3 }),
      spoiled({ type: 'setMembership' as const, memberState: 'KAZ', status: 'withdrawing' as const }),
      spoiled({
        type: 'registerCertificate' as const,
        certificate: sampleCertificate({ certificateId: 'N' }),
      }),
      spoiled({ type: 'setCertificateLots' as const, certificateId: 'KAZ-1', lots: 7 }),
      spoiled({ type: 'withdrawCertificate' as const, certificateId: 'KAZ-1' }),
      spoiled({ type: 'configureInstrument' as const, instrument: sampleInstrument() }),
    );
    const body = fc.oneof(
      spoiled(offer('s1', 3, 95, { protectionLimitTicks: 90, onFloorRaise: 'reprice' })),
      spoiled(offer('s1', 3, 95)),
      spoiled(offer('s1', 3)),
      spoiled(bid('b1', 3, 95, { stpId: 'x', account: 'a' })),
      spoiled({
        kind: 'amendOrder' as const,
        ...trader,
        order: 32,
        expectedVersion: 1,
        quantityLots: 4,
        priceTicks: 96,
      }),
      spoiled({ kind: 'cancelOrder' as const, ...trader, order: 32 }),
      spoiled({ kind: 'massCancel' as const, ...trader }),
      spoiled({ kind: 'withdrawAct' as const, actId: 'act-1' }),
      spoiled({ kind: 'dropIdentifiers' as const, endedBeforeMicros: 1 }),
      change.chain((spoiledChange) =>
        spoiled({ ...act }).map((anAct) => ({ ...anAct, change: spoiledChange })),
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('preOpen' as const, 'continuous' as const),
        fc.array(body, { maxLength: 25 }),
        (phase, bodies) => {
          const venue = new BookScenario({ floorTicks: 90, phase });
          venue.sell('first', 2, 95);
          for (const one of bodies) venue.send(one);
          expect(venue.book.sequence).toBe(venue.events.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('SEQ-3 a wrong writer is told by the one exception there is', () => {
    const error = new InvariantViolation('SEQ-3', 'why');
    expect(error).toMatchObject({ name: 'InvariantViolation', invariant: 'SEQ-3', message: 'SEQ-3: why' });
  });
});
