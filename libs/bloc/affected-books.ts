import {
  BLOC_STATE,
  decimalToMinorUnits,
  decimalToUnits,
  type ActChange,
  type BookChange,
  type DeskLimits,
  type PolicyChange,
} from '#contracts';
import type { PolicyState } from './policy-state.js';

/**
 * Resolves an act into what each book is told: a membership reaches every book, an annex the books of its mineral and
 * stage, a kill switch every book, everything else one book. Amounts become minor units, prices become ticks; a floor gets the instrument's next version (FLOR-1).
 *
 * @param change - one that `refuseChange` has nothing against.
 * @returns the books in order of their configuration.
 * @see SEQ-2
 */
export function affectedBooks(state: PolicyState, change: ActChange): readonly BookChange[] {
  switch (change.type) {
    case 'configureInstrument':
      return [
        {
          instrument: change.specification.instrumentId,
          change: { type: 'configureInstrument', instrument: change.specification },
        },
      ];
    case 'setMembership': {
      const { type, memberState, status } = change;
      return booksWhere(state, { type, memberState, status });
    }
    case 'setAnnex': {
      const { type, memberState, mineral, productionStage, inForce } = change;
      return booksWhere(
        state,
        { type, memberState, mineral, productionStage, inForce },
        (instrument) => instrument.mineral === mineral && instrument.productionStage === productionStage,
      );
    }
    case 'registerCertificate':
      return oneBook(change.instrument, { type: change.type, certificate: change.certificate });
    case 'setCertificateLots': {
      const { instrument, type, certificateId, lots } = change;
      return oneBook(instrument, { type, certificateId, lots });
    }
    case 'withdrawCertificate':
      return oneBook(change.instrument, { type: change.type, certificateId: change.certificateId });
    case 'setFloor':
      return oneBook(change.instrument, {
        type: change.type,
        floorVersion: (state.floorVersions.get(change.instrument) ?? 0) + 1,
        priceTicks: ticksOf(state, change.instrument, change.price),
      });
    case 'setPhase':
      return oneBook(change.instrument, { type: change.type, phase: change.phase });
    case 'setReferencePrice':
      return oneBook(change.instrument, {
        type: change.type,
        priceTicks: ticksOf(state, change.instrument, change.price),
      });
    case 'setPosition': {
      const { instrument, type, desk, memberState, positionLots } = change;
      return oneBook(instrument, { type, desk, memberState, positionLots });
    }
    case 'setBands': {
      const { instrument, type, bands, expiryMicros } = change;
      return oneBook(instrument, { type, bands, expiryMicros });
    }
    case 'setLimits': {
      const { instrument, type, desk, memberState, limits } = change;
      return oneBook(instrument, {
        type,
        desk,
        memberState,
        limits: inMinorUnits(state, instrument, limits),
      });
    }
    case 'setKillSwitch': {
      const { type, scope, name, engaged } = change;
      return booksWhere(state, { type, scope, ...(name === undefined ? {} : { name }), engaged });
    }
    case 'setReserve': {
      const { instrument, type, desk, capLots } = change;
      const budget = minorUnitsOf(state, instrument, change.budget);
      return oneBook(instrument, { type, desk, memberState: BLOC_STATE, budget, capLots });
    }
  }
}

function oneBook(instrument: string, change: PolicyChange): readonly BookChange[] {
  return [{ instrument, change }];
}

function booksWhere(
  state: PolicyState,
  change: PolicyChange,
  isTouched: (instrument: { mineral: string; productionStage: string }) => boolean = () => true,
): readonly BookChange[] {
  const books: BookChange[] = [];
  for (const instrument of state.instruments.values()) {
    if (isTouched(instrument)) books.push({ instrument: instrument.instrumentId, change });
  }
  return books;
}

function inMinorUnits(state: PolicyState, instrument: string, limits: DeskLimits): DeskLimits {
  const { notionalMax } = limits;
  if (notionalMax === undefined) return limits;
  return { ...limits, notionalMax: minorUnitsOf(state, instrument, notionalMax) };
}

/** @throws RangeError when the amount was never judged: a fault of the caller. */
function minorUnitsOf(state: PolicyState, instrument: string, amount: string): string {
  const decimals = state.instruments.get(instrument)?.currencyDecimals;
  const minorUnits = decimals === undefined ? undefined : decimalToMinorUnits(amount, decimals);
  if (minorUnits === undefined) throw new RangeError(`${amount} is no amount of ${instrument}`);
  return minorUnits.toString();
}

/** @throws RangeError when the price was never judged: a fault of the caller. */
function ticksOf(state: PolicyState, instrument: string, price: string): number {
  const tickSize = state.instruments.get(instrument)?.tickSize;
  const ticks = tickSize === undefined ? undefined : decimalToUnits(price, tickSize);
  if (ticks === undefined) throw new RangeError(`${price} is no price of ${instrument}`);
  return Number(ticks);
}
