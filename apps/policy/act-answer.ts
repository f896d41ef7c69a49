import type { Act, Approval } from '#bloc';
import type { ActChange } from '#contracts';
import { microsToIso } from '#platform';
import type { ActEffects, BookEffect } from './act-effects.js';
import type { PolicyLog } from './policy-log.js';

/** What a book has made of an act, as answers say it. */
interface ActBookAnswer {
  readonly instrument: string;
  readonly state: 'pending' | BookEffect['state'];
  readonly sequence?: number;
  readonly code?: string;
}

interface SignatureAnswer {
  readonly userId: string;
  readonly time: string;
}

/** An act as answers tell it: times in ISO-8601, prices as they were written. */
export interface ActAnswer {
  readonly actId: string;
  readonly state: Act['state'];
  readonly change: Readonly<Record<string, unknown>>;
  readonly effectiveTime: string;
  readonly reason: string;
  readonly proposer: string;
  readonly proposedTime: string;
  readonly approvals: readonly SignatureAnswer[];
  readonly approvalsNeeded: number;
  readonly approverRole: string;
  readonly approvalNumber?: number;
  readonly decidedTime?: string;
  readonly floorVersion?: number;
  readonly withdrawal?: SignatureAnswer;
  readonly books: readonly ActBookAnswer[];
  readonly position: number;
}

/** Tells an act with what its books have made of it so far. */
export function actAnswer(act: Act, log: PolicyLog, effects: ActEffects): ActAnswer {
  const { actId, state, decision, withdrawal } = act;
  const told = decision?.books ?? [];
  const sequenced = told.map(({ instrument }) => effects.effect(actId, instrument));
  const floor = told.find(({ change }) => change.type === 'setFloor')?.change;
  return {
    actId,
    state,
    change: changeAnswer(act.change),
    effectiveTime: microsToIso(act.effectiveMicros),
    reason: act.reason,
    proposer: act.proposer,
    proposedTime: microsToIso(act.proposedMicros),
    approvals: act.approvals.map(signatureAnswer),
    approvalsNeeded: act.approvalsNeeded,
    approverRole: act.approverRole,
    ...(decision === undefined
      ? {}
      : { approvalNumber: decision.approvalNumber, decidedTime: microsToIso(decision.recordedMicros) }),
    ...(floor?.type === 'setFloor' ? { floorVersion: floor.floorVersion } : {}),
    ...(withdrawal === undefined ? {} : { withdrawal: signatureAnswer(withdrawal) }),
    books: told.map(({ instrument }, index) => bookAnswer(instrument, sequenced[index])),
    position: Math.max(log.positionOf(actId), ...sequenced.map((effect) => effect?.position ?? 0)),
  };
}

function bookAnswer(instrument: string, effect: BookEffect | undefined): ActBookAnswer {
  if (effect === undefined) return { instrument, state: 'pending' };
  const { state, sequence, code } = effect;
  return { instrument, state, sequence, ...(code === undefined ? {} : { code }) };
}

function signatureAnswer({ userId, recordedMicros }: Approval): SignatureAnswer {
  return { userId, time: microsToIso(recordedMicros) };
}

function changeAnswer(change: ActChange): Readonly<Record<string, unknown>> {
  if (change.type === 'setBands') {
    const { type, instrument, bands } = change;
    return { type, instrument, ...bands, expiryTime: microsToIso(change.expiryMicros) };
  }
  if (change.type === 'setLimits') {
    const { limits, ...rest } = change;
    return { ...rest, ...limits };
  }
  if (change.type !== 'registerCertificate') return { ...change };
  const { expiryMicros, ...certificate } = change.certificate;
  const expiryTime = microsToIso(expiryMicros);
  return { type: change.type, instrument: change.instrument, ...certificate, expiryTime };
}
