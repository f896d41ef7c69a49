import { lotsAsset } from '#clearing';
import { microsToIso } from '#platform';
import type { InstructionAnswer, ObligationAnswer } from '../requests/answers.js';
import type { VenueTerms } from '../requests/venue-terms.js';
import type { PositionedClearingEvent } from '../writer/clearing-log.js';
import type { InstructionRow } from './clearing-rows.js';
import type { Obligation, ObligationGroup } from './obligations.js';

/**
 * A side of a trade as its participant owes it.
 *
 * @param event - what novated the trade.
 * @throws Error when that is missing: the view is wrong.
 */
export function obligationAnswer(
  { sequence, side, group }: Obligation,
  event: PositionedClearingEvent | undefined,
  terms: VenueTerms,
): ObligationAnswer {
  if (event?.type !== 'TradeNovated') throw new Error(`clearing, sequence ${sequence}: no trade is novated`);
  const { tradeId, instrument, lots, currency, settlementDate } = event;
  const { participant, instruction } = group;
  return {
    tradeId,
    participant,
    side,
    instrument,
    lots,
    price: terms.price(event.priceTicks, instrument),
    amount: terms.money(BigInt(event.amount), currency),
    fee: terms.money(BigInt(side === 'buy' ? event.buyFee : event.sellFee), currency),
    currency,
    settlementDate,
    status: obligationStatus(group),
    ...(instruction === undefined ? {} : { instructionId: instruction.instructionId }),
    time: microsToIso(event.recordedMicros),
  };
}

/** A settlement instruction. */
export function instructionAnswer(row: InstructionRow, terms: VenueTerms): InstructionAnswer {
  const { instructionId, participant, instrument, currency, settlementDate, lots, settledLots } = row;
  const shortOf = row.reason === 'SHORT_OF_METAL' ? lotsAsset(instrument) : currency;
  return {
    instructionId,
    participant,
    instrument,
    currency,
    settlementDate,
    lots,
    amount: terms.money(row.amount, currency),
    settledLots,
    settledAmount: terms.money(row.settledAmount, currency),
    status: row.status,
    ...(row.reason === undefined ? {} : { reason: row.reason }),
    ...(row.short === undefined ? {} : { short: terms.quantity(row.short, shortOf) }),
    obligations: row.obligations,
    ...(row.tradeId === undefined ? {} : { tradeId: row.tradeId }),
    time: microsToIso(row.micros),
  };
}

/** Where an obligation stands. */
export function obligationStatus({ instruction }: ObligationGroup): 'open' | 'netted' | 'settled' {
  if (instruction === undefined) return 'open';
  return instruction.status === 'settled' ? 'settled' : 'netted';
}
