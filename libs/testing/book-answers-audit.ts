import type { Side } from '#contracts';
import type { Book, LiveOrder } from '#matching';
import type { AuditFaults } from './audit-faults.js';
import type { AuditedOrder } from './audited-order.js';
import type { AuditedState } from './audited-state.js';
import type { ControlAudit } from './control-audit.js';
import { tickAuction } from './tick-auction.js';

/** Checks that what a book answers is what its events say. */
export class BookAnswersAudit {
  constructor(
    private readonly state: AuditedState,
    private readonly controls: ControlAudit,
    private readonly faults: AuditFaults,
  ) {}

  check(book: Book): void {
    const { state, faults } = this;
    if (book.phase !== state.phase) faults.add(`PHAS-1 the book says ${book.phase}`);
    if (book.referencePriceTicks !== state.referenceTicks) faults.add('PHAS-3 reference price');
    this.checkOrders(book);
    this.checkCertificates(book);
    this.checkDepth(book, 'buy');
    this.checkDepth(book, 'sell');
    const indicative = this.indicative();
    const told =
      book.indicative === undefined ? '' : `${book.indicative.volumeLots}@${book.indicative.priceTicks}`;
    if (told !== indicative) faults.add(`PHAS-2 indicative ${told}, should be ${indicative}`);
  }

  /** The live orders, in entry order. */
  private checkOrders(book: Book): void {
    const mine = this.state.orders.values();
    for (const order of book.liveOrders()) {
      const { value } = mine.next();
      if (value === undefined || !isSameOrder(order, value)) {
        this.faults.add(`live order ${textOf(order)}, but events say ${value?.order} ${value?.shownLots}`);
      }
    }
    const { value: more } = mine.next();
    if (more !== undefined) this.faults.add(`events say that order ${more.order} is live`);
  }

  private checkCertificates(book: Book): void {
    const { state, faults } = this;
    const pledgedOf = new Map<string, number>();
    for (const { request, leavesLots } of state.orders.values()) {
      const { certificateId } = request;
      if (certificateId === undefined) continue;
      pledgedOf.set(certificateId, (pledgedOf.get(certificateId) ?? 0) + leavesLots);
    }
    for (const { certificateId, lots, consumedLots } of state.certificates.values()) {
      const pledged = pledgedOf.get(certificateId) ?? 0;
      if (pledged + consumedLots > lots)
        faults.add(`INV-10 ${certificateId}: ${pledged} + ${consumedLots} of ${lots}`);
      const told = book.certificate(certificateId);
      if (told?.pledgedLots !== pledged || told.consumedLots !== consumedLots)
        faults.add(`INV-10 ${certificateId}: the book says ${told?.pledgedLots} and ${told?.consumedLots}`);
    }
  }

  private checkDepth(book: Book, side: Side): void {
    const depth = book.depth(side, Infinity);
    const levels = this.depthOf(side);
    const isSame =
      depth.length === levels.size &&
      depth.every(({ priceTicks, displayedLots, quantityLots }, index) => {
        const level = levels.get(priceTicks);
        const before = depth[index - 1]?.priceTicks;
        const isInOrder =
          before === undefined || (side === 'buy' ? priceTicks < before : priceTicks > before);
        return isInOrder && level?.shownLots === displayedLots && level.leavesLots === quantityLots;
      });
    if (!isSame) this.faults.add(`depth ${side} ${JSON.stringify(depth)}`);
  }

  private depthOf(side: Side): ReadonlyMap<number, { shownLots: number; leavesLots: number }> {
    const levels = new Map<number, { shownLots: number; leavesLots: number }>();
    for (const order of this.state.orders.values()) {
      const { priceTicks, shownLots, leavesLots } = order;
      if (order.side !== side || priceTicks === undefined || !order.stands(this.state.phase)) continue;
      const level = levels.get(priceTicks);
      if (level === undefined) {
        levels.set(priceTicks, { shownLots, leavesLots });
      } else {
        level.shownLots += shownLots;
        level.leavesLots += leavesLots;
      }
    }
    return levels;
  }

  /** PHAS-2. */
  private indicative(): string {
    const { state } = this;
    const { phase, floorTicks } = state;
    if (!['preOpen', 'noCancel', 'volatilityAuction', 'closingCall'].includes(phase)) return '';
    const floor = floorTicks ?? 0;
    const auctioned = [...state.orders.values()]
      .filter((order) => order.stands(phase) && state.isExecutable(order))
      .map((order) => {
        const ownTicks = order.priceTicks ?? order.request.protectionLimitTicks;
        return {
          side: order.side,
          leavesLots: order.leavesLots,
          limitTicks: state.limitOf(order),
          candidateTicks: ownTicks === undefined || ownTicks < floor ? undefined : ownTicks,
        };
      });
    const result = tickAuction(auctioned, floorTicks, state.referenceTicks);
    const { priceTicks = floorTicks, volumeLots, offeredLots } = result;
    if (priceTicks === undefined) return '';
    const isAtFloor = priceTicks === floorTicks;
    const offered = result.priceTicks === undefined ? state.offeredAtFloorLots() : offeredLots;
    // RESV-1: at the floor the reserve takes what the bids there leave.
    const live = isAtFloor ? this.controls.liveLots(state) : 0;
    const lots = volumeLots + Math.min(live, offered - volumeLots);
    return lots === 0 ? '' : `${lots}@${priceTicks}`;
  }
}

function isSameOrder(told: LiveOrder, mine: AuditedOrder): boolean {
  return (
    told.order === mine.order &&
    told.displayedLots === mine.shownLots &&
    told.leavesLots === mine.leavesLots &&
    told.priceTicks === mine.priceTicks &&
    told.triggerPriceTicks === mine.triggerTicks &&
    told.isParked === mine.isParked &&
    told.version === mine.version &&
    told.priority === mine.time
  );
}

function textOf(told: LiveOrder): string {
  const { order, leavesLots, displayedLots, priceTicks, triggerPriceTicks, isParked, version, priority } =
    told;
  return `${order} ${displayedLots}/${leavesLots}@${priceTicks}^${triggerPriceTicks} ${isParked} v${version} t${priority}`;
}
