import * as fc from 'fast-check';
import {
  FLOOR_ALLOCATIONS,
  type FloorAllocation,
  type MembershipStatus,
  type TradingPhase,
} from '#contracts';
import type { BookScenario } from './book-builders.js';
import { randomControl, setControl, type RandomControl } from './random-controls.js';
import {
  LOWEST_TICKS,
  randomCertificate,
  randomDesk,
  randomOrder,
  randomPrice,
  requestOf,
  type RandomOrder,
} from './random-order.js';

/** One thing that happens to a book; small numbers are resolved against the book when it is its turn. */
export type BookAction =
  | RandomOrder
  | RandomControl
  | { readonly kind: 'repeat'; readonly pick: number }
  | {
      readonly kind: 'amend';
      readonly pick: number;
      readonly lots: number | undefined;
      readonly price: number | undefined;
      readonly trigger: number | undefined;
      readonly display: number | undefined;
      readonly lifeMicros: number | undefined;
      readonly account: string | undefined;
      readonly isStale: boolean;
    }
  | { readonly kind: 'cancel'; readonly pick: number }
  | { readonly kind: 'massCancel'; readonly desk: string }
  | { readonly kind: 'disconnect'; readonly desk: string }
  | { readonly kind: 'floor'; readonly price: number; readonly delay: number }
  | {
      readonly kind: 'member';
      readonly memberState: string;
      readonly status: MembershipStatus;
      readonly delay: number;
    }
  | { readonly kind: 'heal' }
  | { readonly kind: 'annex'; readonly memberState: string; readonly inForce: boolean }
  | { readonly kind: 'phase'; readonly pick: number; readonly stop: TradingPhase | undefined }
  | { readonly kind: 'reference'; readonly price: number }
  | { readonly kind: 'position'; readonly desk: string; readonly lots: number }
  | { readonly kind: 'register'; readonly origin: string; readonly lots: number; readonly life: number }
  | { readonly kind: 'setLots'; readonly certificate: string; readonly lots: number }
  | { readonly kind: 'withdrawCertificate'; readonly certificate: string }
  | { readonly kind: 'withdrawAct' }
  | {
      readonly kind: 'contentMax';
      readonly basisPoints: number;
      readonly floorAllocation: FloorAllocation;
    }
  | { readonly kind: 'dropIdentifiers' }
  | { readonly kind: 'tick'; readonly micros: number };

const floorPrice = fc.integer({ min: LOWEST_TICKS - 3, max: LOWEST_TICKS + 7 });
const memberState = fc.constantFrom('KAZ', 'AUS', 'NAM', 'OBS');
const delay = fc.constantFrom(0, 0, 0, 5, 20);
const pick = fc.nat({ max: 1_000 });
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
const seldomGiven = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const status = fc.constantFrom<MembershipStatus>(
  'full',
  'full',
  'full',
  'withdrawing',
  'suspended',
  'observer',
  'acceding',
  'withdrawn',
);

const amend = fc.record({
  kind: fc.constant('amend' as const),
  pick,
  lots: maybe(fc.integer({ min: 0, max: 12 })),
  price: maybe(randomPrice),
  trigger: seldomGiven(randomPrice),
  display: seldomGiven(fc.integer({ min: 1, max: 4 })),
  lifeMicros: seldomGiven(fc.integer({ min: 0, max: 30 })),
  account: maybe(fc.constant('client')),
  isStale: fc.nat({ max: 9 }).map((number) => number === 0),
});

