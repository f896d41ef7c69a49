import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  CANCEL_REASONS,
  FLOOR_ALLOCATIONS,
  ORDER_STATUSES,
  ORDER_TYPES,
  PRODUCTION_STAGES,
  SIDES,
  STP_MODES,
  TIMES_IN_FORCE,
  TRADING_PHASES,
} from '#contracts';

/** The answers' shapes for the OpenAPI document; the answers themselves are plain values of the same shape. */

const PRICE = { type: String, example: '110.25' } as const;
const TIME = { type: String, format: 'date-time', example: '2026-11-23T02:22:29.123456Z' } as const;
const LOTS = { type: 'integer', minimum: 0 } as const;
const COUNT = { type: 'integer' } as const;

export class ReportFillModel {
  @ApiProperty({ type: String, example: 'NDPR-OXIDE.18' }) executionId!: string;
  @ApiProperty(PRICE) price!: string;
  @ApiProperty(LOTS) quantityLots!: number;
  @ApiProperty(TIME) time!: string;
}

export class ExecutionReportModel {
  @ApiProperty({ type: String, example: 'NDPR-OXIDE.17' }) orderId!: string;
  @ApiProperty({ type: String }) clientOrderId!: string;
  @ApiProperty({ type: String }) instrument!: string;
  @ApiProperty({ type: String, enum: ORDER_STATUSES }) orderStatus!: string;
  @ApiPropertyOptional({
    type: String,
    enum: ['trigger', 'floor', 'closingCall'],
    description: 'what keeps an inactive order out of the book: ORDR-6, FLOR-5, ORDR-1',
  })
  waitsFor?: string;
  @ApiProperty({ type: String, enum: SIDES }) side!: string;
  @ApiProperty({
    type: String,
    enum: ORDER_TYPES,
    description: 'market becomes limit when it rests (FLOR-4), a stop becomes its order (ORDR-6)',
  })
  type!: string;
  @ApiProperty({ type: String, enum: TIMES_IN_FORCE }) timeInForce!: string;
  @ApiPropertyOptional(PRICE) price?: string;
  @ApiPropertyOptional(PRICE) triggerPrice?: string;
  @ApiPropertyOptional({ type: Boolean, description: 'of a stop: whether it has become its order' })
  triggered?: boolean;
  @ApiPropertyOptional(PRICE) protectionLimit?: string;
  @ApiProperty(LOTS) quantityLots!: number;
  @ApiProperty(LOTS) cumulativeQuantityLots!: number;
  @ApiProperty(LOTS) leavesQuantityLots!: number;
  @ApiProperty(LOTS) canceledQuantityLots!: number;
  @ApiPropertyOptional({ ...LOTS, description: 'the peak of an iceberg (ORDR-3)' })
  displayQuantityLots?: number;
  @ApiPropertyOptional({
    ...LOTS,
    description: 'what an iceberg shows now; the rest of its leaves is hidden',
  })
  displayedQuantityLots?: number;
  @ApiPropertyOptional(LOTS) minQuantityLots?: number;
  @ApiPropertyOptional({ type: Boolean }) postOnly?: true;
  @ApiPropertyOptional({ ...TIME, description: 'of a gtd order' }) expiry?: string;
  @ApiPropertyOptional({
    type: String,
    example: '110.2500',
    description: 'rounded half up at 4 decimals (UNIT-4)',
  })
  averagePrice?: string;
  @ApiProperty({ type: 'integer', description: 'what an amend must expect (ORDR-4)' }) version!: number;
  @ApiPropertyOptional({
    type: String,
    description: `a refusal's code, or of a cancel: ${CANCEL_REASONS.join(', ')}`,
  })
  reason?: string;
  @ApiPropertyOptional({ type: String }) certificateId?: string;
  @ApiPropertyOptional({ type: String }) onFloorRaise?: string;
  @ApiPropertyOptional({ type: String }) stpId?: string;
  @ApiPropertyOptional({ type: String, enum: STP_MODES }) stpMode?: string;
  @ApiPropertyOptional({ type: String }) account?: string;
  @ApiProperty({ type: [ReportFillModel], description: 'the oldest 100' }) fills!: ReportFillModel[];
  @ApiPropertyOptional({ type: Boolean, description: 'more fills are at GET /v1/fills?orderId=' })
  moreFills?: true;
  @ApiProperty({ type: 'integer', description: "the book's sequence of the order's last change" })
  sequence!: number;
  @ApiProperty(TIME) time!: string;
  @ApiProperty({
    type: 'integer',
    description: 'store position: name it as afterPosition to read your own write',
  })
  position!: number;
}

