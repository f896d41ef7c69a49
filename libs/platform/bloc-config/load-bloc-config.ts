import { decimalToMinorUnits, decimalToUnits, QUANTITY_MAX, type InstrumentSpec } from '#contracts';
import { isoToMicros } from '../clock/iso-time.js';
import type {
  BlocConfig,
  CertificateConfig,
  FeeConfig,
  InstrumentConfig,
  OpeningCash,
  DeskLimitsConfig,
  ReserveMandate,
} from './bloc-config.js';
import { checkReferences } from './check-files.js';
import { BlocConfigurationError, Faults } from './faults.js';
import { notionalFraction, type NotionalFraction } from './notional.js';
import { readBlocFiles, type BlocFiles } from './read-files.js';

/**
 * Loads a bloc from its directory of YAML files and checks it as a whole.
 *
 * @throws BlocConfigurationError that lists every fault with file, field and rule.
 */
export function loadBlocConfig(directory: string): BlocConfig {
  const faults = new Faults();
  const files = readBlocFiles(directory, faults);
  if (files === undefined) throw new BlocConfigurationError(directory, faults.lines);
  checkReferences(files, faults);
  const bloc = faults.count === 0 ? blocOf(files, faults) : undefined;
  if (bloc === undefined || faults.count > 0) throw new BlocConfigurationError(directory, faults.lines);
  return bloc;
}

function blocOf(files: BlocFiles, faults: Faults): BlocConfig {
  const { bloc, members, annexes, desks, users, calendars, openingBalances, strategicReserve } = files;
  const decimals = new Map(bloc.currencies.map((one) => [one.currency, one.decimals]));
  const convert = new Conversion(files, decimals, faults);
  return {
    name: bloc.name,
    description: bloc.description,
    illustrative: bloc.illustrative,
    currencies: bloc.currencies,
    minerals: bloc.minerals,
    members: members.members,
    nonMembers: members.nonMembers,
    annexes: annexes.annexes.flatMap(({ memberState, mineral, productionStages }) =>
      productionStages.map((productionStage) => ({ memberState, mineral, productionStage })),
    ),
    desks: desks.desks,
    deskLimits: convert.deskLimits(),
    users: users.users,
    calendars: calendars.calendars,
    instruments: convert.instruments(),
    certificates: convert.certificates(),
    openingBalances: {
      cash: convert.cash(),
      metal: openingBalances.metal,
      positions: openingBalances.positions,
    },
    fees: convert.fees(),
    strategicReserve: {
      participant: strategicReserve.participant,
      name: strategicReserve.name,
      mandates: convert.mandates(),
    },
  };
}

type InstrumentEntry = BlocFiles['instruments']['instruments'][number];

function specOf(
  entry: InstrumentEntry,
  currencyDecimals: number,
  notional: NotionalFraction,
): InstrumentSpec {
  return {
    instrumentId: entry.instrumentId,
    name: entry.name,
    mineral: entry.mineral,
    productionStage: entry.productionStage,
    tickSize: entry.tickSize,
    currency: entry.currency,
    currencyDecimals,
    priceUnit: entry.priceUnit,
    lotSize: entry.lotSize,
    grade: entry.grade,
    deliveryPoint: entry.deliveryPoint,
    notionalNumerator: notional.numerator,
    notionalDenominator: notional.denominator,
    nonBlocContentBasisPointsMax: entry.nonBlocContentBasisPointsMax,
    identifierRetentionBusinessDays: entry.identifierRetentionBusinessDays,
    settlementCycleDays: entry.settlementCycleDays,
    calendarId: entry.calendarId,
    ...controlsOf(entry),
  };
}

/** Price controls, each only where the file names it: without them a specification stays as it was. */
function controlsOf(
  entry: InstrumentEntry,
): Pick<InstrumentSpec, 'priceBands' | 'volatilityAuctionSeconds' | 'floorAllocation'> {
  const { staticBandBasisPoints, dynamicBandBasisPoints, volatilityAuctionSeconds, floorAllocation } = entry;
  const priceBands = {
    ...(staticBandBasisPoints === undefined ? {} : { staticBasisPoints: staticBandBasisPoints }),
    ...(dynamicBandBasisPoints === undefined ? {} : { dynamicBasisPoints: dynamicBandBasisPoints }),
  };
  return {
    ...(Object.keys(priceBands).length === 0 ? {} : { priceBands }),
    ...(volatilityAuctionSeconds === undefined ? {} : { volatilityAuctionSeconds }),
    ...(floorAllocation === undefined ? {} : { floorAllocation }),
  };
}

