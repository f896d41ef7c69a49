import type { RejectionCode, Side } from '#contracts';
import type { BookReader, StateLots } from '../book-reader.js';
import { refusal, type Refusal } from '../decision.js';

/** The codes of standing, which are also the reasons of cancels when the standing is lost (MEMB-4, MEMB-5). */
export type StandingCode = Extract<
  RejectionCode,
  'OBSERVER_CANNOT_TRADE' | 'NOT_A_MEMBER' | 'MEMBER_SUSPENDED' | 'ANNEX_NOT_IN_FORCE'
>;

/**
 * MEMB-1, MEMB-2: why a state may not trade this instrument, whatever the order; undefined when it may. A withdrawing
 * state keeps its annexes' duties: without the annex it does not even reduce.
 */
export function lackOfStanding(book: BookReader, memberState: string): StandingCode | undefined {
  const status = book.membership(memberState);
  switch (status) {
    case 'observer':
      return 'OBSERVER_CANNOT_TRADE';
    case undefined:
    case 'acceding':
    case 'withdrawn':
      return 'NOT_A_MEMBER';
    case 'suspended':
      return 'MEMBER_SUSPENDED';
    case 'full':
    case 'withdrawing':
      return book.annexInForce(memberState) ? undefined : 'ANNEX_NOT_IN_FORCE';
  }
}

/** MEMB-1, MEMB-2 without `REDUCE_ONLY`: all that a decrease is judged for (ORDR-4). */
export function refuseStanding(book: BookReader, memberState: string): Refusal | undefined {
  const code = lackOfStanding(book, memberState);
  return code === undefined ? undefined : refusal(code, { memberState });
}

/** Lots that a withdrawing state may still trade on a side: what reduces its position, and no more (MEMB-2). */
export function reducibleLots(lots: StateLots, side: Side): number {
  return Math.max(0, side === 'sell' ? lots.positionLots : -lots.positionLots);
}

/** Leaves of a state's live orders of a side. */
export function leavesOf(lots: StateLots, side: Side): number {
  return side === 'sell' ? lots.sellLeavesLots : lots.buyLeavesLots;
}

/**
 * MEMB-2: a withdrawing state may only reduce its position, all its resting orders of the side taken together.
 *
 * @param addedLots - lots that the order adds to the state's leaves of the side.
 */
export function refuseReduceOnly(
  book: BookReader,
  memberState: string,
  side: Side,
  addedLots: number,
): Refusal | undefined {
  if (book.membership(memberState) !== 'withdrawing') return undefined;
  const lots = book.stateLots(memberState);
  if (leavesOf(lots, side) + addedLots <= reducibleLots(lots, side)) return undefined;
  return refusal('REDUCE_ONLY', {
    memberState,
    positionLots: lots.positionLots,
    restingLots: leavesOf(lots, side),
  });
}
