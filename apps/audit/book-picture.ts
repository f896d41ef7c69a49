import { publicId, unitsToDecimal, type Side, type TradingPhase } from '#contracts';
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
  readonly version: number;
  /** Sequence that gave it its time: lower comes first at one price. */
  readonly prioritySequence: number;
  /** FLOR-3: false for a bid below the floor. */
  readonly executable: boolean;
  readonly certificateId?: string;
  readonly account?: string;
  readonly stpId?: string;
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
  /** By priority: price, market before limit, time. */
  readonly bids: readonly PictureOrder[];
  readonly asks: readonly PictureOrder[];
  /** SHA-256 of the book's whole state. */
  readonly stateHash: string;
}

/** Shows a replayed book order by order. */
export function pictureOf({ book, sequence, bookMicros }: ReplayedBook): BookPicture {
  const price = (ticks: number): string => unitsToDecimal(ticks, book.instrument?.tickSize ?? '1');
  const { floor, referencePriceTicks, staticReferencePriceTicks, indicative } = book;
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
    bids: sideOf(book, 'buy', price),
    asks: sideOf(book, 'sell', price),
    stateHash: stateHashOf(book),
  };
}

function sideOf(book: Book, side: Side, price: (ticks: number) => string): PictureOrder[] {
  const orders = [...book.liveOrders()].filter((order) => order.side === side);
  const better = side === 'buy' ? -1 : 1;
  const ranked = orders.map((order) => ({ order, limit: limitOf(book, order) }));
  ranked.sort(
    (left, right) =>
      compareLimits(left.limit, right.limit, better) ||
      Number(left.order.orderType === 'limit') - Number(right.order.orderType === 'limit') ||
      left.order.priority - right.order.priority,
  );
  return ranked.map(({ order }) => picturedOrder(book, order, price));
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
  if (order.orderType === 'limit') return order.priceTicks;
  const floorTicks = book.floor?.priceTicks;
  if (order.side === 'buy' || floorTicks === undefined) return order.protectionLimitTicks;
  return Math.max(order.protectionLimitTicks ?? floorTicks, floorTicks);
}

function picturedOrder(book: Book, order: LiveOrder, price: (ticks: number) => string): PictureOrder {
  const limit = limitOf(book, order);
  const belowFloor =
    order.side === 'buy' && limit !== undefined && book.floor !== undefined && limit < book.floor.priceTicks;
  const { priceTicks, protectionLimitTicks, certificateId, account, stpId } = order;
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
    version: order.version,
    prioritySequence: order.priority,
    executable: !belowFloor,
    ...(certificateId === undefined ? {} : { certificateId }),
    ...(account === undefined ? {} : { account }),
    ...(stpId === undefined ? {} : { stpId }),
  };
}
