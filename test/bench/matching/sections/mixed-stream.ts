import type {
  AmendOrder,
  BookCommandBody,
  BookEvent,
  PlaceOrder,
  PolicyChange,
  SequencedCommand,
} from '#contracts';
import { RULES_VERSION, type Book } from '#matching';
import { FOUNDED_MICROS } from '#testing';
import { SeededRandom } from '../../../support/seeded-random.js';
import { orderOf } from '../contenders/bench-venue.js';
import { OP_ADD, OP_MARKET } from '../workloads/workload.js';

/** The middle of a million ticks. */
export const MIXED_MID_TICKS = 500_000;
/** How far from the middle prices lie; each as often as the others. */
const SPREADS = [5, 100, 5_000, 300_000];
const BURST_EVERY = 2_000;
const BURST_ORDERS = 200;
const AUCTION_EVERY = 20_000;
const SUSPENSION_EVERY = 30_000;
const CALL_COMMANDS = 300;

interface Live {
  readonly number: number;
  readonly request: PlaceOrder;
  version: number;
}

/**
 * W4, of our own: prices over a million ticks, bursts at one price, icebergs, stops, amends, auctions that open and close
 * a day, suspensions. It asks for what makes sense by the events that it hears.
 */
export class MixedStream {
  private readonly random = new SeededRandom(42);
  private readonly live: Live[] = [];
  private readonly placeOf = new Map<number, number>();
  /** Acts that come next, one after the other, with how many commands before each. */
  private readonly plan: { after: number; change: PolicyChange }[] = [];
  private count = 0;
  private burst = { left: 0, side: 0, price: 0 };

  next(book: Book): SequencedCommand {
    const index = this.count++;
    const body = this.act(index) ?? this.body(index);
    if (body.kind === 'placeOrder') this.expected = { number: book.sequence + 1, request: body };
    return {
      commandId: String(index),
      cause: body.kind === 'applyAct' ? 'act' : 'command',
      actor: 'bench',
      receiveMicros: FOUNDED_MICROS,
      bookMicros: FOUNDED_MICROS,
      source: { partition: 0, offset: index },
      rulesVersion: RULES_VERSION,
      body,
    };
  }

  private expected: { number: number; request: PlaceOrder } | undefined;

  hear(event: BookEvent): void {
    const { type } = event;
    if (type === 'OrderAccepted' && this.expected !== undefined) {
      this.placeOf.set(this.expected.number, this.live.length);
      this.live.push({ ...this.expected, version: 1 });
    } else if (type === 'OrderCancelled') {
      if (event.leavesLots === 0) this.leave(event.order);
    } else if (type === 'Traded') {
      if (event.buyLeavesLots === 0) this.leave(event.buyOrder);
      if (event.sellLeavesLots === 0) this.leave(event.sellOrder);
    } else if (type === 'OrderAmended') {
      const order = this.live[this.placeOf.get(event.order) ?? -1];
      if (order !== undefined) order.version = event.orderVersion;
    }
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

  private act(index: number): BookCommandBody | undefined {
    if (index > 0 && index % AUCTION_EVERY === 0) {
      for (const phase of ['closingCall', 'closingAuction', 'preOpen', 'openingAuction'] as const) {
        const isCall = this.plan.length % 2 === 1;
        this.plan.push({ after: isCall ? CALL_COMMANDS : 0, change: { type: 'setPhase', phase } });
      }
    } else if (index > 0 && index % SUSPENSION_EVERY === AUCTION_EVERY / 4) {
      for (const status of ['suspended', 'full'] as const) {
        this.plan.push({ after: 100, change: { type: 'setMembership', memberState: 'CAN', status } });
      }
    }
    const [next] = this.plan;
    if (next === undefined || next.after-- > 0) return undefined;
    this.plan.shift();
    return {
      kind: 'applyAct',
      actId: `mixed-${index}`,
      approvalNumber: 1_000 + index,
      effectiveMicros: FOUNDED_MICROS,
      proposer: 'proposer',
      approvers: ['approver-1', 'approver-2'],
      reason: 'mixed stream',
      change: next.change,
    };
  }

  private body(index: number): BookCommandBody {
    if (index % BURST_EVERY === 0) {
      const side = this.random.integer(0, 1);
      this.burst = { left: BURST_ORDERS, side, price: this.price(side) };
    }
    if (this.burst.left > 0) {
      this.burst.left--;
      return orderOf(OP_ADD, this.burst.side, this.burst.price, this.random.integer(1, 20), index);
    }
    const share = this.random.integer(1, 100);
    const order = this.live.length === 0 ? undefined : this.random.pick(this.live);
    if (share <= 30 && order !== undefined) return cancelOf(order);
    if (share <= 36 && order !== undefined) return this.amendOf(order);
    return this.order(index, share);
  }

  private order(index: number, share: number): PlaceOrder {
    const side = this.random.integer(0, 1);
    const size = this.random.integer(1, 200);
    if (share > 92) return orderOf(OP_MARKET, side, 0, size, index);
    const limit = orderOf(OP_ADD, side, this.price(side), size, index);
    if (share > 82) return { ...limit, displayQuantityLots: Math.max(1, size >> 3) };
    if (share <= 74) return limit;
    const beyond = this.random.pick(SPREADS);
    const triggerPriceTicks = side === 0 ? MIXED_MID_TICKS + beyond : MIXED_MID_TICKS - beyond;
    return { ...limit, orderType: 'stopLimit', triggerPriceTicks };
  }

  private price(side: number): number {
    const offset = this.random.integer(-1, this.random.pick(SPREADS));
    return side === 0 ? MIXED_MID_TICKS - offset : MIXED_MID_TICKS + offset;
  }

  private amendOf({ number, request, version }: Live): AmendOrder {
    const { desk, memberState, trader, quantityLots } = request;
    const lots = Math.max(1, quantityLots - this.random.integer(0, 5));
    const body = {
      kind: 'amendOrder',
      desk,
      memberState,
      trader,
      order: number,
      expectedVersion: version,
    } as const;
    return { ...body, quantityLots: lots };
  }
}

function cancelOf({ number, request }: Live): BookCommandBody {
  const { desk, memberState, trader } = request;
  return { kind: 'cancelOrder', desk, memberState, trader, order: number };
}
