import type { BookEventOf } from '#contracts';
import type { AuditFaults } from './audit-faults.js';
import { AuditedOrder } from './audited-order.js';
import type { AuditedState } from './audited-state.js';
import type { ControlAudit } from './control-audit.js';
import type { StopQueue } from './stop-queue.js';

/** What happens to one order by itself. */
export type OrderChange =
  'OrderRepriced' | 'OrderBecameLimit' | 'OrderTriggered' | 'OrderParked' | 'OrderReturned' | 'PeakRefreshed';

/** Takes what happens to orders one by one, and checks that it may happen to them. */
export class OrderEventAudit {
  constructor(
    private readonly state: AuditedState,
    private readonly controls: ControlAudit,
    private readonly stops: StopQueue,
    private readonly faults: AuditFaults,
  ) {}

  accept(event: BookEventOf<'OrderAccepted'>): void {
    const body = event.command?.body;
    if (body?.kind !== 'placeOrder') throw new Error('an accepted order without its request');
    const order = new AuditedOrder(event.sequence, body);
    this.state.orders.set(event.sequence, order);
    this.checkTaken(order);
  }

  cancel(event: BookEventOf<'OrderCancelled'>): void {
    const order = this.state.orderOf(event.order);
    order.cancel(event.lots);
    if (order.leavesLots !== event.leavesLots) this.faults.add(`INV-3 cancel of ${event.order}`);
    this.dropIfDone(order);
  }

  amend(event: BookEventOf<'OrderAmended'>): void {
    const order = this.state.orderOf(event.order);
    if (event.orderVersion !== order.version + 1) this.faults.add(`ORDR-4 version of ${event.order}`);
    order.amend(event);
    if (!event.priorityKept) this.checkTaken(order);
  }

  private checkTaken(order: AuditedOrder): void {
    for (const fault of this.controls.faultsOfTaken(order, this.state)) this.faults.add(fault);
  }

  change(event: BookEventOf<OrderChange>): void {
    const { state, faults } = this;
    const order = state.orderOf(event.order);
    const { onFloorRaise = 'cancel' } = order.request;
    const isBelow = order.isBelow(state.floorTicks);
    switch (event.type) {
      case 'OrderRepriced':
        if (!isBelow || onFloorRaise !== 'reprice') faults.add(`FLOR-5 ${order.order} is repriced`);
        if (event.priceTicks !== state.floorTicks) faults.add(`FLOR-5 ${order.order} @${event.priceTicks}`);
        order.priceTicks = event.priceTicks;
        order.version = event.orderVersion;
        break;
      case 'OrderBecameLimit':
        if (event.priceTicks !== state.limitOf(order))
          faults.add(`FLOR-4 ${order.order} @${event.priceTicks}`);
        order.orderType = 'limit';
        order.priceTicks = event.priceTicks;
        return;
      case 'OrderTriggered': {
        const next = this.stops.next(state.orders.values());
        if (next !== order) faults.add(`ORDR-6 ${order.order} is triggered before ${next?.order}`);
        order.orderType = order.orderType === 'stopLimit' ? 'limit' : 'market';
        order.triggerTicks = undefined;
        break;
      }
      case 'OrderParked':
        if (!isBelow || onFloorRaise !== 'park' || order.isParked)
          faults.add(`FLOR-5 ${order.order} is parked`);
        order.isParked = true;
        return;
      case 'OrderReturned':
        if (isBelow || !order.isParked) faults.add(`FLOR-5 ${order.order} returns`);
        order.isParked = false;
        break;
      case 'PeakRefreshed':
        if (order.shownLots !== 0) faults.add(`ORDR-3 ${order.order} still shows ${order.shownLots}`);
        order.showPeak();
        if (order.shownLots !== event.displayedLots) faults.add(`ORDR-3 ${order.order} shows another peak`);
        break;
    }
    order.time = event.sequence;
  }

