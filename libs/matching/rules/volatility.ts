import { VOLATILITY_AUCTION_SECONDS_DEFAULT } from '#contracts';
import type { Decision } from '../decision.js';

const MICROS_PER_SECOND = 1_000_000;

/** PHAS-1: a volatility auction begins and lasts the instrument's seconds, unless a command ends it before. */
export function beginVolatilityAuction({ book, command, emit }: Decision): void {
  const seconds = book.instrument?.volatilityAuctionSeconds ?? VOLATILITY_AUCTION_SECONDS_DEFAULT;
  const endsMicros = command.bookMicros + seconds * MICROS_PER_SECOND;
  emit({ type: 'PhaseChanged', from: book.phase, to: 'volatilityAuction', endsMicros });
}
