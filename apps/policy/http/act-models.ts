import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** The answers' shapes for the OpenAPI document; the answers themselves are plain values of the same shape. */

const TIME = { type: String, format: 'date-time', example: '2026-11-23T02:22:29.123456Z' } as const;
const WHOLE = { type: 'integer' } as const;

export class SignatureModel {
  @ApiProperty({ type: String }) userId!: string;
  @ApiProperty(TIME) time!: string;
}

export class ActBookModel {
  @ApiProperty({ type: String }) instrument!: string;
  @ApiProperty({
    type: String,
    enum: ['pending', 'scheduled', 'effective', 'refused', 'withdrawn'],
    description: 'pending: on its way; scheduled: held by the book until its instant',
  })
  state!: string;
  @ApiPropertyOptional({ ...WHOLE, description: "the book's sequence that says so" }) sequence?: number;
  @ApiPropertyOptional({ type: String, description: 'why the book refused' }) code?: string;
}

export class ActModel {
  @ApiProperty({ type: String, example: 'ACT-1042' }) actId!: string;
  @ApiProperty({ type: String, enum: ['proposed', 'decided', 'withdrawn'] }) state!: string;
  @ApiProperty({ type: Object, description: 'as it was proposed' }) change!: object;
  @ApiProperty({
    ...TIME,
    description: 'an act decided later acts as soon as its books sequence it (FLOR-1)',
  })
  effectiveTime!: string;
  @ApiProperty({ type: String }) reason!: string;
  @ApiProperty({ type: String }) proposer!: string;
  @ApiProperty(TIME) proposedTime!: string;
  @ApiProperty({ type: [SignatureModel] }) approvals!: SignatureModel[];
  @ApiProperty({ ...WHOLE, description: 'signatures of others that it takes' }) approvalsNeeded!: number;
  @ApiProperty({ type: String, description: 'the role that signs' }) approverRole!: string;
  @ApiPropertyOptional({ ...WHOLE, description: 'place among all decided acts' }) approvalNumber?: number;
  @ApiPropertyOptional(TIME) decidedTime?: string;
  @ApiPropertyOptional({ ...WHOLE, description: 'of a floor, once decided' }) floorVersion?: number;
  @ApiPropertyOptional({ type: SignatureModel }) withdrawal?: SignatureModel;
  @ApiProperty({ type: [ActBookModel], description: 'empty until it is decided' }) books!: ActBookModel[];
  @ApiProperty({ ...WHOLE, description: 'store position: name it as afterPosition to read your own write' })
  position!: number;
}

export class ActPageModel {
  @ApiProperty({ type: [ActModel], description: 'newest first' }) items!: ActModel[];
  @ApiPropertyOptional({ type: String }) nextCursor?: string;
}
