import type { ActChange, BookChange, InstrumentSpec, Role } from '#contracts';
import type { Standing } from './membership.js';

/** A signature under an act. */
export interface Approval {
  readonly userId: string;
  readonly recordedMicros: number;
}

/** What deciding an act fixed. */
export interface Decision {
  readonly approvalNumber: number;
  readonly recordedMicros: number;
  readonly books: readonly BookChange[];
}

/** An act with all that happened to it. */
export interface Act {
  readonly actId: string;
  readonly state: 'proposed' | 'decided' | 'withdrawn';
  readonly change: ActChange;
  /** UTC microseconds. */
  readonly effectiveMicros: number;
  readonly reason: string;
  readonly proposer: string;
  readonly proposedMicros: number;
  readonly approvalsNeeded: number;
  readonly approverRole: Role;
  readonly approvals: readonly Approval[];
  /** Kept when a decided act is withdrawn before its instant. */
  readonly decision?: Decision;
  readonly withdrawal?: Approval;
  /** Sequence of the last policy event that changed the act. */
  readonly lastSequence: number;
}

/** What the bloc has decided so far. Changed by `applyPolicyEvent` alone; Maps keep the order of the events. */
export interface PolicyState {
  /** Sequence of the last event, 0 before the first. */
  sequence: number;
  recordedMicros: number;
  /** Of the last decided act. */
  approvalNumber: number;
  /** When the first founding act was recorded: the instant of all founding acts. */
  foundingMicros?: number;
  foundingConcluded: boolean;
  readonly acts: Map<string, Act>;
  readonly instruments: Map<string, InstrumentSpec>;
  /** By member state. */
  readonly standings: Map<string, readonly Standing[]>;
  /** By certificate: the book and act that registered it. */
  readonly certificates: Map<string, { readonly instrument: string; readonly actId: string }>;
  /** By certificate: the act that withdraws it. */
  readonly certificateWithdrawals: Map<string, string>;
  /** By instrument: the version of the last decided floor, whether or not it has acted. */
  readonly floorVersions: Map<string, number>;
}

/** A bloc that has decided nothing yet. */
export function emptyPolicyState(): PolicyState {
  return {
    sequence: 0,
    recordedMicros: 0,
    approvalNumber: 0,
    foundingConcluded: false,
    acts: new Map(),
    instruments: new Map(),
    standings: new Map(),
    certificates: new Map(),
    certificateWithdrawals: new Map(),
    floorVersions: new Map(),
  };
}
