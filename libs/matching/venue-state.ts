import type {
  BookEvent,
  BookEventOf,
  InstrumentSpec,
  KillSwitchScope,
  MembershipStatus,
  ProductionStage,
  SequencedCommand,
  TradingPhase,
} from '#contracts';
import type {
  BandOverride,
  Floor,
  HeldAct,
  Indicative,
  KillSwitch,
  Reserve,
  ReserveQuote,
  VolatilityAuction,
} from './book-reader.js';
import { InvariantViolation } from './invariant-violation.js';
import { compareTexts, entryOf } from './ordered-maps.js';
import { Schedule } from './schedule.js';
import type { VenueImage } from './snapshot/book-image.js';

/** Whether an annex is in force, by state, mineral and stage. */
interface Annex {
  readonly memberState: string;
  readonly mineral: string;
  readonly productionStage: ProductionStage;
  inForce: boolean;
}

/**
 * What a book knows beside its orders, desks and certificates: standing, policy, phase, prices, schedule. It is rare
 * and small, so every implementation of a book keeps it this way. Changed by events alone.
 */
export class VenueState {
  sequence = 0;
  bookMicros = 0;
  instrument: InstrumentSpec | undefined = undefined;
  phase: TradingPhase = 'closed';
  floor: Floor | undefined = undefined;
  referencePriceTicks: number | undefined = undefined;
  staticReferencePriceTicks: number | undefined = undefined;
  indicative: Indicative | undefined = undefined;
  floorLocked = false;
  reserveQuote: ReserveQuote = { liveLots: 0, reserveExhausted: false };
  reserve: Reserve | undefined = undefined;
  bandOverride: BandOverride | undefined = undefined;
  volatilityAuction: VolatilityAuction | undefined = undefined;

  readonly schedule = new Schedule();
  private readonly membershipOf = new Map<string, MembershipStatus>();
  private readonly annexesOf = new Map<string, Annex[]>();
  private readonly actSequences = new Map<string, number>();
  private readonly offsetOf = new Map<number, number>();
  /** Engaged kill switches by scope and name. */
  private readonly killSwitches = new Map<string, KillSwitch>();

  constructor(readonly instrumentId: string) {}

  membership(memberState: string): MembershipStatus | undefined {
    return this.membershipOf.get(memberState);
  }

  annexInForce(memberState: string): boolean {
    const { instrument } = this;
    if (instrument === undefined) return false;
    const annex = this.annexesOf
      .get(memberState)
      ?.find(
        ({ mineral, productionStage }) =>
          mineral === instrument.mineral && productionStage === instrument.productionStage,
      );
    return annex?.inForce ?? false;
  }

  isKillSwitchEngaged(scope: KillSwitchScope, name: string | undefined): boolean {
    return this.killSwitches.has(killSwitchKey({ scope, name }));
  }

  actSequence(actId: string): number | undefined {
    return this.actSequences.get(actId);
  }

  heldAct(actId: string): HeldAct | undefined {
    return this.schedule.heldAct(actId);
  }

  memberships(): Iterable<readonly [string, MembershipStatus]> {
    return [...this.membershipOf].sort(([left], [right]) => compareTexts(left, right));
  }

  annexes(): Iterable<Annex> {
    return [...this.annexesOf.values()]
      .flat()
      .sort(
        (left, right) =>
          compareTexts(left.memberState, right.memberState) ||
          compareTexts(left.mineral, right.mineral) ||
          compareTexts(left.productionStage, right.productionStage),
      );
  }

  engagedKillSwitches(): Iterable<KillSwitch> {
    const engaged = [...this.killSwitches].sort(([left], [right]) => compareTexts(left, right));
    return engaged.map(([, killSwitch]) => killSwitch);
  }

  acts(): Iterable<readonly [string, number]> {
    return this.actSequences;
  }

  heldActs(): Iterable<HeldAct> {
    return this.schedule.heldActs();
  }

  /** The last recorded offset of a bus partition, -1 when there is none. */
  lastOffset(partition: number): number {
    return this.offsetOf.get(partition) ?? -1;
  }

  offsets(): Iterable<readonly [number, number]> {
    return [...this.offsetOf].sort(([left], [right]) => left - right);
  }

  protected setOffset(partition: number, offset: number): void {
    this.offsetOf.set(partition, offset);
  }

  /** What the input of a command changes here by itself, before its first event does. */
  beginVenueCommand(sequence: number, { source, body }: SequencedCommand): void {
    if (source !== undefined) this.setOffset(source.partition, source.offset);
    if (body.kind === 'applyAct') this.actSequences.set(body.actId, sequence);
    else if (body.kind === 'applyDueAct') this.schedule.removeAct(body.actId);
  }

  /** Takes over all of a venue's part; what it holds of certificates, positions and limits is not kept here. */
  restoreVenue(sequence: number, bookMicros: number, image: VenueImage): void {
    this.sequence = sequence;
    this.bookMicros = bookMicros;
    this.phase = image.phase;
    this.instrument = image.instrument;
    this.floor = image.floor;
    this.referencePriceTicks = image.referencePriceTicks;
    this.staticReferencePriceTicks = image.staticReferencePriceTicks;
    this.indicative = image.indicative;
    this.floorLocked = image.floorLocked;
    this.reserveQuote = image.reserveQuote;
    const { reserve } = image;
    this.reserve = reserve && {
      ...reserve,
      budget: BigInt(reserve.budget),
      spentTickLots: BigInt(reserve.spentTickLots),
    };
    this.bandOverride = image.bandOverride;
    this.volatilityAuction = image.volatilityAuction;
    for (const [partition, offset] of image.offsets) this.setOffset(partition, offset);
    for (const [memberState, status] of image.memberships) this.setMembership(memberState, status);
    for (const annex of image.annexes) this.setAnnex(annex);
    for (const killSwitch of image.killSwitches) this.setKillSwitch({ ...killSwitch, engaged: true });
    for (const [actId, sequence] of image.acts) this.actSequences.set(actId, sequence);
    for (const held of image.heldActs) this.schedule.holdAct(held);
  }

