import type { AuditedOrder } from './audited-order.js';

/** ORDR-6: in which order the stops of one command must be triggered, worked out from its trades. */
export class StopQueue {
  private expected: AuditedOrder[] = [];
  private trades: number[] = [];

  trade(priceTicks: number): void {
    this.trades.push(priceTicks);
  }

  /** The command is over. */
  clear(): void {
    this.expected = [];
    this.trades = [];
  }

  /** The stop that must come next; undefined when none must. */
  next(orders: Iterable<AuditedOrder>): AuditedOrder | undefined {
    this.enqueue(orders);
    return this.expected.shift();
  }

  /** Stops reached by trades since the last look queue behind: sells, highest trigger first, then buys, then entry. */
  private enqueue(orders: Iterable<AuditedOrder>): void {
    const { trades } = this;
    if (trades.length === 0) return;
    this.trades = [];
    const reached = [...orders].filter(
      (order) => !this.expected.includes(order) && trades.some((price) => order.isReachedBy(price)),
    );
    const bySide = { sell: 0, buy: 1 };
    const rank = ({ side, triggerTicks = 0 }: AuditedOrder): number =>
      side === 'sell' ? -triggerTicks : triggerTicks;
    reached.sort(
      (left, right) =>
        bySide[left.side] - bySide[right.side] || rank(left) - rank(right) || left.order - right.order,
    );
    this.expected.push(...reached);
  }
}
