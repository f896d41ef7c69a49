import type { BookEvent, CertificateOfOrigin, MembershipStatus, PlaceOrder, TradingPhase } from '#contracts';
import { FOUNDED_MICROS } from '#testing';
import { serialOf } from './soak-action.js';

const HELD_ACTS_MAX = 8;
const REQUESTS_MAX = 50;
const CERTIFICATES_MAX = 8;

/** A live order as far as a generator has to know it. */
export interface KnownOrder {
  readonly serial: number;
  readonly number: number;
  readonly request: PlaceOrder;
  version: number;
}

/** Member states with two desks each; the last is never more than an observer. */
export const STATES = ['KAZ', 'AUS', 'NAM', 'OBS'];
export const DESKS = ['kaz-1', 'kaz-2', 'aus-1', 'aus-2', 'nam-1', 'obs-1', 'reserve-1'];

const STATE_OF_DESK = new Map(
  DESKS.map((desk) => [desk, desk === 'reserve-1' ? 'KAZ' : desk.slice(0, 3).toUpperCase()]),
);

export const stateOfDesk = (desk: string): string => STATE_OF_DESK.get(desk) ?? '';

/** What a generator knows of a book, by its events alone, so that it can ask for what makes sense. */
export class SoakWorld {
  nowMicros = FOUNDED_MICROS;
  phase: TradingPhase = 'closed';
  floorVersion = 0;
  readonly members = new Map<string, MembershipStatus>();
  readonly certificates: string[] = [];
  readonly engagedSwitches = new Map<string, Extract<BookEvent, { type: 'KillSwitchSet' }>>();
  /** Acts that wait for their instant. */
  readonly heldActs: string[] = [];
  /** Requests that may be repeated; the oldest are forgotten. */
  readonly requests: PlaceOrder[] = [];
  readonly live: KnownOrder[] = [];
  private readonly placeOf = new Map<number, number>();

  hear(event: BookEvent): void {
    this.hearOfOrders(event);
    this.hearOfPolicy(event);
  }

  private hearOfOrders(event: BookEvent): void {
    const { type } = event;
    if (type === 'OrderAccepted') this.enter(event);
    else if (type === 'OrderAmended' || type === 'OrderRepriced') {
      const order = this.live[this.placeOf.get(event.order) ?? -1];
      if (order !== undefined) order.version = event.orderVersion;
    } else if (type === 'OrderCancelled') {
      if (event.leavesLots === 0) this.leave(event.order);
    } else if (type === 'Traded') {
      if (event.buyLeavesLots === 0) this.leave(event.buyOrder);
      if (event.sellLeavesLots === 0) this.leave(event.sellOrder);
    }
  }

  private hearOfPolicy(event: BookEvent): void {
    const { type } = event;
    if (type === 'PhaseChanged') this.phase = event.to;
    else if (type === 'FloorChanged') this.floorVersion = event.floorVersion;
    else if (type === 'MembershipChanged') this.members.set(event.memberState, event.status);
    else if (type === 'CertificateRegistered') this.register(event.certificate);
    else if (type === 'KillSwitchSet') this.setSwitch(event);
    else if (type === 'ActScheduled') {
      this.heldActs.push(event.actId);
      if (this.heldActs.length > HELD_ACTS_MAX) this.heldActs.shift();
    }
  }

  private enter({ command, sequence }: BookEvent): void {
    const request = command?.body;
    if (request?.kind !== 'placeOrder') return;
    this.placeOf.set(sequence, this.live.length);
    this.live.push({ serial: serialOf(request.clientOrderId), number: sequence, request, version: 1 });
    this.requests.push(request);
    if (this.requests.length > REQUESTS_MAX) this.requests.shift();
  }

  private leave(number: number): void {
    const place = this.placeOf.get(number);
    const last = this.live.at(-1);
    if (place === undefined || last === undefined) return;
    this.live.pop();
    this.placeOf.delete(number);
    if (last.number === number) return;
    this.live[place] = last;
    this.placeOf.set(last.number, place);
  }

  private register({ certificateId }: CertificateOfOrigin): void {
    this.certificates.push(certificateId);
    // The founding's three stay: offers need them to go on.
    if (this.certificates.length > CERTIFICATES_MAX) this.certificates.splice(3, 1);
  }

  private setSwitch(event: Extract<BookEvent, { type: 'KillSwitchSet' }>): void {
    const key = `${event.scope} ${event.name ?? ''}`;
    if (event.engaged) this.engagedSwitches.set(key, event);
    else this.engagedSwitches.delete(key);
  }
}
