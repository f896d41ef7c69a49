import type { ApplyAct, InstrumentSpec, PolicyChange } from '#contracts';
import type { BookReader } from '../book-reader.js';
import { refusal, type Decision, type Refusal } from '../decision.js';
import { refuseActForm } from './act-form.js';
import { refuseCertificateChange, applyCertificateChange } from './certificates.js';
import { changeFloor } from './floor.js';
import { setKillSwitch } from './kill-switch.js';
import { enterPhase } from './phase-change.js';
import { refuseTransition } from './phases.js';
import { actOnStanding, cancelWithoutRight, enforceReduceOnly } from './rights.js';

/**
 * An act of policy reaches the book: it acts at once, or is held until its instant (SEQ-3, FLOR-1).
 *
 * @returns the sequence of the first result when the act is known already, which leaves no event.
 */
export function applyAct(decision: Decision, act: ApplyAct): number | undefined {
  const { book, emit, command } = decision;
  const known = book.actSequence(act.actId);
  if (known !== undefined) return known;
  const refused = refuseActForm(book, act);
  if (refused !== undefined) {
    emit({ type: 'ActRefused', actId: act.actId, ...refused });
  } else if (act.effectiveMicros > command.bookMicros) {
    emit({ type: 'ActScheduled', actId: act.actId, effectiveMicros: act.effectiveMicros });
  } else {
    takeEffect(decision, act, command.bookMicros);
  }
  return undefined;
}

/** A held act's instant has come. */
export function applyDueAct(decision: Decision, actId: string): void {
  const held = decision.book.heldAct(actId);
  if (held === undefined) decision.emit({ type: 'ActRefused', actId, ...refusal('ACT_NOT_PENDING') });
  else takeEffect(decision, held.act, held.act.effectiveMicros);
}

/** FLOR-1: a decided act can be withdrawn until its instant. */
export function withdrawAct({ book, emit }: Decision, actId: string): void {
  if (book.heldAct(actId) === undefined) emit({ type: 'ActRefused', actId, ...refusal('ACT_NOT_PENDING') });
  else emit({ type: 'ActWithdrawn', actId });
}

/** What is wrong with a change in the state in which it takes effect. */
function refuseChange(book: BookReader, change: PolicyChange, instantMicros: number): Refusal | undefined {
  switch (change.type) {
    case 'configureInstrument':
      return refuseNewNature(book.instrument, change.instrument);
    case 'setPhase':
      return refuseTransition(book.phase, change.phase);
    case 'registerCertificate':
    case 'setCertificateLots':
    case 'withdrawCertificate':
      return refuseCertificateChange(book, change, instantMicros);
    case 'setBands':
      // UNIT-4: what expires at the instant at which it takes effect is gone already.
      if (change.expiryMicros > instantMicros) return undefined;
      return refusal('MALFORMED', { field: 'expiryMicros' });
    case 'setMembership':
    case 'setAnnex':
    case 'setFloor':
    case 'setReferencePrice':
    case 'setPosition':
    case 'setLimits':
    case 'setKillSwitch':
    case 'setReserve':
      return undefined;
  }
}

/** What orders, trades and certificates of the book are measured in never changes under them. */
const FIXED_FIELDS = [
  'mineral',
  'productionStage',
  'tickSize',
  'lotSize',
  'currency',
  'currencyDecimals',
  'priceUnit',
  'notionalNumerator',
  'notionalDenominator',
] as const satisfies readonly (keyof InstrumentSpec)[];

function refuseNewNature(now: InstrumentSpec | undefined, next: InstrumentSpec): Refusal | undefined {
  if (now === undefined) return undefined;
  const field = FIXED_FIELDS.find((name) => now[name] !== next[name]);
  return field === undefined ? undefined : refusal('INSTRUMENT_FIXED', { field });
}

/** Carries out an act, or refuses it for the state that it meets. */
function takeEffect(decision: Decision, act: ApplyAct, instantMicros: number): void {
  const { change } = act;
  const refused = refuseChange(decision.book, change, instantMicros);
  if (refused !== undefined) decision.emit({ type: 'ActRefused', actId: act.actId, ...refused });
  else carryOut(decision, act);
}

function carryOut(decision: Decision, { change, approvalNumber }: ApplyAct): void {
  const { book, emit } = decision;
  switch (change.type) {
    case 'configureInstrument':
      emit({ type: 'InstrumentConfigured', instrument: change.instrument });
      cancelWithoutRight(decision, book.liveOrders());
      return;
    case 'setMembership':
      emit({ type: 'MembershipChanged', memberState: change.memberState, status: change.status });
      actOnStanding(decision, change.memberState);
      return;
    case 'setAnnex': {
      const { memberState, mineral, productionStage, inForce } = change;
      emit({ type: 'AnnexChanged', memberState, mineral, productionStage, inForce });
      actOnStanding(decision, memberState);
      return;
    }
    case 'registerCertificate':
    case 'setCertificateLots':
    case 'withdrawCertificate':
      applyCertificateChange(decision, change);
      return;
    case 'setFloor':
      changeFloor(decision, change);
      return;
    case 'setPhase':
      enterPhase(decision, change.phase);
      return;
    case 'setReferencePrice':
      emit({ type: 'ReferencePriceSet', priceTicks: change.priceTicks });
      return;
    case 'setPosition': {
      const { desk, memberState, positionLots } = change;
      emit({ type: 'PositionSet', desk, memberState, positionLots });
      enforceReduceOnly(decision, memberState);
      return;
    }
    case 'setBands': {
      const { bands, expiryMicros } = change;
      emit({ type: 'BandsSet', bands, expiryMicros, approvalNumber });
      return;
    }
    case 'setLimits': {
      const { desk, memberState, limits } = change;
      emit({ type: 'LimitsSet', desk, memberState, limits });
      return;
    }
    case 'setKillSwitch':
      setKillSwitch(decision, change);
      return;
    case 'setReserve': {
      const { desk, memberState, budget, capLots } = change;
      emit({ type: 'ReserveSet', desk, memberState, budget, capLots });
      return;
    }
  }
}
