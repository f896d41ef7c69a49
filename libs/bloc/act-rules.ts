import type { ActChange, PolicyCode, RefusalDetails, Role } from '#contracts';

/** Why something is refused; a value, never an exception. */
export interface PolicyRefusal {
  readonly code: PolicyCode;
  readonly details: RefusalDetails;
}

/** Who proposes an act, who signs it, and how many of them it takes. */
export interface SignatureRule {
  readonly proposerRole: Role;
  readonly approverRole: Role;
  readonly approvalsNeeded: number;
}

/**
 * The signatures that an act takes: two approvers beside the proposer (FLOR-1), two supervisors for a phase, and one
 * supervisor alone who halts or suspends trading at once (PHAS-1). A halt planned for later has time for two.
 *
 * @param isImmediate - the act's instant is not to come.
 */
export function signatureRule(change: ActChange, isImmediate: boolean): SignatureRule {
  if (change.type !== 'setPhase') {
    return { proposerRole: 'proposer', approverRole: 'approver', approvalsNeeded: 2 };
  }
  const isHalt = change.phase === 'halted' || change.phase === 'suspended';
  return {
    proposerRole: 'supervisor',
    approverRole: 'supervisor',
    approvalsNeeded: isHalt && isImmediate ? 0 : 1,
  };
}

/** The code of acting without the role. */
export function missingRole(role: Role, act: 'propose' | 'approve'): PolicyRefusal {
  const details = { role };
  if (role === 'supervisor') return { code: 'NOT_A_SUPERVISOR', details };
  return { code: act === 'propose' ? 'NOT_A_PROPOSER' : 'NOT_AN_APPROVER', details };
}
