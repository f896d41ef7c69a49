import type {
  DueCommandBody,
  InstrumentSpec,
  KillSwitchScope,
  MembershipStatus,
  ProductionStage,
  Side,
  TradingPhase,
} from '#contracts';
import type {
  BandOverride,
  BookStateReader,
  DepthLevel,
  DeskLimitState,
  DeskPosition,
  Floor,
  HeldAct,
  HeldIdentifier,
  Indicative,
  KillSwitch,
  MarketDepth,
  Reserve,
  ReserveQuote,
  StateLots,
  VolatilityAuction,
} from '../book-reader.js';
import { InvariantViolation } from '../invariant-violation.js';
import { BookSide } from './book-side.js';
import type { CertificateAccount } from './certificate-account.js';
import { IdentifierStore } from './identifier-store.js';
import type { NaiveOrder } from './naive-order.js';
import { compareTexts, entryOf, insertSorted } from '../ordered-maps.js';
import { compareExpiries, Schedule } from '../schedule.js';
import { StateAccount } from './state-account.js';

/** Whether an annex is in force, by state, mineral and stage. */
export interface Annex {
  readonly memberState: string;
  readonly mineral: string;
  readonly productionStage: ProductionStage;
  inForce: boolean;
}

/**
 * The whole state of the naive book in plain maps and sorted arrays. It is changed by `applyEvent` alone; everybody
 * else reads.
 */
export class NaiveState implements BookStateReader {
  sequence = 0;
  bookMicros = 0;
  instrument: InstrumentSpec | undefined;
  phase: TradingPhase = 'closed';
  floor: Floor | undefined;
  referencePriceTicks: number | undefined;
  staticReferencePriceTicks: number | undefined;
  indicative: Indicative | undefined;
  floorLocked = false;
  reserveQuote: ReserveQuote = { liveLots: 0, reserveExhausted: false };
  reserve: Reserve | undefined;
  bandOverride: BandOverride | undefined;
  volatilityAuction: VolatilityAuction | undefined;

  readonly orders = new Map<number, NaiveOrder>();
  readonly desks = new Map<string, Map<number, NaiveOrder>>();
  readonly states = new Map<string, StateAccount>();
  readonly membershipOf = new Map<string, MembershipStatus>();
  readonly annexesOf = new Map<string, Annex[]>();
  readonly certificateOf = new Map<string, CertificateAccount>();
  readonly ofOrigin = new Map<string, CertificateAccount[]>();
  readonly held = new IdentifierStore();
  readonly schedule = new Schedule();
  readonly actSequences = new Map<string, number>();
  readonly offsetOf = new Map<number, number>();
  /** Engaged kill switches by scope and name. */
  readonly killSwitches = new Map<string, KillSwitch>();
  /** gtd orders by expiry, then in entry order. */
  private readonly expiring: NaiveOrder[] = [];
  private readonly bids = new BookSide('buy');
  private readonly offers = new BookSide('sell');

  constructor(readonly instrumentId: string) {}

  side(side: Side): BookSide {
    return side === 'buy' ? this.bids : this.offers;
  }

  account(memberState: string): StateAccount {
    return entryOf(this.states, memberState, () => new StateAccount());
  }

  /** @throws InvariantViolation when it is not there: an event speaks of an order that this book does not have. */
  liveOrder(order: number): NaiveOrder {
    const found = this.orders.get(order);
    if (found === undefined) throw new InvariantViolation('INV-3', `order ${order} is not live`);
    return found;
  }

  /** @throws InvariantViolation when it is not registered. */
  registered(certificateId: string): CertificateAccount {
    const found = this.certificateOf.get(certificateId);
    if (found === undefined) {
      throw new InvariantViolation('INV-10', `certificate ${certificateId} is not registered`);
    }
    return found;
  }

  membership(memberState: string): MembershipStatus | undefined {
    return this.membershipOf.get(memberState);
  }

  annexInForce(memberState: string): boolean {
    const { instrument } = this;
    if (instrument === undefined) return false;
    const annex = this.annexesOf
      .get(memberState)
      ?.find(
        ({ mineral, productionStage }) =>
          mineral === instrument.mineral && productionStage === instrument.productionStage,
      );
    return annex?.inForce ?? false;
  }

  certificate(certificateId: string): CertificateAccount | undefined {
    return this.certificateOf.get(certificateId);
  }

  stateLots(memberState: string): StateAccount {
    return this.states.get(memberState) ?? new StateAccount();
  }

  order(order: number): NaiveOrder | undefined {
    return this.orders.get(order);
  }

  liveOrders(): Iterable<NaiveOrder> {
    return this.orders.values();
  }

  ordersOfDesk(desk: string): Iterable<NaiveOrder> {
    return this.desks.get(desk)?.values() ?? [];
  }

  ordersOfState(memberState: string): Iterable<NaiveOrder> {
    return this.states.get(memberState)?.orders.values() ?? [];
  }

  offersOfCertificate(certificateId: string): Iterable<NaiveOrder> {
    return this.certificateOf.get(certificateId)?.offers.values() ?? [];
  }

  offersOfOrigin(memberState: string): Iterable<NaiveOrder> {
    const offers = (this.ofOrigin.get(memberState) ?? []).flatMap((certificate) => [
      ...certificate.offers.values(),
    ]);
    return offers.sort((left, right) => left.order - right.order);
  }

