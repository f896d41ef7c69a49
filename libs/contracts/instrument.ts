import type { FloorAllocation, ProductionStage } from './vocabulary.js';

/**
 * A tradable specification as a book knows it. Prices are integer ticks, quantities integer lots (UNIT-1).
 * Decimals travel as strings; they are for the edges, the core uses the integers alone.
 */
export interface InstrumentSpec {
  /** Upper-case letters, digits and hyphens, e.g. `NDPR-OXIDE`. */
  readonly instrumentId: string;
  readonly name: string;
  readonly mineral: string;
  readonly productionStage: ProductionStage;
  /** Price of one tick in `currency` per `priceUnit`, e.g. `0.01`. */
  readonly tickSize: string;
  readonly currency: string;
  /** Decimal places of the currency's minor unit, e.g. 2. */
  readonly currencyDecimals: number;
  /** Unit of weight that the price is for, e.g. `kg`. */
  readonly priceUnit: string;
  /** Weight of one lot in `priceUnit`, a decimal string. */
  readonly lotSize: string;
  readonly grade: string;
  readonly deliveryPoint: string;
  /**
   * Minor units of one lot at a price of one tick, as a reduced fraction:
   * notional = priceTicks × quantityLots × numerator ÷ denominator (UNIT-2: must be whole).
   */
  readonly notionalNumerator: number;
  readonly notionalDenominator: number;
  /** MEMB-3: largest share of non-bloc content, inclusive. */
  readonly nonBlocContentBasisPointsMax: number;
  /** SEQ-4: business days that a clientOrderId is held after its order ended. */
  readonly identifierRetentionBusinessDays: number;
  /** Business days from trade to settlement: 2 is T+2. */
  readonly settlementCycleDays: number;
  /** Names a calendar of the bloc. */
  readonly calendarId: string;
  /** BAND-1: the bands that hold unless an act has set others for a time; absent: none. */
  readonly priceBands?: PriceBands;
  /** PHAS-1: how long a volatility auction lasts; 300 seconds when absent. */
  readonly volatilityAuctionSeconds?: number;
  /** AUCT-2: `priceTime` when absent. */
  readonly floorAllocation?: FloorAllocation;
}

/** PHAS-1: seconds of a volatility auction where the instrument names none. */
export const VOLATILITY_AUCTION_SECONDS_DEFAULT = 300;

/** BAND-1: shares of the reference prices in basis points, inclusive; an absent band does not bind. */
export interface PriceBands {
  /** Around the static reference price. */
  readonly staticBasisPoints?: number;
  /** Around the reference price as it stood before the incoming order. */
  readonly dynamicBasisPoints?: number;
}

/** RISK-1: limits of one desk in one instrument, each inclusive; an absent one does not bind. */
export interface DeskLimits {
  readonly orderSizeLotsMax?: number;
  /** Live lots of one side, the order included. */
  readonly openQuantityLotsMax?: number;
  /** Position in the order's direction with it and all live ones of its side filled. */
  readonly positionLotsMax?: number;
  /** Minor units of the currency, a whole number as a string. */
  readonly notionalMax?: string;
  /** Entries and amends, refused ones included, in a whole second of book time. */
  readonly messagesPerSecondMax?: number;
}

/** A certificate of origin as registered with one book (MEMB-3). */
export interface CertificateOfOrigin {
  readonly certificateId: string;
  readonly originState: string;
  readonly mineral: string;
  readonly productionStage: ProductionStage;
  readonly nonBlocContentBasisPoints: number;
  /** UTC microseconds; gone for a command at this instant (UNIT-4). */
  readonly expiryMicros: number;
  readonly lots: number;
}