/** Turns the decimals of the files into the integers of the venue; every reference is known to be good. */
class Conversion {
  constructor(
    private readonly files: BlocFiles,
    private readonly decimals: ReadonlyMap<string, number>,
    private readonly faults: Faults,
  ) {}

  instruments(): InstrumentConfig[] {
    const floors = this.files.floors.floors;
    return this.files.instruments.instruments.map((entry, index) => {
      const { initialPhase, referencePrice } = entry;
      const field = `instruments[${index}]`;
      const currencyDecimals = this.decimals.get(entry.currency) ?? 0;
      const notional = notionalFraction(entry.tickSize, entry.lotSize, currencyDecimals);
      if (notional === undefined) {
        this.faults.add('instruments.yaml', `${field}.lotSize`, 'times tickSize is too large or too fine');
      }
      const floorIndex = floors.findIndex(({ instrument }) => instrument === entry.instrumentId);
      const floor = floors[floorIndex];
      return {
        spec: specOf(entry, currencyDecimals, notional ?? { numerator: 0, denominator: 1 }),
        initialPhase,
        ...(referencePrice === undefined
          ? {}
          : {
              referencePriceTicks: this.ticks(
                'instruments.yaml',
                `${field}.referencePrice`,
                referencePrice,
                entry.tickSize,
              ),
            }),
        ...(floor === undefined
          ? {}
          : {
              floorTicks: this.ticks(
                'floors.yaml',
                `floors[${floorIndex}].price`,
                floor.price,
                entry.tickSize,
              ),
              floorReason: floor.reason,
            }),
      };
    });
  }

  certificates(): CertificateConfig[] {
    return this.files.certificates.certificates.map(({ expiryTime, ...rest }) => ({
      ...rest,
      expiryMicros: isoToMicros(expiryTime) ?? 0,
    }));
  }

  cash(): OpeningCash[] {
    return this.files.openingBalances.cash.map(({ participant, currency, amount }, index) => ({
      participant,
      currency,
      amountMinor: this.minor('opening-balances.yaml', `cash[${index}].amount`, amount, currency),
    }));
  }

  fees(): FeeConfig[] {
    return this.files.instruments.instruments.map(({ instrumentId, feePerLot, currency }, index) => ({
      instrument: instrumentId,
      perLotMinor: this.minor('instruments.yaml', `instruments[${index}].feePerLot`, feePerLot, currency),
    }));
  }

  deskLimits(): DeskLimitsConfig[] {
    return (this.files.desks.limits ?? []).map(({ desk, instrument, ...limits }, index) => {
      const { notionalMax } = limits;
      if (notionalMax !== undefined) {
        this.minor('desks.yaml', `limits[${index}].notionalMax`, notionalMax, this.currencyOf(instrument));
      }
      return { desk, instrument, limits };
    });
  }

  private currencyOf(instrument: string): string {
    const entry = this.files.instruments.instruments.find(({ instrumentId }) => instrumentId === instrument);
    return entry?.currency ?? '';
  }

  mandates(): ReserveMandate[] {
    return this.files.strategicReserve.mandates.map(
      ({ instrument, budget, capLots, openingHoldingLots }, index) => {
        const field = `mandates[${index}].budget`;
        const currency = this.currencyOf(instrument);
        const budgetMinor = this.minor('strategic-reserve.yaml', field, budget, currency);
        return { instrument, budgetMinor, capLots, openingHoldingLots };
      },
    );
  }

  private ticks(file: string, field: string, price: string, tickSize: string): number {
    const ticks = decimalToUnits(price, tickSize);
    if (ticks === undefined) this.faults.add(file, field, `must be a whole number of ticks of ${tickSize}`);
    else if (ticks > BigInt(QUANTITY_MAX))
      this.faults.add(file, field, `must be at most ${QUANTITY_MAX} ticks`);
    return Number(ticks ?? 0n);
  }

  private minor(file: string, field: string, amount: string, currency: string): number {
    const decimals = this.decimals.get(currency) ?? 0;
    const minor = decimalToMinorUnits(amount, decimals);
    if (minor === undefined) this.faults.add(file, field, `must have at most ${decimals} decimals`);
    else if (minor > BigInt(Number.MAX_SAFE_INTEGER)) this.faults.add(file, field, 'is too large');
    return Number(minor ?? 0n);
  }
}
