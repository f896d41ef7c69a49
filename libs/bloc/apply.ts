import type { PolicyEvent, PolicyEventOf } from '#contracts';
import { withStanding } from './membership.js';
import { emptyPolicyState, type Act, type PolicyState } from './policy-state.js';

/**
 * Changes the state by one recorded event. An event that the state has already seen changes nothing (INV-7).
 *
 * @throws RangeError on a gap in the sequence or an event that is impossible in the state: the stream is damaged.
 */
export function applyPolicyEvent(state: PolicyState, event: PolicyEvent): void {
  if (event.sequence <= state.sequence) return;
  if (event.sequence !== state.sequence + 1) {
    throw new RangeError(`policy event ${event.sequence} follows ${state.sequence}`);
  }
  switch (event.type) {
    case 'ActProposed':
      applyProposed(state, event);
      break;
    case 'ActApproved':
      updateAct(state, event, (act) => ({
        approvals: [...act.approvals, { userId: event.approver, recordedMicros: event.recordedMicros }],
      }));
      break;
    case 'ActDecided':
      applyDecided(state, event);
      break;
    case 'ActWithdrawn':
      applyWithdrawn(state, event);
      break;
    case 'FoundingConcluded':
      state.foundingConcluded = true;
      break;
    case 'ActRequestRefused':
      break;
  }
  state.sequence = event.sequence;
  state.recordedMicros = event.recordedMicros;
}

/** The state after a whole history, from the first event on. */
export function replayPolicy(events: Iterable<PolicyEvent>): PolicyState {
  const state = emptyPolicyState();
  for (const event of events) applyPolicyEvent(state, event);
  return state;
}

function applyProposed(state: PolicyState, event: PolicyEventOf<'ActProposed'>): void {
  if (state.acts.has(event.actId)) throw new RangeError(`act ${event.actId} is proposed twice`);
  if (event.command?.body.kind === 'foundAct') state.foundingMicros ??= event.effectiveMicros;
  state.acts.set(event.actId, {
    actId: event.actId,
    state: 'proposed',
    change: event.change,
    effectiveMicros: event.effectiveMicros,
    reason: event.reason,
    proposer: event.proposer,
    proposedMicros: event.recordedMicros,
    approvalsNeeded: event.approvalsNeeded,
    approverRole: event.approverRole,
    approvals: [],
    lastSequence: event.sequence,
  });
}

function updateAct(
  state: PolicyState,
  event: PolicyEvent & { readonly actId: string },
  changes: (act: Act) => Partial<Act>,
): Act {
  const act = state.acts.get(event.actId);
  if (act === undefined) throw new RangeError(`${event.type} of unknown act ${event.actId}`);
  const updated: Act = { ...act, ...changes(act), lastSequence: event.sequence };
  state.acts.set(event.actId, updated);
  return updated;
}

function applyDecided(state: PolicyState, event: PolicyEventOf<'ActDecided'>): void {
  const { approvalNumber, recordedMicros, books } = event;
  if (approvalNumber !== state.approvalNumber + 1) {
    throw new RangeError(`approval ${approvalNumber} follows ${state.approvalNumber}`);
  }
  const act = updateAct(state, event, () => ({
    state: 'decided',
    decision: { approvalNumber, recordedMicros, books },
  }));
  state.approvalNumber = approvalNumber;
  remember(state, act, event);
}

/** Keeps what later acts are judged by. */
function remember(state: PolicyState, act: Act, event: PolicyEventOf<'ActDecided'>): void {
  const { change, actId } = act;
  switch (change.type) {
    case 'configureInstrument':
      state.instruments.set(change.specification.instrumentId, change.specification);
      return;
    case 'setMembership': {
      const standing = {
        actId,
        approvalNumber: event.approvalNumber,
        actsMicros: Math.max(act.effectiveMicros, event.recordedMicros),
        status: change.status,
      };
      const timeline = state.standings.get(change.memberState) ?? [];
      state.standings.set(change.memberState, withStanding(timeline, standing));
      return;
    }
    case 'registerCertificate':
      state.certificates.set(change.certificate.certificateId, { instrument: change.instrument, actId });
      return;
    case 'withdrawCertificate':
      state.certificateWithdrawals.set(change.certificateId, actId);
      return;
    case 'setFloor':
      for (const book of event.books) {
        if (book.change.type === 'setFloor')
          state.floorVersions.set(book.instrument, book.change.floorVersion);
      }
      return;
    case 'setAnnex':
    case 'setCertificateLots':
    case 'setPhase':
    case 'setReferencePrice':
    case 'setPosition':
    case 'setBands':
    case 'setLimits':
    case 'setKillSwitch':
    case 'setReserve':
      return;
  }
}

function applyWithdrawn(state: PolicyState, event: PolicyEventOf<'ActWithdrawn'>): void {
  const act = updateAct(state, event, () => ({
    state: 'withdrawn',
    withdrawal: { userId: event.withdrawnBy, recordedMicros: event.recordedMicros },
  }));
  if (act.decision !== undefined) forget(state, act);
}

/** Takes back what deciding the act had made later acts be judged by. A floor's version is never given again. */
function forget(state: PolicyState, act: Act): void {
  const { change, actId } = act;
  if (change.type === 'setMembership') {
    const rest = (state.standings.get(change.memberState) ?? []).filter((one) => one.actId !== actId);
    if (rest.length === 0) state.standings.delete(change.memberState);
    else state.standings.set(change.memberState, rest);
  }
  if (change.type === 'registerCertificate') state.certificates.delete(change.certificate.certificateId);
  if (change.type === 'withdrawCertificate') state.certificateWithdrawals.delete(change.certificateId);
}
