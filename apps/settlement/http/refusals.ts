import { CLEARING_CODES, type ClearingCode, type ClearingEventOf } from '#contracts';
import { ProblemException } from '#platform';
import type { VenueTerms } from '../requests/venue-terms.js';
import type { ClearingOutcome } from '../writer/clearing-writer.js';
import { POSITION_HEADER } from './positions.js';

const WORDS: Readonly<Record<ClearingCode, string>> = {
  SHORT_OF_CASH: 'the free balance is less than what is to be withdrawn',
  SHORT_OF_METAL: 'the participant has fewer lots than are to leave the warehouse',
  REFERENCE_REUSED: 'the reference has posted something else',
  STATEMENT_OUT_OF_ORDER: 'the statement is older than the last one of its account',
  STATEMENT_OPENING_MISMATCH: 'the statement does not open with the last closing balance',
  STATEMENT_NOT_BALANCED: 'the lines of the statement do not lead from its opening to its closing balance',
};

/** Details of a refusal that are minor units: of the currency that they name, else of the request's. */
const MONEY_DETAILS: ReadonlySet<string> = new Set([
  'freeBalance',
  'short',
  'openingBalance',
  'expectedOpening',
  'closingBalance',
  'sum',
  'amount',
]);

/**
 * Answers a refused request with its problem; the refusal itself is on record in the stream.
 *
 * @throws ProblemException 409 for a reference that means something else, otherwise 422.
 */
export function throwIfRefused(
  { events, position }: ClearingOutcome,
  terms: VenueTerms,
  currency: string,
): void {
  const refusal = events.find(
    (event): event is ClearingEventOf<'ClearingCommandRefused'> => event.type === 'ClearingCommandRefused',
  );
  if (refusal === undefined) return;
  const { code, details, sequence } = refusal;
  const { currency: named = currency } = details;
  const shown = Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      MONEY_DETAILS.has(name) ? terms.money(BigInt(value), String(named)) : value,
    ]),
  );
  const figures = Object.entries(shown).map(([name, value]) => `${name} ${value}`);
  throw new ProblemException(
    code === 'REFERENCE_REUSED' ? 409 : 422,
    code,
    `${WORDS[code]} (${figures.join(', ')})`,
    { rule: CLEARING_CODES[code], details: shown, sequence, position },
    { [POSITION_HEADER]: String(position) },
  );
}
