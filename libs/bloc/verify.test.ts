import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  MEMBERSHIP_STATUSES,
  TRADING_PHASES,
  decodePolicyEvent,
  encodePolicyEvent,
  type PolicyCommandBody,
  type PolicyEvent,
  type ProposableChange,
  type Role,
} from '#contracts';
import { BlocScenario, certificateOf, floorOf } from '#testing';
import { applyPolicyEvent, replayPolicy } from './apply.js';
import { policyStateHash, verifyPolicy } from './verify.js';

const users = ['anna', 'ben', 'cleo', 'sven'];
const roles: readonly Role[] = ['proposer', 'approver', 'supervisor', 'trader'];
const instrument = fc.constantFrom('NDPR-OXIDE', 'DY-OXIDE', 'GOLD');
const memberState = fc.constantFrom('KAZ', 'AUS', 'NAM');
const certificateId = fc.constantFrom('C-1', 'C-2');

const change: fc.Arbitrary<ProposableChange> = fc.oneof(
  fc.tuple(instrument, fc.constantFrom('110', '120.5', '0', '1.23')).map(([id, price]) => floorOf(id, price)),
  fc
    .tuple(memberState, fc.constantFrom(...MEMBERSHIP_STATUSES))
    .map(([state, status]): ProposableChange => ({ type: 'setMembership', memberState: state, status })),
  fc
    .tuple(instrument, fc.constantFrom(...TRADING_PHASES))
    .map(([id, phase]): ProposableChange => ({ type: 'setPhase', instrument: id, phase })),
  certificateId.map((id) => certificateOf(id)),
  certificateId.map((id): ProposableChange => ({
    type: 'withdrawCertificate',
    instrument: 'NDPR-OXIDE',
    certificateId: id,
  })),
);

interface Step {
  readonly actor: string;
  readonly roles: readonly Role[];
  readonly pauseMicros: number;
  readonly pick: number;
  readonly kind: 'propose' | 'approve' | 'withdraw';
  readonly change: ProposableChange;
  readonly delayMicros?: number | undefined;
}

const step: fc.Arbitrary<Step> = fc.record({
  actor: fc.constantFrom(...users),
  roles: fc.subarray([...roles], { minLength: 2 }),
  pauseMicros: fc.nat(1000),
  pick: fc.nat(30),
  kind: fc.constantFrom('propose', 'approve', 'approve', 'approve', 'withdraw'),
  change,
  delayMicros: fc.option(fc.integer({ min: -500, max: 2000 }), { nil: undefined }),
});

function play(steps: readonly Step[]): BlocScenario {
  const bloc = BlocScenario.founded();
  for (const one of steps) {
    bloc.micros += one.pauseMicros;
    bloc.run(one.actor, one.roles, bodyOf(bloc, one));
  }
  return bloc;
}

function bodyOf(bloc: BlocScenario, one: Step): PolicyCommandBody {
  if (one.kind === 'propose') {
    const instant = one.delayMicros === undefined ? {} : { effectiveMicros: bloc.micros + one.delayMicros };
    return { kind: 'proposeAct', change: one.change, reason: 'why', ...instant };
  }
  const open = [...bloc.state.acts.keys()].slice(-4);
  const actId = open[one.pick % (open.length + 1)] ?? 'ACT-0';
  return one.kind === 'approve' ? { kind: 'approveAct', actId } : { kind: 'withdrawAct', actId };
}

const histories = fc.array(step, { maxLength: 40 }).map(play);

/** Through the stored bytes and back. */
function stored(events: readonly PolicyEvent[]): PolicyEvent[] {
  return events.map((event) => {
    const { type, version, data } = encodePolicyEvent(event);
    return decodePolicyEvent(type, version, data);
  });
}

