import { QUANTITY_MAX, decimalToMinorUnits, type ActChange } from '#contracts';
import type { PolicyRefusal } from './act-rules.js';
import { isWithin, refusal, refuseInstrument, refuseLots, refuseUnknownMember } from './known.js';
import type { PolicyState } from './policy-state.js';

const BASIS_POINTS_MAX = 10_000;

/** Acts that run the venue: price bands, desk limits, kill switches and the reserve's means. */
type VenueChange = Extract<ActChange, { type: 'setBands' | 'setLimits' | 'setKillSwitch' | 'setReserve' }>;

/**
 * Judges the contents of an act that runs the venue.
 *
 * @param actsMicros - when the act would act.
 * @see BAND-3, RISK-1, RISK-2, RESV-2
 */
export function refuseVenueChange(
  state: PolicyState,
  change: VenueChange,
  actsMicros: number,
): PolicyRefusal | undefined {
  switch (change.type) {
    case 'setBands':
      return refuseInstrument(state, change.instrument) ?? refuseBands(change, actsMicros);
    case 'setLimits':
      return (
        refuseInstrument(state, change.instrument) ??
        refuseUnknownMember(state, change.memberState) ??
        refuseLimits(state, change)
      );
    case 'setKillSwitch':
      return change.scope === 'memberState' ? refuseUnknownMember(state, change.name ?? '') : undefined;
    case 'setReserve':
      return (
        refuseInstrument(state, change.instrument) ??
        refuseAmount(state, change.instrument, change.budget) ??
        refuseLots(change.capLots, 0)
      );
  }
}

/** UNIT-4: bands that expire at T are gone for an act at T. */
function refuseBands(
  { bands, expiryMicros }: Extract<VenueChange, { type: 'setBands' }>,
  actsMicros: number,
): PolicyRefusal | undefined {
  for (const basisPoints of [bands.staticBasisPoints, bands.dynamicBasisPoints]) {
    if (basisPoints !== undefined && !isWithin(basisPoints, 0, BASIS_POINTS_MAX)) {
      return refusal('BAND_OUT_OF_RANGE', { basisPoints, max: BASIS_POINTS_MAX });
    }
  }
  return expiryMicros > actsMicros ? undefined : refusal('BANDS_EXPIRED', { expiryMicros });
}

function refuseLimits(
  state: PolicyState,
  { instrument, limits }: Extract<VenueChange, { type: 'setLimits' }>,
): PolicyRefusal | undefined {
  const { notionalMax, ...counts } = limits;
  for (const [limit, value] of Object.entries(counts)) {
    if (!isWithin(value, 0, QUANTITY_MAX)) return refusal('LIMIT_OUT_OF_RANGE', { limit, value });
  }
  return notionalMax === undefined ? undefined : refuseAmount(state, instrument, notionalMax);
}

/** UNIT-2: an amount is a whole number of minor units of the instrument's currency. */
function refuseAmount(state: PolicyState, instrument: string, amount: string): PolicyRefusal | undefined {
  const decimals = state.instruments.get(instrument)?.currencyDecimals ?? 0;
  const minorUnits = decimalToMinorUnits(amount, decimals);
  return minorUnits !== undefined && minorUnits <= BigInt(Number.MAX_SAFE_INTEGER)
    ? undefined
    : refusal('AMOUNT_OUT_OF_RANGE', { amount, decimals });
}