/** All commands of a book, weighted so that it fills, trades, and sometimes is shaken. */
export const bookAction: fc.Arbitrary<BookAction> = fc.oneof(
  { weight: 40, arbitrary: randomOrder },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat' as const), pick }) },
  { weight: 10, arbitrary: amend },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('massCancel' as const), desk: randomDesk }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disconnect' as const), desk: randomDesk }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('floor' as const), price: floorPrice, delay }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('member' as const), memberState, status, delay }) },
  { weight: 3, arbitrary: randomControl },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('heal' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('annex' as const),
      memberState,
      inForce: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('phase' as const),
      pick,
      stop: fc.constantFrom<(TradingPhase | undefined)[]>(
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        'halted',
        'suspended',
        'closed',
        'continuous',
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reference' as const), price: randomPrice }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('position' as const),
      desk: randomDesk,
      lots: fc.integer({ min: -15, max: 15 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('register' as const),
      origin: memberState,
      lots: fc.integer({ min: 1, max: 30 }),
      life: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('setLots' as const),
      certificate: randomCertificate,
      lots: fc.integer({ min: 0, max: 60 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('withdrawCertificate' as const),
      certificate: fc.constantFrom('N0', 'N1', 'N2'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdrawAct' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('contentMax' as const),
      basisPoints: fc.constantFrom(0, 100, 1_000),
      floorAllocation: fc.constantFrom(...FLOOR_ALLOCATIONS),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('dropIdentifiers' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('tick' as const),
      micros: fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: 1, max: 12 }) },
        { weight: 1, arbitrary: fc.constant(1_000_000) },
      ),
    }),
  },
);

/** Drives a scenario by actions; it remembers what it sent. */
export class BookDriver {
  private count = 0;
  private certificates = 0;
  private held: string[] = [];
  private pulled: RandomControl[] = [];
  private readonly ids: string[] = [];

  constructor(private readonly venue: BookScenario) {}

  /** Does one action; what the book makes of it is in the scenario's events. */
  act(action: BookAction): void {
    const { venue } = this;
    this.count += 1;
    switch (action.kind) {
      case 'place':
        this.place(action);
        return;
      case 'bands':
      case 'limits':
      case 'kill':
      case 'reserve':
        setControl(venue, action);
        if (action.kind === 'kill') this.pulled.push({ ...action, engaged: false });
        return;
      case 'repeat':
        this.repeat(action.pick);
        return;
      case 'amend':
      case 'cancel':
        this.touch(action);
        return;
      case 'massCancel':
        venue.massCancel(action.desk);
        return;
      case 'disconnect':
        venue.disconnect(action.desk);
        return;
      case 'floor':
        this.decide({ type: 'setFloor', floorVersion: this.count, priceTicks: action.price }, action.delay);
        return;
      case 'member':
        this.decide(
          { type: 'setMembership', memberState: action.memberState, status: action.status },
          action.delay,
        );
        return;
      case 'heal':
        this.heal();
        return;
      case 'annex':
        venue.annex(action.memberState, action.inForce);
        return;
      case 'phase':
        this.phase(action.pick, action.stop);
        return;
      case 'reference':
        venue.reference(action.price);
        return;
      case 'position':
        venue.position(action.desk, action.lots);
        return;
      case 'register':
        venue.certificate({
          certificateId: `N${this.certificates++ % 3}`,
          originState: action.origin,
          lots: action.lots,
          expiryMicros: venue.nowMicros + action.life,
          nonBlocContentBasisPoints: action.lots > 20 ? 500 : 0,
        });
        return;
      case 'setLots':
        venue.act({ type: 'setCertificateLots', certificateId: action.certificate, lots: action.lots });
        return;
      case 'withdrawCertificate':
        venue.act({ type: 'withdrawCertificate', certificateId: action.certificate });
        return;
      case 'withdrawAct':
        venue.send({ kind: 'withdrawAct', actId: this.held.pop() ?? 'nobody' });
        return;
      case 'contentMax': {
        const { instrument } = venue.book;
        if (instrument === undefined) return;
        venue.act({
          type: 'configureInstrument',
          instrument: {
            ...instrument,
            nonBlocContentBasisPointsMax: action.basisPoints,
            floorAllocation: action.floorAllocation,
            volatilityAuctionSeconds: 1,
          },
        });
        return;
      }
      case 'dropIdentifiers':
        venue.send({ kind: 'dropIdentifiers', endedBeforeMicros: venue.nowMicros });
        return;
      case 'tick':
        venue.tickAt(venue.nowMicros + action.micros);
    }
  }

