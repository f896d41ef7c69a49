import {
  QUANTITY_MAX,
  decimalToUnits,
  type ActChange,
  type CertificateOfOrigin,
  type MembershipStatus,
} from '#contracts';
import type { PolicyRefusal } from './act-rules.js';
import { isWithin, refusal, refuseInstrument, refuseLots, refuseUnknownMember } from './known.js';
import { FIRST_STANDINGS, MEMBERSHIP_TRANSITIONS, standingAt } from './membership.js';
import type { PolicyState } from './policy-state.js';
import { refuseVenueChange } from './venue-change-rules.js';

const BASIS_POINTS_MAX = 10_000;

/**
 * Judges the contents of an act: once when it is proposed and again when it is decided, as the bloc may have moved
 * on between the two. What depends on a book's own state (phases, lots pledged) is the book's to refuse.
 *
 * @param actsMicros - when the act would act: its instant, or now when that has passed.
 * @returns the first reason against it; undefined when there is none.
 */
export function refuseChange(
  state: PolicyState,
  change: ActChange,
  actsMicros: number,
): PolicyRefusal | undefined {
  switch (change.type) {
    case 'setMembership':
      return refuseStanding(state, change.memberState, change.status, actsMicros);
    case 'setAnnex':
      return refuseAnnex(state, change);
    case 'registerCertificate':
      return (
        refuseRegistration(state, change.instrument, change.certificate) ??
        refuseExpired(change.certificate, actsMicros)
      );
    case 'setCertificateLots':
      return refuseCertificate(state, change.instrument, change.certificateId) ?? refuseLots(change.lots, 0);
    case 'withdrawCertificate':
      return refuseCertificate(state, change.instrument, change.certificateId);
    case 'setFloor':
    case 'setReferencePrice':
      return refusePrice(state, change.instrument, change.price);
    case 'setPhase':
      return refuseInstrument(state, change.instrument);
    case 'setPosition':
      return refuseUnknownMember(state, change.memberState) ?? refuseFoundingChange(state, change);
    case 'setBands':
    case 'setLimits':
    case 'setKillSwitch':
    case 'setReserve':
      return refuseVenueChange(state, change, actsMicros);
    case 'configureInstrument':
      return refuseFoundingChange(state, change);
  }
}

/**
 * Judges a founding act. The founding conference is free of what binds later acts: it gives any first standing,
 * grants annexes that no book needs yet and registers certificates that have run out.
 */
export function refuseFoundingChange(state: PolicyState, change: ActChange): PolicyRefusal | undefined {
  switch (change.type) {
    case 'configureInstrument':
      return state.instruments.has(change.specification.instrumentId)
        ? refusal('INSTRUMENT_CONFIGURED', { instrument: change.specification.instrumentId })
        : undefined;
    case 'setMembership':
      return state.standings.has(change.memberState)
        ? refusal('MEMBERSHIP_TRANSITION', { memberState: change.memberState, to: change.status })
        : undefined;
    case 'setAnnex':
      return refuseUnknownMember(state, change.memberState);
    case 'registerCertificate':
      return refuseRegistration(state, change.instrument, change.certificate);
    case 'setPosition':
      return refuseInstrument(state, change.instrument) ?? refuseLots(change.positionLots, -QUANTITY_MAX);
    case 'setCertificateLots':
    case 'withdrawCertificate':
    case 'setFloor':
    case 'setReferencePrice':
    case 'setPhase':
    case 'setBands':
    case 'setLimits':
    case 'setKillSwitch':
    case 'setReserve':
      return refuseChange(state, change, state.recordedMicros);
  }
}

function refuseStanding(
  state: PolicyState,
  memberState: string,
  status: MembershipStatus,
  actsMicros: number,
): PolicyRefusal | undefined {
  const from = standingAt(state.standings.get(memberState) ?? [], actsMicros);
  if (from === undefined) {
    return FIRST_STANDINGS.includes(status) ? undefined : refusal('UNKNOWN_MEMBER', { memberState });
  }
  if (MEMBERSHIP_TRANSITIONS[from].includes(status)) return undefined;
  return refusal('MEMBERSHIP_TRANSITION', { memberState, from, to: status });
}

function refuseAnnex(
  state: PolicyState,
  change: Extract<ActChange, { type: 'setAnnex' }>,
): PolicyRefusal | undefined {
  const { memberState, mineral, productionStage } = change;
  const unknown = refuseUnknownMember(state, memberState);
  if (unknown !== undefined) return unknown;
  for (const instrument of state.instruments.values()) {
    if (instrument.mineral === mineral && instrument.productionStage === productionStage) return undefined;
  }
  return refusal('ANNEX_WITHOUT_BOOK', { mineral, productionStage });
}

function refuseRegistration(
  state: PolicyState,
  instrument: string,
  certificate: CertificateOfOrigin,
): PolicyRefusal | undefined {
  const { certificateId, nonBlocContentBasisPoints } = certificate;
  const unknown = refuseInstrument(state, instrument);
  if (unknown !== undefined) return unknown;
  const registered = state.certificates.get(certificateId);
  if (registered !== undefined) {
    return refusal('CERTIFICATE_KNOWN', { certificateId, instrument: registered.instrument });
  }
  if (!isWithin(nonBlocContentBasisPoints, 0, BASIS_POINTS_MAX)) {
    return refusal('SHARE_OUT_OF_RANGE', { nonBlocContentBasisPoints, max: BASIS_POINTS_MAX });
  }
  return refuseLots(certificate.lots, 1);
}

/** UNIT-4: what expires at T is gone for an act at T. */
function refuseExpired(certificate: CertificateOfOrigin, actsMicros: number): PolicyRefusal | undefined {
  const { certificateId, expiryMicros } = certificate;
  return expiryMicros > actsMicros
    ? undefined
    : refusal('CERTIFICATE_EXPIRED', { certificateId, expiryMicros });
}

function refuseCertificate(
  state: PolicyState,
  instrument: string,
  certificateId: string,
): PolicyRefusal | undefined {
  const unknown = refuseInstrument(state, instrument);
  if (unknown !== undefined) return unknown;
  if (state.certificates.get(certificateId)?.instrument !== instrument) {
    return refusal('CERTIFICATE_NOT_FOUND', { certificateId, instrument });
  }
  const withdrawal = state.certificateWithdrawals.get(certificateId);
  return withdrawal === undefined
    ? undefined
    : refusal('CERTIFICATE_WITHDRAWN', { certificateId, actId: withdrawal });
}

function refusePrice(state: PolicyState, instrument: string, price: string): PolicyRefusal | undefined {
  const specification = state.instruments.get(instrument);
  if (specification === undefined) return refusal('UNKNOWN_INSTRUMENT', { instrument });
  const { tickSize } = specification;
  const ticks = decimalToUnits(price, tickSize);
  if (ticks === undefined) return refusal('OFF_TICK', { price, tickSize });
  return ticks >= 1n && ticks <= BigInt(QUANTITY_MAX)
    ? undefined
    : refusal('PRICE_OUT_OF_RANGE', { price, tickSize, maxTicks: QUANTITY_MAX });
}
