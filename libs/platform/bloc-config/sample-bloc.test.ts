import 'reflect-metadata';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MEMBERSHIP_STATUSES } from '#contracts';
import { BlocDirectory } from './bloc-directory.js';
import { loadBlocConfig } from './load-bloc-config.js';

const bloc = loadBlocConfig(path.resolve(import.meta.dirname, '../../../deploy/sample-bloc'));

describe('the sample bloc', () => {
  it('is marked as illustrative and has members in every status', () => {
    expect(bloc.illustrative).toBe(true);
    expect(bloc.members.length).toBeGreaterThanOrEqual(12);
    expect(new Set(bloc.members.map(({ status }) => status))).toEqual(new Set(MEMBERSHIP_STATUSES));
  });

  it('has 20 desks, each with a trader, one of them of no member', () => {
    expect(bloc.desks).toHaveLength(20);
    for (const { deskId } of bloc.desks) expect(bloc.users.some(({ desk }) => desk === deskId)).toBe(true);
    const outside = new Set(bloc.nonMembers.map(({ memberState }) => memberState));
    expect(bloc.desks.filter(({ memberState }) => outside.has(memberState))).toHaveLength(1);
  });

  it('UNIT-1 has eight instruments with exact integers, NdPr oxide floored at 110 a kilogram', () => {
    expect(bloc.instruments).toHaveLength(8);
    const ndpr = new BlocDirectory(bloc).instrument('NDPR-OXIDE');
    expect(ndpr).toMatchObject({
      spec: { tickSize: '0.05', currencyDecimals: 2, notionalNumerator: 2500, notionalDenominator: 1 },
      floorTicks: 2200,
      referencePriceTicks: 2250,
      initialPhase: 'continuous',
    });
    expect(new BlocDirectory(bloc).instrument('GA-METAL')?.spec).toMatchObject({
      notionalNumerator: 25,
      notionalDenominator: 2,
    });
  });

  it('MEMB-2 has a full member without the annex of an instrument', () => {
    const annexes = new Set(
      bloc.annexes.map((one) => `${one.memberState} ${one.mineral} ${one.productionStage}`),
    );
    expect(annexes.has('AUS NdPr separatedOxide')).toBe(true);
    expect(annexes.has('GBR Dy separatedOxide')).toBe(false);
    expect(annexes.has('JPN Li concentrate')).toBe(false);
  });

  it('MEMB-3 has a good certificate for every instrument', () => {
    const full = new Set(
      bloc.members.filter(({ status }) => status === 'full').map(({ memberState }) => memberState),
    );
    for (const { spec } of bloc.instruments) {
      const good = bloc.certificates.filter(
        (one) =>
          one.instrument === spec.instrumentId &&
          one.mineral === spec.mineral &&
          one.productionStage === spec.productionStage &&
          one.nonBlocContentBasisPoints <= spec.nonBlocContentBasisPointsMax &&
          one.expiryMicros > Date.UTC(2030, 0, 1) * 1_000 &&
          full.has(one.originState),
      );
      expect(good.length).toBeGreaterThan(1);
    }
  });
});