  private place(action: RandomOrder): void {
    const id = `o${this.count}`;
    this.ids.push(id);
    // A book that takes no orders is not interesting for long.
    const { phase } = this.venue.book;
    const isShut = ['closed', 'noCancel', 'halted', 'suspended'].includes(phase);
    const isLong = phase === 'preOpen' && this.count % 5 === 0;
    if ((isShut && this.count % 4 !== 0) || isLong) this.phase(this.count, undefined);
    this.venue.send(requestOf(action, id, this.venue.nowMicros));
  }

  private repeat(index: number): void {
    const id = this.ids[index % Math.max(1, this.ids.length)];
    const held = [...this.venue.events].reverse().find(({ command }) => {
      const body = command?.body;
      return body?.kind === 'placeOrder' && body.clientOrderId === id;
    });
    const body = held?.command?.body;
    if (body?.kind === 'placeOrder') this.venue.send(body);
  }

  private touch(action: Extract<BookAction, { kind: 'amend' | 'cancel' }>): void {
    const orders = [...this.venue.book.liveOrders()];
    const order = orders[action.pick % Math.max(1, orders.length)];
    if (order === undefined) return;
    const { desk: deskId, memberState: state, trader } = order;
    const owner = { desk: deskId, memberState: state, trader, order: order.order };
    if (action.kind === 'cancel') {
      this.venue.send({ kind: 'cancelOrder', ...owner });
      return;
    }
    this.venue.send({
      kind: 'amendOrder',
      ...owner,
      expectedVersion: order.version + (action.isStale ? 1 : 0),
      ...(action.lots === undefined ? {} : { quantityLots: action.lots }),
      ...(action.price === undefined || order.priceTicks === undefined ? {} : { priceTicks: action.price }),
      ...(action.trigger === undefined || order.triggerPriceTicks === undefined
        ? {}
        : { triggerPriceTicks: action.trigger }),
      ...(action.display === undefined ? {} : { displayQuantityLots: action.display }),
      ...(action.lifeMicros === undefined || order.expiryMicros === undefined
        ? {}
        : { expiryMicros: this.venue.nowMicros + action.lifeMicros }),
      ...(action.account === undefined ? {} : { account: action.account }),
    });
  }

  private decide(change: Parameters<BookScenario['act']>[0], delayMicros: number): void {
    const actId = `driven-${this.count}`;
    if (delayMicros > 0) this.held.push(actId);
    this.venue.act(change, { actId, effectiveMicros: this.venue.nowMicros + delayMicros });
  }

  /** Lifts the kill switches and gives the first state that lost its standing its rights back, so that a day does not die of its accidents. */
  private heal(): void {
    for (const lifted of this.pulled.splice(0)) setControl(this.venue, lifted);
    for (const state of ['KAZ', 'AUS', 'NAM']) {
      if (this.venue.book.membership(state) !== 'full') {
        this.venue.member(state, 'full');
        return;
      }
      this.venue.annex(state, true);
    }
  }

  /** Goes on along the day, or stops it; continuous trading lasts longest. */
  private phase(index: number, stop: TradingPhase | undefined): void {
    const onward: Readonly<Record<TradingPhase, readonly TradingPhase[]>> = {
      closed: ['preOpen'],
      preOpen: ['openingAuction', 'openingAuction', 'noCancel'],
      noCancel: ['openingAuction'],
      openingAuction: [],
      continuous: [
        'closingCall',
        'closingCall',
        'closed',
        'volatilityAuction',
        ...Array<'preOpen'>(9).fill('preOpen'),
      ],
      volatilityAuction: ['continuous', 'continuous', 'closingCall'],
      closingCall: ['closingAuction'],
      closingAuction: [],
      halted: ['preOpen'],
      suspended: ['halted'],
    };
    const ways = onward[this.venue.book.phase];
    const next = stop ?? ways[index % Math.max(1, ways.length)];
    if (next !== undefined) this.venue.phase(next);
  }
}
