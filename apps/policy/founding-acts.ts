import {
  BLOC_STATE,
  minorUnitsToDecimal,
  unitsToDecimal,
  type ActChange,
  type TradingPhase,
} from '#contracts';
import { BlocDirectory, ConfigurationError, type BlocConfig, type InstrumentConfig } from '#platform';

/** An act that the founding conference decides. */
export interface FoundingAct {
  readonly actId: string;
  readonly change: ActChange;
  readonly reason: string;
}

const FOUNDED = 'decided by the founding conference';

/** The phase acts that bring a closed book to its first phase; an opening auction moves on to continuous by itself. */
const WAY_FROM_CLOSED: Readonly<Record<TradingPhase, readonly TradingPhase[]>> = {
  closed: [],
  preOpen: ['preOpen'],
  noCancel: ['preOpen', 'noCancel'],
  openingAuction: ['preOpen', 'openingAuction'],
  continuous: ['preOpen', 'openingAuction'],
  volatilityAuction: ['preOpen', 'openingAuction', 'volatilityAuction'],
  closingCall: ['preOpen', 'openingAuction', 'closingCall'],
  closingAuction: ['preOpen', 'openingAuction', 'closingCall', 'closingAuction'],
  halted: ['halted'],
  suspended: ['suspended'],
};

/**
 * The acts by which a bloc's files become what its books know, in the order in which the books need them: what is
 * traded, who may trade, with what, at which floor, from which positions, within which limits, what the reserve may
 * buy, and the way into the first phase at last.
 *
 * @throws ConfigurationError when a position is of a desk that the files do not have.
 */
export function foundingActs(bloc: BlocConfig): readonly FoundingAct[] {
  return [
    ...bloc.instruments.map(({ spec }) =>
      act(`BOOK-${spec.instrumentId}`, { type: 'configureInstrument', specification: spec }),
    ),
    ...bloc.members.map(({ memberState, status }) =>
      act(`MEMBER-${memberState}`, { type: 'setMembership', memberState, status }),
    ),
    ...bloc.annexes.map(({ memberState, mineral, productionStage }) =>
      act(`ANNEX-${memberState}-${mineral}-${productionStage}`, {
        type: 'setAnnex',
        memberState,
        mineral,
        productionStage,
        inForce: true,
      }),
    ),
    ...bloc.certificates.map(({ instrument, ...certificate }) =>
      act(`CERTIFICATE-${certificate.certificateId}`, {
        type: 'registerCertificate',
        instrument,
        certificate,
      }),
    ),
    ...bloc.instruments.flatMap(priceActs),
    ...positionActs(bloc),
    ...limitActs(bloc),
    ...reserveActs(bloc),
    ...bloc.instruments.flatMap(phaseActs),
  ];
}

function act(name: string, change: ActChange, reason = FOUNDED): FoundingAct {
  return { actId: `FOUNDING-${name}`, change, reason };
}

function priceActs({ spec, floorTicks, floorReason, referencePriceTicks }: InstrumentConfig): FoundingAct[] {
  const { instrumentId: instrument, tickSize } = spec;
  const acts: FoundingAct[] = [];
  if (floorTicks !== undefined) {
    const price = unitsToDecimal(floorTicks, tickSize);
    acts.push(act(`FLOOR-${instrument}`, { type: 'setFloor', instrument, price }, floorReason));
  }
  if (referencePriceTicks !== undefined) {
    const price = unitsToDecimal(referencePriceTicks, tickSize);
    acts.push(act(`REFERENCE-${instrument}`, { type: 'setReferencePrice', instrument, price }));
  }
  return acts;
}

function positionActs(bloc: BlocConfig): FoundingAct[] {
  const directory = new BlocDirectory(bloc);
  return bloc.openingBalances.positions.map(({ desk, instrument, positionLots }) => {
    const memberState = directory.desk(desk)?.memberState;
    if (memberState === undefined)
      throw new ConfigurationError(`the bloc has an opening position of no desk: ${desk}`);
    return act(`POSITION-${instrument}-${desk}`, {
      type: 'setPosition',
      instrument,
      desk,
      memberState,
      positionLots,
    });
  });
}

function limitActs(bloc: BlocConfig): FoundingAct[] {
  const directory = new BlocDirectory(bloc);
  return bloc.deskLimits.map(({ desk, instrument, limits }) => {
    const memberState = directory.desk(desk)?.memberState;
    if (memberState === undefined) throw new ConfigurationError(`the bloc has limits of no desk: ${desk}`);
    return act(`LIMITS-${instrument}-${desk}`, { type: 'setLimits', instrument, desk, memberState, limits });
  });
}

/** RESV-2: what the reserve holds already, then what it may spend and hold; from then on its bid stands at the floor. */
function reserveActs({ strategicReserve, instruments }: BlocConfig): FoundingAct[] {
  const desk = strategicReserve.participant;
  return strategicReserve.mandates.flatMap(({ instrument, budgetMinor, capLots, openingHoldingLots }) => {
    const decimals =
      instruments.find(({ spec }) => spec.instrumentId === instrument)?.spec.currencyDecimals ?? 0;
    const budget = minorUnitsToDecimal(budgetMinor, decimals);
    const held = { type: 'setPosition', instrument, desk, memberState: BLOC_STATE } as const;
    return [
      ...(openingHoldingLots === 0
        ? []
        : [act(`POSITION-${instrument}-${desk}`, { ...held, positionLots: openingHoldingLots })]),
      act(`RESERVE-${instrument}`, { type: 'setReserve', instrument, desk, budget, capLots }),
    ];
  });
}

function phaseActs({ spec, initialPhase }: InstrumentConfig): FoundingAct[] {
  const instrument = spec.instrumentId;
  return WAY_FROM_CLOSED[initialPhase].map((phase) =>
    act(`PHASE-${instrument}-${phase}`, { type: 'setPhase', instrument, phase }),
  );
}
