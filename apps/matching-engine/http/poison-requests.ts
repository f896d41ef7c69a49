import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PageQuery } from '#platform';
import { POISON_STATUSES, type PoisonStatus } from '../poison/poison-log.js';

const REASON_CHARACTERS_MAX = 500;

/** Query of the list of messages that were set aside. */
export class ListPoisonRequest extends PageQuery {
  @IsOptional()
  @IsIn(POISON_STATUSES)
  @ApiPropertyOptional({
    enum: POISON_STATUSES,
    description: 'Those that wait for a decision or for an engine (setAside, resending) when absent.',
  })
  readonly status?: PoisonStatus;
}

/** Body of a decision. */
export class DecidePoisonRequest {
  @ApiProperty({
    type: String,
    maxLength: REASON_CHARACTERS_MAX,
    description: 'Kept with the decision for ever.',
    example: 'the engine of 2 December knows the field',
  })
  @IsString()
  @IsNotEmpty()
  @Matches(/\S/, { message: 'reason must say something' })
  @MaxLength(REASON_CHARACTERS_MAX)
  readonly reason!: string;
}
