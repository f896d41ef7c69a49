import { Account } from './accounts.js';
import type { FastState } from './fast-state.js';
import { forgetRareTerms } from './order-changes.js';
import { Flag, Order } from './order-layout.js';
import { Request, Terms } from './request-words.js';

/** How orders come to rest and leave on the hot path. */
export class HotOrders {
  constructor(private readonly state: FastState) {}

  /** What is left of an order takes its place at the back of its price. @param position - of its request in the log. */
  rest(
    words: Int32Array,
    body: number,
    numberLow: number,
    numberHigh: number,
    account: number,
    position: number,
    leaves: number,
  ): void {
    const { state } = this;
    const terms = words[body + Request.TERMS] ?? 0;
    const price = words[body + Request.PRICE] ?? 0;
    const quantity = words[body + Request.QUANTITY] ?? 0;
    const certificate = words[body + Request.CERTIFICATE] ?? 0;
    const { pool } = state;
    const slot = pool.add(numberLow, numberHigh);
    const orders = pool.words;
    const order = slot << Order.SHIFT;
    orders[order | Order.PRICE] = price;
    orders[order | Order.LEAVES] = leaves;
    orders[order | Order.QUANTITY] = quantity;
    orders[order | Order.FILLED] = quantity - leaves;
    orders[order | Order.FLAGS] =
      (terms & Terms.FLAG_BITS) |
      Flag.IS_LIVE |
      ((terms & Terms.HAS_ACCOUNT) === 0 ? 0 : Flag.IS_ACCOUNT_NAMED);
    orders[order | Order.PARTY] = words[body + Request.PARTY] ?? 0;
    orders[order | Order.STP] = words[body + Request.STP] ?? 0;
    orders[order | Order.CERTIFICATE] = certificate;
    orders[order | Order.REQUEST] = position;
    orders[order | Order.VERSION] = 1;
    orders[order | Order.RARE] = 0;
    const isSell = (terms & Flag.IS_SELL) !== 0;
    (isSell ? state.offers : state.bids).append(slot, price);
    this.addLeaves(account, certificate, isSell, leaves);
  }

  /** A cancelled order leaves the book with all of its lots. */
  takeOff(slot: number, price: number): void {
    const { state } = this;
    const { pool } = state;
    const orders = pool.words;
    const order = slot << Order.SHIFT;
    const isSell = ((orders[order | Order.FLAGS] ?? 0) & Flag.IS_SELL) !== 0;
    (isSell ? state.offers : state.bids).remove(slot, price);
    this.cancel(slot, isSell);
  }

  /** An order that is in no queue any more ends with all of its lots cancelled. */
  cancel(slot: number, isSell: boolean): void {
    const { state } = this;
    const { pool } = state;
    pool.assertSums(slot, 0);
    const orders = pool.words;
    const order = slot << Order.SHIFT;
    const account = state.parties.accountOf[orders[order | Order.PARTY] ?? 0] ?? 0;
    const leaves = orders[order | Order.LEAVES] ?? 0;
    this.addLeaves(account, orders[order | Order.CERTIFICATE] ?? 0, isSell, -leaves);
    this.end(slot);
  }

  /** An order that is in no queue any more is live no more. */
  end(slot: number): void {
    const { state } = this;
    const { pool } = state;
    const orders = pool.words;
    const order = slot << Order.SHIFT;
    orders[order | Order.LEAVES] = 0;
    state.log.end(orders[order | Order.REQUEST] ?? 0, state.bookMicros);
    if (orders[order | Order.RARE] !== 0) forgetRareTerms(state, slot);
    pool.remove(slot);
  }

  /** An account has more or fewer lots open, and for an offer its certificate pledged, which checks INV-10 (MEMB-3). */
  addLeaves(account: number, certificate: number, isSell: boolean, lots: number): void {
    const { doubles } = this.state.accounts;
    const side = (account << Account.SHIFT) | (isSell ? Account.SELL_LEAVES : Account.BUY_LEAVES);
    doubles[side] = (doubles[side] ?? 0) + lots;
    if (isSell) this.state.certificateTable.pledge(certificate, lots);
  }
}
