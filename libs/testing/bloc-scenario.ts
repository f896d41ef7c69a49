import { applyPolicyEvent, decidePolicy, emptyPolicyState, type Act, type PolicyState } from '#bloc';
import {
  FOUNDING_ACTOR,
  POLICY_RULES_VERSION,
  type ActChange,
  type CertificateOfOrigin,
  type InstrumentSpec,
  type MembershipStatus,
  type PolicyCommandBody,
  type PolicyEvent,
  type ProposableChange,
  type Role,
} from '#contracts';

/** 2026-11-23T00:00:00Z, a Monday. */
export const FOUNDED_MICROS = 1_795_392_000_000_000;
export const HOUR_MICROS = 3_600_000_000;

const EVERY_ROLE: readonly Role[] = ['proposer', 'approver', 'supervisor'];

/** A small instrument: NdPr oxide by default. */
export function sampleInstrument(overrides: Partial<InstrumentSpec> = {}): InstrumentSpec {
  return {
    instrumentId: 'NDPR-OXIDE',
    name: 'NdPr oxide',
    mineral: 'NdPr',
    productionStage: 'separatedOxide',
    tickSize: '0.01',
    currency: 'USD',
    currencyDecimals: 2,
    priceUnit: 'kg',
    lotSize: '100',
    grade: '99.5%',
    deliveryPoint: 'Rotterdam',
    notionalNumerator: 100,
    notionalDenominator: 1,
    nonBlocContentBasisPointsMax: 1000,
    identifierRetentionBusinessDays: 5,
    settlementCycleDays: 2,
    calendarId: 'BLOC',
    ...overrides,
  };
}

/** An act that sets a floor. */
export function floorOf(instrument: string, price: string): ProposableChange {
  return { type: 'setFloor', instrument, price };
}

/** An act that registers a certificate with NdPr oxide. */
export function certificateOf(
  certificateId: string,
  overrides: Partial<CertificateOfOrigin> = {},
): ProposableChange {
  return {
    type: 'registerCertificate',
    instrument: 'NDPR-OXIDE',
    certificate: {
      certificateId,
      originState: 'KAZ',
      mineral: 'NdPr',
      productionStage: 'separatedOxide',
      nonBlocContentBasisPoints: 250,
      expiryMicros: FOUNDED_MICROS + 10_000 * HOUR_MICROS,
      lots: 500,
      ...overrides,
    },
  };
}

/** Plays commands on the bloc's pure core and keeps the history. */
export class BlocScenario {
  readonly state: PolicyState = emptyPolicyState();
  readonly events: PolicyEvent[] = [];
  /** UTC microseconds of the next command. */
  micros = FOUNDED_MICROS;

  /** Two books, two states (`KAZ` with the standing given), one floor and one certificate; the founding is over. */
  static founded(standing: MembershipStatus = 'full'): BlocScenario {
    const bloc = new BlocScenario();
    const dysprosium = sampleInstrument({ instrumentId: 'DY-OXIDE', mineral: 'Dy', tickSize: '0.50' });
    bloc.found('FOUNDING-NDPR', { type: 'configureInstrument', specification: sampleInstrument() });
    bloc.found('FOUNDING-DY', { type: 'configureInstrument', specification: dysprosium });
    bloc.found('FOUNDING-KAZ', { type: 'setMembership', memberState: 'KAZ', status: standing });
    bloc.found('FOUNDING-AUS', { type: 'setMembership', memberState: 'AUS', status: 'full' });
    bloc.found('FOUNDING-FLOOR', floorOf('NDPR-OXIDE', '110.00'));
    bloc.found('FOUNDING-C-1', certificateOf('C-1'));
    bloc.run(FOUNDING_ACTOR, [], { kind: 'concludeFounding' });
    bloc.micros += HOUR_MICROS;
    return bloc;
  }

  run(actor: string, roles: readonly Role[], body: PolicyCommandBody): readonly PolicyEvent[] {
    const events = decidePolicy(this.state, {
      commandId: `command-${this.events.length}`,
      cause: actor === FOUNDING_ACTOR ? 'act' : 'command',
      actor,
      roles,
      receiveMicros: this.micros,
      recordedMicros: this.micros,
      rulesVersion: POLICY_RULES_VERSION,
      body,
    });
    for (const event of events) applyPolicyEvent(this.state, event);
    this.events.push(...events);
    return events;
  }

  found(actId: string, change: ActChange): readonly PolicyEvent[] {
    return this.run(FOUNDING_ACTOR, [], { kind: 'foundAct', actId, change, reason: 'founding' });
  }

  propose(actor: string, roles: readonly Role[], change: ProposableChange, effectiveMicros?: number): Act {
    const instant = effectiveMicros === undefined ? {} : { effectiveMicros };
    const [first] = this.run(actor, roles, { kind: 'proposeAct', change, reason: 'why', ...instant });
    if (first?.type !== 'ActProposed') throw new Error(`refused: ${JSON.stringify(first)}`);
    return this.act(first.actId);
  }

  approve(actor: string, roles: readonly Role[], actId: string): void {
    const [first] = this.run(actor, roles, { kind: 'approveAct', actId });
    if (first?.type !== 'ActApproved') throw new Error(`refused: ${JSON.stringify(first)}`);
  }

  withdraw(actor: string, actId: string): void {
    const [first] = this.run(actor, EVERY_ROLE, { kind: 'withdrawAct', actId });
    if (first?.type !== 'ActWithdrawn') throw new Error(`refused: ${JSON.stringify(first)}`);
  }

  /** Proposes as anna and signs as ben and cleo until the act is decided. */
  decide(change: ProposableChange, effectiveMicros?: number): Act {
    const { actId } = this.propose('anna', EVERY_ROLE, change, effectiveMicros);
    for (const approver of ['ben', 'cleo']) {
      if (this.act(actId).state === 'proposed') this.approve(approver, EVERY_ROLE, actId);
    }
    return this.act(actId);
  }

  /** The code of a refusal, else the type of the first event. */
  outcome(actor: string, roles: readonly Role[], body: PolicyCommandBody): string {
    const [first] = this.run(actor, roles, body);
    if (first === undefined) return 'nothing';
    return first.type === 'ActRequestRefused' ? first.code : first.type;
  }

  act(actId: string): Act {
    const act = this.state.acts.get(actId);
    if (act === undefined) throw new Error(`no act ${actId}`);
    return act;
  }
}
