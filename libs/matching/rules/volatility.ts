import { refusal, type Decision } from '../decision.js';
import { enterPhase } from './phase-change.js';

/** PHAS-1: a volatility auction's time is over; it uncrosses, and continuous trading goes on. */
export function endVolatilityAuction(decision: Decision, dueMicros: number): void {
  const { book, emit, command } = decision;
  const isDue = book.volatilityAuction?.endsMicros === dueMicros && dueMicros <= command.bookMicros;
  if (isDue) enterPhase(decision, 'continuous');
  else emit({ type: 'CommandRefused', ...refusal('ACT_NOT_PENDING', { dueMicros }) });
}
