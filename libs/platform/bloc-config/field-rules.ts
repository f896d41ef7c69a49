import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { isPlainDecimal, QUANTITY_MAX } from '#contracts';
import { isoToMicros } from '../clock/iso-time.js';

/** Rules of the bloc files' fields; each message reads after the field's path. */

const LIST_MAX = 10_000;

function rule(name: string, message: string, holds: (value: unknown) => boolean): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: holds, defaultMessage: () => message } });
}

/** Text for people, one line. */
export function Text(): PropertyDecorator {
  return rule('text', 'must be a text of 1 to 500 characters', (value) => {
    return typeof value === 'string' && /^[^\p{Cc}\p{Surrogate}]{1,500}$/u.test(value.trimEnd());
  });
}

function matching(pattern: RegExp, message: string): PropertyDecorator {
  return applyDecorators(IsString({ message }), Matches(pattern, { message }));
}

export const StateCode = (): PropertyDecorator =>
  matching(/^[A-Z]{3}$/, 'must be an ISO 3166-1 alpha-3 code such as AUS');
export const CurrencyCode = (): PropertyDecorator =>
  matching(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as USD');
export const MineralId = (): PropertyDecorator =>
  matching(/^[A-Z][A-Za-z0-9]{0,31}$/, 'must be letters and digits such as NdPr');
export const InstrumentId = (): PropertyDecorator =>
  matching(
    /^[A-Z0-9][A-Z0-9-]{0,31}$/,
    'must be 1 to 32 capital letters, digits and hyphens such as NDPR-OXIDE',
  );
export const CertificateId = (): PropertyDecorator =>
  matching(/^[A-Z0-9][A-Z0-9-]{0,63}$/, 'must be 1 to 64 capital letters, digits and hyphens');
export const PlainId = (): PropertyDecorator =>
  matching(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'must be 1 to 64 small letters, digits, points and hyphens');

/** A decimal in quotes: YAML would make a binary floating point number of a bare one (UNIT-1). */
export function Decimal(options: { above?: 'zero' } = {}): PropertyDecorator {
  const positive = options.above === 'zero';
  const message = `must be a plain decimal in quotes such as "110.00"${positive ? ', above zero' : ''}`;
  return rule('decimal', message, (value) => {
    return typeof value === 'string' && isPlainDecimal(value) && (!positive || /[1-9]/.test(value));
  });
}

/** A whole number, both bounds included. */
export function Whole(min: number, max: number): PropertyDecorator {
  const message = `must be a whole number from ${min} to ${max}`;
  return applyDecorators(IsInt({ message }), Min(min, { message }), Max(max, { message }));
}

export const Lots = (min = 1): PropertyDecorator => Whole(min, QUANTITY_MAX);

/** One of a list of words. */
export function OneOf(words: readonly string[]): PropertyDecorator {
  return IsIn(words, { message: `must be one of ${words.join(', ')}` });
}

/** A UTC instant. */
export function Instant(): PropertyDecorator {
  return rule('instant', 'must be a UTC instant such as 2031-06-30T00:00:00Z', (value) => {
    return typeof value === 'string' && isoToMicros(value) !== undefined;
  });
}

/** Whether a text is a real date, `YYYY-MM-DD`. */
export function isDate(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value) &&
    isoToMicros(`${value}T00:00:00Z`) !== undefined
  );
}

/** A list of one thing each, none twice. */
export function ListOf(name: string, holds: (value: unknown) => boolean, sizeMin = 0): PropertyDecorator {
  return rule('list', `must be a list of ${name}, none twice`, (value) => {
    return (
      Array.isArray(value) &&
      value.length >= sizeMin &&
      value.every(holds) &&
      new Set(value).size === value.length
    );
  });
}

/** A list of entries that each have their own fields. */
export function Entries(entry: () => new () => object): PropertyDecorator {
  return applyDecorators(
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(LIST_MAX, { message: `must have at most ${LIST_MAX} entries` }),
    ValidateNested({ each: true, message: 'must be an entry with fields' }),
    Type(entry),
  );
}
