import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsIn, IsInt, Matches, Max, Min, ValidateBy, ValidateIf } from 'class-validator';
import { dayNumberOf } from '#bloc';
import { QUANTITY_MAX } from '#contracts';

interface FieldOptions {
  readonly optional?: true;
  readonly description?: string;
  readonly example?: string | number;
}

function field(
  { optional, description, example }: FieldOptions,
  schema: ApiPropertyOptions,
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  const documented = { ...schema, required: optional !== true, description, example } as ApiPropertyOptions;
  const mayBeAbsent = ValidateIf((_object: object, value: unknown) => value !== undefined);
  return applyDecorators(ApiProperty(documented), ...(optional === true ? [mayBeAbsent] : []), ...rules);
}

function text(pattern: RegExp, message: string, options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, pattern: pattern.source },
    Matches(pattern, { message: `$property must be ${message}` }),
  );
}

/** A participant of clearing: a desk, the reserve or the clearing house. */
export function ParticipantField(options: FieldOptions = {}): PropertyDecorator {
  return text(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, 'the id of a participant', {
    example: 'aus-lynx',
    ...options,
  });
}

/** The id of an instrument. */
export function InstrumentField(options: FieldOptions = {}): PropertyDecorator {
  return text(/^[A-Z0-9][A-Z0-9-]{0,31}$/, 'the id of an instrument', { example: 'NDPR-OXIDE', ...options });
}

/** A currency's code. */
export function CurrencyField(options: FieldOptions = {}): PropertyDecorator {
  return text(/^[A-Z]{3}$/, 'the code of a currency', { example: 'USD', ...options });
}

/** Money as a plain decimal string (UNIT-1). */
export function AmountField(options: FieldOptions = {}): PropertyDecorator {
  return text(/^(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$/, 'a plain decimal in a string, such as "250000.00"', {
    example: '250000.00',
    ...options,
  });
}

export const REFERENCE = /^[!-~](?:[ -~]{0,62}[!-~])?$/;

/** What the bank or the warehouse calls a movement. */
export function ReferenceField(options: FieldOptions = {}): PropertyDecorator {
  return text(REFERENCE, '1 to 64 printable ASCII characters', {
    example: 'BANK-2026-0042',
    description: 'the same reference posts once',
    ...options,
  });
}

/** A warehouse's name. */
export function WarehouseField(options: FieldOptions = {}): PropertyDecorator {
  return text(/^[^\p{C}\p{Z}](?:[^\p{C}]{0,62}[^\p{C}\p{Z}])?$/u, 'a name of 1 to 64 characters', {
    example: 'Rotterdam',
    ...options,
  });
}

/** Whole lots, from 1. */
export function LotsField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: 'integer', minimum: 1, maximum: QUANTITY_MAX },
    IsInt(),
    Min(1),
    Max(QUANTITY_MAX),
  );
}

/** An existing date, `YYYY-MM-DD`. */
export function DateField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    { example: '2026-11-25', ...options },
    { type: String, format: 'date' },
    ValidateBy({
      name: 'isDate',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && dayNumberOf(value) !== undefined,
        defaultMessage: () => '$property must be a date such as 2026-11-25',
      },
    }),
  );
}

/** One word of a list. */
export function WordField(words: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: String, enum: [...words] }, IsIn(words));
}

/** A currency, or `lots:` and an instrument. */
export function AssetField(options: FieldOptions = {}): PropertyDecorator {
  return text(/^(?:[A-Z]{3}|lots:[A-Z0-9][A-Z0-9-]{0,31})$/, 'a currency or lots:INSTRUMENT', options);
}

/** A bank account of the ledger. */
export function NostroField(options: FieldOptions = {}): PropertyDecorator {
  return text(/^nostro:[A-Z]{3}$/, 'a bank account of the ledger, such as nostro:USD', {
    example: 'nostro:USD',
    ...options,
  });
}
