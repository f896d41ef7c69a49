import { describe, expect, it } from '@jest/globals';
import type { BookEventType } from '#contracts';
import { goldenBookEvents } from '#testing';
import { concernsOf, type ConcernLookups } from './event-concerns.js';

const OFFER = 7;
const BID = 6;
const LOOKUPS: ConcernLookups = {
  orderParty: (order) =>
    order === OFFER ? { desk: 'kaz-1', memberState: 'KAZ' } : { desk: 'aus-1', memberState: 'AUS' },
  certificateOrigin: () => 'NAM',
};
const NOBODY = { orders: [], desks: [], memberStates: [] };
const THE_OFFER = { orders: [OFFER], desks: ['kaz-1'], memberStates: ['KAZ'] };

/** What each event is about, its command apart; wherever it names an order it names the offer. */
const CONCERNS: Readonly<Record<BookEventType, object>> = {
  OrderAccepted: { ...NOBODY, orders: [OFFER] },
  OrderRejected: { ...NOBODY, orders: [OFFER] },
  OrderCancelled: THE_OFFER,
  OrderAmended: THE_OFFER,
  OrderRepriced: THE_OFFER,
  OrderBecameLimit: THE_OFFER,
  OrderTriggered: THE_OFFER,
  OrderParked: THE_OFFER,
  OrderReturned: THE_OFFER,
  PeakRefreshed: THE_OFFER,
  AmendRejected: THE_OFFER,
  CancelRejected: THE_OFFER,
  Traded: { orders: [BID, OFFER], desks: ['AUS-1', 'JPN-1'], memberStates: ['AUS', 'JPN'] },
  MassCancelled: { ...NOBODY, desks: ['AUS-1'] },
  MassCancelRejected: { ...NOBODY, desks: ['AUS-1'] },
  PositionSet: { ...NOBODY, desks: ['AUS-1'], memberStates: ['AUS'] },
  LimitsSet: { ...NOBODY, desks: ['aus-1'], memberStates: ['AUS'] },
  KillSwitchSet: { ...NOBODY, desks: ['aus-1'] },
  ReserveSet: { ...NOBODY, desks: ['reserve'], memberStates: ['BLOC'] },
  MembershipChanged: { ...NOBODY, memberStates: ['AUS'] },
  AnnexChanged: { ...NOBODY, memberStates: ['AUS'] },
  CertificateRegistered: { ...NOBODY, memberStates: ['AUS'] },
  CertificateLotsSet: { ...NOBODY, memberStates: ['NAM'] },
  CertificateWithdrawn: { ...NOBODY, memberStates: ['NAM'] },
  CertificateExpired: { ...NOBODY, memberStates: ['NAM'] },
  InstrumentConfigured: NOBODY,
  FloorChanged: NOBODY,
  PhaseChanged: NOBODY,
  ReferencePriceSet: NOBODY,
  BandsSet: NOBODY,
  BandsExpired: NOBODY,
  ReserveQuoteChanged: NOBODY,
  FloorLockedChanged: NOBODY,
  ActScheduled: NOBODY,
  ActWithdrawn: NOBODY,
  ActRefused: NOBODY,
  CommandRefused: NOBODY,
  AuctionUncrossed: NOBODY,
  IndicativeChanged: NOBODY,
  IdentifiersDropped: NOBODY,
};

describe('what an event concerns', () => {
  const goldens = goldenBookEvents();

  it.each(Object.entries(CONCERNS))('AUDT-1 %s', (type, expected) => {
    const golden = goldens.get(type as BookEventType);
    if (golden === undefined) throw new Error(`no golden of ${type}`);
    const names = { order: OFFER, buyOrder: BID, sellOrder: OFFER, sequence: OFFER };
    const concerns = concernsOf(Object.assign({}, golden, names, { command: undefined }), LOOKUPS);
    const sorted = Object.entries(concerns).flatMap(([name, found]: [string, unknown]) =>
      Array.isArray(found) ? [[name, found.toSorted()] as const] : [],
    );
    expect(Object.fromEntries(sorted)).toEqual(expected);
  });

  it('has every event that a book may tell', () => {
    expect(Object.keys(CONCERNS).sort()).toEqual([...goldens.keys()].sort());
  });

  it('RESV-1 the reserve’s bid is no order; RISK-2 a kill switch names its state, or nobody', () => {
    const traded = goldens.get('Traded');
    const pulled = goldens.get('KillSwitchSet');
    if (traded === undefined || pulled === undefined) throw new Error('no goldens');
    const purchase = concernsOf(Object.assign({}, traded, { buyOrder: 0, command: undefined }), LOOKUPS);
    expect(purchase.orders).not.toContain(0);
    const ofState = { scope: 'memberState' as const, name: 'AUS', command: undefined };
    expect(concernsOf(Object.assign({}, pulled, ofState), LOOKUPS).memberStates).toEqual(['AUS']);
    const ofVenue = { scope: 'venue' as const, name: undefined, command: undefined };
    const venue = concernsOf(Object.assign({}, pulled, ofVenue), LOOKUPS);
    expect([...venue.desks, ...venue.memberStates]).toEqual([]);
  });

  it('the commands of the whole rulebook name who they are about', () => {
    const about = (body: object): readonly string[] => {
      const golden = goldens.get('BandsExpired');
      if (golden?.command === undefined) throw new Error('no golden');
      const command = Object.assign({}, golden.command, { body });
      const { desks, memberStates, orders } = concernsOf(Object.assign({}, golden, { command }), LOOKUPS);
      return [...desks, ...memberStates, ...orders.map(String)];
    };
    const session = { kind: 'cancelOnDisconnect', desk: 'aus-1', memberState: 'AUS', trader: 't' };
    expect(about(session)).toEqual(['aus-1', 'AUS']);
    expect(about({ kind: 'expireOrder', order: OFFER, dueMicros: 1 })).toEqual(['kaz-1', 'KAZ', '7']);
    expect(about({ kind: 'expireBands', dueMicros: 1 })).toEqual([]);
    const change = { type: 'setKillSwitch', scope: 'desk', name: 'aus-2', engaged: true };
    expect(about({ kind: 'applyAct', actId: 'A', change })).toEqual(['aus-2']);
  });
});