  trade(event: BookEventOf<'Traded'>): void {
    if (event.buyOrder === 0) {
      this.sellToReserve(event);
      return;
    }
    const { state, faults } = this;
    const { priceTicks, lots } = event;
    const buy = state.orderOf(event.buyOrder);
    const sell = state.orderOf(event.sellOrder);
    if (priceTicks < (state.floorTicks ?? priceTicks)) faults.add(`INV-1 trade at ${priceTicks}`);
    for (const order of [buy, sell]) {
      const limit = state.limitOf(order) ?? priceTicks;
      const isAllowed = order === buy ? priceTicks <= limit : priceTicks >= limit;
      if (!isAllowed) faults.add(`ORDR-2 order ${order.order} trades at ${priceTicks} beyond ${limit}`);
    }
    if (event.aggressorSide !== undefined) this.checkContinuous(event, buy, sell);
    this.fill(buy, lots, event);
    this.fill(sell, lots, event);
    if (buy.leavesLots !== event.buyLeavesLots) faults.add(`INV-3 leaves of ${buy.order}`);
    this.afterTrade(event, sell);
    this.dropIfDone(buy);
  }

  /** What holds of a trade of continuous trading beside its price. */
  private checkContinuous(event: BookEventOf<'Traded'>, buy: AuditedOrder, sell: AuditedOrder): void {
    const { state, faults } = this;
    const { priceTicks, lots } = event;
    const resting = event.aggressorSide === 'buy' ? sell : buy;
    const best = state.bestOf(resting.side);
    if (best !== resting) faults.add(`ORDR-2 ${resting.order} trades before ${best?.order}`);
    if (lots > resting.shownLots) faults.add(`ORDR-3 ${resting.order} trades more than it shows`);
    if (resting.priceTicks !== priceTicks) faults.add(`ORDR-2 trade at ${priceTicks}, not the resting price`);
    const isOwn =
      buy.request.stpId !== undefined &&
      buy.request.stpId === sell.request.stpId &&
      event.buyState === event.sellState;
    if (isOwn) faults.add(`STP-1 ${buy.order} trades with ${sell.order}`);
  }

  private fill(order: AuditedOrder, lots: number, { aggressorSide }: BookEventOf<'Traded'>): void {
    if (!order.stands(this.state.phase))
      this.faults.add(`ORDR-2 ${order.order} trades and stands in no book`);
    order.fill(lots, order.side === aggressorSide);
    this.state.move(order.request, order.side === 'buy' ? lots : -lots);
  }

  private afterTrade(event: BookEventOf<'Traded'>, sell: AuditedOrder): void {
    if (sell.leavesLots !== event.sellLeavesLots) this.faults.add(`INV-3 leaves of ${sell.order}`);
    this.state.certificateOf(event.certificateId).consumedLots += event.lots;
    this.dropIfDone(sell);
    this.state.referenceTicks = event.priceTicks;
    this.stops.trade(event.priceTicks);
  }

  /** RESV-1: the reserve buys at the floor what no other bid takes, and no more than it has left. */
  private sellToReserve(event: BookEventOf<'Traded'>): void {
    const { state, controls, faults } = this;
    const sell = state.orderOf(event.sellOrder);
    const live = controls.liveLots(state);
    if (event.priceTicks !== state.floorTicks) faults.add(`RESV-1 buys at ${event.priceTicks}`);
    if (event.lots > live) faults.add(`RESV-2 buys ${event.lots} of ${live}`);
    const before = state.bestOf('buy');
    if (event.aggressorSide !== undefined && before !== undefined)
      faults.add(`RESV-1 before ${before.order}`);
    const reserve = controls.buy(event);
    this.fill(sell, event.lots, event);
    if (reserve !== undefined) state.move(reserve, event.lots);
    const left = controls.liveLots(state);
    if (left !== event.buyLeavesLots) faults.add(`RESV-2 ${event.buyLeavesLots} left, is ${left}`);
    this.afterTrade(event, sell);
  }

  private dropIfDone(order: AuditedOrder): void {
    const fault = order.faultOfSums();
    if (fault !== undefined) this.faults.add(fault);
    if (order.leavesLots === 0) this.state.orders.delete(order.order);
  }
}
