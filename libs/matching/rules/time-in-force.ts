import type { TimeInForce, TradingPhase } from '#contracts';
import { refusal, type Refusal } from '../decision.js';
import { isCallPhase } from './phases.js';
import type { OrderTerms } from './terms.js';

/** ORDR-1: what trades at once or not at all never rests. */
export function mustTradeAtOnce(timeInForce: TimeInForce): boolean {
  return timeInForce === 'ioc' || timeInForce === 'fok';
}

/** ORDR-1: orders for the close are in the book while the close is called, and inactive before. */
export function isInactive(phase: TradingPhase, timeInForce: TimeInForce): boolean {
  return timeInForce === 'atClose' && phase !== 'closingCall' && phase !== 'closingAuction';
}

/**
 * PHAS-1: orders that are about trading at once are refused where nothing matches; ORDR-1: orders for the opening are
 * taken before it alone.
 */
export function refuseTimeInForce(
  phase: TradingPhase,
  { timeInForce, postOnly }: Pick<OrderTerms, 'timeInForce' | 'postOnly'>,
): Refusal | undefined {
  if (isCallPhase(phase) && mustTradeAtOnce(timeInForce)) {
    return refusal('PHASE_NOT_ALLOWED', { phase, timeInForce });
  }
  if (isCallPhase(phase) && postOnly) return refusal('PHASE_NOT_ALLOWED', { phase, field: 'postOnly' });
  if (timeInForce === 'atOpen' && phase !== 'preOpen' && phase !== 'noCancel') {
    return refusal('PHASE_NOT_ALLOWED', { phase, timeInForce });
  }
  return undefined;
}
