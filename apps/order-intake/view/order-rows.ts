import type { OrderProgress, WaitsFor } from '#book-feed';
import type { FloorRaisePolicy, StpMode } from '#contracts';
import type { OrderRow } from './schema.js';

/** The fields of an order that never change and that nothing is looked up by. */
export interface FixedTerms {
  readonly protectionLimitTicks?: number | undefined;
  readonly minQuantityLots?: number | undefined;
  readonly postOnly?: true | undefined;
  readonly certificateId?: string | undefined;
  readonly onFloorRaise?: FloorRaisePolicy | undefined;
  readonly stpId?: string | undefined;
  readonly stpMode?: StpMode | undefined;
}

/** All fields of an order that nothing is looked up by; most orders have none of them. */
export interface OrderTerms extends FixedTerms {
  readonly triggerPriceTicks?: number | undefined;
  readonly isTriggered?: true | undefined;
  readonly displayQuantityLots?: number | undefined;
  readonly expiryMicros?: number | undefined;
}

/** What of a request, or of a row's terms, never changes. */
export function fixedTermsOf(order: FixedTerms): FixedTerms {
  const { protectionLimitTicks, minQuantityLots, postOnly, certificateId, onFloorRaise, stpId, stpMode } =
    order;
  return { protectionLimitTicks, minQuantityLots, postOnly, certificateId, onFloorRaise, stpId, stpMode };
}

export function termsOfRow({ terms }: OrderRow): OrderTerms {
  return terms === null ? {} : (JSON.parse(terms) as OrderTerms);
}

/** `OrderTerms` as JSON; null for none. */
export function termsText(fixed: FixedTerms, progress: OrderProgress): string | null {
  const { triggerPriceTicks, displayQuantityLots, expiryMicros } = progress;
  const { protectionLimitTicks, minQuantityLots, postOnly, certificateId, onFloorRaise, stpId, stpMode } =
    fixed;
  // Most bids have none, and writing that down would cost as much as all of them.
  const fixedOne = protectionLimitTicks ?? minQuantityLots ?? postOnly ?? certificateId ?? onFloorRaise;
  const movingOne = triggerPriceTicks ?? displayQuantityLots ?? expiryMicros;
  if ((fixedOne ?? stpId ?? stpMode ?? movingOne) === undefined) return null;
  const isTriggered = progress.isTriggered ? true : undefined;
  const text = JSON.stringify({
    protectionLimitTicks,
    minQuantityLots,
    postOnly,
    certificateId,
    onFloorRaise,
    stpId,
    stpMode,
    triggerPriceTicks,
    isTriggered,
    displayQuantityLots,
    expiryMicros,
  });
  return text === '{}' ? null : text;
}

/** What keeps an order out of the book; one for the close whatever the phase is. Null for one that stands in it. */
export function outOfBook(progress: OrderProgress, isAtClose: boolean): WaitsFor | null {
  if (progress.isParked) return 'floor';
  if (progress.triggerPriceTicks !== undefined && !progress.isTriggered) return 'trigger';
  return isAtClose ? 'closingCall' : null;
}

/** An order's progress as its row keeps it. */
export function progressOf(row: OrderRow): OrderProgress {
  const terms = termsOfRow(row);
  return {
    orderType: row.order_type,
    priceTicks: row.price_ticks ?? undefined,
    triggerPriceTicks: terms.triggerPriceTicks,
    isTriggered: terms.isTriggered === true,
    isParked: row.out_of_book === 'floor',
    displayQuantityLots: terms.displayQuantityLots,
    peakLots: row.peak_lots ?? undefined,
    expiryMicros: terms.expiryMicros,
    account: row.account ?? undefined,
    quantityLots: row.quantity_lots,
    filledLots: row.cumulative_lots,
    leavesLots: row.leaves_lots,
    // ORDR-7; a refused order never had lots to fill.
    cancelledLots: row.quantity_lots - row.cumulative_lots - row.leaves_lots,
    filledTickLots: BigInt(row.tick_lots),
    version: row.version,
    reason: row.reason ?? undefined,
  };
}
