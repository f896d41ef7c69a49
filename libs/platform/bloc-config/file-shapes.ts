import { IsBoolean, IsOptional } from 'class-validator';
import {
  FLOOR_ALLOCATIONS,
  MEMBERSHIP_STATUSES,
  PRODUCTION_STAGES,
  QUANTITY_MAX,
  ROLES,
  TRADING_PHASES,
} from '#contracts';
import type { FloorAllocation, MembershipStatus, ProductionStage, Role, TradingPhase } from '#contracts';
import {
  CertificateId,
  CurrencyCode,
  Decimal,
  Entries,
  Instant,
  InstrumentId,
  isDate,
  ListOf,
  Lots,
  MineralId,
  OneOf,
  PlainId,
  StateCode,
  Text,
  Whole,
} from './field-rules.js';

/** The fields of each file of a bloc, as people write them. */

const BASIS_POINTS_MAX = 10_000;
/** A day: an auction that lasts longer is no interruption. */
const VOLATILITY_AUCTION_SECONDS_MAX = 86_400;

const isOneOf = (words: readonly string[]) => (value: unknown) =>
  typeof value === 'string' && words.includes(value);

class CurrencyEntry {
  @CurrencyCode() currency!: string;
  @Whole(0, 6) decimals!: number;
}

class MineralEntry {
  @MineralId() mineral!: string;
  @Text() name!: string;
}

/** bloc.yaml */
export class BlocFile {
  @Text() name!: string;
  @Text() description!: string;
  @IsBoolean({ message: 'must be true or false' }) illustrative!: boolean;
  @Entries(() => CurrencyEntry) currencies!: CurrencyEntry[];
  @Entries(() => MineralEntry) minerals!: MineralEntry[];
}

class MemberEntry {
  @StateCode() memberState!: string;
  @Text() name!: string;
  @OneOf(MEMBERSHIP_STATUSES) status!: MembershipStatus;
}

class NonMemberEntry {
  @StateCode() memberState!: string;
  @Text() name!: string;
}

/** members.yaml */
export class MembersFile {
  @Entries(() => MemberEntry) members!: MemberEntry[];
  @Entries(() => NonMemberEntry) nonMembers!: NonMemberEntry[];
}

class AnnexEntry {
  @StateCode() memberState!: string;
  @MineralId() mineral!: string;
  @ListOf(`stages, of ${PRODUCTION_STAGES.join(', ')}`, isOneOf(PRODUCTION_STAGES), 1)
  productionStages!: ProductionStage[];
}

/** annexes.yaml */
export class AnnexesFile {
  @Entries(() => AnnexEntry) annexes!: AnnexEntry[];
}

class DeskEntry {
  @PlainId() deskId!: string;
  @Text() name!: string;
  @StateCode() memberState!: string;
}

/** RISK-1: a limit that is left out does not bind. */
class DeskLimitsEntry {
  @PlainId() desk!: string;
  @InstrumentId() instrument!: string;
  @IsOptional() @Lots(0) orderSizeLotsMax?: number;
  @IsOptional() @Lots(0) openQuantityLotsMax?: number;
  @IsOptional() @Lots(0) positionLotsMax?: number;
  @IsOptional() @Decimal() notionalMax?: string;
  @IsOptional() @Whole(0, QUANTITY_MAX) messagesPerSecondMax?: number;
}

/** desks.yaml */
export class DesksFile {
  @Entries(() => DeskEntry) desks!: DeskEntry[];
  @IsOptional() @Entries(() => DeskLimitsEntry) limits?: DeskLimitsEntry[];
}

class UserEntry {
  @PlainId() userId!: string;
  @Text() name!: string;
  @ListOf(`roles, of ${ROLES.join(', ')}`, isOneOf(ROLES), 1) roles!: Role[];
  @IsOptional() @PlainId() desk?: string;
}

/** users.yaml */
export class UsersFile {
  @Entries(() => UserEntry) users!: UserEntry[];
}

