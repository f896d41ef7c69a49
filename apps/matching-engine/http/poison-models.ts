import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { POISON_STATUSES } from '../poison/poison-log.js';

/** The answers' shapes for the OpenAPI document; the answers themselves are plain values of the same shape. */

const TIME = { type: String, format: 'date-time', example: '2026-11-23T02:22:29.123456Z' } as const;
const NAME = { type: String, example: '3-17' } as const;

export class PoisonedCommandModel {
  @ApiProperty({ type: String }) commandId!: string;
  @ApiProperty({ type: String, example: 'placeOrder' }) kind!: string;
  @ApiProperty({ type: String }) actor!: string;
  @ApiPropertyOptional({ type: String }) desk?: string;
  @ApiPropertyOptional({ type: String }) clientOrderId?: string;
}

export class PoisonDecisionModel {
  @ApiProperty({ type: String }) actor!: string;
  @ApiProperty({ type: String }) reason!: string;
  @ApiProperty(TIME) time!: string;
}

export class PoisonModel {
  @ApiProperty({ ...NAME, description: 'partition and offset on the bus' }) messageId!: string;
  @ApiProperty({
    type: String,
    enum: POISON_STATUSES,
    description: 'resending: asked for, and no engine has met it yet; resent: an engine has decided it again',
  })
  status!: string;
  @ApiProperty({ type: String, description: 'on the bus: an instrument, if the sender was right' })
  key!: string;
  @ApiProperty({ type: String, description: 'why no book could decide it' }) reason!: string;
  @ApiPropertyOptional(TIME) setAsideTime?: string;
  @ApiPropertyOptional({ ...NAME, description: 'the message that was sent again and came to this' })
  resendOf?: string;
  @ApiPropertyOptional({ type: PoisonedCommandModel, description: 'what this build reads in it' })
  command?: PoisonedCommandModel;
  @ApiPropertyOptional({
    type: String,
    description: 'why this build reads no command in it: as it stands it would be set aside again',
  })
  fault?: string;
  @ApiPropertyOptional({ type: PoisonDecisionModel }) decision?: PoisonDecisionModel;
  @ApiPropertyOptional({ ...NAME, description: 'the place on the bus as which it was decided again' })
  takenAs?: string;
  @ApiPropertyOptional({ type: Boolean, description: 'it was set aside again, under the name in takenAs' })
  setAsideAgain?: boolean;
  @ApiProperty({ type: 'integer' }) valueBytes!: number;
}

export class PoisonContentsModel extends PoisonModel {
  @ApiPropertyOptional({ type: String, description: 'what was kept of it, where that is UTF-8' })
  text?: string;
  @ApiProperty({ type: String, format: 'byte', description: 'what was kept of it, up to 262,144 bytes' })
  valueBase64!: string;
}

export class PoisonPageModel {
  @ApiProperty({ type: [PoisonModel], description: 'in the order in which they were set aside' })
  items!: PoisonModel[];
  @ApiPropertyOptional({ type: String }) nextCursor?: string;
}
