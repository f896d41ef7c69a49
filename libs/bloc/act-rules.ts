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
 * The signatures that an act takes. What the bloc decides takes two approvers beside the proposer (FLOR-1); what runs
 * the venue takes two supervisors (PHAS-1, BAND-3, RISK-1). One supervisor alone stops things at once: halts or
 * suspends trading, or pulls a kill switch (RISK-2). A stop planned for later has time for two.
 *
 * @param isImmediate - the act's instant is not to come.
 */
export function signatureRule(change: ActChange, isImmediate: boolean): SignatureRule {
  switch (change.type) {
    case 'setPhase':
      return supervisors(isImmediate && (change.phase === 'halted' || change.phase === 'suspended'));
    case 'setKillSwitch':
      return supervisors(isImmediate && change.engaged);
    case 'setBands':
    case 'setLimits':
    case 'setPosition':
      return supervisors(false);
    case 'configureInstrument':
    case 'setMembership':
    case 'setAnnex':
    case 'registerCertificate':
    case 'setCertificateLots':
    case 'withdrawCertificate':
    case 'setFloor':
    case 'setReferencePrice':
    case 'setReserve':
      return { proposerRole: 'proposer', approverRole: 'approver', approvalsNeeded: 2 };
  }
}

function supervisors(isOneEnough: boolean): SignatureRule {
  return { proposerRole: 'supervisor', approverRole: 'supervisor', approvalsNeeded: isOneEnough ? 0 : 1 };
}

/** The code of acting without the role. */
export function missingRole(role: Role, act: 'propose' | 'approve'): PolicyRefusal {
  const details = { role };
  if (role === 'supervisor') return { code: 'NOT_A_SUPERVISOR', details };
  return { code: act === 'propose' ? 'NOT_A_PROPOSER' : 'NOT_AN_APPROVER', details };
}
