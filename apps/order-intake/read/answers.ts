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
  readonly phase: TradingPhase;
  readonly floorPrice?: string;
  readonly floorVersion?: number;
  readonly referencePrice?: string;
}

/** All orders of one side at one price, never whose. */
export interface LevelAnswer {
  readonly price: string;
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
  /** The best executable bid and offer: none below the floor counts (FLOR-3). */
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
