import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PolicyCode, PolicyChange, ProposableChange, Role } from '#contracts';
import { BlocScenario, HOUR_MICROS } from '#testing';

const everyRole: readonly Role[] = ['proposer', 'approver', 'supervisor'];
const instrument = 'NDPR-OXIDE';
const later = (bloc: BlocScenario): number => bloc.micros + 9 * HOUR_MICROS;

const limits = { type: 'setLimits', instrument, desk: 'kaz-1', memberState: 'KAZ', limits: {} } as const;
const reserve = { type: 'setReserve', instrument, desk: 'reserve', budget: '1000.50', capLots: 5 } as const;
const position = {
  type: 'setPosition',
  instrument,
  desk: 'kaz-1',
  memberState: 'KAZ',
  positionLots: -3,
} as const;
const kill = { type: 'setKillSwitch', scope: 'desk', name: 'kaz-1', engaged: true } as const;

describe('acts that run the venue', () => {
  let bloc: BlocScenario;
  beforeEach(() => {
    bloc = BlocScenario.founded();
  });
  const bands = (): ProposableChange => ({
    type: 'setBands',
    instrument,
    bands: { staticBasisPoints: 500 },
    expiryMicros: later(bloc),
  });

  it('BAND-3 bands take two people', () => {
    const act = bloc.propose('sven', ['supervisor'], bands());
    expect(act).toMatchObject({ state: 'proposed', approverRole: 'supervisor', approvalsNeeded: 1 });
    expect(bloc.outcome('sven', everyRole, { kind: 'approveAct', actId: act.actId })).toBe('SELF_APPROVAL');
    bloc.approve('sara', ['supervisor'], act.actId);
    expect(bloc.act(act.actId).decision?.books).toEqual([
      {
        instrument,
        change: { type: 'setBands', bands: { staticBasisPoints: 500 }, expiryMicros: later(bloc) },
      },
    ]);
  });

  it.each([
    ['RISK-1', limits, 'supervisor', 1],
    ['RISK-1', position, 'supervisor', 1],
    ['RESV-2', reserve, 'approver', 2],
  ] as const)(
    'RISK-1 RESV-2 (%s) takes its signatures: %j',
    (_rule, change, approverRole, approvalsNeeded) => {
      expect(bloc.propose('anna', everyRole, change)).toMatchObject({
        state: 'proposed',
        approverRole,
        approvalsNeeded,
      });
    },
  );

  it('RISK-2 one supervisor pulls a kill switch at once, in every book; two lift it', () => {
    const pulled = bloc.propose('sven', ['supervisor'], kill);
    expect(pulled).toMatchObject({ state: 'decided', approvalsNeeded: 0 });
    expect(pulled.decision?.books).toEqual(
      ['NDPR-OXIDE', 'DY-OXIDE'].map((book) => ({ instrument: book, change: kill })),
    );
    const lifted = bloc.propose('sven', ['supervisor'], { ...kill, engaged: false });
    expect(lifted).toMatchObject({ state: 'proposed', approvalsNeeded: 1 });
    bloc.approve('sara', ['supervisor'], lifted.actId);
    expect(bloc.act(lifted.actId).state).toBe('decided');
  });

  it('RISK-2 a kill switch planned for later has time for two', () => {
    expect(bloc.propose('sven', ['supervisor'], kill, later(bloc))).toMatchObject({ approvalsNeeded: 1 });
    expect(bloc.outcome('paul', ['proposer'], { kind: 'proposeAct', change: kill, reason: 'r' })).toBe(
      'NOT_A_SUPERVISOR',
    );
  });

  it('UNIT-2 RISK-1 RESV-2 amounts become minor units of the instrument’s currency', () => {
    const toldOf = (change: ProposableChange): PolicyChange | undefined =>
      bloc.decide(change).decision?.books[0]?.change;
    expect(toldOf(reserve)).toMatchObject({
      desk: 'reserve',
      memberState: 'BLOC',
      budget: '100050',
      capLots: 5,
    });
    expect(toldOf({ ...limits, limits: { notionalMax: '25.1', orderSizeLotsMax: 3 } })).toMatchObject({
      limits: { notionalMax: '2510', orderSizeLotsMax: 3 },
    });
    expect(toldOf(position)).toEqual({
      type: 'setPosition',
      desk: 'kaz-1',
      memberState: 'KAZ',
      positionLots: -3,
    });
  });

  it.each([
    ['UNKNOWN_INSTRUMENT', { ...reserve, instrument: 'GOLD' }],
    ['AMOUNT_OUT_OF_RANGE', { ...reserve, budget: '0.001' }],
    ['AMOUNT_OUT_OF_RANGE', { ...reserve, budget: '90071992547410.00' }],
    ['LOTS_OUT_OF_RANGE', { ...reserve, capLots: -1 }],
    ['UNKNOWN_MEMBER', { ...limits, memberState: 'XXA' }],
    ['LIMIT_OUT_OF_RANGE', { ...limits, limits: { messagesPerSecondMax: -1 } }],
    ['AMOUNT_OUT_OF_RANGE', { ...limits, limits: { notionalMax: '1e9' } }],
    ['UNKNOWN_MEMBER', { ...kill, scope: 'memberState', name: 'XXA' }],
    ['UNKNOWN_MEMBER', { ...position, memberState: 'XXA' }],
    ['LOTS_OUT_OF_RANGE', { ...position, positionLots: 2 ** 31 }],
    ['BANDS_EXPIRED', { type: 'setBands', instrument, bands: {}, expiryMicros: 1 }],
    [
      'BAND_OUT_OF_RANGE',
      { type: 'setBands', instrument, bands: { dynamicBasisPoints: 10_001 }, expiryMicros: 1 },
    ],
  ] as [PolicyCode, ProposableChange][])('REJ %s: %j', (code, change) => {
    expect(bloc.outcome('anna', everyRole, { kind: 'proposeAct', change, reason: 'r' })).toBe(code);
  });
});
