/** Bounds of the settlement service. */
export interface SettlementOptions {
  /** How long a read waits for the position that it names, and netting for the trades before it. */
  readonly positionTimeoutMsMax: number;
  /** Pause before the books are followed again. */
  readonly followRetryMs: number;
  /** How long trades come together for one round of appends while nobody waits for them. */
  readonly novationGatherMs: number;
  /** RECN-1: the largest difference that still counts as matched, in minor units, inclusive. */
  readonly statementToleranceMinor: number;
}

export const SETTLEMENT_DEFAULTS: SettlementOptions = {
  positionTimeoutMsMax: 5_000,
  followRetryMs: 250,
  novationGatherMs: 100,
  statementToleranceMinor: 0,
};

export const SETTLEMENT_OPTIONS = Symbol('SETTLEMENT_OPTIONS');
