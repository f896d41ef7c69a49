/**
 * Business days in pure integer arithmetic: a date is an ISO text `YYYY-MM-DD`, a day number counts from 1970-01-01,
 * an instant is UTC microseconds (UNIT-3). No clock, no time zone: the venue's days are UTC days.
 */

/** What makes a day a business day of the bloc. */
export interface BusinessCalendar {
  /** Days without business of every week, by ISO number: 1 is Monday, 7 is Sunday. */
  readonly weekend: readonly number[];
  /** ISO dates without business. */
  readonly holidays: readonly string[];
}

export const MICROS_PER_DAY = 86_400_000_000;

/** A run of days without business longer than this is a calendar that never opens: a fault of its author. */
const CLOSED_DAYS_MAX = 366;

const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const DAYS_PER_ERA = 146_097;
/** Days from 0000-03-01, the begin of an era of 400 years, to 1970-01-01. */
const EPOCH_SHIFT_DAYS = 719_468;

/**
 * Counts days from 1970-01-01 to a civil date of the Gregorian calendar.
 *
 * @returns undefined when the text is not an existing date, e.g. `2026-02-30`.
 */
export function dayNumberOf(dateIso: string): number | undefined {
  const match = DATE.exec(dateIso);
  if (match === null) return undefined;
  const dayNumber = daysFromCivil(Number(match[1]), Number(match[2]), Number(match[3]));
  return dateOfDayNumber(dayNumber) === dateIso ? dayNumber : undefined;
}

/**
 * Writes a day number as an ISO date.
 *
 * @throws RangeError outside of the years 0000 to 9999.
 */
export function dateOfDayNumber(dayNumber: number): string {
  const shifted = dayNumber + EPOCH_SHIFT_DAYS;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / (DAYS_PER_ERA - 1))) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  if (year < 0 || year > 9999) throw new RangeError(`day ${dayNumber} is outside of the years 0000 to 9999`);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** The count of days of a civil date; months and days out of range overflow into their neighbours. */
function daysFromCivil(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const marchMonth = month > 2 ? month - 3 : month + 9;
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - EPOCH_SHIFT_DAYS;
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function requireDayNumber(dateIso: string): number {
  const dayNumber = dayNumberOf(dateIso);
  if (dayNumber === undefined) throw new RangeError(`not a date: ${dateIso}`);
  return dayNumber;
}

/** The UTC date of an instant in microseconds. */
export function utcDateOfMicros(micros: number): string {
  return dateOfDayNumber(Math.floor(micros / MICROS_PER_DAY));
}

/**
 * The first microsecond of a UTC date.
 *
 * @throws RangeError when the text is not an existing date.
 */
export function startOfDateMicros(dateIso: string): number {
  return requireDayNumber(dateIso) * MICROS_PER_DAY;
}

/** Weekday of a day number by ISO: 1 is Monday, 7 is Sunday. 1970-01-01 was a Thursday. */
function weekdayOf(dayNumber: number): number {
  return ((((dayNumber + 3) % 7) + 7) % 7) + 1;
}

function isOpen(dayNumber: number, calendar: BusinessCalendar): boolean {
  return (
    !calendar.weekend.includes(weekdayOf(dayNumber)) &&
    !calendar.holidays.includes(dateOfDayNumber(dayNumber))
  );
}

/**
 * Whether a date is neither a weekend day nor a holiday of the calendar.
 *
 * @throws RangeError when the text is not an existing date.
 */
export function isBusinessDay(dateIso: string, calendar: BusinessCalendar): boolean {
  return isOpen(requireDayNumber(dateIso), calendar);
}

/** The nearest open day in one direction, the day itself excluded. */
function nextOpenDay(dayNumber: number, direction: 1 | -1, calendar: BusinessCalendar): number {
  for (let distance = 1; distance <= CLOSED_DAYS_MAX; distance += 1) {
    const candidate = dayNumber + direction * distance;
    if (isOpen(candidate, calendar)) return candidate;
  }
  throw new RangeError(`the calendar has no business day within ${CLOSED_DAYS_MAX} days`);
}

/**
 * Moves a date by whole business days. Each step goes to the nearest business day after (before) the date, so T+2 of
 * a Saturday trade is the Tuesday. Zero days is the date itself, or the next business day when it is none.
 *
 * @param days - whole business days, negative to go back.
 * @throws RangeError when the text is not an existing date, or the calendar never opens.
 */
export function addBusinessDays(dateIso: string, days: number, calendar: BusinessCalendar): string {
  if (!Number.isSafeInteger(days)) throw new RangeError(`not a whole number of days: ${days}`);
  let dayNumber = requireDayNumber(dateIso);
  if (days === 0 && !isOpen(dayNumber, calendar)) return dateOfDayNumber(nextOpenDay(dayNumber, 1, calendar));
  for (let step = 0; step < Math.abs(days); step += 1) {
    dayNumber = nextOpenDay(dayNumber, days > 0 ? 1 : -1, calendar);
  }
  return dateOfDayNumber(dayNumber);
}

/**
 * Counts business days after the first date up to and with the second; negative when the second is earlier. An item
 * of Friday has age 1 on Monday.
 *
 * @throws RangeError when a text is not an existing date.
 */
export function businessDaysBetween(fromIso: string, toIso: string, calendar: BusinessCalendar): number {
  const from = requireDayNumber(fromIso);
  const to = requireDayNumber(toIso);
  let count = 0;
  for (let day = Math.min(from, to) + 1; day <= Math.max(from, to); day += 1) {
    if (isOpen(day, calendar)) count += 1;
  }
  return from <= to || count === 0 ? count : -count;
}

/**
 * The instant before which an ended order's clientOrderId is no longer held, as of a business day (SEQ-4): an id whose
 * order ended on day D is held through the last instant of D plus the retention's business days.
 *
 * @param businessDateIso - the business day that has begun.
 * @param retentionBusinessDays - the instrument's parameter, 0 or more.
 * @throws RangeError when the text is not an existing date.
 */
export function identifiersHeldFromMicros(
  businessDateIso: string,
  retentionBusinessDays: number,
  calendar: BusinessCalendar,
): number {
  return startOfDateMicros(addBusinessDays(businessDateIso, -retentionBusinessDays, calendar));
}
