const MICROS_PER_MILLI = 1_000;
const MICROS_PER_SECOND = 1_000_000;
const ISO_INSTANT = /^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,6}))?Z$/;

/**
 * Writes UTC microseconds as the edges show them, e.g. `2026-11-23T02:22:29.123456Z`.
 *
 * @throws RangeError when the number is not whole microseconds that a four-digit year can hold.
 */
export function microsToIso(micros: number): string {
  if (!Number.isSafeInteger(micros)) throw new RangeError(`not whole microseconds: ${micros}`);
  const second = Math.floor(micros / MICROS_PER_SECOND);
  if (second !== writtenSecond) {
    writtenSeconds = new Date(second * 1_000).toISOString().slice(0, -'000Z'.length);
    writtenSecond = second;
  }
  return `${writtenSeconds}${String(micros - second * MICROS_PER_SECOND).padStart(6, '0')}Z`;
}

/** What happens at one time is often written at one time, so the newest second is kept as it is written. */
let writtenSecond = 0;
let writtenSeconds = '1970-01-01T00:00:00.';

/**
 * Reads a UTC instant, exact to the microsecond.
 *
 * @param text - `YYYY-MM-DDTHH:MM:SS`, up to six decimals, and `Z`; no other zone, no leap second.
 * @returns UTC microseconds, or undefined when the text is not such an instant or not a real date.
 */
export function isoToMicros(text: string): number | undefined {
  const match = ISO_INSTANT.exec(text);
  if (match?.[1] === undefined) return undefined;
  const millis = Date.parse(`${match[1]}Z`);
  if (Number.isNaN(millis) || !new Date(millis).toISOString().startsWith(match[1])) return undefined;
  return millis * MICROS_PER_MILLI + Number((match[2] ?? '').padEnd(6, '0'));
}
