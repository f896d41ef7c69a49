import type {
  BookEventOf,
  CertificateOfOrigin,
  InstrumentSpec,
  MembershipStatus,
  Side,
  TradingPhase,
} from '#contracts';
import type { AuditedOrder } from './audited-order.js';
import type { AuditedBook } from './control-audit.js';

/** A certificate as the events alone tell it. */
export interface AuditedCertificate extends CertificateOfOrigin {
  lots: number;
  consumedLots: number;
  isOver: boolean;
}

/** What the audit knows of a book, by its events alone: plain maps, and answers that are worked out whenever asked for. */
export class AuditedState implements AuditedBook {
  readonly orders = new Map<number, AuditedOrder>();
  readonly members = new Map<string, MembershipStatus>();
  private readonly annexes = new Map<string, boolean>();
  readonly certificates = new Map<string, AuditedCertificate>();
  /** By state and desk. */
  private readonly positions = new Map<string, number>();
  /** What position settings put in from outside; all the rest must sum to zero. */
  positionsSetLots = 0;
  private instrumentKey = '';
  contentMax = 0;
  phase: TradingPhase = 'closed';
  floorTicks: number | undefined;
  referenceTicks: number | undefined;
  staticReferenceTicks: number | undefined;

  configure({ mineral, productionStage, nonBlocContentBasisPointsMax }: InstrumentSpec): void {
    this.instrumentKey = `${mineral} ${productionStage}`;
    this.contentMax = nonBlocContentBasisPointsMax;
  }

  setAnnex({ memberState, mineral, productionStage, inForce }: BookEventOf<'AnnexChanged'>): void {
    this.annexes.set(`${memberState} ${mineral} ${productionStage}`, inForce);
  }

  setPosition({ memberState, desk, positionLots }: BookEventOf<'PositionSet'>): void {
    this.positionsSetLots += positionLots - this.positionOf(memberState, desk);
    this.positions.set(`${memberState} ${desk}`, positionLots);
  }

  register(certificate: CertificateOfOrigin): void {
    this.certificates.set(certificate.certificateId, { ...certificate, consumedLots: 0, isOver: false });
  }

  /** @throws Error when it is not live: the events contradict themselves. */
  orderOf(order: number): AuditedOrder {
    const found = this.orders.get(order);
    if (found === undefined) throw new Error(`an event speaks of order ${order}, which is not live`);
    return found;
  }

  /** @throws Error when it was never registered. */
  certificateOf(certificateId: string): AuditedCertificate {
    const found = this.certificates.get(certificateId);
    if (found === undefined) throw new Error(`an event speaks of certificate ${certificateId}`);
    return found;
  }

  positionOf(memberState: string, desk: string): number {
    return this.positions.get(`${memberState} ${desk}`) ?? 0;
  }

  move({ memberState, desk }: { readonly memberState: string; readonly desk: string }, lots: number): void {
    this.positions.set(`${memberState} ${desk}`, this.positionOf(memberState, desk) + lots);
  }

  /** Sum of all positions, or of those of one state. */
  netLots(memberState?: string): number {
    let sum = 0;
    for (const [key, lots] of this.positions) {
      if (memberState === undefined || key.startsWith(`${memberState} `)) sum += lots;
    }
    return sum;
  }

  /** Whether a state's annex for this instrument is in force. */
  hasAnnex(memberState: string): boolean {
    return this.annexes.get(`${memberState} ${this.instrumentKey}`) === true;
  }

  /** What an order may trade at, the floor included (FLOR-4); undefined is no limit. */
  limitOf(order: AuditedOrder): number | undefined {
    if (order.orderType === 'limit') return order.priceTicks;
    const { side, protectionLimitTicks } = order.request;
    if (side === 'buy' || this.floorTicks === undefined) return protectionLimitTicks;
    return Math.max(this.floorTicks, protectionLimitTicks ?? 0);
  }

  /** FLOR-2: a bid below the floor is not. */
  isExecutable(order: AuditedOrder): boolean {
    if (order.side === 'sell') return true;
    return (this.limitOf(order) ?? Infinity) >= (this.floorTicks ?? 0);
  }

  /** Whether an order is one of its side's executable limit orders. */
  private isStanding(order: AuditedOrder): boolean {
    return order.orderType === 'limit' && order.stands(this.phase) && this.isExecutable(order);
  }

  /** A side's executable limit orders. */
  standing(side: Side): AuditedOrder[] {
    return [...this.orders.values()].filter((order) => order.side === side && this.isStanding(order));
  }

  /** The first in price and time of a side's executable limit orders. */
  bestOf(side: Side): AuditedOrder | undefined {
    const sign = side === 'buy' ? -1 : 1;
    let best: AuditedOrder | undefined;
    for (const order of this.orders.values()) {
      if (order.side !== side || !this.isStanding(order)) continue;
      const further = best === undefined ? -1 : sign * ((order.priceTicks ?? 0) - (best.priceTicks ?? 0));
      if (best === undefined || further < 0 || (further === 0 && order.time < best.time)) best = order;
    }
    return best;
  }

  /** Lots of offers, market offers too, that would trade at the floor. */
  offeredAtFloorLots(): number {
    const { floorTicks } = this;
    if (floorTicks === undefined) return 0;
    let lots = 0;
    for (const order of this.orders.values()) {
      if (order.side === 'buy' || !order.stands(this.phase)) continue;
      if ((this.limitOf(order) ?? floorTicks) <= floorTicks) lots += order.leavesLots;
    }
    return lots;
  }
}
