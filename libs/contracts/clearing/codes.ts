/**
 * The published list of codes with which a request of a clearing operator is refused, each with its rule. A code is
 * never reused.
 */
export const CLEARING_CODES = {
  /** More than the free balance was to be withdrawn. */
  SHORT_OF_CASH: 'CLRG-6',
  /** More lots than the participant has were to leave the warehouse. */
  SHORT_OF_METAL: 'CLRG-6',
  /** A reference that posted before comes again with another participant, asset, amount or named value date. */
  REFERENCE_REUSED: 'CLRG-6',
  /** The statement is older than the last one of its account. */
  STATEMENT_OUT_OF_ORDER: 'RECN-2',
  STATEMENT_OPENING_MISMATCH: 'RECN-2',
  /** The statement's own opening balance and lines do not sum to its closing balance. */
  STATEMENT_NOT_BALANCED: 'RECN-3',
} as const;

export type ClearingCode = keyof typeof CLEARING_CODES;

/** Why an instruction's own participant failed it (CLRG-3). */
export const SETTLEMENT_FAIL_REASONS = ['SHORT_OF_CASH', 'SHORT_OF_METAL'] as const;
export type SettlementFailReason = (typeof SETTLEMENT_FAIL_REASONS)[number];

/** Why an instruction waits through no fault of its participant (CLRG-4). */
export const SETTLEMENT_HOLD_REASONS = ['AWAITING_METAL', 'AWAITING_CASH'] as const;
export type SettlementHoldReason = (typeof SETTLEMENT_HOLD_REASONS)[number];

/** What matching finds of a line or a ledger entry (RECN-1). */
export const RECONCILIATION_RESULTS = [
  'matched',
  'matchedWithinTolerance',
  'amountMismatch',
  'attributeMismatch',
  'missingExternal',
  'missingInternal',
  'duplicateExternal',
] as const;
export type ReconciliationResult = (typeof RECONCILIATION_RESULTS)[number];
