import type { AuditFaults } from './audit-faults.js';
import type { AuditedOrder } from './audited-order.js';
import type { AuditedState } from './audited-state.js';
import type { ControlAudit } from './control-audit.js';

/** The command that has ended. */
interface EndedCommand {
  readonly bookMicros: number;
  /** What falls due runs one by one; until all of it has run, more of it may be there. */
  readonly isDue: boolean;
}

/** Checks at the end of a command, in full, what must hold of every order and of all of them together. */
export class CommandEndAudit {
  constructor(
    private readonly state: AuditedState,
    private readonly controls: ControlAudit,
    private readonly faults: AuditFaults,
  ) {}

  check(command: EndedCommand): void {
    const { state, faults } = this;
    for (const order of state.orders.values()) this.checkLife(order, command);
    this.checkUncrossed();
    this.checkRights();
    this.checkReduceOnly();
    this.checkControls();
    const net = state.netLots();
    if (net !== state.positionsSetLots)
      faults.add(`INV-4 positions sum to ${net}, set ${state.positionsSetLots}`);
  }

  /** That an order may live on as it is. */
  private checkLife(order: AuditedOrder, { bookMicros, isDue }: EndedCommand): void {
    const { phase, floorTicks } = this.state;
    const { timeInForce } = order.request;
    const { shownLots } = order;
    const fault = (what: string): void => {
      this.faults.add(`${what} (order ${order.order}, ${timeInForce})`);
    };
    const sums = order.faultOfSums();
    if (sums !== undefined) fault(sums);
    if (shownLots <= 0) fault('ORDR-3 shows nothing');
    if (shownLots > (order.displayLots ?? order.leavesLots)) fault('ORDR-3 shows too much');
    if (order.isParked !== order.isBelow(floorTicks)) fault(`FLOR-5 at ${order.priceTicks}`);
    if ((order.expiryMicros ?? Infinity) <= bookMicros && !isDue) fault('ORDR-1 lives on');
    const isOver =
      phase === 'closed'
        ? timeInForce !== 'gtc' && timeInForce !== 'gtd'
        : phase === 'continuous' && timeInForce === 'atOpen';
    if (isOver) fault(`ORDR-1 lives on in ${phase}`);
    const isImmediate = timeInForce === 'ioc' || timeInForce === 'fok';
    if (isImmediate && order.triggerTicks === undefined) fault('ORDR-1 rests');
  }

  private checkUncrossed(): void {
    const { state, faults } = this;
    if (state.phase !== 'continuous') return;
    const reserveTicks = this.controls.liveLots(state) > 0 ? state.floorTicks : undefined;
    const bid = state.bestOf('buy')?.priceTicks ?? reserveTicks ?? 0;
    const offer = state.bestOf('sell')?.priceTicks ?? Infinity;
    if (bid >= offer) faults.add(`INV-2 bid ${bid}, offer ${offer}`);
    for (const order of state.orders.values()) {
      if (order.orderType !== 'limit' && order.stands(state.phase))
        faults.add(`FLOR-4 market order ${order.order} rests`);
    }
  }

  private checkRights(): void {
    const { state, faults } = this;
    const hasAnnex = new Map<string, boolean>();
    for (const memberState of state.members.keys()) hasAnnex.set(memberState, state.hasAnnex(memberState));
    for (const { order, request } of state.orders.values()) {
      const { memberState, side, certificateId } = request;
      const status = state.members.get(memberState);
      const trades = (status === 'full' || status === 'withdrawing') && hasAnnex.get(memberState) === true;
      if (!trades) faults.add(`INV-9 order ${order} of ${memberState}, ${status}`);
      if (side === 'buy') continue;
      const certificate = state.certificateOf(certificateId ?? '');
      const { originState } = certificate;
      const origin = state.members.get(originState);
      const isEligible = origin === 'full' || (origin === 'withdrawing' && originState === memberState);
      if (!isEligible || hasAnnex.get(originState) !== true)
        faults.add(`INV-9 offer ${order}: origin ${origin}`);
      if (certificate.isOver) faults.add(`INV-9 offer ${order}: certificate is over`);
      if (certificate.nonBlocContentBasisPoints > state.contentMax)
        faults.add(`INV-9 offer ${order}: content`);
    }
  }

  /** MEMB-2: what a withdrawing state has open reduces its position, whatever of it is filled. */
  private checkReduceOnly(): void {
    const { state, faults } = this;
    for (const [memberState, status] of state.members) {
      if (status !== 'withdrawing') continue;
      let [buys, sells] = [0, 0];
      for (const { request, leavesLots } of state.orders.values()) {
        if (request.memberState !== memberState) continue;
        if (request.side === 'buy') buys += leavesLots;
        else sells += leavesLots;
      }
      const position = state.netLots(memberState);
      if (sells > Math.max(0, position)) faults.add(`MEMB-2 ${memberState} offers ${sells} of ${position}`);
      if (buys > Math.max(0, -position)) faults.add(`MEMB-2 ${memberState} bids ${buys} at ${position}`);
    }
  }

  private checkControls(): void {
    const { state } = this;
    let hasBid = false;
    for (const order of state.orders.values()) {
      hasBid ||= order.side === 'buy' && order.stands(state.phase) && state.isExecutable(order);
    }
    for (const fault of this.controls.faultsAtEnd(state, state.offeredAtFloorLots(), hasBid)) {
      this.faults.add(fault);
    }
  }
}
