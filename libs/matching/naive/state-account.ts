import type { Side } from '#contracts';
import type { StateLots } from '../book-reader.js';
import type { NaiveOrder } from './naive-order.js';

/** A member state's orders and sums in one book, kept up as they change. */
export class StateAccount implements StateLots {
  positionLots = 0;
  buyLeavesLots = 0;
  sellLeavesLots = 0;
  readonly positions = new Map<string, number>();
  /** By number, which is entry order. */
  readonly orders = new Map<number, NaiveOrder>();

  addLeaves(side: Side, lots: number): void {
    if (side === 'buy') this.buyLeavesLots += lots;
    else this.sellLeavesLots += lots;
  }

  addPosition(desk: string, lots: number): void {
    this.positions.set(desk, (this.positions.get(desk) ?? 0) + lots);
    this.positionLots += lots;
  }
}
