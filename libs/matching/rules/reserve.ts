import { QUANTITY_MAX } from '#contracts';
import type { BookReader } from '../book-reader.js';

/** What stands for the reserve's bid where a trade names an order (RESV-1). */
export const RESERVE_ORDER = 0;

/** The strategic reserve's standing bid, always at the floor in force (RESV-1). */
export interface ReserveBid {
  readonly desk: string;
  readonly memberState: string;
  readonly priceTicks: number;
  /** Live size: what budget and cap both allow; above zero. */
  readonly lots: number;
}

/** What the reserve may still buy at the floor, by each of its two bounds; either may be below zero. */
interface ReserveRoom {
  readonly budgetLots: number;
  readonly capLots: number;
}

/**
 * RESV-2, exactly: the budget is in minor units and the purchases are summed in ticks times lots, so nothing is rounded
 * before the last division. The desk's own open bids count against the cap: it holds whatever trades first.
 */
function reserveRoom(book: BookReader): ReserveRoom | undefined {
  const { reserve, floor, instrument } = book;
  if (reserve === undefined || floor === undefined || instrument === undefined) return undefined;
  const { notionalNumerator, notionalDenominator } = instrument;
  const budgetTickLots =
    (reserve.budget * BigInt(notionalDenominator)) / BigInt(notionalNumerator) - reserve.spentTickLots;
  const affordable = budgetTickLots / BigInt(floor.priceTicks);
  const { positionLots, buyLeavesLots } = book.deskLots(reserve.memberState, reserve.desk);
  return {
    budgetLots: affordable > BigInt(QUANTITY_MAX) ? QUANTITY_MAX : Number(affordable),
    capLots: reserve.capLots - positionLots - buyLeavesLots,
  };
}

/** RESV-2: the live size of the reserve's bid; zero without a reserve or a floor, and where it is exhausted. */
export function reserveLiveLots(book: BookReader): number {
  const room = reserveRoom(book);
  return room === undefined ? 0 : Math.max(0, Math.min(room.budgetLots, room.capLots));
}

/** RESV-1: the reserve's bid; undefined where there is none, or nothing left of it. */
export function reserveBid(book: BookReader): ReserveBid | undefined {
  const { reserve, floor } = book;
  if (reserve === undefined || floor === undefined) return undefined;
  const lots = reserveLiveLots(book);
  if (lots === 0) return undefined;
  return { desk: reserve.desk, memberState: reserve.memberState, priceTicks: floor.priceTicks, lots };
}

/**
 * RESV-2: the live size after a purchase at the floor.
 *
 * @param isOwn - the offer is of the reserve's own desk: money goes, the holding stays.
 */
export function reserveLeavesAfter(book: BookReader, lots: number, isOwn: boolean): number {
  const room = reserveRoom(book);
  if (room === undefined) return 0;
  return Math.max(0, Math.min(room.budgetLots - lots, room.capLots - (isOwn ? 0 : lots)));
}

/** RESV-2: a reserve that has a floor to stand at and nothing to buy with, or nowhere to put it. */
export function isReserveExhausted(book: BookReader): boolean {
  return book.reserve !== undefined && book.floor !== undefined && reserveLiveLots(book) === 0;
}
