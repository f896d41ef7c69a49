import { describe, expect, it } from '@jest/globals';
import {
  REJECTION_CODES,
  type CertificateOfOrigin,
  type DeskLimits,
  type PlaceOrder,
  type RejectionCode,
} from '#contracts';
import { BookScenario, FOUNDED_MICROS, bid, offer } from '#testing';
import { refuseMalformedOrder } from './units.js';

/** One way to break a rule: what it does to the venue, to the offer's certificate, to the desk's limits, and to the offer. */
interface Fault {
  readonly code: RejectionCode;
  readonly venue?: (venue: BookScenario) => void;
  readonly certificate?: Partial<CertificateOfOrigin>;
  readonly limits?: DeskLimits;
  readonly order?: Partial<PlaceOrder>;
}

const CERTIFICATE = 'C';
const EXPIRY_MICROS = FOUNDED_MICROS + 1_000;

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
  {
    code: 'STOP_ALREADY_THROUGH',
    venue: (venue) => void venue.reference(100),
    order: { orderType: 'stopLimit', triggerPriceTicks: 100 },
  },
  { code: 'ORIGIN_MISSING', order: { certificateId: 'unknown' } },
  { code: 'ORIGIN_NOT_ELIGIBLE', venue: (venue) => void venue.member('NAM', 'suspended') },
  { code: 'ORIGIN_STAGE_MISMATCH', certificate: { productionStage: 'magnet' } },
  { code: 'ORIGIN_CONTENT_EXCEEDED', certificate: { nonBlocContentBasisPoints: 9_000 } },
  { code: 'CERTIFICATE_EXPIRED', venue: (venue) => void (venue.nowMicros = EXPIRY_MICROS) },
  {
    code: 'CERTIFICATE_WITHDRAWN',
    venue: (venue) => void venue.act({ type: 'withdrawCertificate', certificateId: CERTIFICATE }),
  },
  { code: 'CERTIFICATE_EXHAUSTED', certificate: { lots: 9 } },
  { code: 'BELOW_FLOOR', order: { priceTicks: 80 } },
  {
    code: 'OUTSIDE_BAND',
    venue: (venue) => {
      venue.reference(200);
      const expiryMicros = venue.nowMicros + 1_000_000;
      venue.act({ type: 'setBands', bands: { staticBasisPoints: 100 }, expiryMicros });
    },
  },
  { code: 'ORDER_SIZE_LIMIT', limits: { orderSizeLotsMax: 9 } },
  { code: 'OPEN_QUANTITY_LIMIT', limits: { openQuantityLotsMax: 9 } },
  { code: 'POSITION_LIMIT', limits: { positionLotsMax: 9 } },
  { code: 'NOTIONAL_LIMIT', limits: { notionalMax: '1' } },
  { code: 'MESSAGE_LIMIT', limits: { messagesPerSecondMax: 0 } },
  {
    code: 'KILL_SWITCH',
    venue: (venue) => void venue.act({ type: 'setKillSwitch', scope: 'desk', name: 'kaz-1', engaged: true }),
  },
  {
    code: 'WOULD_TAKE',
    venue: (venue) => void venue.buy('resting', 10, 96),
    order: { postOnly: true },
  },
];

/** A stop is never post-only, so these two cannot be had at once. */
const compatible = (faults: readonly Fault[]): readonly Fault[] => {
  const isStop = faults.some(({ code }) => code === 'STOP_ALREADY_THROUGH');
  return faults.filter(({ code }) => !isStop || code !== 'WOULD_TAKE');
};

/** Earlier faults are laid over later ones: where two cannot be had at once, the earlier is had. */
function judge(faults: readonly Fault[]): string | undefined {
  const venue = new BookScenario({
    floorTicks: 90,
    // 96 × 10 × 10000001 / 160 and 80 × 10 × 10000001 / 160 are whole, 83 × 10 × 10000001 / 160 is not.
    instrument: { notionalNumerator: 10_000_001, notionalDenominator: 160 },
  });
  const fromLast = [...compatible(faults)].reverse();
  venue.certificate({
    certificateId: CERTIFICATE,
    originState: 'NAM',
    lots: 10,
    expiryMicros: EXPIRY_MICROS,
    ...(Object.assign({}, ...fromLast.map(({ certificate }) => certificate ?? {})) as object),
  });
  const limits = Object.assign({}, ...fromLast.map((fault) => fault.limits ?? {})) as DeskLimits;
  venue.act({ type: 'setLimits', desk: 'kaz-1', memberState: 'KAZ', limits });
  for (const { venue: prepare } of fromLast) prepare?.(venue);
  const order = Object.assign({}, ...fromLast.map((fault) => fault.order ?? {})) as Partial<PlaceOrder>;
  return venue.send({ ...offer('x', 10, 96, { certificateId: CERTIFICATE }), ...order }).at(-1);
}

