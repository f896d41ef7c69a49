import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import {
  KILL_SWITCH_SCOPES,
  MEMBERSHIP_STATUSES,
  PRODUCTION_STAGES,
  QUANTITY_MAX,
  TRADING_PHASES,
  type KillSwitchScope,
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

/** The id of an instrument. */
export const Instrument = (api: ApiPropertyOptions = {}): PropertyDecorator =>
  Text(/^[A-Z0-9][A-Z0-9-]{0,31}$/, 'the id of an instrument', { example: 'NDPR-OXIDE', ...api });
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

const Amount = (): PropertyDecorator =>
  Text(/^(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$/, 'a plain decimal in a string, such as "250000.00"', {
    example: '250000.00',
  });
const DeskId = (): PropertyDecorator =>
  Text(/^[a-z0-9][a-z0-9-]{0,31}$/, 'the id of a desk', { example: 'kaz-steppe' });

/** A field that may be left out; null is not leaving it out. */
const Optional = (): PropertyDecorator => ValidateIf((_body: object, value: unknown) => value !== undefined);

/** The name of what a kill switch stops: a desk's id or a state's code, and none for the venue. */
function NameInScope(api: ApiPropertyOptions): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, example: 'kaz-steppe', ...api }),
    ValidateBy({
      name: 'nameInScope',
      validator: {
        validate: (value, context) => isNameInScope(value, context?.object),
        defaultMessage: () =>
          '$property must be the id of a desk for the scope desk, the code of a state for memberState, and absent for venue',
      },
    }),
  );
}

function isNameInScope(value: unknown, request: object | undefined): boolean {
  const scope = request !== undefined && 'scope' in request ? request.scope : undefined;
  if (typeof value !== 'string') return false;
  if (scope === 'desk') return /^[a-z0-9][a-z0-9-]{0,31}$/.test(value);
  return scope === 'memberState' && /^[A-Z]{3}$/.test(value);
}

/** A UTC instant in text; read with `instantOf`. */
export function Instant(api: ApiPropertyOptions = {}): PropertyDecorator {
  const documented = { type: String, format: 'date-time', example: '2099-12-31T16:00:00Z', ...api };
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

class SetPositionRequest {
  @Type('setPosition') readonly type!: 'setPosition';
  @Instrument() readonly instrument!: string;
  @DeskId() readonly desk!: string;
  @MemberState() readonly memberState!: string;
  @Whole(-QUANTITY_MAX, QUANTITY_MAX) readonly positionLots!: number;
}

/** BAND-3: a band that is left out does not bind; without any the bands are lifted until the expiry. */
class SetBandsRequest {
  @Type('setBands') readonly type!: 'setBands';
  @Instrument() readonly instrument!: string;
  @Optional() @Whole(0, BASIS_POINTS_MAX) readonly staticBasisPoints?: number;
  @Optional() @Whole(0, BASIS_POINTS_MAX) readonly dynamicBasisPoints?: number;
  @Instant() readonly expiryTime!: string;
}

/** RISK-1: takes the place of all limits that the desk had in the instrument; one that is left out does not bind. */
class SetLimitsRequest {
  @Type('setLimits') readonly type!: 'setLimits';
  @Instrument() readonly instrument!: string;
  @DeskId() readonly desk!: string;
  @MemberState() readonly memberState!: string;
  @Optional() @Whole(0, QUANTITY_MAX) readonly orderSizeLotsMax?: number;
  @Optional() @Whole(0, QUANTITY_MAX) readonly openQuantityLotsMax?: number;
  @Optional() @Whole(0, QUANTITY_MAX) readonly positionLotsMax?: number;
  @Optional() @Amount() readonly notionalMax?: string;
  @Optional() @Whole(0, QUANTITY_MAX) readonly messagesPerSecondMax?: number;
}

/** RISK-2: stops a desk, a member state or, without a name, the venue in every book. */
class SetKillSwitchRequest {
  @Type('setKillSwitch') readonly type!: 'setKillSwitch';
  @Word(KILL_SWITCH_SCOPES) readonly scope!: KillSwitchScope;
  @ValidateIf(({ scope, name }: SetKillSwitchRequest) => scope !== 'venue' || name !== undefined)
  @NameInScope({ required: false })
  readonly name?: string;
  @ApiProperty({ type: Boolean }) @IsBoolean() readonly engaged!: boolean;
}

class SetReserveRequest {
  @Type('setReserve') readonly type!: 'setReserve';
  @Instrument() readonly instrument!: string;
  @DeskId() readonly desk!: string;
  @Amount() readonly budget!: string;
  @Whole(0, QUANTITY_MAX) readonly capLots!: number;
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
  setPosition: SetPositionRequest,
  setBands: SetBandsRequest,
  setLimits: SetLimitsRequest,
  setKillSwitch: SetKillSwitchRequest,
  setReserve: SetReserveRequest,
} as const;

/** What an act can be, in the order of their documentation. */
export const CHANGE_TYPES = Object.keys(CHANGE_REQUESTS) as (keyof typeof CHANGE_REQUESTS)[];

export type ChangeRequest = InstanceType<(typeof CHANGE_REQUESTS)[keyof typeof CHANGE_REQUESTS]>;
