import { VOLATILITY_AUCTION_SECONDS_DEFAULT, type TradingPhase } from '#contracts';
import type { Decision } from '../decision.js';
import { endAuctionOrders, expireAtClosed } from './expiry.js';
import { becomeLimit } from './matching.js';
import { uncross, uncrossIfCrossed } from './uncross.js';

const MICROS_PER_SECOND = 1_000_000;

/**
 * Enters a phase that the table allows and does what belongs to entering it. An auction phase is passed through in
 * one command: uncross, then on. A volatility auction uncrosses before continuous trading begins, and not when it goes
 * elsewhere (PHAS-1).
 */
export function enterPhase(decision: Decision, to: TradingPhase): void {
  const from = decision.book.phase;
  if (from === 'volatilityAuction' && to === 'continuous') uncross(decision, 'volatility');
  const ends = to === 'volatilityAuction' ? { endsMicros: volatilityAuctionEnd(decision) } : {};
  decision.emit({ type: 'PhaseChanged', from, to, ...ends });
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
      uncrossIfCrossed(decision);
      return;
    case 'closed':
      expireAtClosed(decision);
      return;
    case 'preOpen':
    case 'noCancel':
    case 'volatilityAuction':
    case 'closingCall':
    case 'halted':
    case 'suspended':
      return;
  }
}

/** PHAS-1: when a volatility auction that begins now ends by itself, UTC microseconds. */
function volatilityAuctionEnd({ book, command }: Decision): number {
  const seconds = book.instrument?.volatilityAuctionSeconds ?? VOLATILITY_AUCTION_SECONDS_DEFAULT;
  return command.bookMicros + seconds * MICROS_PER_SECOND;
}

/** FLOR-4: on entering continuous trading market orders become limit orders, or are cancelled, in entry order. */
function settleMarketOrders(decision: Decision): void {
  const { book } = decision;
  const orders = [...book.marketOrders('buy'), ...book.marketOrders('sell')];
  orders.sort((left, right) => left.order - right.order);
  for (const order of orders) becomeLimit(decision, order);
}
