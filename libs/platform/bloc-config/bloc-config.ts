import type {
  CertificateOfOrigin,
  DeskLimits,
  InstrumentSpec,
  MembershipStatus,
  ProductionStage,
  Role,
  TradingPhase,
} from '#contracts';

/** A state of the bloc and its standing at the venue's first start (MEMB-1). */
export interface MemberConfig {
  /** ISO 3166-1 alpha-3 code. */
  readonly memberState: string;
  readonly name: string;
  readonly status: MembershipStatus;
}

/** A state outside the bloc whose desks may connect and are refused. */
export interface NonMemberConfig {
  readonly memberState: string;
  readonly name: string;
}

/** A mineral and stage that a state may trade (MEMB-2); listed means in force. */
export interface AnnexConfig {
  readonly memberState: string;
  readonly mineral: string;
  readonly productionStage: ProductionStage;
}

/** A trading unit; also the participant of clearing under the same id. */
export interface DeskConfig {
  readonly deskId: string;
  readonly name: string;
  readonly memberState: string;
}

/** A person of the venue. */
export interface UserConfig {
  readonly userId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** Traders have one, others none. */
  readonly desk?: string;
}

/** A currency that instruments are quoted and settled in. */
export interface CurrencyConfig {
  readonly currency: string;
  /** Decimal places of its minor unit. */
  readonly decimals: number;
}

/** A tradable specification with what its book starts from. */
export interface InstrumentConfig {
  readonly spec: InstrumentSpec;
  readonly initialPhase: TradingPhase;
  /** PHAS-3; absent when none is configured. */
  readonly referencePriceTicks?: number;
  /** FLOR-1, version 1; absent when the instrument starts without a floor. */
  readonly floorTicks?: number;
  readonly floorReason?: string;
}

/** Days on which nothing settles. */
export interface CalendarConfig {
  readonly calendarId: string;
  readonly name: string;
  /** ISO weekdays, 1 is Monday and 7 Sunday. */
  readonly weekend: readonly number[];
  /** ISO dates (`2026-12-25`), ascending. */
  readonly holidays: readonly string[];
}

/** A certificate of origin and the book that it is registered with (MEMB-3). */
export interface CertificateConfig extends CertificateOfOrigin {
  readonly instrument: string;
}

/** Cash of a participant at the venue's first start. */
export interface OpeningCash {
  readonly participant: string;
  readonly currency: string;
  /** Minor units, a safe integer of 0 or more. */
  readonly amountMinor: number;
}

/** Metal of a participant in the warehouses at the venue's first start. */
export interface OpeningMetal {
  readonly participant: string;
  readonly instrument: string;
  readonly lots: number;
}

/** A desk's position that a book starts from (RISK-1, MEMB-2); may be negative. */
export interface OpeningPosition {
  readonly desk: string;
  readonly instrument: string;
  readonly positionLots: number;
}

/** CLRG-6: what each side pays for each lot traded. */
export interface FeeConfig {
  readonly instrument: string;
  /** Minor units of the instrument's currency. */
  readonly perLotMinor: number;
}

/** RISK-1: the limits that a desk starts with in an instrument; `notionalMax` is a decimal of its currency. */
export interface DeskLimitsConfig {
  readonly desk: string;
  readonly instrument: string;
  readonly limits: DeskLimits;
}

/** What the strategic reserve may buy of an instrument (RESV-2). */
export interface ReserveMandate {
  readonly instrument: string;
  /** Minor units of the instrument's currency. */
  readonly budgetMinor: number;
  readonly capLots: number;
  readonly openingHoldingLots: number;
}

/** The bloc's stockpile. */
export interface StrategicReserveConfig {
  readonly participant: string;
  readonly name: string;
  readonly mandates: readonly ReserveMandate[];
}

/**
 * Everything that a bloc's files say, checked as a whole. Lists keep the order of the files; look-ups by id are
 * `BlocDirectory`'s. It is where a venue starts: what is in force later is told by the books' streams alone (SEQ-2).
 */
export interface BlocConfig {
  readonly name: string;
  readonly description: string;
  /** True for a made-up bloc that says nothing of real states and firms. */
  readonly illustrative: boolean;
  readonly currencies: readonly CurrencyConfig[];
  readonly minerals: readonly { readonly mineral: string; readonly name: string }[];
  readonly members: readonly MemberConfig[];
  readonly nonMembers: readonly NonMemberConfig[];
  readonly annexes: readonly AnnexConfig[];
  readonly desks: readonly DeskConfig[];
  readonly deskLimits: readonly DeskLimitsConfig[];
  readonly users: readonly UserConfig[];
  readonly calendars: readonly CalendarConfig[];
  readonly instruments: readonly InstrumentConfig[];
  readonly certificates: readonly CertificateConfig[];
  readonly openingBalances: {
    readonly cash: readonly OpeningCash[];
    readonly metal: readonly OpeningMetal[];
    readonly positions: readonly OpeningPosition[];
  };
  readonly fees: readonly FeeConfig[];
  readonly strategicReserve: StrategicReserveConfig;
}
