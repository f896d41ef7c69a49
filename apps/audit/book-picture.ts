import { waitsFor, type WaitsFor } from '#book-feed';
import {
  minorUnitsToDecimal,
  publicId,
  unitsToDecimal,
  type PriceBands,
  type Side,
  type TradingPhase,
} from '#contracts';
import type { Book, LiveOrder } from '#matching';
import { microsToIso } from '#platform';
import { stateHashOf, type ReplayedBook } from '#replay';

/** One live order, as the regulator sees it. */
interface PictureOrder {
  readonly orderId: string;
  readonly desk: string;
  readonly memberState: string;
  readonly trader: string;
  readonly clientOrderId: string;
  readonly type: string;
  readonly timeInForce: string;
  /** Absent for a market order. */
  readonly price?: string;
  readonly protectionLimit?: string;
  readonly quantityLots: number;
  readonly cumulativeQuantityLots: number;
  readonly leavesQuantityLots: number;
  /** Of a stop that waits (ORDR-6). */
  readonly triggerPrice?: string;
  /** The peak of an iceberg (ORDR-3). */
  readonly displayQuantityLots?: number;
  /** What is shown of its leaves in the open. */
  readonly displayedQuantityLots: number;
  readonly minQuantityLots?: number;
  readonly postOnly: boolean;
  readonly expiry?: string;
  /** Of an offer (FLOR-5). */
  readonly onFloorRaise?: string;
  readonly version: number;
  /** Sequence that gave it its time: lower comes first at one price. */
  readonly prioritySequence: number;
  /** FLOR-3: false for a bid below the floor, and for an inactive order. */
  readonly executable: boolean;
  /** What keeps an inactive order out of the book. */
  readonly waitsFor?: WaitsFor;
  readonly certificateId?: string;
  readonly account?: string;
  readonly stpId?: string;
  readonly stpMode?: string;
}

/** The strategic reserve's means in the book (RESV-2). */
interface PictureReserve {
  readonly desk: string;
  readonly memberState: string;
  readonly budget: string;
  /** Of its purchases; a fraction of a minor unit is rounded half up. */
  readonly spent: string;
  readonly capLots: number;
  /** Live size of its bid at the floor, as last published. */
  readonly liveLots: number;
}

/** A whole book at a point of its history (AUDT-2). */
export interface BookPicture {
  readonly instrument: string;
  /** The last event shown; 0 before the first. Commands are shown whole or not at all. */
  readonly sequence: number;
  /** Book time of that event; absent before the first. */
  readonly time?: string;
  readonly phase: TradingPhase;
  readonly floorPrice?: string;
  readonly floorVersion?: number;
  readonly referencePrice?: string;
  readonly staticReferencePrice?: string;
  readonly indicative?: { readonly price: string; readonly volumeLots: number };
  /** When a running volatility auction ends by itself. */
  readonly auctionEnds?: string;
  readonly floorLocked: boolean;
  readonly reserve?: PictureReserve;
  readonly reserveExhausted: boolean;
  /** BAND-3: in force; none binds when absent. */
  readonly priceBands?: PriceBands & { readonly until?: string };
  /** By priority: price, market before limit, time; what does not stand in the book comes last. */
  readonly bids: readonly PictureOrder[];
  readonly asks: readonly PictureOrder[];
  /** SHA-256 of the book's whole state. */
  readonly stateHash: string;
}

/** Shows a replayed book order by order. */
export function pictureOf({ book, sequence, bookMicros }: ReplayedBook): BookPicture {
  const price = (ticks: number): string => unitsToDecimal(ticks, book.instrument?.tickSize ?? '1');
  const { floor, referencePriceTicks, staticReferencePriceTicks, indicative, volatilityAuction } = book;
  const reserve = reserveOf(book);
  const priceBands = bandsOf(book);
  return {
    instrument: book.instrumentId,
    sequence,
    ...(sequence === 0 ? {} : { time: microsToIso(bookMicros) }),
    phase: book.phase,
    ...(floor === undefined ? {} : { floorPrice: price(floor.priceTicks), floorVersion: floor.floorVersion }),
    ...(referencePriceTicks === undefined ? {} : { referencePrice: price(referencePriceTicks) }),
    ...(staticReferencePriceTicks === undefined
      ? {}
      : { staticReferencePrice: price(staticReferencePriceTicks) }),
    ...(indicative === undefined
      ? {}
      : { indicative: { price: price(indicative.priceTicks), volumeLots: indicative.volumeLots } }),
    ...(volatilityAuction === undefined ? {} : { auctionEnds: microsToIso(volatilityAuction.endsMicros) }),
    floorLocked: book.floorLocked,
    ...(reserve === undefined ? {} : { reserve }),
    reserveExhausted: book.reserveQuote.reserveExhausted,
    ...(priceBands === undefined ? {} : { priceBands }),
    bids: sideOf(book, 'buy', price),
    asks: sideOf(book, 'sell', price),
    stateHash: stateHashOf(book),
  };
}

