import type { Side } from '#contracts';
import type { LiveOrder } from '../book-reader.js';
import type { Decision } from '../decision.js';
import { InvariantViolation } from '../invariant-violation.js';
import { isSelfTrade } from './self-trade.js';

/** Who buys: a bid, or the strategic reserve, which is no order and has the number 0 (RESV-1). */
export type Buyer = Pick<LiveOrder, 'order' | 'desk' | 'memberState' | 'stpId' | 'leavesLots'>;

/** A buyer and an offer that trade, and how. */
export interface Match {
  readonly buy: Buyer;
  readonly sell: LiveOrder;
  readonly priceTicks: number;
  readonly lots: number;
  /** Absent in an auction, where a self-trade is flagged instead of prevented (STP-1). */
  readonly aggressorSide?: Side;
}

/** Records a trade with everything that others need to act on it. */
export function recordTrade({ book, emit }: Decision, match: Match): void {
  const { buy, sell, priceTicks, lots, aggressorSide } = match;
  if (sell.certificateId === undefined) {
    throw new InvariantViolation('INV-10', `offer ${sell.order} trades without a certificate of origin`);
  }
  emit({
    type: 'Traded',
    priceTicks,
    lots,
    buyOrder: buy.order,
    sellOrder: sell.order,
    buyDesk: buy.desk,
    sellDesk: sell.desk,
    buyState: buy.memberState,
    sellState: sell.memberState,
    buyLeavesLots: buy.leavesLots - lots,
    sellLeavesLots: sell.leavesLots - lots,
    ...(aggressorSide === undefined ? {} : { aggressorSide }),
    certificateId: sell.certificateId,
    ...(book.floor === undefined ? {} : { floorVersion: book.floor.floorVersion }),
    ...(isSelfTrade(buy, sell) ? { selfTrade: true as const } : {}),
  });
}
