import { isoToMicros, loadBlocConfig, type BlocConfig, type InstrumentConfig } from '#platform';
import { unitsToDecimal } from '#contracts';

/** A trader of the sample bloc who may trade an instrument, and the certificate that backs their offers. */
export interface EligibleTrader {
  readonly userId: string;
  readonly desk: string;
  readonly memberState: string;
}

/** An instrument with all that a load needs to trade it. */
export interface TradableInstrument {
  readonly instrumentId: string;
  readonly tickSize: string;
  readonly floorTicks: number;
  readonly referenceTicks: number;
  readonly certificateId: string;
  readonly traders: readonly EligibleTrader[];
  priceOf(ticks: number): string;
}

/** The sample bloc's instruments with the traders whose state is a full member with the annex in force. */
export function tradableInstruments(blocDir = 'deploy/sample-bloc'): TradableInstrument[] {
  const bloc = loadBlocConfig(blocDir);
  return bloc.instruments
    .filter((instrument) => instrument.initialPhase === 'continuous')
    .map((instrument) => tradable(bloc, instrument))
    .filter((instrument) => instrument !== undefined)
    .filter((instrument) => instrument.traders.length >= 2);
}

/** A user of the sample bloc with a role. */
export function userWithRole(role: BlocConfig['users'][number]['roles'][number], index = 0): string {
  const user = loadBlocConfig('deploy/sample-bloc').users.filter(({ roles }) => roles.includes(role))[index];
  if (user === undefined) throw new RangeError(`the sample bloc has no ${role} number ${index}`);
  return user.userId;
}

function tradable(
  bloc: BlocConfig,
  { spec, floorTicks, referencePriceTicks }: InstrumentConfig,
): TradableInstrument | undefined {
  const mayTrade = (memberState: string): boolean =>
    bloc.members.some((member) => member.memberState === memberState && member.status === 'full') &&
    bloc.annexes.some(
      (annex) =>
        annex.memberState === memberState &&
        annex.mineral === spec.mineral &&
        annex.productionStage === spec.productionStage,
    );
  const eligible = bloc.certificates.filter(
    (certificate) =>
      certificate.instrument === spec.instrumentId &&
      mayTrade(certificate.originState) &&
      certificate.productionStage === spec.productionStage &&
      certificate.mineral === spec.mineral &&
      certificate.nonBlocContentBasisPoints <= spec.nonBlocContentBasisPointsMax &&
      certificate.expiryMicros > (isoToMicros('2028-01-01T00:00:00Z') ?? 0),
  );
  const [certificate] = [...eligible].sort((one, other) => other.lots - one.lots);
  if (certificate === undefined) return undefined;
  const traders = bloc.users.flatMap(({ userId, roles, desk }) => {
    const unit = bloc.desks.find(({ deskId }) => deskId === desk);
    if (!roles.includes('trader') || unit === undefined || !mayTrade(unit.memberState)) return [];
    return [{ userId, desk: unit.deskId, memberState: unit.memberState }];
  });
  return {
    instrumentId: spec.instrumentId,
    tickSize: spec.tickSize,
    floorTicks: floorTicks ?? 1,
    referenceTicks: referencePriceTicks ?? floorTicks ?? 1,
    certificateId: certificate.certificateId,
    traders,
    priceOf: (ticks) => unitsToDecimal(ticks, spec.tickSize),
  };
}
