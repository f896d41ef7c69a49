import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, Matches, Max, Min, ValidateBy, ValidateIf } from 'class-validator';
import { QUANTITY_MAX } from '#contracts';
import { isoToMicros } from '#platform';

const PLAIN_DECIMAL = /^(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$/;
const PRINTABLE = /^[\x21-\x7e]{1,64}$/;

/** A field that may be left out; `null` is no way to leave it out. */
function Optional(): PropertyDecorator {
  return ValidateIf((_object: object, value: unknown) => value !== undefined);
}

interface FieldOptions {
  readonly optional?: true;
  readonly description?: string;
  readonly example?: string | number;
}

function documented(
  options: FieldOptions,
  schema: ApiPropertyOptions,
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  const { optional, description, example } = options;
  const api = { ...schema, required: optional !== true, description, example } as ApiPropertyOptions;
  return applyDecorators(ApiProperty(api), ...(optional === true ? [Optional()] : []), ...rules);
}

/** The id of an instrument. */
export function InstrumentIdField(options: FieldOptions = {}): PropertyDecorator {
  const pattern = '^[A-Z0-9][A-Z0-9-]{0,31}$';
  const message = '$property must be the id of an instrument';
  return documented(options, { type: String, pattern }, Matches(new RegExp(pattern), { message }));
}

/** An id that the desk chose: 1 to 64 printable ASCII characters without spaces. */
export function IdentifierField(options: FieldOptions = {}): PropertyDecorator {
  const message = '$property must be 1 to 64 printable ASCII characters without spaces';
  return documented(options, { type: String, pattern: PRINTABLE.source }, Matches(PRINTABLE, { message }));
}

/** One word of a published list. */
export function WordField(words: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return documented(options, { type: String, enum: [...words] }, IsIn(words));
}

/** Whole lots or another count, from 1 to the largest that UNIT-2 allows. */
export function CountField(options: FieldOptions = {}): PropertyDecorator {
  const schema: ApiPropertyOptions = { type: 'integer', minimum: 1, maximum: QUANTITY_MAX };
  return documented(options, schema, IsInt(), Min(1), Max(QUANTITY_MAX));
}

/** A price as a plain decimal string (UNIT-1). */
export function PriceField(options: FieldOptions = {}): PropertyDecorator {
  const message = '$property must be a plain decimal in a string, such as "110.25"';
  return documented(
    options,
    { type: String, pattern: PLAIN_DECIMAL.source },
    Matches(PLAIN_DECIMAL, { message }),
  );
}

/** Yes or no. */
export function FlagField(options: FieldOptions = {}): PropertyDecorator {
  return documented(options, { type: Boolean }, IsBoolean());
}

/** A UTC instant to the microsecond that the venue's time can hold (UNIT-3); `instantMicros` reads it. */
export function InstantField(options: FieldOptions = {}): PropertyDecorator {
  const example = '2099-12-31T16:00:00.000000Z';
  const validate = (value: unknown): boolean =>
    typeof value === 'string' && instantMicros(value) !== undefined;
  const defaultMessage = (): string =>
    `$property must be a UTC instant from 1970 to 2255, such as ${example}`;
  return documented(
    { example, ...options },
    { type: String, format: 'date-time' },
    ValidateBy({ name: 'instant', validator: { validate, defaultMessage } }),
  );
}

/** UTC microseconds of an instant as the desks' edge takes it; undefined for any other text. */
export function instantMicros(text: string): number | undefined {
  const micros = isoToMicros(text);
  return micros !== undefined && micros >= 0 && Number.isSafeInteger(micros) ? micros : undefined;
}
