import {
  canonicalJson,
  type ActChange,
  type PolicyCommand,
  type PolicyCommandBody,
  type PolicyEvent,
  type PolicyEventBody,
} from '#contracts';
import { missingRole, signatureRule, type PolicyRefusal } from './act-rules.js';
import { affectedBooks } from './affected-books.js';
import { refuseChange, refuseFoundingChange } from './change-rules.js';
import type { Act, PolicyState } from './policy-state.js';

type BodyOf<Kind extends PolicyCommandBody['kind']> = Extract<PolicyCommandBody, { kind: Kind }>;
type Outcome = readonly PolicyEventBody[] | PolicyRefusal;

/**
 * Decides what a command does to the bloc's acts; the state stays as it is until the events are applied.
 *
 * @param command - judged at its `recordedMicros`, which is never less than the state's.
 * @returns the events to record, in order; a refusal is one `ActRequestRefused`. Empty only for the exact repeat of a
 *   founding act or of the founding's conclusion.
 * @see FLOR-1, PHAS-1, MEMB-1, MEMB-3, SEQ-2
 */
export function decidePolicy(state: PolicyState, command: PolicyCommand): readonly PolicyEvent[] {
  if (command.recordedMicros < state.recordedMicros) throw new RangeError('recorded time went back');
  const outcome = outcomeOf(state, command);
  const bodies: readonly PolicyEventBody[] =
    'code' in outcome ? [{ type: 'ActRequestRefused', ...outcome }] : outcome;
  return bodies.map((body, index) => ({
    sequence: state.sequence + 1 + index,
    recordedMicros: command.recordedMicros,
    actor: command.actor,
    cause: command.cause,
    ...(index === 0 ? { command } : {}),
    ...(index === bodies.length - 1 ? { end: true as const } : {}),
    ...body,
  }));
}

function outcomeOf(state: PolicyState, command: PolicyCommand): Outcome {
  const { body } = command;
  switch (body.kind) {
    case 'proposeAct':
      return propose(state, command, body);
    case 'approveAct':
      return approve(state, command, body);
    case 'withdrawAct':
      return withdraw(state, command, body);
    case 'foundAct':
      return found(state, command, body);
    case 'concludeFounding':
      return state.foundingConcluded ? [] : [{ type: 'FoundingConcluded', acts: state.acts.size }];
  }
}

function propose(state: PolicyState, command: PolicyCommand, body: BodyOf<'proposeAct'>): Outcome {
  const effectiveMicros = body.effectiveMicros ?? command.recordedMicros;
  const rule = signatureRule(body.change, effectiveMicros <= command.recordedMicros);
  if (!command.roles.includes(rule.proposerRole)) return missingRole(rule.proposerRole, 'propose');
  if (body.reason.trim() === '') return { code: 'REASON_MISSING', details: {} };
  const refused = refuseChange(state, body.change, Math.max(effectiveMicros, command.recordedMicros));
  if (refused !== undefined) return refused;
  const actId = `ACT-${state.sequence + 1}`;
  const proposed: PolicyEventBody = {
    type: 'ActProposed',
    actId,
    change: body.change,
    effectiveMicros,
    reason: body.reason,
    proposer: command.actor,
    approvalsNeeded: rule.approvalsNeeded,
    approverRole: rule.approverRole,
  };
  return rule.approvalsNeeded === 0 ? [proposed, decided(state, actId, body.change)] : [proposed];
}

function approve(state: PolicyState, command: PolicyCommand, { actId }: BodyOf<'approveAct'>): Outcome {
  const act = state.acts.get(actId);
  if (act === undefined) return { code: 'ACT_NOT_FOUND', details: { actId } };
  if (!command.roles.includes(act.approverRole)) return missingRole(act.approverRole, 'approve');
  if (act.state !== 'proposed') return { code: 'ACT_NOT_OPEN', details: { actId, state: act.state } };
  if (act.proposer === command.actor) return { code: 'SELF_APPROVAL', details: { actId } };
  if (act.approvals.some((approval) => approval.userId === command.actor)) {
    return { code: 'ALREADY_APPROVED', details: { actId } };
  }
  const approved: PolicyEventBody = { type: 'ActApproved', actId, approver: command.actor };
  if (act.approvals.length + 1 < act.approvalsNeeded) return [approved];
  const refused = refuseChange(state, act.change, Math.max(act.effectiveMicros, command.recordedMicros));
  return refused ?? [approved, decided(state, actId, act.change)];
}

function withdraw(state: PolicyState, command: PolicyCommand, { actId }: BodyOf<'withdrawAct'>): Outcome {
  const act = state.acts.get(actId);
  if (act === undefined) return { code: 'ACT_NOT_FOUND', details: { actId } };
  if (!isSignatory(act, command.actor)) return { code: 'NOT_A_SIGNATORY', details: { actId } };
  if (act.state === 'withdrawn') return { code: 'ACT_NOT_OPEN', details: { actId, state: act.state } };
  if (act.state === 'decided' && act.effectiveMicros <= command.recordedMicros) {
    return { code: 'ACT_EFFECTIVE', details: { actId, effectiveMicros: act.effectiveMicros } };
  }
  return [{ type: 'ActWithdrawn', actId, withdrawnBy: command.actor }];
}

function isSignatory(act: Act, userId: string): boolean {
  return act.proposer === userId || act.approvals.some((approval) => approval.userId === userId);
}

function found(state: PolicyState, command: PolicyCommand, body: BodyOf<'foundAct'>): Outcome {
  const { actId, change, reason } = body;
  const known = state.acts.get(actId);
  if (known !== undefined) {
    return canonicalJson(known.change) === canonicalJson(change)
      ? []
      : { code: 'FOUNDING_CHANGED', details: { actId } };
  }
  if (state.foundingConcluded) return { code: 'FOUNDING_CONCLUDED', details: { actId } };
  const refused = refuseFoundingChange(state, change);
  if (refused !== undefined) return refused;
  const proposed: PolicyEventBody = {
    type: 'ActProposed',
    actId,
    change,
    effectiveMicros: state.foundingMicros ?? command.recordedMicros,
    reason,
    proposer: command.actor,
    approvalsNeeded: 0,
    approverRole: 'approver',
  };
  return [proposed, decided(state, actId, change)];
}

function decided(state: PolicyState, actId: string, change: ActChange): PolicyEventBody {
  return {
    type: 'ActDecided',
    actId,
    approvalNumber: state.approvalNumber + 1,
    books: affectedBooks(state, change),
  };
}
