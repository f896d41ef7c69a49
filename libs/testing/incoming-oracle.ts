import type { BookEvent } from '#contracts';
import type { AuditedOrder } from './audited-order.js';
import type { AuditedRange, AuditedRoom } from './control-audit.js';

/** An order that rests, as far as what comes in changes it. */
interface Resting {
  readonly order: AuditedOrder;
  readonly priceTicks: number;
  time: number;
  leavesLots: number;
  shownLots: number;
}

/** What happens to one order: lots filled, lots cancelled, and why. */
interface Lot {
  filledLots: number;
  cancelledLots: number;
  reason: string;
}

/** What an incoming order finds beside the orders that rest. */
export interface Surroundings {
  /** The limit that holds for it now; undefined is none. */
  readonly limitTicks: number | undefined;
  readonly floorTicks: number | undefined;
  /** Where fills may be; undefined is anywhere. */
  readonly range: AuditedRange | undefined;
  /** BAND-2: its limit lies outside the static band, so that it may not join the book. */
  readonly isOutsideBand: boolean;
  /** What the reserve may buy at the floor when the order comes in. */
  readonly reserve: AuditedRoom | undefined;
}

/** What becomes of an incoming order and those that it meets, by order. */
class Outcome {
  /** BAND-2: the next fill would have left the band. */
  hasLeftBand = false;
  private readonly lots = new Map<number, Lot>();

  of(order: number): Lot {
    const known = this.lots.get(order) ?? { filledLots: 0, cancelledLots: 0, reason: '' };
    this.lots.set(order, known);
    return known;
  }

  cancel(order: number, lots: number, reason: string): void {
    const lot = this.of(order);
    lot.cancelledLots += lots;
    lot.reason += reason;
  }

  toString(): string {
    const lots = [...this.lots]
      .sort(([left], [right]) => left - right)
      .filter(([, { filledLots, cancelledLots }]) => filledLots + cancelledLots > 0)
      .map(([order, lot]) => `${order}: ${lot.filledLots} filled, ${lot.cancelledLots} ${lot.reason}`)
      .join('; ');
    return this.hasLeftBand ? `${lots}; left the band` : lots;
  }
}

/**
 * Says what must become of an order that comes into continuous trading, by trading it lot by lot against copies of
 * what rests: ORDR-1 to 3, ORDR-5, FLOR-4 and STP-1 told in another way than the rules tell them.
 */
export class IncomingOracle {
  private readonly seen = new Outcome();
  private readonly expected: string;

  /** @param book - the other side's executable limit orders. */
  constructor(
    private readonly incoming: AuditedOrder,
    private readonly around: Surroundings,
    book: readonly AuditedOrder[],
  ) {
    const outcome = this.trade(book);
    this.settle(outcome);
    this.expected = outcome.toString();
  }

  /** Hears what happened. What is cut when the reserve has bought is no matter of the order (MEMB-5). */
  hear(event: BookEvent): void {
    if (event.type === 'Traded') {
      this.seen.of(event.buyOrder).filledLots += event.lots;
      this.seen.of(event.sellOrder).filledLots += event.lots;
    } else if (event.type === 'OrderCancelled' && event.reason !== 'REDUCE_ONLY') {
      this.seen.cancel(event.order, event.lots, event.reason);
    } else if (event.type === 'PhaseChanged') {
      this.seen.hasLeftBand = true;
    }
  }

  /** What went otherwise than it must; undefined when nothing did. */
  fault(): string | undefined {
    const seen = this.seen.toString();
    return seen === this.expected
      ? undefined
      : `ORDR-2 ${this.incoming.order} got "${seen}", not "${this.expected}"`;
  }

  private trade(book: readonly AuditedOrder[]): Outcome {
    const { order, leavesLots, request } = this.incoming;
    if (this.around.isOutsideBand) {
      const refused = new Outcome();
      refused.cancel(order, leavesLots, 'OUTSIDE_BAND');
      return refused;
    }
    const neededLots = request.timeInForce === 'fok' ? leavesLots : (request.minQuantityLots ?? 0);
    const reach = this.walk(book, true).of(order).filledLots;
    if (reach >= neededLots) return this.walk(book, false);
    const killed = new Outcome();
    killed.cancel(order, leavesLots, request.timeInForce === 'fok' ? 'FOK' : 'MIN_QUANTITY');
    return killed;
  }