export class UnknownOutcomeModel {
  @ApiProperty({ type: String, enum: ['unknown'] }) status!: 'unknown';
  @ApiProperty({ type: String, description: 'where to look for the outcome' }) lookup!: string;
  @ApiProperty({ type: String }) commandId!: string;
}

export class BatchResultModel {
  @ApiProperty({ ...COUNT, description: 'the status that the order alone would have been answered with' })
  status!: number;
  @ApiPropertyOptional({ type: ExecutionReportModel }) report?: ExecutionReportModel;
  @ApiPropertyOptional({ type: Object, description: 'a problem by RFC 9457' }) problem?: object;
  @ApiPropertyOptional({ type: UnknownOutcomeModel }) unknown?: UnknownOutcomeModel;
}

export class BatchModel {
  @ApiProperty({ type: [BatchResultModel], description: 'in the order of the request' })
  results!: BatchResultModel[];
  @ApiProperty(COUNT) position!: number;
}

export class MassCancelResultModel {
  @ApiProperty({ type: String }) instrument!: string;
  @ApiPropertyOptional(LOTS) count?: number;
  @ApiPropertyOptional(COUNT) position?: number;
  @ApiPropertyOptional({ type: Object, description: 'why this book refused' }) problem?: object;
  @ApiPropertyOptional({ type: String, enum: ['unknown'] }) status?: 'unknown';
}

export class MassCancelModel {
  @ApiProperty(LOTS) canceled!: number;
  @ApiProperty({ type: [MassCancelResultModel] }) instruments!: MassCancelResultModel[];
}

export class FillModel {
  @ApiProperty({ type: String }) executionId!: string;
  @ApiProperty({ type: String }) orderId!: string;
  @ApiProperty({ type: String }) clientOrderId!: string;
  @ApiProperty({ type: String }) instrument!: string;
  @ApiProperty({ type: String, enum: SIDES }) side!: string;
  @ApiProperty(PRICE) price!: string;
  @ApiProperty(LOTS) quantityLots!: number;
  @ApiPropertyOptional({ type: Boolean, description: 'absent in an auction' }) aggressor?: boolean;
  @ApiProperty(TIME) time!: string;
  @ApiProperty(COUNT) sequence!: number;
  @ApiProperty(COUNT) position!: number;
}

export class PositionModel {
  @ApiProperty({ type: String }) instrument!: string;
  @ApiProperty({ ...COUNT, description: 'opening + bought - sold' }) positionLots!: number;
  @ApiProperty({ ...COUNT, description: 'what a sequenced command last set' }) openingLots!: number;
  @ApiProperty(LOTS) boughtLots!: number;
  @ApiProperty(LOTS) soldLots!: number;
}

export class BandsModel {
  @ApiPropertyOptional({ ...COUNT, description: 'around the static reference price' })
  staticBasisPoints?: number;
  @ApiPropertyOptional({ ...COUNT, description: 'around the reference price' }) dynamicBasisPoints?: number;
  @ApiPropertyOptional({
    ...TIME,
    description: "of bands set for a time (BAND-3): then the instrument's own hold",
  })
  until?: string;
}

export class InstrumentModel {
  @ApiProperty({ type: String, example: 'NDPR-OXIDE' }) instrument!: string;
  @ApiProperty({ type: String }) name!: string;
  @ApiProperty({ type: String }) mineral!: string;
  @ApiProperty({ type: String, enum: PRODUCTION_STAGES }) productionStage!: string;
  @ApiProperty({ type: String }) grade!: string;
  @ApiProperty({ type: String }) deliveryPoint!: string;
  @ApiProperty({ type: String }) currency!: string;
  @ApiProperty({ type: String }) priceUnit!: string;
  @ApiProperty({ type: String, example: '0.01' }) tickSize!: string;
  @ApiProperty({ type: String }) lotSize!: string;
  @ApiProperty(COUNT) nonBlocContentBasisPointsMax!: number;
  @ApiProperty(COUNT) settlementCycleDays!: number;
  @ApiProperty({ type: String }) calendarId!: string;
  @ApiProperty({
    type: String,
    example: '2.00',
    description: "what each side of a trade pays a lot, in the instrument's currency",
  })
  feePerLot!: string;
  @ApiProperty({
    ...COUNT,
    description: 'business days that a clientOrderId is held after its order ended (SEQ-4)',
  })
  identifierRetentionBusinessDays!: number;
  @ApiProperty({ type: String, enum: TRADING_PHASES }) phase!: string;
  @ApiPropertyOptional(PRICE) floorPrice?: string;
  @ApiPropertyOptional(COUNT) floorVersion?: number;
  @ApiPropertyOptional({ ...PRICE, description: 'of the last trade (PHAS-3)' }) referencePrice?: string;
  @ApiPropertyOptional({ ...PRICE, description: 'of the last auction (PHAS-3)' })
  staticReferencePrice?: string;
  @ApiPropertyOptional({ type: BandsModel, description: 'in force; none binds when absent' })
  priceBands?: BandsModel;
  @ApiProperty(COUNT) volatilityAuctionSeconds!: number;
  @ApiProperty({ type: String, enum: FLOOR_ALLOCATIONS }) floorAllocation!: string;
}

