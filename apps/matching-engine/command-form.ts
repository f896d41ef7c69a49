import {
  FLOOR_ALLOCATIONS,
  FLOOR_RAISE_POLICIES,
  KILL_SWITCH_SCOPES,
  MEMBERSHIP_STATUSES,
  ORDER_TYPES,
  PRODUCTION_STAGES,
  SIDES,
  STP_MODES,
  TIMES_IN_FORCE,
  TRADING_PHASES,
  type BookCommandBody,
  type PolicyChange,
} from '#contracts';

/** What is wrong with a value, as a path and a few words; undefined when its form is right. */
type Check = (value: unknown) => string | undefined;

interface Field {
  readonly check: Check;
  readonly isOptional: boolean;
}
interface Required extends Field {
  readonly isOptional: false;
}
interface Optional extends Field {
  readonly isOptional: true;
}

/** A field for every field that the contract has: one that is added there is not forgotten here. */
type FormOf<Type, Tag extends string = never> = {
  readonly [Name in Exclude<keyof Type, Tag>]-?: Partial<Pick<Type, Name>> extends Pick<Type, Name>
    ? Optional
    : Required;
};

/** Longer than any text that an edge lets through, and far shorter than what a store or a book could not hold. */
const TEXT_CHARACTERS_MAX = 4_096;
const LIST_ITEMS_MAX = 16;
/** Half of a character: it would not come back from the store as it went in. */
const HALF_CHARACTER = /\p{Surrogate}/u;

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value.length <= TEXT_CHARACTERS_MAX && !HALF_CHARACTER.test(value);

const required = (check: Check): Required => ({ check, isOptional: false });
const optional = ({ check }: Required): Optional => ({ check, isOptional: true });
const unless =
  (isRight: (value: unknown) => boolean, problem: string): Check =>
  (value) =>
    isRight(value) ? undefined : problem;

const TEXT = required(unless(isText, 'is no text that can be kept'));
/** What the book can count with; whether it is in range is the book's to judge. */
const INTEGER = required(
  unless((value) => Number.isSafeInteger(value) && !Object.is(value, -0), 'is no whole number'),
);
const FLAG = required(unless((value) => typeof value === 'boolean', 'is neither true nor false'));
const TRUE = required(unless((value) => value === true, 'is not true'));
const TEXTS = required(
  unless(
    (value) => Array.isArray(value) && value.length <= LIST_ITEMS_MAX && value.every(isText),
    'is no list of texts',
  ),
);

function word(words: readonly string[]): Required {
  return required(
    unless((value) => typeof value === 'string' && words.includes(value), 'is no word of its list'),
  );
}

/** @param tag - the field that tells which form it is: whoever chose the form has looked at it. */
function object(form: Readonly<Record<string, Field>>, tag?: string): Required {
  const names = Object.keys(form).filter((name) => form[name]?.isOptional === false);
  return required((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no object';
    const fields = value as Readonly<Record<string, unknown>>;
    for (const name of Object.keys(fields)) {
      if (name === tag) continue;
      if (!Object.hasOwn(form, name)) return `has a field that nobody knows`;
      const problem = form[name]?.check(fields[name]);
      if (problem !== undefined) return `${name} ${problem}`;
    }
    const missing = names.find((name) => !Object.hasOwn(fields, name));
    return missing === undefined ? undefined : `${missing} is missing`;
  });
}

type ChangeOf<Type extends PolicyChange['type']> = Extract<PolicyChange, { type: Type }>;
type InstrumentForm = FormOf<ChangeOf<'configureInstrument'>['instrument']>;
type BandsForm = FormOf<ChangeOf<'setBands'>['bands']>;
type LimitsForm = FormOf<ChangeOf<'setLimits'>['limits']>;
type CertificateForm = FormOf<ChangeOf<'registerCertificate'>['certificate']>;

const BANDS = object({
  staticBasisPoints: optional(INTEGER),
  dynamicBasisPoints: optional(INTEGER),
} satisfies BandsForm);

const INSTRUMENT = object({
  instrumentId: TEXT,
  name: TEXT,
  mineral: TEXT,
  productionStage: word(PRODUCTION_STAGES),
  tickSize: TEXT,
  currency: TEXT,
  currencyDecimals: INTEGER,
  priceUnit: TEXT,
  lotSize: TEXT,
  grade: TEXT,
  deliveryPoint: TEXT,
  notionalNumerator: INTEGER,
  notionalDenominator: INTEGER,
  nonBlocContentBasisPointsMax: INTEGER,
  identifierRetentionBusinessDays: INTEGER,
  settlementCycleDays: INTEGER,
  calendarId: TEXT,
  priceBands: optional(BANDS),
  volatilityAuctionSeconds: optional(INTEGER),
  floorAllocation: optional(word(FLOOR_ALLOCATIONS)),
} satisfies InstrumentForm);

const CERTIFICATE = object({
  certificateId: TEXT,
  originState: TEXT,
  mineral: TEXT,
  productionStage: word(PRODUCTION_STAGES),
  nonBlocContentBasisPoints: INTEGER,
  expiryMicros: INTEGER,
  lots: INTEGER,
} satisfies CertificateForm);

