import 'reflect-metadata';
import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { isReservedName } from './json-form.js';
import { ProblemException, type FieldError } from './problem.js';

/** A class whose fields carry class-validator's rules. */
export type DtoClass<Dto extends object> = new () => Dto;

const ERRORS_MAX = 50;
const PRIMITIVES: ReadonlySet<unknown> = new Set([String, Number, Boolean, Array, Object, Date, BigInt]);

/**
 * Checks a plain value against a class's rules; unknown fields are refused, nothing is converted on the quiet.
 *
 * @returns the value as an instance of the class.
 * @throws ProblemException 400 `MALFORMED` with every field's error, up to 50.
 */
export function validateBody<Dto extends object>(dtoClass: DtoClass<Dto>, plain: unknown): Dto {
  const checked = checkShape(dtoClass, plain);
  if (checked.errors === undefined) return checked.value;
  throw malformed('the request is malformed', checked.errors);
}

/** The outcome of checking a value that may come in many, such as one order of a batch. */
export type Checked<Dto> =
  { readonly value: Dto; readonly errors?: undefined } | { readonly errors: readonly FieldError[] };

/** Like `validateBody`, with the errors as a value. */
export function checkShape<Dto extends object>(dtoClass: DtoClass<Dto>, plain: unknown): Checked<Dto> {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    return { errors: [{ field: '', code: 'NOT_AN_OBJECT', message: 'must be an object' }] };
  }
  const reserved = Object.keys(plain).find(isReservedName);
  if (reserved !== undefined) {
    return {
      errors: [{ field: reserved, code: 'UNKNOWN_FIELD', message: `property ${reserved} should not exist` }],
    };
  }
  const value = plainToInstance(dtoClass, plain);
  const failures = validateSync(value, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
  });
  return failures.length === 0 ? { value } : { errors: fieldErrors(failures) };
}

/** The problem of a request that is malformed (UNIT-1). */
export function malformed(detail: string, errors: readonly FieldError[] = []): ProblemException {
  return new ProblemException(400, 'MALFORMED', detail, errors.length === 0 ? {} : { errors });
}

function fieldErrors(failures: readonly ValidationError[]): FieldError[] {
  const errors: FieldError[] = [];
  const collect = (failure: ValidationError, parent: string): void => {
    const field = pathOf(parent, failure.property);
    for (const [name, message] of Object.entries(failure.constraints ?? {})) {
      if (errors.length < ERRORS_MAX)
        errors.push({ field, code: errorCode(name), message: bounded(message) });
    }
    for (const child of failure.children ?? []) collect(child, field);
  };
  for (const failure of failures) collect(failure, '');
  return errors;
}

function pathOf(parent: string, property: string): string {
  const name = bounded(property);
  if (parent === '') return name;
  return /^[0-9]+$/.test(name) ? `${parent}[${name}]` : `${parent}.${name}`;
}

function errorCode(constraint: string): string {
  if (constraint === 'whitelistValidation') return 'UNKNOWN_FIELD';
  return constraint.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase();
}

function bounded(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 197)}...`;
}

/** Checks every `@Body`, `@Query` and `@Param` whose type is a DTO class. */
@Injectable()
export class DtoValidationPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { metatype, type } = metadata;
    if (type === 'custom' || metatype === undefined || PRIMITIVES.has(metatype)) return value;
    if (value === undefined || value === null) {
      if (type === 'body') throw malformed('the request has no body');
      return validateBody(metatype as DtoClass<object>, {});
    }
    return validateBody(metatype as DtoClass<object>, value);
  }
}
