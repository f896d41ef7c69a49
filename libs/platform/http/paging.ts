import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { malformed } from './validation.js';

/** One page of a list; `nextCursor` is absent on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

export const PAGE_LIMIT_DEFAULT = 100;
export const PAGE_LIMIT_MAX = 500;
const CURSOR_CHARACTERS_MAX = 2_000;

/** A whole number in a query string, written plainly: no sign, no leading zero, no exponent. */
export function QueryWholeNumber(
  options: { min: number; max: number } & Partial<ApiPropertyOptions>,
): PropertyDecorator {
  const { min, max, ...documented } = options;
  const api = { type: 'integer', minimum: min, maximum: max, ...documented } as ApiPropertyOptions;
  return applyDecorators(
    ApiProperty(api),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^(0|[1-9][0-9]{0,15})$/.test(value) ? Number(value) : value,
    ),
    IsInt(),
    Min(min),
    Max(max),
  );
}

/** Read your own writes: wait until the view has seen this store position. */
export function AfterPosition(): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    QueryWholeNumber({
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
      required: false,
      description: 'Answer only with what was known at this store position; waits up to 5 s for it.',
    }),
  );
}

/** Query of a list: how many, and where to go on. */
export class PageQuery {
  @IsOptional()
  @QueryWholeNumber({ min: 1, max: PAGE_LIMIT_MAX, default: PAGE_LIMIT_DEFAULT, required: false })
  limit: number = PAGE_LIMIT_DEFAULT;

  @IsOptional()
  @IsString()
  @MaxLength(CURSOR_CHARACTERS_MAX)
  @Matches(/^[A-Za-z0-9_-]+$/, { message: 'cursor must be one that an answer gave' })
  @ApiPropertyOptional({ description: '`nextCursor` of the page before' })
  cursor?: string;
}

/** Query of a read that waits for a store position. */
export class AfterPositionQuery {
  @AfterPosition()
  afterPosition?: number;
}

/** Query of a list that waits for a store position. */
export class PositionedPageQuery extends PageQuery {
  @AfterPosition()
  afterPosition?: number;
}

/** Makes an opaque cursor of what a list goes on from. */
export function encodeCursor(from: Readonly<Record<string, string | number>>): string {
  return Buffer.from(JSON.stringify(from), 'utf8').toString('base64url');
}

/** The fields of a cursor and their types. */
export type CursorShape = Readonly<Record<string, 'string' | 'number'>>;

type CursorOf<Shape extends CursorShape> = {
  readonly [Field in keyof Shape]: Shape[Field] extends 'number' ? number : string;
};

/**
 * Reads a cursor back; numbers are whole, safe and not negative.
 *
 * @param shape - the fields that the list's cursors have.
 * @returns undefined when there is no cursor.
 * @throws ProblemException 400 `MALFORMED` when it is not one of this list's cursors.
 */
export function decodeCursor<const Shape extends CursorShape>(
  cursor: string | undefined,
  shape: Shape,
): CursorOf<Shape> | undefined {
  if (cursor === undefined) return undefined;
  const fields = fieldsOf(cursor);
  const names = Object.keys(shape);
  const fits =
    fields !== undefined &&
    Object.keys(fields).length === names.length &&
    names.every((name) => Object.hasOwn(fields, name) && isOf(shape[name], fields[name]));
  if (!fits) {
    throw malformed('the cursor is not one of this list', [
      { field: 'cursor', code: 'CURSOR', message: 'cursor must be one that an answer of this list gave' },
    ]);
  }
  return fields as CursorOf<Shape>;
}

function fieldsOf(cursor: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function isOf(type: 'string' | 'number' | undefined, value: unknown): boolean {
  if (type === 'number') return Number.isSafeInteger(value) && (value as number) >= 0;
  return typeof value === 'string';
}
