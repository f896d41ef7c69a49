import {
  publicId,
  unitsToDecimal,
  VOLATILITY_AUCTION_SECONDS_DEFAULT,
  type InstrumentSpec,
} from '#contracts';
import { microsToIso } from '#platform';
import type { BandOverride, FillRow, InstrumentRow, PositionRow } from '../view/schema.js';
import type { InstrumentCatalog } from './instrument-catalog.js';
import type {
  BandsAnswer,
  BookAnswer,
  FillAnswer,
  InstrumentAnswer,
  LevelAnswer,
  PositionAnswer,
  TradeAnswer,
} from './answers.js';
import type { DepthRow, PublicTradeRow } from './desk-reads.js';

/** A price of ticks that may not be there. */
function price(ticks: number | null, { tickSize }: InstrumentSpec): string | undefined {
  return ticks === null ? undefined : unitsToDecimal(ticks, tickSize);
}

/** An instrument as `GET /v1/instruments` shows it. */
export function instrumentAnswer(row: InstrumentRow, catalog: InstrumentCatalog): InstrumentAnswer {
  const spec = JSON.parse(row.spec) as InstrumentSpec;
  return {
    instrument: row.instrument,
    name: spec.name,
    mineral: spec.mineral,
    productionStage: spec.productionStage,
    grade: spec.grade,
    deliveryPoint: spec.deliveryPoint,
    currency: spec.currency,
    priceUnit: spec.priceUnit,
    tickSize: spec.tickSize,
    lotSize: spec.lotSize,
    nonBlocContentBasisPointsMax: spec.nonBlocContentBasisPointsMax,
    settlementCycleDays: spec.settlementCycleDays,
    calendarId: spec.calendarId,
    feePerLot: catalog.feePerLot(spec),
    identifierRetentionBusinessDays: spec.identifierRetentionBusinessDays,
    phase: row.phase,
    floorPrice: price(row.floor_ticks, spec),
    floorVersion: row.floor_version ?? undefined,
    referencePrice: price(row.reference_ticks, spec),
    staticReferencePrice: price(row.static_reference_ticks, spec),
    priceBands: bandsAnswer(row, spec),
    volatilityAuctionSeconds: spec.volatilityAuctionSeconds ?? VOLATILITY_AUCTION_SECONDS_DEFAULT,
    floorAllocation: spec.floorAllocation ?? 'priceTime',
  };
}

/** BAND-3: the bands that an act has set, else the instrument's own; an empty set lifts them. */
function bandsAnswer(row: InstrumentRow, spec: InstrumentSpec): BandsAnswer | undefined {
  if (row.band_override !== null) {
    const { bands, expiryMicros } = JSON.parse(row.band_override) as BandOverride;
    return { ...bands, until: microsToIso(expiryMicros) };
  }
  return spec.priceBands;
}

/** The sides of a book, and the state of the view that they are read from. */
export interface BookSides {
  readonly bids: readonly DepthRow[];
  readonly asks: readonly DepthRow[];
  readonly sequence: number;
  readonly position: number;
}

/** A book as everybody may see it. */
export function bookAnswer(row: InstrumentRow, { bids, asks, sequence, position }: BookSides): BookAnswer {
  const spec = JSON.parse(row.spec) as InstrumentSpec;
  const floorTicks = row.floor_ticks ?? 0;
  const level = ({ price_ticks, quantity_lots, orders }: DepthRow): LevelAnswer => ({
    price: unitsToDecimal(price_ticks, spec.tickSize),
    quantityLots: quantity_lots,
    orders,
    belowFloor: price_ticks < floorTicks ? true : undefined,
  });
  const reserveLots = row.floor_ticks === null ? 0 : (row.reserve_lots ?? 0);
  const reserveBid = reserveLots > 0 ? row.floor_ticks : null;
  const bestBid =
    bids[0] === undefined || bids[0].price_ticks < floorTicks ? reserveBid : bids[0].price_ticks;
  const reservePrice = price(reserveBid, spec);
  const indicativePrice = price(row.indicative_ticks, spec);
  return {
    instrument: row.instrument,
    phase: row.phase,
    floorPrice: price(row.floor_ticks, spec),
    floorVersion: row.floor_version ?? undefined,
    referencePrice: price(row.reference_ticks, spec),
    indicative:
      indicativePrice === undefined
        ? undefined
        : { price: indicativePrice, volumeLots: row.indicative_lots ?? 0 },
    auctionEnds: row.auction_ends_micros === null ? undefined : microsToIso(row.auction_ends_micros),
    floorLocked: row.floor_locked === 1,
    reserve: reservePrice === undefined ? undefined : { price: reservePrice, quantityLots: reserveLots },
    reserveExhausted: row.reserve_exhausted === 1,
    bestBid: price(bestBid, spec),
    bestOffer: price(asks[0]?.price_ticks ?? null, spec),
    bids: bids.map(level),
    asks: asks.map(level),
    sequence,
    position,
  };
}

/** A trade as everybody may see it. */
export function tradeAnswer(row: PublicTradeRow, spec: InstrumentSpec): TradeAnswer {
  return {
    executionId: publicId(row.instrument, row.sequence),
    price: unitsToDecimal(row.price_ticks, spec.tickSize),
    quantityLots: row.lots,
    aggressorSide: row.aggressor_side ?? undefined,
    time: microsToIso(row.book_micros),
    sequence: row.sequence,
  };
}

/** A fill as its own desk sees it. */
export function fillAnswer(row: FillRow, spec: InstrumentSpec): FillAnswer {
  return {
    executionId: publicId(row.instrument, row.sequence),
    orderId: publicId(row.instrument, row.order_sequence),
    clientOrderId: row.client_order_id,
    instrument: row.instrument,
    side: row.side,
    price: unitsToDecimal(row.price_ticks, spec.tickSize),
    quantityLots: row.lots,
    aggressor: row.aggressor_side === null ? undefined : row.aggressor_side === row.side,
    time: microsToIso(row.book_micros),
    sequence: row.sequence,
    position: row.position,
  };
}

/** A position as its own desk sees it. */
export function positionAnswer(row: PositionRow): PositionAnswer {
  return {
    instrument: row.instrument,
    positionLots: row.opening_lots + row.bought_lots - row.sold_lots,
    openingLots: row.opening_lots,
    boughtLots: row.bought_lots,
    soldLots: row.sold_lots,
  };
}
