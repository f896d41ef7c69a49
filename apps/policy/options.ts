/** Bounds of the policy service. */
export interface PolicyOptions {
  /** SQLite file of the acts' effects, or `:memory:`; under the data directory's `views` when absent. */
  readonly viewFile?: string;
  /** How long an answer waits for the books to sequence a decided act. */
  readonly sequencedTimeoutMsMax: number;
  /** How long a read waits for the position that it names before it answers 503. */
  readonly positionTimeoutMsMax: number;
  /** How long a start waits to learn what the books have sequenced, before it sends the rest of the acts again. */
  readonly catchUpTimeoutMsMax: number;
  /** Pause before following a stream again, or sending again, after that failed. */
  readonly retryMs: number;
  /** How often the schedule of dropped identifiers looks at the clock. */
  readonly scheduleMs: number;
}

/** Injection token of the complete options. */
export const POLICY_OPTIONS = Symbol('POLICY_OPTIONS');

export const POLICY_DEFAULTS: PolicyOptions = {
  sequencedTimeoutMsMax: 3_000,
  positionTimeoutMsMax: 5_000,
  catchUpTimeoutMsMax: 10_000,
  retryMs: 1_000,
  scheduleMs: 1_000,
};
