import type { DeskLimits, Side } from '#contracts';
import type { StateLots } from '../book-reader.js';
import type { NaiveOrder } from './naive-order.js';
import { entryOf } from '../ordered-maps.js';

/** Sums of a state or a desk, kept up as they change. */
class Sums implements StateLots {
  positionLots = 0;
  buyLeavesLots = 0;
  sellLeavesLots = 0;

  addLeaves(side: Side, lots: number): void {
    if (side === 'buy') this.buyLeavesLots += lots;
    else this.sellLeavesLots += lots;
  }
}

/** One desk of a state. */
class DeskAccount extends Sums {
  limits: DeskLimits | undefined;
  /** RISK-1: messages in one whole second of book time; counted only where they are limited. */
  second = 0;
  messages = 0;
  /** Whether a position was ever set, or anything traded. */
  hasPosition = false;

  countMessage(second: number): void {
    if (this.limits?.messagesPerSecondMax === undefined) return;
    this.messages = this.second === second ? this.messages + 1 : 1;
    this.second = second;
  }
}

/** A member state's orders and sums in one book, its desks' too. */
export class StateAccount extends Sums {
  private readonly desks = new Map<string, DeskAccount>();
  /** By number, which is entry order. */
  readonly orders = new Map<number, NaiveOrder>();

  desk(desk: string): DeskAccount {
    return entryOf(this.desks, desk, () => new DeskAccount());
  }

  allDesks(): Iterable<readonly [desk: string, account: DeskAccount]> {
    return this.desks;
  }

  addDeskLeaves(desk: string, side: Side, lots: number): void {
    this.desk(desk).addLeaves(side, lots);
    this.addLeaves(side, lots);
  }

  addPosition(desk: string, lots: number): void {
    const account = this.desk(desk);
    account.hasPosition = true;
    account.positionLots += lots;
    this.positionLots += lots;
  }
}
