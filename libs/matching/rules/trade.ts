import type { BookEventOf, Side } from '#contracts';
import type { LiveOrder } from '../book-reader.js';
import type { Decision } from '../decision.js';
import { InvariantViolation } from '../invariant-violation.js';
import { RESERVE_ORDER, reserveLeavesAfter, type ReserveBid } from './reserve.js';
import { isSelfTrade } from './self-trade.js';

/** An offer that trades, and how. */
interface Sale {
  readonly sell: LiveOrder;
  readonly lots: number;
  /** Absent in an auction, where a self-trade is flagged instead of prevented (STP-1). */
  readonly aggressorSide?: Side;
}

/** Two orders that trade, and how. */
export interface Match extends Sale {
  readonly buy: LiveOrder;
  readonly priceTicks: number;
}

/** Records a trade with everything that others need to act on it. */
export function recordTrade(decision: Decision, match: Match): void {
  const { buy, sell, priceTicks, lots } = match;
  recordSale(decision, match, {
    priceTicks,
    buyOrder: buy.order,
    buyDesk: buy.desk,
    buyState: buy.memberState,
    buyLeavesLots: buy.leavesLots - lots,
    ...(isSelfTrade(buy, sell) ? { selfTrade: true as const } : {}),
  });
}

/** RESV-1: records a purchase of the reserve, whose bid is no order. What it buys of its own desk it holds already. */
export function recordReserveTrade(decision: Decision, bid: ReserveBid, sale: Sale): void {
  const { desk, memberState, priceTicks } = bid;
  const isOwn = sale.sell.desk === desk && sale.sell.memberState === memberState;
  recordSale(decision, sale, {
    priceTicks,
    buyOrder: RESERVE_ORDER,
    buyDesk: desk,
    buyState: memberState,
    buyLeavesLots: reserveLeavesAfter(decision.book, sale.lots, isOwn),
  });
}

type Purchase = Pick<
  BookEventOf<'Traded'>,
  'priceTicks' | 'buyOrder' | 'buyDesk' | 'buyState' | 'buyLeavesLots' | 'selfTrade'
>;

function recordSale({ book, emit }: Decision, sale: Sale, purchase: Purchase): void {
  const { sell, lots, aggressorSide } = sale;
  if (sell.certificateId === undefined) {
    throw new InvariantViolation('INV-10', `offer ${sell.order} trades without a certificate of origin`);
  }
  emit({
    type: 'Traded',
    ...purchase,
    lots,
    sellOrder: sell.order,
    sellDesk: sell.desk,
    sellState: sell.memberState,
    sellLeavesLots: sell.leavesLots - lots,
    ...(aggressorSide === undefined ? {} : { aggressorSide }),
    certificateId: sell.certificateId,
    ...(book.floor === undefined ? {} : { floorVersion: book.floor.floorVersion }),
  });
}