describe('the history of acts', () => {
  it('INV-6 replays from its stored bytes to the same state, however often', () => {
    fc.assert(
      fc.property(histories, (bloc) => {
        const hash = policyStateHash(bloc.state);
        expect(policyStateHash(replayPolicy(bloc.events))).toBe(hash);
        expect(policyStateHash(replayPolicy(stored(bloc.events)))).toBe(hash);
      }),
    );
  });

  it('INV-7 an event again changes nothing', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (bloc, pick) => {
        const hash = policyStateHash(bloc.state);
        applyPolicyEvent(bloc.state, bloc.events[pick % bloc.events.length]!);
        expect(policyStateHash(bloc.state)).toBe(hash);
      }),
    );
  });

  it('AUDT-3 every event is what its command decides', () => {
    fc.assert(
      fc.property(histories, (bloc) => {
        expect(verifyPolicy(stored(bloc.events))).toMatchObject({
          equal: true,
          events: bloc.events.length,
          stateHash: policyStateHash(bloc.state),
        });
      }),
    );
  });

  it('INV-5 sequences have no gap, INV-8 every event names its actor and cause, SEQ-1 commands are whole', () => {
    fc.assert(
      fc.property(histories, (bloc) => {
        bloc.events.forEach((event, index) => {
          expect(event.sequence).toBe(index + 1);
          expect(event.actor).not.toBe('');
          expect(['command', 'act']).toContain(event.cause);
          const isFirst = index === 0 || bloc.events[index - 1]!.end === true;
          expect(event.command !== undefined).toBe(isFirst);
        });
        expect(bloc.events.at(-1)!.end).toBe(true);
      }),
    );
  });

  it('FLOR-1 whatever people try, no act is decided without enough others', () => {
    fc.assert(
      fc.property(histories, (bloc) => {
        const numbers: number[] = [];
        for (const act of bloc.state.acts.values()) {
          if (act.decision === undefined) continue;
          numbers.push(act.decision.approvalNumber);
          const signers = new Set(act.approvals.map((approval) => approval.userId));
          expect(signers.size).toBe(act.approvals.length);
          expect(signers.has(act.proposer)).toBe(false);
          expect(signers.size).toBe(act.approvalsNeeded);
          const isAlone = act.approvalsNeeded === 0 && act.proposer !== 'founding';
          if (isAlone) expect(act.change).toMatchObject({ type: 'setPhase' });
        }
        expect(numbers.sort((left, right) => left - right)).toEqual(numbers.map((_, index) => index + 1));
      }),
    );
  });

  it('FLOR-1 no two floors of an instrument share a version', () => {
    fc.assert(
      fc.property(histories, (bloc) => {
        const seen = new Set<string>();
        for (const event of bloc.events) {
          if (event.type !== 'ActDecided') continue;
          for (const { instrument: id, change: told } of event.books) {
            if (told.type !== 'setFloor') continue;
            expect(seen.has(`${id}.${told.floorVersion}`)).toBe(false);
            seen.add(`${id}.${told.floorVersion}`);
          }
        }
      }),
    );
  });

  it('AUDT-3 names the first event that was changed, left out or made up', () => {
    const bloc = BlocScenario.founded();
    const act = bloc.decide(floorOf('NDPR-OXIDE', '120'));
    const at = bloc.events.findIndex((event) => event.type === 'ActDecided' && event.actId === act.actId);
    const changed = bloc.events.map((event, index) =>
      index === at && event.type === 'ActDecided' ? { ...event, books: [] } : event,
    );
    expect(verifyPolicy(changed)).toMatchObject({ equal: false, difference: { sequence: at + 1 } });
    const shortened = bloc.events.filter((_event, index) => index !== at - 1);
    expect(verifyPolicy(shortened)).toMatchObject({ equal: false, difference: { sequence: at + 1 } });
    expect(() => replayPolicy(shortened)).toThrow('follows');
  });

  it('SEQ-1 a history whose last command is cut off is compared as far as it goes', () => {
    const bloc = BlocScenario.founded();
    bloc.decide(floorOf('NDPR-OXIDE', '120'));
    expect(verifyPolicy(bloc.events.slice(0, -1)).equal).toBe(true);
  });
});
