import type { CertificateOfOrigin, DueCommandBody, Side, TimeInForce } from '#contracts';
import type {
  BookStateReader,
  DepthLevel,
  DeskLimitState,
  DeskPosition,
  HeldIdentifier,
  LotsAtPrice,
  MarketDepth,
  StateLots,
} from '../book-reader.js';
import { InvariantViolation } from '../invariant-violation.js';
import { compareDesks, entryOf, insertSorted } from '../ordered-maps.js';
import { compareExpiries } from '../schedule.js';
import { VenueState } from '../venue-state.js';
import { BookSide } from './book-side.js';
import { CertificateAccount } from './certificate-account.js';
import { IdentifierStore } from './identifier-store.js';
import type { NaiveOrder } from './naive-order.js';
import { StateAccount } from './state-account.js';

/**
 * The whole state of the naive book in plain maps and sorted arrays. It is changed by `applyEvent` alone; everybody
 * else reads.
 */
export class NaiveState extends VenueState implements BookStateReader {
  readonly orders = new Map<number, NaiveOrder>();
  readonly desks = new Map<string, Map<number, NaiveOrder>>();
  readonly states = new Map<string, StateAccount>();
  readonly certificateOf = new Map<string, CertificateAccount>();
  readonly ofOrigin = new Map<string, CertificateAccount[]>();
  readonly held = new IdentifierStore();
  /** gtd orders by expiry, then in entry order. */
  private readonly expiring: NaiveOrder[] = [];
  private readonly bids = new BookSide('buy');
  private readonly offers = new BookSide('sell');

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

  register(certificate: CertificateOfOrigin): CertificateAccount {
    const account = new CertificateAccount(certificate);
    this.certificateOf.set(account.certificateId, account);
    entryOf(this.ofOrigin, account.originState, () => []).push(account);
    return account;
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

  peek(order: number): NaiveOrder | undefined {
    return this.orders.get(order);
  }

  liveOrders(): Iterable<NaiveOrder> {
    return this.orders.values();
  }

  glanceAtOrders(): Iterable<NaiveOrder> {
    return this.orders.values();
  }

  ordersOfDesk(desk: string): Iterable<NaiveOrder> {
    return this.desks.get(desk)?.values() ?? [];
  }

  ordersOfState(memberState: string): Iterable<NaiveOrder> {
    return this.states.get(memberState)?.orders.values() ?? [];
  }

  ordersOfTimes(timesInForce: readonly TimeInForce[]): Iterable<NaiveOrder> {
    return [...this.orders.values()].filter(({ timeInForce }) => timesInForce.includes(timeInForce));
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

  offersBelow(limitTicks: number): Iterable<NaiveOrder> {
    return [...this.orders.values()].filter(
      ({ side, isParked, priceTicks = limitTicks, triggerPriceTicks = limitTicks }) =>
        side === 'sell' && !isParked && (priceTicks < limitTicks || triggerPriceTicks < limitTicks),
    );
  }

  deskLots(memberState: string, desk: string): StateLots {
    return this.stateLots(memberState).desk(desk);
  }

  deskLimits(memberState: string, desk: string): DeskLimitState | undefined {
    const { limits, second, messages } = this.stateLots(memberState).desk(desk);
    return limits === undefined ? undefined : { memberState, desk, limits, second, messages };
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

  get firstToExpire(): NaiveOrder | undefined {
    return this.expiring[0];
  }

  nextDue(bookMicros: number): DueCommandBody | undefined {
    return this.schedule.nextDue(bookMicros, this);
  }

  best(side: Side): NaiveOrder | undefined {
    const best = this.side(side).best();
    if (side === 'sell' || this.floor === undefined || best?.priceTicks === undefined) return best;
    return best.priceTicks < this.floor.priceTicks ? undefined : best;
  }

  bestTicks(side: Side): number | undefined {
    return this.best(side)?.priceTicks;
  }

  limitOrders(side: Side): Iterable<NaiveOrder> {
    return this.side(side).limitOrders();
  }

  levels(side: Side): Iterable<DepthLevel> {
    return this.side(side).levels();
  }

  lotsByPrice(side: Side): Iterable<LotsAtPrice> {
    return this.levels(side);
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

  identifiers(): Iterable<HeldIdentifier> {
    return this.held.all();
  }
}
