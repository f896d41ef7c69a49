import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsObject, IsOptional, IsString, MaxLength, ValidateIf } from 'class-validator';
import type { ProposableChange } from '#contracts';
import { PositionedPageQuery, checkShape, isoToMicros, malformed, type FieldError } from '#platform';
import { CHANGE_REQUESTS, CHANGE_TYPES, Instant, Instrument, type ChangeRequest } from './change-requests.js';

const REASON_CHARACTERS_MAX = 500;
const ACT_STATES = ['proposed', 'decided', 'withdrawn'] as const;

/** Body of a proposal. */
@ApiExtraModels(...Object.values(CHANGE_REQUESTS))
export class ProposeActRequest {
  @ApiProperty({
    oneOf: Object.values(CHANGE_REQUESTS).map((request) => ({ $ref: getSchemaPath(request) })),
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries(
        Object.entries(CHANGE_REQUESTS).map(([type, request]) => [type, getSchemaPath(request)]),
      ),
    },
  })
  @IsObject()
  readonly change!: object;

  @ValidateIf((_body: object, value: unknown) => value !== undefined)
  @Instant({ required: false, description: 'When it takes effect; as soon as it is decided when absent.' })
  readonly effectiveTime?: string;

  @ApiProperty({ type: String, maxLength: REASON_CHARACTERS_MAX, description: 'Kept with the act for ever.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(REASON_CHARACTERS_MAX)
  readonly reason!: string;
}

/** Query of the list of acts. */
export class ListActsRequest extends PositionedPageQuery {
  @IsOptional()
  @IsIn(ACT_STATES)
  @ApiPropertyOptional({ enum: ACT_STATES })
  readonly state?: (typeof ACT_STATES)[number];

  @IsOptional()
  @IsIn(CHANGE_TYPES)
  @ApiPropertyOptional({
    enum: CHANGE_TYPES,
    description:
      'acts of one kind: registerCertificate for what an offer can name, setFloor for the floors to come',
  })
  readonly type?: (typeof CHANGE_TYPES)[number];

  @IsOptional()
  @Instrument({ required: false, description: 'acts about this instrument' })
  readonly instrument?: string;
}

/**
 * Reads the change of a proposal into the bloc's own words.
 *
 * @throws ProblemException 400 `MALFORMED` with the errors of its fields.
 */
export function changeOf(plain: object): ProposableChange {
  const type: unknown = 'type' in plain ? plain.type : undefined;
  if (typeof type !== 'string' || !isChangeType(type)) {
    const message = `type must be one of ${CHANGE_TYPES.join(', ')}`;
    throw malformedField({ field: 'change.type', code: 'IS_IN', message });
  }
  const checked = checkShape<ChangeRequest>(CHANGE_REQUESTS[type], plain);
  if (checked.errors !== undefined) {
    const errors = checked.errors.map((error) => ({ ...error, field: `change.${error.field}` }));
    throw malformed('the request is malformed', errors);
  }
  return proposableOf(checked.value);
}

function isChangeType(type: string): type is keyof typeof CHANGE_REQUESTS {
  return Object.hasOwn(CHANGE_REQUESTS, type);
}

function proposableOf(request: ChangeRequest): ProposableChange {
  switch (request.type) {
    case 'setFloor':
    case 'setReferencePrice': {
      const { type, instrument, price } = request;
      return { type, instrument, price };
    }
    case 'setMembership': {
      const { type, memberState, status } = request;
      return { type, memberState, status };
    }
    case 'setAnnex': {
      const { type, memberState, mineral, productionStage, inForce } = request;
      return { type, memberState, mineral, productionStage, inForce };
    }
    case 'registerCertificate': {
      const { type, instrument, expiryTime, ...certificate } = request;
      const expiryMicros = instantOf(expiryTime, 'change.expiryTime');
      return { type, instrument, certificate: { ...certificate, expiryMicros } };
    }
    case 'setCertificateLots': {
      const { type, instrument, certificateId, lots } = request;
      return { type, instrument, certificateId, lots };
    }
    case 'withdrawCertificate': {
      const { type, instrument, certificateId } = request;
      return { type, instrument, certificateId };
    }
    case 'setPhase': {
      const { type, instrument, phase } = request;
      return { type, instrument, phase };
    }
    case 'setPosition': {
      const { type, instrument, desk, memberState, positionLots } = request;
      return { type, instrument, desk, memberState, positionLots };
    }
    case 'setBands': {
      const { type, instrument, expiryTime, ...bands } = request;
      return { type, instrument, bands, expiryMicros: instantOf(expiryTime, 'change.expiryTime') };
    }
    case 'setLimits': {
      const { type, instrument, desk, memberState, ...limits } = request;
      return { type, instrument, desk, memberState, limits };
    }
    case 'setKillSwitch': {
      const { type, scope, name, engaged } = request;
      return { type, scope, ...(name === undefined ? {} : { name }), engaged };
    }
    case 'setReserve': {
      const { type, instrument, desk, budget, capLots } = request;
      return { type, instrument, desk, budget, capLots };
    }
  }
}

/**
 * Reads an instant as UTC microseconds.
 *
 * @throws ProblemException 400 `MALFORMED` when it is none, or lies outside of what the venue's time can hold.
 */
export function instantOf(text: string, field: string): number {
  const micros = isoToMicros(text);
  if (micros !== undefined && Number.isSafeInteger(micros) && micros >= 0) return micros;
  const name = field.slice(field.lastIndexOf('.') + 1);
  const message = `${name} must be a UTC instant from 1970 to 2255, such as 2099-12-31T16:00:00Z`;
  throw malformedField({ field, code: 'INSTANT', message });
}

function malformedField(error: FieldError): Error {
  return malformed('the request is malformed', [error]);
}
