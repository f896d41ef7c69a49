import type { TradingPhase } from '#contracts';
import { refusal, type Decision } from '../decision.js';
import { endAuctionOrders, expireAtClosed } from './expiry.js';
import { becomeLimit } from './matching.js';
import { uncross } from './uncross.js';
import { beginVolatilityAuction } from './volatility.js';

/**
 * Enters a phase that the table allows and does what belongs to entering it. An auction phase is passed through in
 * one command: uncross, then on. A volatility auction uncrosses before continuous trading begins, and not when it goes
 * elsewhere (PHAS-1).
 */
export function enterPhase(decision: Decision, to: TradingPhase): void {
  const from = decision.book.phase;
  if (from === 'volatilityAuction' && to === 'continuous') uncross(decision, 'volatility');
  if (to === 'volatilityAuction') {
    beginVolatilityAuction(decision);
    return;
  }
  decision.emit({ type: 'PhaseChanged', from, to });
  switch (to) {
    case 'openingAuction':
      uncross(decision, 'opening');
      endAuctionOrders(decision, 'atOpen');
      enterPhase(decision, 'continuous');
      return;
    case 'closingAuction':
      uncross(decision, 'closing');
      endAuctionOrders(decision, 'atClose');
      enterPhase(decision, 'closed');
      return;
    case 'continuous':
      settleMarketOrders(decision);
      return;
    case 'closed':
      expireAtClosed(decision);
      return;
    case 'preOpen':
    case 'noCancel':
    case 'closingCall':
    case 'halted':
    case 'suspended':
      return;
  }
}

/** FLOR-4: on entering continuous trading market orders become limit orders, or are cancelled, in entry order. */
function settleMarketOrders(decision: Decision): void {
  const { book } = decision;
  const orders = [...book.marketOrders('buy'), ...book.marketOrders('sell')];
  orders.sort((left, right) => left.order - right.order);
  for (const order of orders) becomeLimit(decision, order);
}

/** PHAS-1: a volatility auction's time is over; it uncrosses, and continuous trading goes on. */
export function endVolatilityAuction(decision: Decision, dueMicros: number): void {
  const { book, emit, command } = decision;
  const isDue = book.volatilityAuction?.endsMicros === dueMicros && dueMicros <= command.bookMicros;
  if (isDue) enterPhase(decision, 'continuous');
  else emit({ type: 'CommandRefused', ...refusal('ACT_NOT_PENDING', { dueMicros }) });
}