function reserveOf({ reserve, reserveQuote, instrument }: Book): PictureReserve | undefined {
  if (reserve === undefined || instrument === undefined) return undefined;
  const { desk, memberState, budget, capLots, spentTickLots } = reserve;
  const { notionalNumerator, notionalDenominator, currencyDecimals } = instrument;
  const denominator = BigInt(notionalDenominator);
  const spent = (2n * spentTickLots * BigInt(notionalNumerator) + denominator) / (2n * denominator);
  return {
    desk,
    memberState,
    budget: minorUnitsToDecimal(budget, currencyDecimals),
    spent: minorUnitsToDecimal(spent, currencyDecimals),
    capLots,
    liveLots: reserveQuote.liveLots,
  };
}

function bandsOf({ bandOverride, instrument }: Book): BookPicture['priceBands'] {
  if (bandOverride === undefined) return instrument?.priceBands;
  return { ...bandOverride.bands, until: microsToIso(bandOverride.expiryMicros) };
}

function sideOf(book: Book, side: Side, price: (ticks: number) => string): PictureOrder[] {
  const orders = [...book.liveOrders()].filter((order) => order.side === side);
  const better = side === 'buy' ? -1 : 1;
  const ranked = orders.map((order) => ({
    order,
    limit: limitOf(book, order),
    waits: waitingOf(book, order),
  }));
  ranked.sort(
    (left, right) =>
      Number(left.waits !== undefined) - Number(right.waits !== undefined) ||
      compareLimits(left.limit, right.limit, better) ||
      Number(left.order.orderType === 'limit') - Number(right.order.orderType === 'limit') ||
      left.order.priority - right.order.priority,
  );
  return ranked.map(({ order, waits }) => picturedOrder(book, order, waits, price));
}

function waitingOf({ phase }: Book, order: LiveOrder): WaitsFor | undefined {
  const { leavesLots, isParked, triggerPriceTicks } = order;
  // A triggered stop has no trigger any more in its book.
  return waitsFor({ leavesLots, isParked, triggerPriceTicks, isTriggered: false }, order, phase);
}

/** No limit comes first (AUCT-2); then the better price. */
function compareLimits(left: number | undefined, right: number | undefined, better: 1 | -1): number {
  if (left === right) return 0;
  if (left === undefined) return -1;
  if (right === undefined) return 1;
  return (left - right) * better;
}

/** FLOR-4: a market offer's limit is the floor or its own, whichever is higher. */
function limitOf(book: Book, order: LiveOrder): number | undefined {
  if (order.orderType === 'limit' || order.orderType === 'stopLimit') return order.priceTicks;
  const floorTicks = book.floor?.priceTicks;
  if (order.side === 'buy' || floorTicks === undefined) return order.protectionLimitTicks;
  return Math.max(order.protectionLimitTicks ?? floorTicks, floorTicks);
}

function picturedOrder(
  book: Book,
  order: LiveOrder,
  waits: WaitsFor | undefined,
  price: (ticks: number) => string,
): PictureOrder {
  const limit = limitOf(book, order);
  const belowFloor =
    order.side === 'buy' && limit !== undefined && book.floor !== undefined && limit < book.floor.priceTicks;
  const { priceTicks, protectionLimitTicks, certificateId, account, stpId, onFloorRaise, stpMode } = order;
  const { triggerPriceTicks, displayQuantityLots, minQuantityLots, expiryMicros } = order;
  return {
    orderId: publicId(book.instrumentId, order.order),
    desk: order.desk,
    memberState: order.memberState,
    trader: order.trader,
    clientOrderId: order.clientOrderId,
    type: order.orderType,
    timeInForce: order.timeInForce,
    ...(priceTicks === undefined ? {} : { price: price(priceTicks) }),
    ...(protectionLimitTicks === undefined ? {} : { protectionLimit: price(protectionLimitTicks) }),
    quantityLots: order.quantityLots,
    cumulativeQuantityLots: order.filledLots,
    leavesQuantityLots: order.leavesLots,
    ...(triggerPriceTicks === undefined ? {} : { triggerPrice: price(triggerPriceTicks) }),
    ...(displayQuantityLots === undefined ? {} : { displayQuantityLots }),
    displayedQuantityLots: waits === undefined ? order.displayedLots : 0,
    ...(minQuantityLots === undefined ? {} : { minQuantityLots }),
    postOnly: order.postOnly,
    ...(expiryMicros === undefined ? {} : { expiry: microsToIso(expiryMicros) }),
    ...(order.side === 'buy' ? {} : { onFloorRaise }),
    version: order.version,
    prioritySequence: order.priority,
    executable: !belowFloor && waits === undefined,
    ...(waits === undefined ? {} : { waitsFor: waits }),
    ...(certificateId === undefined ? {} : { certificateId }),
    ...(account === undefined ? {} : { account }),
    ...(stpId === undefined ? {} : { stpId, stpMode }),
  };
}
