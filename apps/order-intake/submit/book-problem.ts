import {
  minorUnitsToDecimal,
  publicId,
  unitsToDecimal,
  type InstrumentSpec,
  type RefusalDetails,
  type RejectionCode,
} from '#contracts';
import { microsToIso, problemDetails, type ProblemDetails } from '#platform';
import type { ExecutionReport } from '../read/execution-report.js';
import type { BookRefusal } from '../read/placement-outcome.js';

/** What a refusal means to a person; its figures follow from the event. */
const SENTENCES: Readonly<Record<RejectionCode, string>> = {
  MALFORMED: 'the book cannot take the command as it is',
  OFF_TICK: 'a price is not a whole number of ticks',
  UNKNOWN_INSTRUMENT: 'the venue has no such instrument',
  UNAUTHENTICATED: 'the caller is not known',
  NOT_AUTHORISED: 'the caller may not do this',
  DUPLICATE_ID: 'the clientOrderId names another order already',
  ORDER_NOT_FOUND: 'the desk has no such live order',
  VERSION_MISMATCH: 'the order has another version than the amend expects',
  OBSERVER_CANNOT_TRADE: 'observers read market data and place nothing',
  NOT_A_MEMBER: 'the state is not a full member of the bloc',
  MEMBER_SUSPENDED: 'the member state is suspended',
  ANNEX_NOT_IN_FORCE: "the member state's annex for this mineral and production stage is not in force",
  REDUCE_ONLY: 'the withdrawing state may only reduce its position',
  PHASE_NOT_ALLOWED: 'the trading phase does not take this command',
  PHASE_TRANSITION: 'the phase cannot follow the present one',
  ORDER_SHAPE: 'a field is missing or does not belong to this kind of order',
  NOTIONAL_INEXACT: 'the notional is not a whole number of minor units',
  NOTIONAL_TOO_LARGE: 'the notional is too large',
  STOP_ALREADY_THROUGH: 'the last trade is at or through the trigger already',
  ORIGIN_MISSING: 'the offer names no certificate of origin that the book knows',
  ORIGIN_NOT_ELIGIBLE: 'the origin state has no standing to have its lots traded',
  ORIGIN_STAGE_MISMATCH: "the certificate's mineral or production stage is not the instrument's",
  ORIGIN_CONTENT_EXCEEDED: "the certificate's share of non-bloc content is too high",
  CERTIFICATE_EXPIRED: 'the certificate of origin has expired',
  CERTIFICATE_WITHDRAWN: 'the certificate of origin was withdrawn',
  CERTIFICATE_EXHAUSTED: "the certificate's lots are used up",
  BELOW_FLOOR: 'the offer is priced below the floor',
  OUTSIDE_BAND: 'the limit lies outside the static price band',
  ORDER_SIZE_LIMIT: 'the order is larger than the desk may place',
  OPEN_QUANTITY_LIMIT: "the desk's open lots of this side would exceed its limit",
  POSITION_LIMIT: "the desk's position with all its orders of this side filled would exceed its limit",
  NOTIONAL_LIMIT: 'the notional of the order is larger than the desk may place',
  MESSAGE_LIMIT: 'the desk sends more entries and amends in a second than it may',
  KILL_SWITCH: 'a kill switch is engaged',
  WOULD_TAKE: 'a post-only order would take',
  ACT_NOT_PENDING: 'the act is not waiting for its instant',
  CERTIFICATE_KNOWN: 'the certificate is registered already',
  CERTIFICATE_NOT_FOUND: 'the certificate is not registered',
  INSTRUMENT_FIXED: 'what defines the instrument cannot change',
};

/**
 * 404 and 409 where HTTP has the very word for it; every other refusal by a book is a 422. So is `MESSAGE_LIMIT`: a 429
 * would ask for the same request again, which gets this very refusal (SEQ-4).
 */
function statusOf(code: RejectionCode): number {
  if (code === 'ORDER_NOT_FOUND') return 404;
  return code === 'VERSION_MISMATCH' || code === 'DUPLICATE_ID' ? 409 : 422;
}

/** Writes a book's refusal as a problem, its figures in the desk's units. */
export function bookProblem(
  { code, details, sequence, position }: BookRefusal,
  spec: InstrumentSpec,
): ProblemDetails {
  const figures = inDeskUnits(details, spec);
  const named = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  const detail = named.length === 0 ? SENTENCES[code] : `${SENTENCES[code]} (${named.join(', ')})`;
  return problemDetails(statusOf(code), code, detail, { details: figures, sequence, position });
}

/**
 * The refusal of a change to an order that is no longer live, with what became of the order.
 *
 * @param report - the desk's own order; undefined when the desk has none of that number, and is told no more.
 */
export function withOrderEnd(refusal: BookRefusal, report: ExecutionReport | undefined): BookRefusal {
  if (report === undefined) return refusal;
  const { orderId, orderStatus, reason } = report;
  const end = { orderId, orderStatus, ...(reason === undefined ? {} : { reason }) };
  return { ...refusal, details: { ...refusal.details, ...end } };
}

/** Figures that a book tells in minor units of the instrument's currency. */
const MONEY: ReadonlySet<string> = new Set(['notional', 'notionalMax']);

/**
 * Ticks become prices and microseconds become times, under the name without its unit; minor units become money; lots
 * and the rest stay. The sequence of an id's first use is its order's number. A name of such a field (`field: 'priceTicks'`) loses its unit too.
 */
function inDeskUnits(details: RefusalDetails, spec: InstrumentSpec): Record<string, string | number> {
  const figures: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(details)) {
    if (name === 'field' && typeof value === 'string') figures[name] = withoutUnit(value);
    else if (typeof value === 'number' && name.endsWith('Ticks')) {
      figures[withoutUnit(name)] = unitsToDecimal(value, spec.tickSize);
    } else if (typeof value === 'number' && name.endsWith('Micros')) {
      figures[withoutUnit(name)] = microsToIso(value);
    } else if (typeof value === 'string' && MONEY.has(name)) {
      figures[name] = minorUnitsToDecimal(BigInt(value), spec.currencyDecimals);
    } else if (name === 'firstSequence' && typeof value === 'number') {
      figures['orderId'] = publicId(spec.instrumentId, value);
    } else figures[name] = value;
  }
  return figures;
}

function withoutUnit(name: string): string {
  if (name.endsWith('Ticks')) return name.slice(0, -'Ticks'.length);
  return name.endsWith('Micros') ? name.slice(0, -'Micros'.length) : name;
}
