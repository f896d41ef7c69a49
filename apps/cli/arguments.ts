import { InvalidArgumentError } from 'commander';

const WHOLE = /^(0|[1-9][0-9]{0,15})$/;
const DECIMAL = /^(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const INSTANT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$/;

/** A whole number of at least `least`. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!WHOLE.test(text) || value < least || value > most) {
      const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
      throw new InvalidArgumentError(`It must be a whole number, ${range}.`);
    }
    return value;
  };
}

/** A price or an amount; it stays text, the venue alone counts with it (UNIT-1). */
export function decimal(text: string): string {
  if (!DECIMAL.test(text)) throw new InvalidArgumentError('It must be a plain decimal such as 110.25.');
  return text;
}

/** A calendar day. */
export function isoDate(text: string): string {
  const real =
    DATE.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
  if (!real) throw new InvalidArgumentError('It must be a date such as 2026-11-25.');
  return text;
}

/** An instant in UTC, to the microsecond. */
export function isoInstant(text: string): string {
  if (!INSTANT.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError('It must be a UTC instant such as 2026-11-23T02:22:29.123456Z.');
  }
  return text;
}

/** One of a list. */
export function oneOf<Value extends string>(values: readonly Value[]): (text: string) => Value {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw new InvalidArgumentError(`It must be one of ${values.join(', ')}.`);
    return found;
  };
}