class CalendarEntry {
  @PlainId() calendarId!: string;
  @Text() name!: string;
  @ListOf(
    'ISO weekdays, 1 for Monday to 7 for Sunday',
    (day) => Number.isInteger(day) && Number(day) >= 1 && Number(day) <= 7,
  )
  weekend!: number[];
  @ListOf('dates such as 2026-12-25', isDate) holidays!: string[];
}

/** calendars.yaml */
export class CalendarsFile {
  @Entries(() => CalendarEntry) calendars!: CalendarEntry[];
}

class InstrumentEntry {
  @InstrumentId() instrumentId!: string;
  @Text() name!: string;
  @MineralId() mineral!: string;
  @OneOf(PRODUCTION_STAGES) productionStage!: ProductionStage;
  @Decimal({ above: 'zero' }) tickSize!: string;
  @CurrencyCode() currency!: string;
  @Text() priceUnit!: string;
  @Decimal({ above: 'zero' }) lotSize!: string;
  @Text() grade!: string;
  @Text() deliveryPoint!: string;
  @Whole(0, BASIS_POINTS_MAX) nonBlocContentBasisPointsMax!: number;
  @Whole(0, 366) identifierRetentionBusinessDays!: number;
  @Whole(0, 30) settlementCycleDays!: number;
  @PlainId() calendarId!: string;
  @OneOf(TRADING_PHASES) initialPhase!: TradingPhase;
  @IsOptional() @Decimal({ above: 'zero' }) referencePrice?: string;
  @Decimal() feePerLot!: string;
  @IsOptional() @Whole(0, BASIS_POINTS_MAX) staticBandBasisPoints?: number;
  @IsOptional() @Whole(0, BASIS_POINTS_MAX) dynamicBandBasisPoints?: number;
  @IsOptional() @Whole(1, VOLATILITY_AUCTION_SECONDS_MAX) volatilityAuctionSeconds?: number;
  @IsOptional() @OneOf(FLOOR_ALLOCATIONS) floorAllocation?: FloorAllocation;
}

/** instruments.yaml */
export class InstrumentsFile {
  @Entries(() => InstrumentEntry) instruments!: InstrumentEntry[];
}

class FloorEntry {
  @InstrumentId() instrument!: string;
  @Decimal() price!: string;
  @Text() reason!: string;
}

/** floors.yaml */
export class FloorsFile {
  @Entries(() => FloorEntry) floors!: FloorEntry[];
}

class CertificateEntry {
  @CertificateId() certificateId!: string;
  @InstrumentId() instrument!: string;
  @StateCode() originState!: string;
  @MineralId() mineral!: string;
  @OneOf(PRODUCTION_STAGES) productionStage!: ProductionStage;
  @Whole(0, BASIS_POINTS_MAX) nonBlocContentBasisPoints!: number;
  @Instant() expiryTime!: string;
  @Lots() lots!: number;
}

/** certificates.yaml */
export class CertificatesFile {
  @Entries(() => CertificateEntry) certificates!: CertificateEntry[];
}

class CashEntry {
  @PlainId() participant!: string;
  @CurrencyCode() currency!: string;
  @Decimal() amount!: string;
}

class MetalEntry {
  @PlainId() participant!: string;
  @InstrumentId() instrument!: string;
  @Lots(0) lots!: number;
}

class PositionEntry {
  @PlainId() desk!: string;
  @InstrumentId() instrument!: string;
  @Whole(-2_147_483_647, 2_147_483_647) positionLots!: number;
}

/** opening-balances.yaml */
export class OpeningBalancesFile {
  @Entries(() => CashEntry) cash!: CashEntry[];
  @Entries(() => MetalEntry) metal!: MetalEntry[];
  @Entries(() => PositionEntry) positions!: PositionEntry[];
}

class MandateEntry {
  @InstrumentId() instrument!: string;
  @Decimal() budget!: string;
  @Lots(0) capLots!: number;
  @Lots(0) openingHoldingLots!: number;
}

/** strategic-reserve.yaml */
export class StrategicReserveFile {
  @PlainId() participant!: string;
  @Text() name!: string;
  @Entries(() => MandateEntry) mandates!: MandateEntry[];
}
