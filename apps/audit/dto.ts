import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches, ValidateBy, ValidateIf } from 'class-validator';
import { AfterPositionQuery, isoToMicros, PageQuery, PositionedPageQuery, QueryWholeNumber } from '#platform';
import { OTHER_STREAMS, type OtherStream } from './stream-events.js';

const INSTRUMENT = '^[A-Z0-9][A-Z0-9-]{0,31}$';
const ORDER = '^[A-Z0-9][A-Z0-9-]{0,31}\\.[1-9][0-9]{0,14}$';
const WORD = '^[\\x21-\\x7e]{1,64}$';

/** A field that may be left out and else is a text of this form. */
function Text(pattern: string, what: string, example: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, pattern, example }),
    IsOptional(),
    Matches(new RegExp(pattern), { message: `$property must be ${what}` }),
  );
}

const InstrumentId = (): PropertyDecorator => Text(INSTRUMENT, 'the id of an instrument', 'NDPR-OXIDE');
const Word = (example: string): PropertyDecorator =>
  Text(WORD, '1 to 64 printable ASCII characters without spaces', example);

/** A UTC instant to the microsecond. */
function Instant(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, description, example: '2026-11-23T02:22:29.123456Z' }),
    IsOptional(),
    ValidateBy({
      name: 'instant',
      validator: {
        validate: (value) => typeof value === 'string' && isoToMicros(value) !== undefined,
        defaultMessage: () => '$property must be a UTC instant such as 2026-11-23T02:22:29.123456Z',
      },
    }),
  );
}

function Sequence(description: string): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    QueryWholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER, required: false, description }),
  );
}

/** Which events; every field narrows. */
class EventFilterQuery extends AfterPositionQuery {
  @IsOptional()
  @IsIn(OTHER_STREAMS)
  @ApiPropertyOptional({
    enum: OTHER_STREAMS,
    description: 'A stream beside the books; takes type, times and sequences alone. The books when absent.',
  })
  stream?: OtherStream;

  @InstrumentId()
  instrument?: string;

  @Text(ORDER, 'the id of an order', 'NDPR-OXIDE.17')
  orderId?: string;

  @Word('kaz-one')
  desk?: string;

  @Word('KAZ')
  memberState?: string;

  @Word('Traded')
  type?: string;

  @Instant('Inclusive.')
  fromTime?: string;

  @Instant('Inclusive.')
  toTime?: string;

  @Sequence('In the book, inclusive.')
  fromSequence?: number;

  @Sequence('In the book, inclusive.')
  toSequence?: number;
}

const EXPORT_FORMATS = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** One page of events. */
export class EventsQuery extends IntersectionType(EventFilterQuery, PageQuery) {}

/** Which events to export; there is no limit. */
export class ExportQuery extends EventFilterQuery {
  @IsIn(EXPORT_FORMATS)
  @ApiProperty({ enum: EXPORT_FORMATS })
  format!: ExportFormat;
}

/** A book and a point of its history; the newest when neither is given. */
export class BookAsOfQuery extends AfterPositionQuery {
  @Matches(new RegExp(INSTRUMENT), { message: 'instrument must be the id of an instrument' })
  @ApiProperty({ pattern: INSTRUMENT, example: 'NDPR-OXIDE' })
  instrument!: string;

  @Sequence('All whole commands up to this sequence.')
  sequence?: number;

  @Instant('All that happened at or before it. Not together with sequence.')
  time?: string;
}

/** Which books to verify. */
export class VerifyRequest {
  @ValidateIf((_request: object, value: unknown) => value !== undefined)
  @Matches(new RegExp(INSTRUMENT), { message: 'instrument must be the id of an instrument' })
  @ApiPropertyOptional({ pattern: INSTRUMENT, example: 'NDPR-OXIDE', description: 'All books when absent.' })
  instrument?: string;
}

/** Which refusals at the edge. */
export class RefusalsQuery extends PositionedPageQuery {
  @Word('trader-kaz')
  userId?: string;

  @Word('kaz-one')
  desk?: string;

  @Word('KAZ')
  memberState?: string;

  @Word('MALFORMED')
  code?: string;

  @Instant('Inclusive.')
  fromTime?: string;

  @Instant('Inclusive.')
  toTime?: string;
}

/** Which of the regulators' own reads. */
export class ReadsQuery extends PositionedPageQuery {
  @Word('regulator')
  userId?: string;

  @Instant('Inclusive.')
  fromTime?: string;

  @Instant('Inclusive.')
  toTime?: string;
}
