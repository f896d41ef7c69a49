import type { RejectionCode } from '../codes.js';

/**
 * The published list of codes with which an act of policy is refused before it is decided, each with its rule. What a
 * book refuses afterwards has a `RejectionCode`. A code is never reused.
 */
export const POLICY_CODES = {
  ACT_NOT_FOUND: 'REJ',
  /** Proposing takes the role that the kind of act asks for. */
  NOT_A_PROPOSER: 'FLOR-1',
  NOT_AN_APPROVER: 'FLOR-1',
  NOT_A_SUPERVISOR: 'PHAS-1',
  /** Withdrawing is for the proposer and those who signed. */
  NOT_A_SIGNATORY: 'FLOR-1',
  /** The act is decided or withdrawn and takes no signature; or it is withdrawn already. */
  ACT_NOT_OPEN: 'FLOR-1',
  /** The act's instant has come: it is no longer withdrawn but answered by another act. */
  ACT_EFFECTIVE: 'FLOR-1',
  SELF_APPROVAL: 'FLOR-1',
  ALREADY_APPROVED: 'FLOR-1',
  REASON_MISSING: 'FLOR-1',
  PRICE_OUT_OF_RANGE: 'UNIT-2',
  LOTS_OUT_OF_RANGE: 'UNIT-2',
  UNKNOWN_MEMBER: 'MEMB-1',
  MEMBERSHIP_TRANSITION: 'MEMB-1',
  /** No book trades the annex's mineral and stage. */
  ANNEX_WITHOUT_BOOK: 'MEMB-2',
  SHARE_OUT_OF_RANGE: 'MEMB-3',
  /** An amount is not a whole number of minor units of the instrument's currency, or more than a book can hold. */
  AMOUNT_OUT_OF_RANGE: 'UNIT-2',
  BAND_OUT_OF_RANGE: 'BAND-1',
  /** Bands would have expired when their act takes effect. */
  BANDS_EXPIRED: 'BAND-3',
  LIMIT_OUT_OF_RANGE: 'RISK-1',
  INSTRUMENT_CONFIGURED: 'SEQ-2',
  /** The founding is over: what follows takes signatures. */
  FOUNDING_CONCLUDED: 'SEQ-2',
  /** A founding act comes again with other contents. */
  FOUNDING_CHANGED: 'SEQ-2',
} as const;

/** Codes that the books publish and that mean the same here. */
type SharedCode = Extract<
  RejectionCode,
  | 'OFF_TICK'
  | 'UNKNOWN_INSTRUMENT'
  | 'CERTIFICATE_KNOWN'
  | 'CERTIFICATE_NOT_FOUND'
  | 'CERTIFICATE_EXPIRED'
  | 'CERTIFICATE_WITHDRAWN'
>;

export type PolicyCode = keyof typeof POLICY_CODES | SharedCode;
