import type {
  ReconciledItem,
  ReconciliationCounts,
  SettlementFailReason,
  SettlementHoldReason,
} from '#contracts';

export const INSTRUCTION_STATUSES = ['pending', 'settled', 'partiallySettled', 'failed', 'held'] as const;
type InstructionStatus = (typeof INSTRUCTION_STATUSES)[number];

/** An instruction as its last event left it. */
export interface InstructionRow {
  readonly number: number;
  readonly instructionId: string;
  readonly participant: string;
  readonly instrument: string;
  readonly currency: string;
  readonly settlementDate: string;
  readonly lots: number;
  readonly amount: bigint;
  readonly obligations: number;
  readonly tradeId?: string;
  settledLots: number;
  settledAmount: bigint;
  status: InstructionStatus;
  /** Why it failed or waits. */
  reason?: SettlementFailReason | SettlementHoldReason;
  /** Of a failed one: what was lacking. */
  short?: bigint;
  micros: number;
}

/** A statement with what matching found. */
export interface StatementRow {
  readonly statementId: string;
  readonly sequence: number;
  readonly account: string;
  readonly currency: string;
  readonly statementDate: string;
  readonly contentHash: string;
  readonly openingBalance: bigint;
  readonly closingBalance: bigint;
  readonly actor: string;
  readonly micros: number;
  readonly items: ReconciledItem[];
  /** Set by the last event of the statement, which always comes with the first. */
  proof?: {
    readonly internalClosing: bigint;
    readonly difference: bigint;
    readonly residual: bigint;
    readonly counts: ReconciliationCounts;
  };
}