export class LevelModel {
  @ApiProperty(PRICE) price!: string;
  @ApiProperty({ ...LOTS, description: 'what is shown: of icebergs the peak alone (ORDR-3)' })
  quantityLots!: number;
  @ApiProperty(LOTS) orders!: number;
  @ApiPropertyOptional({ type: Boolean, description: 'rests below the floor, not executable (FLOR-3)' })
  belowFloor?: true;
}

export class IndicativeModel {
  @ApiProperty(PRICE) price!: string;
  @ApiProperty(LOTS) volumeLots!: number;
}

export class ReserveModel {
  @ApiProperty({ ...PRICE, description: 'the floor' }) price!: string;
  @ApiProperty({ ...LOTS, description: 'what budget and cap still allow (RESV-2)' }) quantityLots!: number;
}

export class BookModel {
  @ApiProperty({ type: String }) instrument!: string;
  @ApiProperty({ type: String, enum: TRADING_PHASES }) phase!: string;
  @ApiPropertyOptional(PRICE) floorPrice?: string;
  @ApiPropertyOptional(COUNT) floorVersion?: number;
  @ApiPropertyOptional(PRICE) referencePrice?: string;
  @ApiPropertyOptional({ type: IndicativeModel }) indicative?: IndicativeModel;
  @ApiPropertyOptional({ ...TIME, description: 'when a running volatility auction ends by itself' })
  auctionEnds?: string;
  @ApiProperty({ type: Boolean, description: 'offers stand at the floor, nobody bids there (FLOR-10)' })
  floorLocked!: boolean;
  @ApiPropertyOptional({
    type: ReserveModel,
    description: "the strategic reserve's standing bid, behind every other bid at the floor; in no level",
  })
  reserve?: ReserveModel;
  @ApiProperty({ type: Boolean, description: "the reserve's budget or cap is used up (RESV-2)" })
  reserveExhausted!: boolean;
  @ApiPropertyOptional({
    ...PRICE,
    description: "best executable bid, the reserve's included; none below the floor counts",
  })
  bestBid?: string;
  @ApiPropertyOptional(PRICE) bestOffer?: string;
  @ApiProperty({ type: [LevelModel], description: 'best first; market orders are in no level' })
  bids!: LevelModel[];
  @ApiProperty({ type: [LevelModel], description: 'best first' }) asks!: LevelModel[];
  @ApiProperty(COUNT) sequence!: number;
  @ApiProperty(COUNT) position!: number;
}

export class TradeModel {
  @ApiProperty({ type: String }) executionId!: string;
  @ApiProperty(PRICE) price!: string;
  @ApiProperty(LOTS) quantityLots!: number;
  @ApiPropertyOptional({ type: String, enum: SIDES, description: 'absent in an auction' })
  aggressorSide?: string;
  @ApiProperty(TIME) time!: string;
  @ApiProperty(COUNT) sequence!: number;
}

class PageModel {
  @ApiPropertyOptional({ type: String, description: 'give it as cursor to go on; absent on the last page' })
  nextCursor?: string;
}

export class OrderPageModel extends PageModel {
  @ApiProperty({ type: [ExecutionReportModel] }) items!: ExecutionReportModel[];
}

export class FillPageModel extends PageModel {
  @ApiProperty({ type: [FillModel] }) items!: FillModel[];
}

export class PositionPageModel extends PageModel {
  @ApiProperty({ type: [PositionModel] }) items!: PositionModel[];
}

export class InstrumentPageModel extends PageModel {
  @ApiProperty({ type: [InstrumentModel] }) items!: InstrumentModel[];
}

export class TradePageModel extends PageModel {
  @ApiProperty({ type: [TradeModel] }) items!: TradeModel[];
}