describe('the precedence of refusals', () => {
  it('REJ an order that is broken in no way is taken', () => {
    expect(judge([])).toBe('accepted x');
  });

  it('REJ the ladder goes in the order of the published codes', () => {
    const published = Object.keys(REJECTION_CODES);
    const ranks = LADDER.map(({ code }) => published.indexOf(code));
    expect(ranks).toEqual([...ranks].sort((left, right) => left - right));
  });

  it.each(LADDER.map(({ code }, index) => [code, LADDER[index + 1]?.code ?? 'nothing', index] as const))(
    'REJ %s comes before %s',
    (code, _, index) => {
      expect(judge(LADDER.slice(index, index + 1))).toBe(`rejected x ${code}`);
      expect(judge(LADDER.slice(index, index + 2))).toBe(`rejected x ${code}`);
    },
  );

  it.each(LADDER.map(({ code }, index) => [code, index] as const))(
    'REJ %s comes first when it and all after it are broken',
    (code, index) => {
      expect(judge(LADDER.slice(index))).toBe(`rejected x ${code}`);
    },
  );

  it('REJ an offer without a certificate is ORIGIN_MISSING, after the shape and before the floor', () => {
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
  it('REJ an amend: malformed, not found, version, phase, shape, notional, origin, floor', () => {
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
    expect(refusedWith(everything)).toBe('VERSION_MISMATCH');
    expect(refusedWith({ ...known, triggerPriceTicks: 80 })).toBe('PHASE_NOT_ALLOWED');
    venue.phase('preOpen');
    expect(refusedWith({ ...known, triggerPriceTicks: 80 })).toBe('ORDER_SHAPE');
    expect(refusedWith(known)).toBe('NOTIONAL_INEXACT');
    expect(refusedWith({ ...known, quantityLots: 30, priceTicks: 80 })).toBe('CERTIFICATE_EXHAUSTED');
    expect(refusedWith({ ...known, quantityLots: 20, priceTicks: 80 })).toBe('BELOW_FLOOR');
  });

  it('REJ an amend: reduce only, a trigger passed, a price that would take', () => {
    const venue = new BookScenario({ floorTicks: 90, referenceTicks: 100 });
    const refusedWith = (id: string, change: Parameters<BookScenario['amend']>[1]): string =>
      (venue.amend(id, change)[0] ?? '').replace(/.* refused /, '');
    venue.certificate({ certificateId: CERTIFICATE, lots: 10 });
    venue.position('kaz-1', 10);
    const terms = { certificateId: CERTIFICATE, timeInForce: 'gtc' } as const;
    venue.sell('stop', 5, 96, { ...terms, orderType: 'stopLimit', triggerPriceTicks: 95 });
    venue.sell('post', 5, 99, { ...terms, postOnly: true });
    venue.buy('b1', 5, 96);
    expect(refusedWith('post', { priceTicks: 96, quantityLots: 6 })).toBe('CERTIFICATE_EXHAUSTED');
    expect(refusedWith('post', { priceTicks: 89 })).toBe('BELOW_FLOOR');
    expect(refusedWith('post', { priceTicks: 96 })).toBe('WOULD_TAKE');
    expect(refusedWith('stop', { triggerPriceTicks: 100, quantityLots: 6 })).toBe('STOP_ALREADY_THROUGH');
    venue.member('KAZ', 'withdrawing');
    expect(refusedWith('stop', { triggerPriceTicks: 100, quantityLots: 6 })).toBe('REDUCE_ONLY');
    venue.phase('halted');
    expect(refusedWith('stop', { triggerPriceTicks: 100, quantityLots: 6 })).toBe('REDUCE_ONLY');
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
