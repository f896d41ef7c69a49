/**
 * The published list of rejection codes, each with its rule. The order of the list is the order in which a command
 * that is broken in several ways is judged (REJ). A code is never reused.
 */
export const REJECTION_CODES = {
  // At the edge.
  MALFORMED: 'UNIT-1',
  OFF_TICK: 'UNIT-1',
  UNKNOWN_INSTRUMENT: 'REJ',
  UNAUTHENTICATED: 'REJ',
  NOT_AUTHORISED: 'REJ',
  // In the book.
  DUPLICATE_ID: 'SEQ-4',
  ORDER_NOT_FOUND: 'REJ',
  VERSION_MISMATCH: 'ORDR-4',
  OBSERVER_CANNOT_TRADE: 'MEMB-1',
  NOT_A_MEMBER: 'MEMB-2',
  MEMBER_SUSPENDED: 'MEMB-2',
  ANNEX_NOT_IN_FORCE: 'MEMB-2',
  REDUCE_ONLY: 'MEMB-2',
  PHASE_NOT_ALLOWED: 'PHAS-1',
  PHASE_TRANSITION: 'PHAS-1',
  ORDER_SHAPE: 'ORDR-1',
  NOTIONAL_INEXACT: 'UNIT-2',
  NOTIONAL_TOO_LARGE: 'UNIT-2',
  STOP_ALREADY_THROUGH: 'ORDR-6',
  ORIGIN_MISSING: 'MEMB-3',
  ORIGIN_NOT_ELIGIBLE: 'MEMB-3',
  ORIGIN_STAGE_MISMATCH: 'MEMB-3',
  ORIGIN_CONTENT_EXCEEDED: 'MEMB-3',
  CERTIFICATE_EXPIRED: 'MEMB-3',
  CERTIFICATE_WITHDRAWN: 'MEMB-3',
  CERTIFICATE_EXHAUSTED: 'MEMB-3',
  BELOW_FLOOR: 'FLOR-3',
  OUTSIDE_BAND: 'BAND-2',
  ORDER_SIZE_LIMIT: 'RISK-1',
  OPEN_QUANTITY_LIMIT: 'RISK-1',
  POSITION_LIMIT: 'RISK-1',
  NOTIONAL_LIMIT: 'RISK-1',
  MESSAGE_LIMIT: 'RISK-1',
  KILL_SWITCH: 'RISK-2',
  WOULD_TAKE: 'ORDR-5',
  // For acts alone, after all of the above.
  ACT_NOT_PENDING: 'FLOR-1',
  CERTIFICATE_KNOWN: 'MEMB-3',
  CERTIFICATE_NOT_FOUND: 'MEMB-3',
  INSTRUMENT_FIXED: 'UNIT-1',
} as const;

export type RejectionCode = keyof typeof REJECTION_CODES;

/** Why lots of a live order were cancelled; a loss of the right to trade uses the code that a new order would get. */
export const CANCEL_REASONS = [
  'USER',
  'MASS_CANCEL',
  'DISCONNECTED',
  'KILL_SWITCH',
  'IOC',
  'FOK',
  'MIN_QUANTITY',
  'NO_LIQUIDITY',
  'FLOOR_PROTECTION',
  'FLOOR_RAISED',
  'SELF_TRADE',
  'EXPIRED',
  'AUCTION_ENDED',
  'OBSERVER_CANNOT_TRADE',
  'NOT_A_MEMBER',
  'MEMBER_SUSPENDED',
  'ANNEX_NOT_IN_FORCE',
  'REDUCE_ONLY',
  'ORIGIN_NOT_ELIGIBLE',
  'ORIGIN_CONTENT_EXCEEDED',
  'CERTIFICATE_EXPIRED',
  'CERTIFICATE_WITHDRAWN',
  // A triggered stop that could not join the book (ORDR-6).
  'PHASE_NOT_ALLOWED',
  'BELOW_FLOOR',
  'OUTSIDE_BAND',
] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];
