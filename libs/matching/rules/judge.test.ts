import { describe, expect, it } from '@jest/globals';
import type { PlaceOrder, RejectionCode } from '#contracts';
import { BookScenario, bid, offer } from '#testing';
import { refuseMalformedOrder } from './units.js';

/** One way to break a rule: what it does to the venue, then to the order. */
interface Fault {
  readonly code: RejectionCode;
  readonly venue?: (venue: BookScenario) => void;
  readonly order?: Partial<PlaceOrder>;
}

const CERTIFICATE = 'C';
const expiryOf = (venue: BookScenario): number => venue.nowMicros + 1_000;

/** The ladder for an offer, in the order of REJ and, within a class, of the rulebook's codes. */
const LADDER: readonly Fault[] = [
  { code: 'MALFORMED', order: { quantityLots: 0 } },
  { code: 'DUPLICATE_ID', venue: (venue) => void venue.send(bid('x', 7, 7, { desk: 'kaz-1' })) },
  {
    code: 'OBSERVER_CANNOT_TRADE',
    venue: (venue) => void venue.member('KAZ', 'observer'),
  },
  { code: 'NOT_A_MEMBER', venue: (venue) => void venue.member('KAZ', 'acceding') },
  { code: 'MEMBER_SUSPENDED', venue: (venue) => void venue.member('KAZ', 'suspended') },
  { code: 'ANNEX_NOT_IN_FORCE', venue: (venue) => void venue.annex('KAZ', false) },
  { code: 'REDUCE_ONLY', venue: (venue) => void venue.member('KAZ', 'withdrawing') },
  { code: 'PHASE_NOT_ALLOWED', venue: (venue) => void venue.phase('halted') },
  { code: 'ORDER_SHAPE', order: { protectionLimitTicks: 50 } },
  { code: 'NOTIONAL_INEXACT', order: { priceTicks: 83 } },
  { code: 'NOTIONAL_TOO_LARGE', order: { quantityLots: 2_147_483_640 } },
  { code: 'ORIGIN_NOT_ELIGIBLE', venue: (venue) => void venue.member('NAM', 'suspended') },
];

/** Earlier faults are laid over later ones: where two cannot be had at once, the earlier is had. */
function judge(faults: readonly Fault[]): string[] {
  const venue = new BookScenario({
    floorTicks: 90,
    // 80 × 10 × 10000001 / 160 is whole, 83 × 10 × 10000001 / 160 is not.
    instrument: { notionalNumerator: 10_000_001, notionalDenominator: 160 },
  });
  venue.certificate({ certificateId: CERTIFICATE, originState: 'NAM', lots: 10 });
  const fromLast = [...faults].reverse();
  for (const { venue: prepare } of fromLast) prepare?.(venue);
  const order = Object.assign({}, ...fromLast.map((fault) => fault.order ?? {})) as Partial<PlaceOrder>;
  return venue.send({ ...offer('x', 10, 80, { certificateId: CERTIFICATE }), ...order });
}

describe('the precedence of refusals', () => {
  it('REJ an order broken in no other way is refused for the last rule', () => {
    expect(judge([])).toEqual(['rejected x BELOW_FLOOR']);
  });

  it.each(LADDER.map(({ code }, index) => [code, LADDER[index + 1]?.code ?? 'BELOW_FLOOR', index] as const))(
    'REJ %s comes before %s',
    (code, _, index) => {
      expect(judge(LADDER.slice(index, index + 1))).toEqual([`rejected x ${code}`]);
      expect(judge(LADDER.slice(index, index + 2))).toEqual([`rejected x ${code}`]);
    },
  );

  it.each(LADDER.map(({ code }, index) => [code, index] as const))(
    'REJ %s comes first when it and all after it are broken',
    (code, index) => {
      expect(judge(LADDER.slice(index))).toEqual([`rejected x ${code}`]);
    },
  );
});

