import type { Side, TradingPhase } from '#contracts';

/** One of a desk's own fills; who was on the other side is nobody's to read here. */
export interface FillAnswer {
  readonly executionId: string;
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly instrument: string;
  readonly side: Side;
  readonly price: string;
  readonly quantityLots: number;
  /** Absent in an auction. */
  readonly aggressor?: boolean;
  readonly time: string;
  readonly sequence: number;
  readonly position: number;
}

/** Net lots of a desk in one instrument: what was last set, plus bought, less sold since. */
export interface PositionAnswer {
  readonly instrument: string;
  readonly positionLots: number;
  readonly openingLots: number;
  readonly boughtLots: number;
  readonly soldLots: number;
}

/** The price bands in force, around the reference prices (BAND-1). */
export interface BandsAnswer {
  readonly staticBasisPoints?: number;
  readonly dynamicBasisPoints?: number;
  /** When bands that an act set give way to the instrument's own. */
  readonly until?: string;
}

/** What is public of an instrument. */
export interface InstrumentAnswer {
  readonly instrument: string;
  readonly name: string;
  readonly mineral: string;
  readonly productionStage: string;
  readonly grade: string;
  readonly deliveryPoint: string;
  readonly currency: string;
  readonly priceUnit: string;
  readonly tickSize: string;
  readonly lotSize: string;
  readonly nonBlocContentBasisPointsMax: number;
  readonly settlementCycleDays: number;
  readonly calendarId: string;
  readonly feePerLot: string;
  readonly identifierRetentionBusinessDays: number;
  readonly phase: TradingPhase;
  readonly floorPrice?: string;
  readonly floorVersion?: number;
  readonly referencePrice?: string;
  readonly staticReferencePrice?: string;
  readonly priceBands?: BandsAnswer;
  readonly volatilityAuctionSeconds: number;
  readonly floorAllocation: string;
}

/** All orders of one side at one price, never whose. */
export interface LevelAnswer {
  readonly price: string;
  /** What icebergs show of themselves, and all of the others (ORDR-3). */
  readonly quantityLots: number;
  readonly orders: number;
  /** FLOR-3: it rests, but nothing trades with it while the floor is higher. */
  readonly belowFloor?: true;
}

/** A book in the open: aggregated by price. */
export interface BookAnswer {
  readonly instrument: string;
  readonly phase: TradingPhase;
  readonly floorPrice?: string;
  readonly floorVersion?: number;
  readonly referencePrice?: string;
  /** PHAS-2: in call phases, where something crosses. */
  readonly indicative?: { readonly price: string; readonly volumeLots: number };
  /** PHAS-1: when a running volatility auction ends by itself. */
  readonly auctionEnds?: string;
  /** FLOR-10: offers stand at the floor and nobody bids there. */
  readonly floorLocked: boolean;
  /** RESV-1: the strategic reserve's standing bid, behind every other bid at the floor; in no level. */
  readonly reserve?: { readonly price: string; readonly quantityLots: number };
  /** RESV-2: the reserve's budget or cap is used up, its bid is gone. */
  readonly reserveExhausted: boolean;
  /** The best executable bid, the reserve's included, and offer: none below the floor counts (FLOR-3). */
  readonly bestBid?: string;
  readonly bestOffer?: string;
  readonly bids: readonly LevelAnswer[];
  readonly asks: readonly LevelAnswer[];
  readonly sequence: number;
  readonly position: number;
}

/** A trade in the open. */
export interface TradeAnswer {
  readonly executionId: string;
  readonly price: string;
  readonly quantityLots: number;
  /** Side of the incoming order; absent in an auction. */
  readonly aggressorSide?: Side;
  readonly time: string;
  readonly sequence: number;
}
