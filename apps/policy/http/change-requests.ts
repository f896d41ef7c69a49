import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import {
  MEMBERSHIP_STATUSES,
  PRODUCTION_STAGES,
  QUANTITY_MAX,
  TRADING_PHASES,
  type MembershipStatus,
  type ProductionStage,
  type TradingPhase,
} from '#contracts';

/** What an act can change, one class for each type. */

const BASIS_POINTS_MAX = 10_000;

function Text(pattern: RegExp, message: string, api: ApiPropertyOptions = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, pattern: pattern.source, ...api }),
    Matches(pattern, { message: `$property must be ${message}` }),
  );
}

const Instrument = (): PropertyDecorator =>
  Text(/^[A-Z0-9][A-Z0-9-]{0,31}$/, 'the id of an instrument', { example: 'NDPR-OXIDE' });
const MemberState = (): PropertyDecorator =>
  Text(/^[A-Z]{3}$/, 'the ISO 3166-1 alpha-3 code of a state', { example: 'KAZ' });
const Mineral = (): PropertyDecorator =>
  Text(/^[A-Za-z][A-Za-z0-9-]{0,15}$/, 'the symbol of a mineral', { example: 'NdPr' });
const CertificateId = (): PropertyDecorator =>
  Text(/^[\x21-\x7e]{1,64}$/, '1 to 64 printable ASCII characters without spaces');
const Price = (): PropertyDecorator =>
  Text(/^(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$/, 'a plain decimal in a string, such as "120.00"', {
    example: '120.00',
  });

/** A UTC instant in text; read with `instantOf`. */
export function Instant(api: ApiPropertyOptions = {}): PropertyDecorator {
  const documented = { type: String, format: 'date-time', example: '2026-12-01T09:00:00Z', ...api };
  return applyDecorators(ApiProperty(documented), IsString(), MaxLength(40));
}

function Word(words: readonly string[]): PropertyDecorator {
  return applyDecorators(ApiProperty({ type: String, enum: [...words] }), IsIn(words));
}

function Whole(min: number, max: number): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: 'integer', minimum: min, maximum: max }),
    IsInt(),
    Min(min),
    Max(max),
  );
}

function Type(type: string): PropertyDecorator {
  return Word([type]);
}

class SetFloorRequest {
  @Type('setFloor') readonly type!: 'setFloor';
  @Instrument() readonly instrument!: string;
  @Price() readonly price!: string;
}

class SetReferencePriceRequest {
  @Type('setReferencePrice') readonly type!: 'setReferencePrice';
  @Instrument() readonly instrument!: string;
  @Price() readonly price!: string;
}

class SetMembershipRequest {
  @Type('setMembership') readonly type!: 'setMembership';
  @MemberState() readonly memberState!: string;
  @Word(MEMBERSHIP_STATUSES) readonly status!: MembershipStatus;
}

class SetAnnexRequest {
  @Type('setAnnex') readonly type!: 'setAnnex';
  @MemberState() readonly memberState!: string;
  @Mineral() readonly mineral!: string;
  @Word(PRODUCTION_STAGES) readonly productionStage!: ProductionStage;
  @ApiProperty({ type: Boolean }) @IsBoolean() readonly inForce!: boolean;
}

class RegisterCertificateRequest {
  @Type('registerCertificate') readonly type!: 'registerCertificate';
  @Instrument() readonly instrument!: string;
  @CertificateId() readonly certificateId!: string;
  @MemberState() readonly originState!: string;
  @Mineral() readonly mineral!: string;
  @Word(PRODUCTION_STAGES) readonly productionStage!: ProductionStage;
  @Whole(0, BASIS_POINTS_MAX) readonly nonBlocContentBasisPoints!: number;
  @Instant() readonly expiryTime!: string;
  @Whole(1, QUANTITY_MAX) readonly lots!: number;
}

class SetCertificateLotsRequest {
  @Type('setCertificateLots') readonly type!: 'setCertificateLots';
  @Instrument() readonly instrument!: string;
  @CertificateId() readonly certificateId!: string;
  @Whole(0, QUANTITY_MAX) readonly lots!: number;
}

class WithdrawCertificateRequest {
  @Type('withdrawCertificate') readonly type!: 'withdrawCertificate';
  @Instrument() readonly instrument!: string;
  @CertificateId() readonly certificateId!: string;
}

class SetPhaseRequest {
  @Type('setPhase') readonly type!: 'setPhase';
  @Instrument() readonly instrument!: string;
  @Word(TRADING_PHASES) readonly phase!: TradingPhase;
}

/** By the change's `type`: the class that checks it. */
export const CHANGE_REQUESTS = {
  setFloor: SetFloorRequest,
  setMembership: SetMembershipRequest,
  setAnnex: SetAnnexRequest,
  registerCertificate: RegisterCertificateRequest,
  setCertificateLots: SetCertificateLotsRequest,
  withdrawCertificate: WithdrawCertificateRequest,
  setPhase: SetPhaseRequest,
  setReferencePrice: SetReferencePriceRequest,
} as const;

export type ChangeRequest = InstanceType<(typeof CHANGE_REQUESTS)[keyof typeof CHANGE_REQUESTS]>;