  /** @param isLook - only looks what can be had: own orders that would not just go end it. */
  private walk(book: readonly AuditedOrder[], isLook: boolean): Outcome {
    const outcome = new Outcome();
    const { order: number, request } = this.incoming;
    const { stpMode: mode = 'cancelResting' } = request;
    const queue = book.map(copyOf);
    const own = outcome.of(number);
    // RESV-2: what the reserve's desk sells, and what is cancelled of its bids, makes room below the cap on the way.
    let freedLots = 0;
    const { desk: reserveDesk } = this.around.reserve ?? {};
    // Later than any event.
    let clock = 2 ** 40;
    for (;;) {
      const open = this.incoming.leavesLots - own.filledLots - own.cancelledLots;
      const next = this.first(queue);
      if (open === 0) return outcome;
      if (next === undefined) {
        this.sellToReserve(outcome, open, isLook ? undefined : freedLots);
        return outcome;
      }
      const { order: other } = next;
      if (
        request.stpId !== undefined &&
        other.request.stpId === request.stpId &&
        isOneState(this.incoming, other)
      ) {
        if (isLook && mode !== 'cancelResting') return outcome;
        const lots = mode === 'decrement' ? Math.min(open, next.leavesLots) : next.leavesLots;
        if (mode !== 'cancelAggressor') {
          outcome.cancel(other.order, lots, 'SELF_TRADE');
          next.leavesLots -= lots;
          if (other.request.desk === reserveDesk) freedLots += lots;
        }
        if (mode === 'decrement') outcome.cancel(number, lots, 'SELF_TRADE');
        else if (mode !== 'cancelResting') outcome.cancel(number, open, 'SELF_TRADE');
        continue;
      }
      if (!this.isInBand(next.priceTicks)) {
        outcome.hasLeftBand = true;
        return outcome;
      }
      own.filledLots += 1;
      if (request.desk === reserveDesk) freedLots += 1;
      outcome.of(other.order).filledLots += 1;
      next.leavesLots -= 1;
      next.shownLots -= 1;
      if (next.shownLots > 0 || next.leavesLots === 0) continue;
      next.shownLots = Math.min(other.displayLots ?? 0, next.leavesLots);
      clock += 1;
      next.time = clock;
    }
  }

  /**
   * RESV-1: what no other bid takes, at the floor.
   *
   * @param freedLots - room below the cap that was made on the way; undefined for a look, which counts what the bid has now.
   */
  private sellToReserve(outcome: Outcome, open: number, freedLots: number | undefined): void {
    const { floorTicks, limitTicks, reserve } = this.around;
    if (this.incoming.side === 'buy' || floorTicks === undefined || reserve === undefined) return;
    const holdableLots = reserve.holdableLots + (freedLots ?? 0);
    if (Math.min(reserve.affordableLots, holdableLots) <= 0) return;
    if ((limitTicks ?? floorTicks) > floorTicks) return;
    if (!this.isInBand(floorTicks)) {
      outcome.hasLeftBand = true;
      return;
    }
    // What the reserve buys of its own desk leaves its holding as it is.
    const isBoundless = freedLots !== undefined && this.incoming.request.desk === reserve.desk;
    const lots = Math.min(open, reserve.affordableLots, isBoundless ? open : holdableLots);
    outcome.of(this.incoming.order).filledLots += lots;
    outcome.of(0).filledLots += lots;
  }

  private isInBand(priceTicks: number): boolean {
    const { range } = this.around;
    return range === undefined || (priceTicks >= range.lowTicks && priceTicks <= range.highTicks);
  }

  /** The first in price and time that the limit lets it trade with. */
  private first(queue: readonly Resting[]): Resting | undefined {
    const sign = this.incoming.side === 'buy' ? 1 : -1;
    const limit = (this.around.limitTicks ?? sign * Infinity) * sign;
    let first: Resting | undefined;
    for (const resting of queue) {
      if (resting.leavesLots === 0 || resting.priceTicks * sign > limit) continue;
      const further = first === undefined ? -1 : sign * (resting.priceTicks - first.priceTicks);
      if (first === undefined || further < 0 || (further === 0 && resting.time < first.time)) first = resting;
    }
    return first;
  }

  private settle(outcome: Outcome): void {
    const { order, leavesLots, request, orderType, side } = this.incoming;
    const { filledLots, cancelledLots } = outcome.of(order);
    const rest = leavesLots - filledLots - cancelledLots;
    const { limitTicks, floorTicks } = this.around;
    if (rest === 0) return;
    const isAtFloor = side === 'sell' && orderType === 'market' && limitTicks === floorTicks;
    if (request.timeInForce === 'ioc') {
      outcome.cancel(order, rest, isAtFloor && floorTicks !== undefined ? 'FLOOR_PROTECTION' : 'IOC');
    } else if (orderType === 'market' && limitTicks === undefined && !outcome.hasLeftBand) {
      outcome.cancel(order, rest, 'NO_LIQUIDITY');
    }
  }
}

function copyOf(order: AuditedOrder): Resting {
  const { priceTicks = 0, time, leavesLots, shownLots } = order;
  return { order, priceTicks, time, leavesLots, shownLots };
}

function isOneState(left: AuditedOrder, right: AuditedOrder): boolean {
  return left.request.memberState === right.request.memberState;
}
