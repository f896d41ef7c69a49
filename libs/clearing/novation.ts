import type { ClearingEventBody, NovateTrade } from '#contracts';
import { FEES_ACCOUNT, feesDueAccount, transfer } from './accounts.js';
import type { ClearingState } from './clearing-state.js';
import { invariant } from './invariant-violation.js';

/**
 * Puts the clearing house between the two sides of a trade: two obligations of one amount (CLRG-1). Fees fall due at
 * once (CLRG-6). A trade that came before changes nothing.
 */
export function novateTrade(state: ClearingState, trade: NovateTrade): ClearingEventBody[] {
  const { tradeId, instrument, bookSequence, currency, lots, priceTicks, buyer, seller } = trade;
  if (state.novated.get(instrument)?.has(bookSequence) === true) return [];
  const fee = BigInt(trade.feePerLot) * BigInt(lots);
  invariant(lots > 0 && fee >= 0n, `trade ${tradeId} has lots above zero and no fee below it`);
  return [
    {
      type: 'TradeNovated',
      transactionId: `fee:${tradeId}`,
      tradeId,
      instrument,
      bookSequence,
      currency,
      lots,
      priceTicks,
      amount: String(tradeAmount(trade)),
      buyer,
      seller,
      settlementDate: trade.settlementDate,
      settlementModel: trade.settlementModel,
      buyFee: String(fee),
      sellFee: String(fee),
      postings: [
        ...transfer(feesDueAccount(buyer), FEES_ACCOUNT, currency, fee),
        ...transfer(feesDueAccount(seller), FEES_ACCOUNT, currency, fee),
      ],
      ...(trade.followedPosition === undefined ? {} : { followedPosition: trade.followedPosition }),
    },
  ];
}

/**
 * Minor units of a trade. A whole order's notional is exact (UNIT-2); a part of one may not be where a lot at a tick
 * is less than a minor unit, and is then rounded half up, to one amount for both sides.
 */
function tradeAmount(trade: NovateTrade): bigint {
  const numerator = BigInt(trade.priceTicks) * BigInt(trade.lots) * BigInt(trade.notionalNumerator);
  const denominator = BigInt(trade.notionalDenominator);
  return (2n * numerator + denominator) / (2n * denominator);
}