describe('the precedence within the class of origin', () => {
  /** Each fault of a certificate, in the order of the codes. */
  const ORIGIN: readonly { code: RejectionCode; spoil: (venue: BookScenario) => void }[] = [
    { code: 'ORIGIN_NOT_ELIGIBLE', spoil: (venue) => void venue.member('NAM', 'suspended') },
    { code: 'ORIGIN_STAGE_MISMATCH', spoil: () => undefined },
    { code: 'ORIGIN_CONTENT_EXCEEDED', spoil: () => undefined },
    { code: 'CERTIFICATE_EXPIRED', spoil: (venue) => void (venue.nowMicros = expiryOf(venue)) },
    {
      code: 'CERTIFICATE_WITHDRAWN',
      spoil: (venue) => void venue.act({ type: 'withdrawCertificate', certificateId: CERTIFICATE }),
    },
    { code: 'CERTIFICATE_EXHAUSTED', spoil: () => undefined },
  ];

  it.each(ORIGIN.map(({ code }, index) => [code, index] as const))(
    'REJ %s comes before the codes after it and before BELOW_FLOOR',
    (code, index) => {
      const venue = new BookScenario({ floorTicks: 90 });
      const broken = new Set(ORIGIN.slice(index).map((fault) => fault.code));
      venue.certificate({
        certificateId: CERTIFICATE,
        originState: 'NAM',
        lots: 1,
        expiryMicros: expiryOf(venue),
        ...(broken.has('ORIGIN_STAGE_MISMATCH') ? { productionStage: 'magnet' } : {}),
        ...(broken.has('ORIGIN_CONTENT_EXCEEDED') ? { nonBlocContentBasisPoints: 9_000 } : {}),
      });
      for (const fault of ORIGIN.slice(index).reverse()) fault.spoil(venue);
      expect(venue.sell('x', 2, 80, { certificateId: CERTIFICATE }).at(-1)).toBe(`rejected x ${code}`);
    },
  );

  it('REJ ORIGIN_MISSING comes before BELOW_FLOOR and after the shape', () => {
    const venue = new BookScenario({ floorTicks: 90 });
    const bare = { certificateId: undefined };
    expect(venue.sell('x', 2, 80, bare)).toEqual(['rejected x ORIGIN_MISSING']);
    expect(venue.sell('y', 2, 80, { ...bare, protectionLimitTicks: 9 })).toEqual(['rejected y ORDER_SHAPE']);
  });

  it('REJ every way of breaking an order is a well-formed one but for the first', () => {
    for (const { code, order } of LADDER) {
      const refused = refuseMalformedOrder({ ...offer('x', 10, 80), ...order });
      expect(refused === undefined).toBe(code !== 'MALFORMED');
    }
  });
});

describe('the precedence of refusals of amends and cancels', () => {
  it('REJ an amend: malformed, not found, version, standing, phase, shape, notional, origin, floor', () => {
    const venue = new BookScenario({
      floorTicks: 90,
      instrument: { notionalNumerator: 1, notionalDenominator: 10 },
    });
    venue.certificate({ certificateId: CERTIFICATE, lots: 20 });
    venue.sell('s1', 10, 100, { certificateId: CERTIFICATE, timeInForce: 'gtc' });
    const refusedWith = (change: Parameters<BookScenario['amend']>[1]): string =>
      (venue.amend('s1', change)[0] ?? '').replace(/.* refused /, '');
    const everything = { quantityLots: 33, priceTicks: 81, expectedVersion: 9 } as const;
    expect(refusedWith({ ...everything, quantityLots: 0.5, desk: 'nam-1' })).toBe('MALFORMED');
    expect(refusedWith({ ...everything, desk: 'nam-1' })).toBe('ORDER_NOT_FOUND');
    expect(refusedWith(everything)).toBe('VERSION_MISMATCH');
    const known = { ...everything, expectedVersion: 1 };
    venue.phase('halted');
    expect(refusedWith(known)).toBe('PHASE_NOT_ALLOWED');
    venue.phase('preOpen');
    expect(refusedWith(known)).toBe('NOTIONAL_INEXACT');
    expect(refusedWith({ ...known, quantityLots: 30, priceTicks: 80 })).toBe('CERTIFICATE_EXHAUSTED');
    expect(refusedWith({ ...known, quantityLots: 20, priceTicks: 80 })).toBe('BELOW_FLOOR');
  });

  it('REJ a cancel is judged for the order, then the phase, and not for standing', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    venue.phase('suspended');
    expect(venue.cancel('b1', 'aus-2')).toEqual(['cancel of b1 refused ORDER_NOT_FOUND']);
    expect(venue.cancel('b1')).toEqual(['cancel of b1 refused PHASE_NOT_ALLOWED']);
    expect(venue.massCancel('xyz-1')).toEqual(['mass cancel of xyz-1 refused PHASE_NOT_ALLOWED']);
  });
});

describe('a book whose instrument is not configured', () => {
  it('REJ refuses everything but its configuration, and holds no ids', () => {
    const venue = new BookScenario({ isEmpty: true });
    expect(venue.buy('b1', 1, 100)).toEqual(['rejected b1 UNKNOWN_INSTRUMENT']);
    expect(venue.buy('b1', 1, 100)).toEqual(['rejected b1 UNKNOWN_INSTRUMENT']);
    expect(venue.massCancel('aus-1')).toEqual(['mass cancel of aus-1 refused UNKNOWN_INSTRUMENT']);
    expect(venue.floor(100)).toEqual(['refused UNKNOWN_INSTRUMENT']);
    expect(venue.phase('preOpen')).toEqual(['refused UNKNOWN_INSTRUMENT']);
    const trader = { desk: 'aus-1', memberState: 'AUS', trader: 't', order: 1 };
    expect(venue.send({ kind: 'cancelOrder', ...trader })).toEqual([
      'cancel of #1 refused UNKNOWN_INSTRUMENT',
    ]);
    expect(venue.send({ kind: 'amendOrder', ...trader, expectedVersion: 1 })).toEqual([
      'amend of #1 refused UNKNOWN_INSTRUMENT',
    ]);
  });
});
