import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PolicyCode, PolicyCommandBody, ProposableChange, Role } from '#contracts';
import { BlocScenario, FOUNDED_MICROS, HOUR_MICROS, certificateOf, floorOf } from '#testing';
import { MEMBERSHIP_TRANSITIONS } from './membership.js';

const everyRole: readonly Role[] = ['proposer', 'approver', 'supervisor'];

describe('acts of policy', () => {
  let bloc: BlocScenario;
  beforeEach(() => {
    bloc = BlocScenario.founded();
  });

  describe('signatures', () => {
    const changes: [ProposableChange['type'], ProposableChange, Role, Role, number][] = [
      ['setFloor', floorOf('NDPR-OXIDE', '120.00'), 'proposer', 'approver', 2],
      [
        'setMembership',
        { type: 'setMembership', memberState: 'KAZ', status: 'suspended' },
        'proposer',
        'approver',
        2,
      ],
      [
        'setAnnex',
        {
          type: 'setAnnex',
          memberState: 'KAZ',
          mineral: 'NdPr',
          productionStage: 'separatedOxide',
          inForce: false,
        },
        'proposer',
        'approver',
        2,
      ],
      ['registerCertificate', certificateOf('C-9'), 'proposer', 'approver', 2],
      [
        'setCertificateLots',
        { type: 'setCertificateLots', instrument: 'NDPR-OXIDE', certificateId: 'C-1', lots: 5 },
        'proposer',
        'approver',
        2,
      ],
      [
        'withdrawCertificate',
        { type: 'withdrawCertificate', instrument: 'NDPR-OXIDE', certificateId: 'C-1' },
        'proposer',
        'approver',
        2,
      ],
      [
        'setReferencePrice',
        { type: 'setReferencePrice', instrument: 'NDPR-OXIDE', price: '112.5' },
        'proposer',
        'approver',
        2,
      ],
      [
        'setPhase',
        { type: 'setPhase', instrument: 'NDPR-OXIDE', phase: 'preOpen' },
        'supervisor',
        'supervisor',
        1,
      ],
    ];

    it.each(changes)(
      'FLOR-1 %s takes its proposer and the others that the rule asks for',
      (_type, change, proposes, signs, needed) => {
        const act = bloc.propose('anna', [proposes], change);
        expect(act).toMatchObject({ state: 'proposed', approvalsNeeded: needed, approverRole: signs });
        for (let count = 1; count <= needed; count += 1) {
          expect(bloc.act(act.actId).state).toBe('proposed');
          bloc.approve(`signer-${count}`, [signs], act.actId);
        }
        expect(bloc.act(act.actId).state).toBe('decided');
      },
    );

    it.each(changes)(
      'FLOR-1 %s is not proposed nor signed without the role',
      (_type, change, proposes, signs) => {
        const without = (role: Role): Role[] => everyRole.filter((one) => one !== role);
        expect(bloc.outcome('anna', without(proposes), { kind: 'proposeAct', change, reason: 'r' })).toBe(
          proposes === 'supervisor' ? 'NOT_A_SUPERVISOR' : 'NOT_A_PROPOSER',
        );
        const { actId } = bloc.propose('anna', [proposes], change);
        expect(bloc.outcome('ben', without(signs), { kind: 'approveAct', actId })).toBe(
          signs === 'supervisor' ? 'NOT_A_SUPERVISOR' : 'NOT_AN_APPROVER',
        );
      },
    );

    it('FLOR-1 one signature is not enough, and nobody signs their own or twice', () => {
      const { actId } = bloc.propose('anna', everyRole, floorOf('NDPR-OXIDE', '120.00'));
      expect(bloc.outcome('anna', everyRole, { kind: 'approveAct', actId })).toBe('SELF_APPROVAL');
      bloc.approve('ben', ['approver'], actId);
      expect(bloc.act(actId).state).toBe('proposed');
      expect(bloc.outcome('ben', ['approver'], { kind: 'approveAct', actId })).toBe('ALREADY_APPROVED');
      bloc.approve('cleo', ['approver'], actId);
      expect(bloc.act(actId)).toMatchObject({
        state: 'decided',
        approvals: [{ userId: 'ben' }, { userId: 'cleo' }],
      });
      expect(bloc.outcome('dora', ['approver'], { kind: 'approveAct', actId })).toBe('ACT_NOT_OPEN');
    });

    it.each(['halted', 'suspended'] as const)('PHAS-1 one supervisor alone sets %s at once', (phase) => {
      const act = bloc.propose('sven', ['supervisor'], { type: 'setPhase', instrument: 'DY-OXIDE', phase });
      expect(act).toMatchObject({ state: 'decided', approvalsNeeded: 0 });
      expect(act.decision?.books).toEqual([{ instrument: 'DY-OXIDE', change: { type: 'setPhase', phase } }]);
    });

    it('PHAS-1 a halt planned for later takes two supervisors', () => {
      const halt = { type: 'setPhase', instrument: 'DY-OXIDE', phase: 'halted' } as const;
      expect(bloc.propose('sven', ['supervisor'], halt, bloc.micros + HOUR_MICROS)).toMatchObject({
        state: 'proposed',
        approvalsNeeded: 1,
      });
    });

    it('PHAS-1 two resume: one supervisor alone does not', () => {
      const resume = { type: 'setPhase', instrument: 'DY-OXIDE', phase: 'preOpen' } as const;
      const { actId } = bloc.propose('sven', ['supervisor'], resume);
      expect(bloc.outcome('sven', ['supervisor'], { kind: 'approveAct', actId })).toBe('SELF_APPROVAL');
      bloc.approve('sara', ['supervisor'], actId);
      expect(bloc.act(actId).state).toBe('decided');
    });

    it('REJ an act that nobody proposed is not found', () => {
      expect(bloc.outcome('ben', everyRole, { kind: 'approveAct', actId: 'ACT-9999' })).toBe('ACT_NOT_FOUND');
      expect(bloc.outcome('ben', everyRole, { kind: 'withdrawAct', actId: 'ACT-9999' })).toBe(
        'ACT_NOT_FOUND',
      );
    });
  });

  describe('instants and withdrawal', () => {
    it('FLOR-1 an approval after the effective instant decides the act all the same', () => {
      const { actId } = bloc.propose('anna', everyRole, floorOf('NDPR-OXIDE', '120'), bloc.micros + 10);
      bloc.micros += HOUR_MICROS;
      bloc.approve('ben', everyRole, actId);
      bloc.approve('cleo', everyRole, actId);
      const act = bloc.act(actId);
      expect(act.state).toBe('decided');
      expect(act.decision!.recordedMicros).toBeGreaterThan(act.effectiveMicros);
    });

    it('FLOR-1 a proposal can be withdrawn until it is decided, by those who stand behind it', () => {
      const { actId } = bloc.propose('anna', everyRole, floorOf('NDPR-OXIDE', '120'));
      expect(bloc.outcome('ben', everyRole, { kind: 'withdrawAct', actId })).toBe('NOT_A_SIGNATORY');
      bloc.approve('ben', everyRole, actId);
      bloc.withdraw('ben', actId);
      expect(bloc.act(actId)).toMatchObject({ state: 'withdrawn', withdrawal: { userId: 'ben' } });
      expect(bloc.outcome('cleo', everyRole, { kind: 'approveAct', actId })).toBe('ACT_NOT_OPEN');
      expect(bloc.outcome('anna', everyRole, { kind: 'withdrawAct', actId })).toBe('ACT_NOT_OPEN');
    });

    it('FLOR-1 a decided act is withdrawn before its instant and no longer at it', () => {
      const instant = bloc.micros + HOUR_MICROS;
      const first = bloc.decide(floorOf('NDPR-OXIDE', '120'), instant);
      bloc.withdraw('anna', first.actId);
      expect(bloc.act(first.actId)).toMatchObject({ state: 'withdrawn', decision: { books: [{}] } });
      const second = bloc.decide(floorOf('NDPR-OXIDE', '121'), instant);
      bloc.micros = instant;
      const request = { kind: 'withdrawAct', actId: second.actId } as const;
      expect(bloc.outcome('anna', everyRole, request)).toBe('ACT_EFFECTIVE');
    });

    it('FLOR-1 an act says why', () => {
      const change = floorOf('NDPR-OXIDE', '120');
      expect(bloc.outcome('anna', everyRole, { kind: 'proposeAct', change, reason: ' ' })).toBe(
        'REASON_MISSING',
      );
    });

    it('SEQ-3 acts are numbered in order of their decision, not of their proposal', () => {
      const first = bloc.propose('anna', everyRole, floorOf('NDPR-OXIDE', '120'));
      const second = bloc.decide(floorOf('DY-OXIDE', '300'));
      bloc.approve('ben', everyRole, first.actId);
      bloc.approve('cleo', everyRole, first.actId);
      expect(bloc.act(first.actId).decision!.approvalNumber).toBe(second.decision!.approvalNumber + 1);
    });
  });

  describe('what books are told', () => {
    it('FLOR-1 floors are versioned by instrument as they are decided; a withdrawn version is not given again', () => {
      const told = (price: string, instant?: number): unknown =>
        bloc.decide(floorOf('NDPR-OXIDE', price), instant).decision!.books;
      expect(told('120')).toEqual([
        { instrument: 'NDPR-OXIDE', change: { type: 'setFloor', floorVersion: 2, priceTicks: 12_000 } },
      ]);
      const later = bloc.decide(floorOf('NDPR-OXIDE', '130'), bloc.micros + HOUR_MICROS);
      bloc.withdraw('anna', later.actId);
      expect(told('125.50')).toEqual([
        { instrument: 'NDPR-OXIDE', change: { type: 'setFloor', floorVersion: 4, priceTicks: 12_550 } },
      ]);
      expect(bloc.decide(floorOf('DY-OXIDE', '300')).decision!.books).toEqual([
        { instrument: 'DY-OXIDE', change: { type: 'setFloor', floorVersion: 1, priceTicks: 600 } },
      ]);
    });

    it('MEMB-4 a suspension reaches every book', () => {
      const act = bloc.decide({ type: 'setMembership', memberState: 'KAZ', status: 'suspended' });
      expect(act.decision!.books.map((book) => book.instrument)).toEqual(['NDPR-OXIDE', 'DY-OXIDE']);
    });

    it('MEMB-2 an annex reaches the books of its mineral and stage', () => {
      const act = bloc.decide({
        type: 'setAnnex',
        memberState: 'KAZ',
        mineral: 'Dy',
        productionStage: 'separatedOxide',
        inForce: true,
      });
      expect(act.decision!.books.map((book) => book.instrument)).toEqual(['DY-OXIDE']);
    });
  });

  describe('contents', () => {
    const proposals: [PolicyCode, string, ProposableChange][] = [
      ['UNKNOWN_INSTRUMENT', 'a floor of no instrument', floorOf('GOLD', '1')],
      [
        'UNKNOWN_INSTRUMENT',
        'a phase of no instrument',
        { type: 'setPhase', instrument: 'GOLD', phase: 'halted' },
      ],
      ['OFF_TICK', 'a floor between ticks', floorOf('DY-OXIDE', '300.25')],
      ['OFF_TICK', 'a floor that is no number', floorOf('DY-OXIDE', '1e3')],
      ['PRICE_OUT_OF_RANGE', 'a floor of nothing', floorOf('DY-OXIDE', '0')],
      ['PRICE_OUT_OF_RANGE', 'a floor beyond 32 bits', floorOf('NDPR-OXIDE', '21474836.48')],
      [
        'OFF_TICK',
        'a reference price between ticks',
        { type: 'setReferencePrice', instrument: 'DY-OXIDE', price: '1.1' },
      ],
      [
        'UNKNOWN_MEMBER',
        'a full member out of nowhere',
        { type: 'setMembership', memberState: 'XXA', status: 'full' },
      ],
      [
        'UNKNOWN_MEMBER',
        'an annex of no member',
        {
          type: 'setAnnex',
          memberState: 'XXA',
          mineral: 'Dy',
          productionStage: 'separatedOxide',
          inForce: true,
        },
      ],
      [
        'ANNEX_WITHOUT_BOOK',
        'an annex that no book trades',
        { type: 'setAnnex', memberState: 'KAZ', mineral: 'Dy', productionStage: 'magnet', inForce: true },
      ],
      ['CERTIFICATE_KNOWN', 'a certificate that a book has', certificateOf('C-1')],
      [
        'CERTIFICATE_KNOWN',
        'a certificate that another book has',
        { ...certificateOf('C-1'), instrument: 'DY-OXIDE' } as ProposableChange,
      ],
      [
        'CERTIFICATE_EXPIRED',
        'a certificate that has run out',
        certificateOf('C-2', { expiryMicros: FOUNDED_MICROS }),
      ],
      [
        'SHARE_OUT_OF_RANGE',
        'more foreign content than all',
        certificateOf('C-2', { nonBlocContentBasisPoints: 10_001 }),
      ],
      ['LOTS_OUT_OF_RANGE', 'a certificate of no lots', certificateOf('C-2', { lots: 0 })],
      [
        'CERTIFICATE_NOT_FOUND',
        "another book's certificate",
        { type: 'withdrawCertificate', instrument: 'DY-OXIDE', certificateId: 'C-1' },
      ],
      [
        'LOTS_OUT_OF_RANGE',
        'lots below zero',
        { type: 'setCertificateLots', instrument: 'NDPR-OXIDE', certificateId: 'C-1', lots: -1 },
      ],
    ];

    it.each(proposals)('REJ %s: %s', (code, _title, change) => {
      const roles = everyRole;
      expect(bloc.outcome('anna', roles, { kind: 'proposeAct', change, reason: 'r' })).toBe(code);
    });

    it('MEMB-3 a withdrawn certificate stays withdrawn, unless its withdrawal is taken back', () => {
      const withdrawal: ProposableChange = {
        type: 'withdrawCertificate',
        instrument: 'NDPR-OXIDE',
        certificateId: 'C-1',
      };
      const act = bloc.decide(withdrawal, bloc.micros + HOUR_MICROS);
      const again = { kind: 'proposeAct', change: withdrawal, reason: 'r' } as const;
      expect(bloc.outcome('anna', everyRole, again)).toBe('CERTIFICATE_WITHDRAWN');
      bloc.withdraw('anna', act.actId);
      expect(bloc.decide(withdrawal).state).toBe('decided');
    });

    it('MEMB-1 an act that has become impossible is refused with its last signature and stays open', () => {
      const suspend = { type: 'setMembership', memberState: 'KAZ', status: 'suspended' } as const;
      const late = bloc.propose('anna', everyRole, suspend);
      bloc.approve('ben', everyRole, late.actId);
      bloc.decide(suspend);
      const signature = { kind: 'approveAct', actId: late.actId } as const;
      expect(bloc.outcome('cleo', everyRole, signature)).toBe('MEMBERSHIP_TRANSITION');
      expect(bloc.act(late.actId)).toMatchObject({ state: 'proposed', approvals: [{ userId: 'ben' }] });
    });
  });

  describe('membership', () => {
    const statuses = Object.keys(MEMBERSHIP_TRANSITIONS) as (keyof typeof MEMBERSHIP_TRANSITIONS)[];
    const pairs = statuses.flatMap((from) => statuses.map((to) => [from, to] as const));

    it.each(pairs)('MEMB-1 from %s to %s only as the table says', (from, to) => {
      const founded = BlocScenario.founded(from);
      const change = { type: 'setMembership', memberState: 'KAZ', status: to } as const;
      if (MEMBERSHIP_TRANSITIONS[from].includes(to)) {
        expect(founded.decide(change).state).toBe('decided');
      } else {
        const request = { kind: 'proposeAct', change, reason: 'r' } as const;
        expect(founded.outcome('anna', everyRole, request)).toBe('MEMBERSHIP_TRANSITION');
      }
    });

    it('MEMB-1 a state comes in as an observer or acceding, then by accession', () => {
      bloc.decide({ type: 'setMembership', memberState: 'NAM', status: 'acceding' });
      bloc.decide({ type: 'setMembership', memberState: 'NAM', status: 'full' });
      expect(bloc.state.standings.get('NAM')!.map((standing) => standing.status)).toEqual([
        'acceding',
        'full',
      ]);
    });

    it('MEMB-1 a standing is judged by what is in force at its instant', () => {
      const instant = bloc.micros + HOUR_MICROS;
      bloc.decide({ type: 'setMembership', memberState: 'KAZ', status: 'withdrawing' }, instant);
      const leave = { type: 'setMembership', memberState: 'KAZ', status: 'withdrawn' } as const;
      const at = (effectiveMicros: number): PolicyCommandBody => ({
        kind: 'proposeAct',
        change: leave,
        reason: 'r',
        effectiveMicros,
      });
      expect(bloc.outcome('anna', everyRole, at(instant - 1))).toBe('MEMBERSHIP_TRANSITION');
      expect(bloc.outcome('anna', everyRole, at(instant))).toBe('ActProposed');
    });
  });

  describe('founding', () => {
    it('SEQ-2 the founding decides at once, all at one instant, in order', () => {
      const acts = [...bloc.state.acts.values()];
      expect(acts.map((act) => act.state)).toEqual(acts.map(() => 'decided'));
      expect(new Set(acts.map((act) => act.effectiveMicros))).toEqual(new Set([FOUNDED_MICROS]));
      expect(acts.map((act) => act.decision!.approvalNumber)).toEqual(acts.map((_act, index) => index + 1));
    });

    it('SEQ-2 a founding act again changes nothing; other contents or a late one are refused', () => {
      const change = floorOf('NDPR-OXIDE', '110.00');
      expect(bloc.found('FOUNDING-FLOOR', change)).toEqual([]);
      expect(bloc.found('FOUNDING-FLOOR', floorOf('NDPR-OXIDE', '111.00'))[0]).toMatchObject({
        code: 'FOUNDING_CHANGED',
      });
      expect(bloc.found('FOUNDING-LATE', change)[0]).toMatchObject({ code: 'FOUNDING_CONCLUDED' });
      expect(bloc.run('founding', [], { kind: 'concludeFounding' })).toEqual([]);
    });
  });
});
