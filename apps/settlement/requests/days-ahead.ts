import { dayNumberOf, utcDateOfMicros } from '#bloc';
import { malformed } from '#platform';

/**
 * A date further ahead than this many days is a slip of the pen. Some days are allowed, so that a settlement date and
 * its statement can be gone through before they come, weekends and holidays between.
 */
const DAYS_AHEAD_MAX = 7;

/**
 * Checks that a date is not far ahead of the venue's own. A statement of a far day would shut out every one before
 * that day (RECN-2), and cash valued then would be spent long before it comes.
 *
 * @param date - an existing date.
 * @throws ProblemException 400 `MALFORMED` that names the field.
 */
export function requireNotFarAhead(date: string, field: string, nowMicros: number): void {
  const today = utcDateOfMicros(nowMicros);
  const daysAhead = (dayNumberOf(date) ?? 0) - (dayNumberOf(today) ?? 0);
  if (daysAhead <= DAYS_AHEAD_MAX) return;
  const message = `must be at most ${DAYS_AHEAD_MAX} days after the venue's date, ${today}`;
  throw malformed(`the date ${date} is too far ahead`, [{ field, code: 'DATE', message }]);
}