const LIMITS = object({
  orderSizeLotsMax: optional(INTEGER),
  openQuantityLotsMax: optional(INTEGER),
  positionLotsMax: optional(INTEGER),
  notionalMax: optional(TEXT),
  messagesPerSecondMax: optional(INTEGER),
} satisfies LimitsForm);

const DESK = { desk: TEXT, memberState: TEXT } as const;

const CHANGES: { readonly [Type in PolicyChange['type']]: FormOf<ChangeOf<Type>, 'type'> } = {
  configureInstrument: { instrument: INSTRUMENT },
  setMembership: { memberState: TEXT, status: word(MEMBERSHIP_STATUSES) },
  setAnnex: {
    memberState: TEXT,
    mineral: TEXT,
    productionStage: word(PRODUCTION_STAGES),
    inForce: FLAG,
  },
  registerCertificate: { certificate: CERTIFICATE },
  setCertificateLots: { certificateId: TEXT, lots: INTEGER },
  withdrawCertificate: { certificateId: TEXT },
  setFloor: { floorVersion: INTEGER, priceTicks: INTEGER },
  setPhase: { phase: word(TRADING_PHASES) },
  setReferencePrice: { priceTicks: INTEGER },
  setPosition: { ...DESK, positionLots: INTEGER },
  setBands: { bands: BANDS, expiryMicros: INTEGER },
  setLimits: { ...DESK, limits: LIMITS },
  setKillSwitch: { scope: word(KILL_SWITCH_SCOPES), name: optional(TEXT), engaged: FLAG },
  setReserve: { ...DESK, budget: TEXT, capLots: INTEGER },
};

/** One of several forms, told apart by a field. */
function oneOf(tag: string, forms: Readonly<Record<string, Readonly<Record<string, Field>>>>): Required {
  const checks = new Map(Object.entries(forms).map(([name, form]) => [name, object(form, tag).check]));
  return required((value) => {
    if (typeof value !== 'object' || value === null) return 'is no object';
    const name = (value as Readonly<Record<string, unknown>>)[tag];
    const check = typeof name === 'string' ? checks.get(name) : undefined;
    return check === undefined ? `is of no ${tag} that a book takes` : check(value);
  });
}

const TRADER = { ...DESK, trader: TEXT } as const;

const BODIES: {
  readonly [Kind in BookCommandBody['kind']]: FormOf<Extract<BookCommandBody, { kind: Kind }>, 'kind'>;
} = {
  placeOrder: {
    ...TRADER,
    clientOrderId: TEXT,
    side: word(SIDES),
    orderType: word(ORDER_TYPES),
    timeInForce: word(TIMES_IN_FORCE),
    quantityLots: INTEGER,
    priceTicks: optional(INTEGER),
    protectionLimitTicks: optional(INTEGER),
    triggerPriceTicks: optional(INTEGER),
    displayQuantityLots: optional(INTEGER),
    minQuantityLots: optional(INTEGER),
    postOnly: optional(TRUE),
    expiryMicros: optional(INTEGER),
    certificateId: optional(TEXT),
    onFloorRaise: optional(word(FLOOR_RAISE_POLICIES)),
    stpId: optional(TEXT),
    stpMode: optional(word(STP_MODES)),
    account: optional(TEXT),
  },
  amendOrder: {
    ...TRADER,
    order: INTEGER,
    expectedVersion: INTEGER,
    priceTicks: optional(INTEGER),
    triggerPriceTicks: optional(INTEGER),
    quantityLots: optional(INTEGER),
    displayQuantityLots: optional(INTEGER),
    expiryMicros: optional(INTEGER),
    account: optional(TEXT),
  },
  cancelOrder: { ...TRADER, order: INTEGER },
  massCancel: TRADER,
  cancelOnDisconnect: TRADER,
  applyAct: {
    actId: TEXT,
    approvalNumber: INTEGER,
    effectiveMicros: INTEGER,
    proposer: TEXT,
    approvers: TEXTS,
    reason: TEXT,
    change: oneOf('type', CHANGES),
  },
  withdrawAct: { actId: TEXT },
  dropIdentifiers: { endedBeforeMicros: INTEGER },
};

/** What names of instruments are made of; a stream is named by them. */
const INSTRUMENT_ID = /^[A-Z0-9][A-Z0-9-]{0,31}$/;

const COMMAND = object({
  commandId: TEXT,
  instrument: required(
    unless((value) => typeof value === 'string' && INSTRUMENT_ID.test(value), 'is no name of an instrument'),
  ),
  cause: word(['command', 'act', 'schedule']),
  actor: TEXT,
  receiveMicros: INTEGER,
  body: oneOf('kind', BODIES),
});

/**
 * Whether a value has the form of a command: every field there, of its type, and none that nobody knows, for what is
 * kept of it is kept for ever. What the fields say is the book's to judge.
 *
 * @returns what is wrong, in a few words; undefined when it is a command.
 */
export function commandFault(value: unknown): string | undefined {
  return COMMAND.check(value);
}