  setMembership(memberState: string, status: MembershipStatus): void {
    this.membershipOf.set(memberState, status);
  }

  setAnnex({ memberState, mineral, productionStage, inForce }: Annex): void {
    const annexes = entryOf(this.annexesOf, memberState, () => []);
    const known = annexes.find(
      (annex) => annex.mineral === mineral && annex.productionStage === productionStage,
    );
    if (known === undefined) annexes.push({ memberState, mineral, productionStage, inForce });
    else known.inForce = inForce;
  }

  setKillSwitch({
    scope,
    name,
    engaged,
  }: Pick<BookEventOf<'KillSwitchSet'>, 'scope' | 'name' | 'engaged'>): void {
    const killSwitch = { scope, name };
    if (engaged) this.killSwitches.set(killSwitchKey(killSwitch), killSwitch);
    else this.killSwitches.delete(killSwitchKey(killSwitch));
  }
}

/** By scope, then name; the separator is below every character of a name. */
function killSwitchKey({ scope, name }: KillSwitch): string {
  return `${scope}\u0000${name ?? ''}`;
}

type VenueEvent = BookEventOf<
  | 'InstrumentConfigured'
  | 'MembershipChanged'
  | 'AnnexChanged'
  | 'FloorChanged'
  | 'ReferencePriceSet'
  | 'BandsSet'
  | 'BandsExpired'
  | 'KillSwitchSet'
  | 'ReserveSet'
  | 'ReserveQuoteChanged'
  | 'FloorLockedChanged'
  | 'ActScheduled'
  | 'ActWithdrawn'
  | 'AuctionUncrossed'
  | 'IndicativeChanged'
>;

/**
 * Changes the venue's part of a state by one event.
 *
 * @throws InvariantViolation when an act is scheduled without its command.
 */
export function applyVenueEvent(state: VenueState, event: VenueEvent): void {
  switch (event.type) {
    case 'InstrumentConfigured':
      state.instrument = event.instrument;
      return;
    case 'MembershipChanged':
      state.setMembership(event.memberState, event.status);
      return;
    case 'AnnexChanged':
      state.setAnnex(event);
      return;
    case 'FloorChanged':
      state.floor = { priceTicks: event.priceTicks, floorVersion: event.floorVersion };
      return;
    case 'ReferencePriceSet':
      state.referencePriceTicks = event.priceTicks;
      state.staticReferencePriceTicks = event.priceTicks;
      return;
    case 'BandsSet': {
      const { bands, expiryMicros, approvalNumber, sequence } = event;
      state.bandOverride = { bands, expiryMicros, approvalNumber, sequence };
      return;
    }
    case 'BandsExpired':
      state.bandOverride = undefined;
      return;
    case 'KillSwitchSet':
      state.setKillSwitch(event);
      return;
    case 'ReserveSet': {
      const { desk, memberState, budget, capLots } = event;
      const spentTickLots = state.reserve?.spentTickLots ?? 0n;
      state.reserve = { desk, memberState, budget: BigInt(budget), capLots, spentTickLots };
      return;
    }
    case 'ReserveQuoteChanged':
      state.reserveQuote = { liveLots: event.liveLots, reserveExhausted: event.reserveExhausted };
      return;
    case 'FloorLockedChanged':
      state.floorLocked = event.floorLocked;
      return;
    case 'ActScheduled':
      holdAct(state, event);
      return;
    case 'ActWithdrawn':
      state.schedule.removeAct(event.actId);
      return;
    case 'AuctionUncrossed':
      if (event.auction !== 'floor' && event.priceTicks !== undefined) {
        state.staticReferencePriceTicks = event.priceTicks;
      }
      return;
    case 'IndicativeChanged': {
      const { priceTicks, volumeLots } = event;
      state.indicative = priceTicks === undefined ? undefined : { priceTicks, volumeLots };
    }
  }
}

function holdAct(state: VenueState, event: BookEventOf<'ActScheduled'>): void {
  const body = event.command?.body;
  if (body?.kind !== 'applyAct') throw withoutInput(event);
  state.schedule.holdAct({ sequence: event.sequence, act: body });
}

/** INV-8: the event that begins a command lacks the command that it needs. */
export function withoutInput(event: BookEvent): InvariantViolation {
  return new InvariantViolation('INV-8', `event ${event.sequence} (${event.type}) lacks its command`);
}

/** SEQ-4: a refusal of the book holds its id; one that the edge should have made, or of a held id, does not. */
export function holdsIdentifier({ code }: BookEventOf<'OrderRejected'>): boolean {
  return code !== 'DUPLICATE_ID' && code !== 'MALFORMED' && code !== 'UNKNOWN_INSTRUMENT';
}

/**
 * RESV-2: what the reserve's purchase in a trade changes here.
 *
 * @throws InvariantViolation when there is no reserve.
 */
export function spendOfReserve(
  state: VenueState,
  { priceTicks, lots, sequence }: BookEventOf<'Traded'>,
): Reserve {
  const { reserve } = state;
  if (reserve === undefined) throw new InvariantViolation('RESV-1', `trade ${sequence} without a reserve`);
  const spentTickLots = reserve.spentTickLots + BigInt(priceTicks) * BigInt(lots);
  state.reserve = { ...reserve, spentTickLots };
  return reserve;
}
