import type { InstrumentSpec } from '#contracts';
import type { BookReader, LiveOrder, Reserve } from '../book-reader.js';
import type { Decision } from '../decision.js';
import { limitAllows } from './limits.js';
import { recordTrade, type Buyer } from './trade.js';

/** The strategic reserve's standing bid as it is now (RESV-1): no order, but one more bid at the floor, behind all others. */
export interface ReserveBid extends Buyer {
  readonly order: typeof RESERVE_ORDER;
  /** The floor in force. */
  readonly priceTicks: number;
}

/** What stands in a trade for the reserve's bid, which is no order. */
const RESERVE_ORDER = 0;

/** The bid, where there is a floor, a reserve and something left of its budget and its cap. */
export function reserveBid(book: BookReader): ReserveBid | undefined {
  const { reserve, floor } = book;
  if (reserve === undefined || floor === undefined) return undefined;
  const leavesLots = liveLots(book);
  if (leavesLots === 0) return undefined;
  const { desk, memberState } = reserve;
  return {
    order: RESERVE_ORDER,
    desk,
    memberState,
    stpId: undefined,
    leavesLots,
    priceTicks: floor.priceTicks,
  };
}

/**
 * RESV-2: what both budget and cap allow at the floor in force; exact.
 *
 * @returns whole lots, 0 when there is no floor or no reserve.
 */
function liveLots(book: BookReader): number {
  const { reserve, floor, instrument } = book;
  if (reserve === undefined || floor === undefined || instrument === undefined) return 0;
  const { positionLots } = book.deskLots(reserve.memberState, reserve.desk);
  const underCap = reserve.capLots - positionLots;
  if (underCap <= 0) return 0;
  const affordable = affordableLots(reserve, instrument, floor.priceTicks);
  if (affordable <= 0n) return 0;
  return affordable < BigInt(underCap) ? Number(affordable) : underCap;
}

/** Lots at a price that the rest of the budget pays for: spending follows from ticks × lots, so nothing is rounded. */
function affordableLots(
  { budget, spentTickLots }: Reserve,
  spec: InstrumentSpec,
  priceTicks: number,
): bigint {
  const tickLotsMax = (budget * BigInt(spec.notionalDenominator)) / BigInt(spec.notionalNumerator);
  return (tickLotsMax - spentTickLots) / BigInt(priceTicks);
}

/** RESV-1: the reserve's bid is the last that an offer meets, whatever its time. */
export function reserveLotsFor(
  book: BookReader,
  { side }: Pick<LiveOrder, 'side'>,
  limit: number | undefined,
): number {
  const bid = side === 'sell' ? reserveBid(book) : undefined;
  return bid !== undefined && limitAllows(side, limit, bid.priceTicks) ? bid.leavesLots : 0;
}

/** RESV-1: an offer that has taken every commercial bid trades with the reserve, at the floor. */
export function sellToReserve(decision: Decision, incoming: number, limit: number | undefined): void {
  const { book } = decision;
  const offer = book.order(incoming);
  const bid = reserveBid(book);
  if (offer?.side !== 'sell' || bid === undefined) return;
  if (book.best('buy') !== undefined || !limitAllows('sell', limit, bid.priceTicks)) return;
  const lots = Math.min(offer.leavesLots, bid.leavesLots);
  recordTrade(decision, { buy: bid, sell: offer, priceTicks: bid.priceTicks, lots, aggressorSide: 'sell' });
}