  deskLots(memberState: string, desk: string): StateLots {
    return this.stateLots(memberState).desk(desk);
  }

  deskLimits(memberState: string, desk: string): DeskLimitState | undefined {
    const { limits, second, messages } = this.stateLots(memberState).desk(desk);
    return limits === undefined ? undefined : { memberState, desk, limits, second, messages };
  }

  isKillSwitchEngaged(scope: KillSwitchScope, name: string | undefined): boolean {
    return this.killSwitches.has(killSwitchKey({ scope, name }));
  }

  waitingStops(side: Side): Iterable<NaiveOrder> {
    const stops = [...this.orders.values()].filter(
      (order) => order.side === side && order.triggerPriceTicks !== undefined && !order.isParked,
    );
    const sign = side === 'buy' ? 1 : -1;
    return stops.sort(
      (left, right) =>
        sign * ((left.triggerPriceTicks ?? 0) - (right.triggerPriceTicks ?? 0)) || left.order - right.order,
    );
  }

  parkedOrders(): Iterable<NaiveOrder> {
    return [...this.orders.values()].filter(({ isParked }) => isParked);
  }

  /** ORDR-1: a gtd order expires at its instant. */
  watchExpiry(order: NaiveOrder): void {
    insertSorted(this.expiring, order, compareExpiries);
  }

  forgetExpiry(order: NaiveOrder): void {
    this.expiring.splice(this.expiring.indexOf(order), 1);
  }

  nextDue(bookMicros: number): DueCommandBody | undefined {
    const { bandOverride, volatilityAuction } = this;
    return this.schedule.nextDue(bookMicros, {
      bandOverride,
      volatilityAuction,
      firstToExpire: this.expiring[0],
    });
  }

  best(side: Side): NaiveOrder | undefined {
    const best = this.side(side).best();
    if (side === 'sell' || this.floor === undefined || best?.priceTicks === undefined) return best;
    return best.priceTicks < this.floor.priceTicks ? undefined : best;
  }

  limitOrders(side: Side): Iterable<NaiveOrder> {
    return this.side(side).limitOrders();
  }

  levels(side: Side): Iterable<DepthLevel> {
    return this.side(side).levels();
  }

  marketOrders(side: Side): Iterable<NaiveOrder> {
    return this.side(side).marketOrders();
  }

  marketDepth(side: Side): Iterable<MarketDepth> {
    return this.side(side).marketDepth();
  }

  identifier(desk: string, clientOrderId: string): HeldIdentifier | undefined {
    return this.held.get(desk, clientOrderId);
  }

  identifiersEndedBefore(micros: number): number {
    return this.held.countEndedBefore(micros);
  }

  actSequence(actId: string): number | undefined {
    return this.actSequences.get(actId);
  }

  heldAct(actId: string): HeldAct | undefined {
    return this.schedule.heldAct(actId);
  }

  memberships(): Iterable<readonly [string, MembershipStatus]> {
    return [...this.membershipOf].sort(([left], [right]) => compareTexts(left, right));
  }

  annexes(): Iterable<Annex> {
    return [...this.annexesOf.values()]
      .flat()
      .sort(
        (left, right) =>
          compareTexts(left.memberState, right.memberState) ||
          compareTexts(left.mineral, right.mineral) ||
          compareTexts(left.productionStage, right.productionStage),
      );
  }

  certificates(): Iterable<CertificateAccount> {
    return this.certificateOf.values();
  }

  positions(): Iterable<DeskPosition> {
    const positions: DeskPosition[] = [];
    for (const [memberState, account] of this.states) {
      for (const [desk, { hasPosition, positionLots }] of account.allDesks()) {
        if (hasPosition) positions.push({ memberState, desk, positionLots });
      }
    }
    return positions.sort(compareDesks);
  }

  allDeskLimits(): Iterable<DeskLimitState> {
    const all: DeskLimitState[] = [];
    for (const [memberState, account] of this.states) {
      for (const [desk, { limits, second, messages }] of account.allDesks()) {
        if (limits !== undefined) all.push({ memberState, desk, limits, second, messages });
      }
    }
    return all.sort(compareDesks);
  }

  engagedKillSwitches(): Iterable<KillSwitch> {
    const engaged = [...this.killSwitches].sort(([left], [right]) => compareTexts(left, right));
    return engaged.map(([, killSwitch]) => killSwitch);
  }

  identifiers(): Iterable<HeldIdentifier> {
    return this.held.all();
  }

  acts(): Iterable<readonly [string, number]> {
    return this.actSequences;
  }

  heldActs(): Iterable<HeldAct> {
    return this.schedule.heldActs();
  }

  offsets(): Iterable<readonly [number, number]> {
    return [...this.offsetOf].sort(([left], [right]) => left - right);
  }
}

/** By scope, then name; the separator is below every character of a name. */
export function killSwitchKey({ scope, name }: KillSwitch): string {
  return `${scope}\u0000${name ?? ''}`;
}

interface DeskName {
  readonly memberState: string;
  readonly desk: string;
}

function compareDesks(left: DeskName, right: DeskName): number {
  return compareTexts(left.memberState, right.memberState) || compareTexts(left.desk, right.desk);
}
