import { TIMES_IN_FORCE, type DueCommandBody, type Side, type TimeInForce } from '#contracts';
import type {
  BookStateReader,
  DepthLevel,
  DeskLimitState,
  DeskPosition,
  HeldIdentifier,
  LiveOrder,
  LotsAtPrice,
  MarketDepth,
  RegisteredCertificate,
  StateLots,
} from '../book-reader.js';
import { InvariantViolation } from '../invariant-violation.js';
import type { ExpiringOrder } from '../schedule.js';
import { Cell } from '../layout/memory-map.js';
import { VenueState } from '../venue-state.js';
import { BookMemory } from './book-memory.js';
import { Accounts } from './accounts.js';
import { CertificateTable } from './certificate-table.js';
import { Expiries } from './expiries.js';
import { FastOrder, snapshotOf } from './fast-order.js';
import { IdentifierLog } from './identifier-log.js';
import { MarketQueue } from './market-queue.js';
import { Flag, Order, Rare } from '../layout/order-layout.js';
import { OrderPool } from './order-pool.js';
import { Parties } from './parties.js';
import { LadderPlace, PriceLadder } from './price-ladder.js';

/** How many live orders there are of the kinds that only the whole rules handle. */
export class SpecialCounts {
  parked = 0;
  atClose = 0;
  /** Icebergs, by side. */
  buyIcebergs = 0;
  sellIcebergs = 0;
}

/**
 * The whole state of the fast book: orders, levels, identifiers and sums in typed arrays, names as small integers. It
 * is changed by `applyEvent` and the hot path alone; everybody else reads.
 */
export class FastState extends VenueState implements BookStateReader {
  readonly memory = new BookMemory();
  readonly parties = new Parties(this.memory);
  /** The version of each floor that was in force, by its number from 1. */
  readonly floorVersions: number[] = [0];
  readonly pool = new OrderPool(this.memory);
  readonly log = new IdentifierLog(this.memory, this.parties);
  readonly accounts = new Accounts(this.memory, this.parties);
  readonly certificateTable = new CertificateTable(this.memory, this.parties.certificates);
  readonly expiries = new Expiries();
  readonly special = new SpecialCounts();
  readonly bids = new PriceLadder(this.memory, LadderPlace.BIDS, true, false);
  readonly offers = new PriceLadder(this.memory, LadderPlace.OFFERS, false, false);
  /** Waiting stops by trigger; at one trigger in entry order (ORDR-6). */
  readonly buyStops = new PriceLadder(this.memory, LadderPlace.BUY_STOPS, false, true);
  readonly sellStops = new PriceLadder(this.memory, LadderPlace.SELL_STOPS, true, true);
  readonly buyMarket = new MarketQueue(this.pool);
  readonly sellMarket = new MarketQueue(this.pool);
  /** Raised by every event that changes what the verdicts rest on. */
  policyVersion = 0;
  /** Raised by every event that is applied outside of the hot path. */
  changes = 0;
  private scratchWords = new Int32Array(256);
  /** Views handed out in this command, so that one order is one object. */
  private readonly views = new Map<number, FastOrder>();

  constructor(instrumentId: string) {
    super(instrumentId);
    this.accounts.ensure();
    this.memory.calls.notePartition = (partition) => {
      this.settleOffset();
      this.memory.setWord(Cell.PARTITION, partition);
    };
  }

  /** What the hot path reads of this state, as it is now. */
  putCells(): void {
    const { memory } = this;
    memory.setWhole(Cell.SEQUENCE, this.sequence);
    memory.setWhole(Cell.BOOK_MICROS, this.bookMicros);
    memory.setWord(Cell.REFERENCE, this.referencePriceTicks ?? 0);
    memory.setWord(Cell.STATIC_REFERENCE, this.staticReferencePriceTicks ?? 0);
    memory.setWord(Cell.BOUNDS_REFERENCE, -1);
    memory.setWord(Cell.FLOOR_LOCKED, this.floorLocked ? 1 : 0);
  }

  /** What the hot path changed of this state. */
  takeCells(): void {
    const { memory } = this;
    this.sequence = memory.whole(Cell.SEQUENCE);
    this.bookMicros = memory.whole(Cell.BOOK_MICROS);
    const reference = memory.word(Cell.REFERENCE);
    this.referencePriceTicks = reference === 0 ? undefined : reference;
  }

  /** The partition that commands came from last on the hot path, and its offset, are kept where that can reach them. */
  private settleOffset(): void {
    const { memory } = this;
    const partition = memory.word(Cell.PARTITION);
    if (partition >= 0) super.setOffset(partition, memory.whole(Cell.OFFSET));
    memory.setWord(Cell.PARTITION, -1);
  }

  protected override setOffset(partition: number, offset: number): void {
    this.settleOffset();
    super.setOffset(partition, offset);
  }

  override lastOffset(partition: number): number {
    this.settleOffset();
    return super.lastOffset(partition);
  }

  override offsets(): Iterable<readonly [number, number]> {
    this.settleOffset();
    return super.offsets();
  }

  ladder(side: Side): PriceLadder {
    return side === 'buy' ? this.bids : this.offers;
  }

  stops(side: Side): PriceLadder {
    return side === 'buy' ? this.buyStops : this.sellStops;
  }

  market(side: Side): MarketQueue {
    return side === 'buy' ? this.buyMarket : this.sellMarket;
  }

  /** Room for the words of one request, for its user's next line: the same for everybody. */
  scratch(words: number): Int32Array {
    if (this.scratchWords.length < words) this.scratchWords = new Int32Array(words);
    return this.scratchWords;
  }

  /** Forgets the views of a command that is over. */
  forgetViews(): void {
    if (this.views.size > 0) this.views.clear();
  }

  view(slot: number): FastOrder {
    let view = this.views.get(slot);
    if (view === undefined) {
      view = new FastOrder(this, slot);
      this.views.set(slot, view);
    }
    return view;
  }

  /** @throws InvariantViolation when it is not there: an event speaks of an order that this book does not have. */
  liveSlot(order: number): number {
    const slot = this.pool.slotOf(order);
    if (slot === 0) throw new InvariantViolation('INV-3', `order ${order} is not live`);
    return slot;
  }

  /** The first gtd order to expire (ORDR-1). */
  get firstToExpire(): ExpiringOrder | undefined {
    return this.expiries.first;
  }

  nextDue(bookMicros: number): DueCommandBody | undefined {
    return this.schedule.nextDue(bookMicros, this);
  }

  /** When the next of all falls due; `Infinity` when nothing will. */
  get nextDueMicros(): number {
    return this.schedule.firstMicros(this);
  }

  certificate(certificateId: string): RegisteredCertificate | undefined {
    return this.certificateTable.get(this.parties.certificates.find(certificateId));
  }

  stateLots(memberState: string): StateLots {
    return this.accounts.lotsOfState(memberState);
  }

  deskLots(memberState: string, desk: string): StateLots {
    return this.accounts.lotsOf(this.parties.findAccount(memberState, desk));
  }

  deskLimits(memberState: string, desk: string): DeskLimitState | undefined {
    return this.accounts.limitsOfAccount(this.parties.findAccount(memberState, desk));
  }

  order(order: number): FastOrder | undefined {
    const slot = this.pool.slotOf(order);
    return slot === 0 ? undefined : this.view(slot);
  }

  peek(order: number): FastOrder | undefined {
    const slot = this.pool.slotOf(order);
    return slot === 0 ? undefined : new FastOrder(this, slot);
  }

  /** The order as it is now, to keep. */
  snapshot(order: number): LiveOrder | undefined {
    const found = this.order(order);
    return found === undefined ? undefined : snapshotOf(found);
  }

  private viewsOf(passes: (at: number, words: Int32Array) => boolean): FastOrder[] {
    return this.pool.slotsInEntryOrder(passes).map((slot) => this.view(slot));
  }

  liveOrders(): FastOrder[] {
    return this.viewsOf(() => true);
  }

  *glanceAtOrders(): Iterable<FastOrder> {
    for (const slot of this.pool.slotsInEntryOrder(() => true)) yield new FastOrder(this, slot);
  }

  ordersOfDesk(desk: string): FastOrder[] {
    const { parties } = this;
    const number = parties.names.find(desk);
    return this.viewsOf(
      (at, words) => parties.deskNumber(parties.accountOf[words[at + Order.PARTY] ?? 0] ?? 0) === number,
    );
  }

  ordersOfState(memberState: string): FastOrder[] {
    const { parties } = this;
    const number = parties.names.find(memberState);
    return this.viewsOf(
      (at, words) => parties.stateNumber(parties.accountOf[words[at + Order.PARTY] ?? 0] ?? 0) === number,
    );
  }

  ordersOfTimes(timesInForce: readonly TimeInForce[]): FastOrder[] {
    const isOfThem = TIMES_IN_FORCE.map((timeInForce) => timesInForce.includes(timeInForce));
    return this.viewsOf(
      (at, words) => isOfThem[((words[at + Order.FLAGS] ?? 0) & Flag.TIME_MASK) >>> Flag.TIME_SHIFT] === true,
    );
  }

  offersOfCertificate(certificateId: string): FastOrder[] {
    const number = this.parties.certificates.find(certificateId);
    if (number === 0) return [];
    return this.viewsOf((at, words) => words[at + Order.CERTIFICATE] === number);
  }

  offersOfOrigin(memberState: string): FastOrder[] {
    const numbers = new Set<number>();
    for (const number of this.certificateTable.numbers()) {
      if (this.certificateTable.original(number)?.originState === memberState) numbers.add(number);
    }
    if (numbers.size === 0) return [];
    return this.viewsOf((at, words) => numbers.has(words[at + Order.CERTIFICATE] ?? 0));
  }

  offersBelow(priceTicks: number): FastOrder[] {
    const isBelow = (ticks: number): boolean => ticks !== 0 && ticks < priceTicks;
    return this.viewsOf((at, words) => {
      const flags = words[at + Order.FLAGS] ?? 0;
      if ((flags & (Flag.IS_SELL | Flag.IS_PARKED)) !== Flag.IS_SELL) return false;
      return isBelow(words[at + Order.PRICE] ?? 0) || isBelow(this.triggerOf(at >> Order.SHIFT));
    });
  }

  best(side: Side): FastOrder | undefined {
    return this.bestTicks(side) === undefined ? undefined : this.view(this.ladder(side).first());
  }

  bestTicks(side: Side): number | undefined {
    const { bestPrice } = this.ladder(side);
    if (bestPrice === 0) return undefined;
    return side === 'buy' && this.floor !== undefined && bestPrice < this.floor.priceTicks
      ? undefined
      : bestPrice;
  }

  limitOrders(side: Side): Iterable<FastOrder> {
    return this.queued(this.ladder(side), Order.PRICE);
  }

  *waitingStops(side: Side): Iterable<FastOrder> {
    const ladder = this.stops(side);
    for (let slot = ladder.first(); slot !== 0; slot = this.behind(ladder, slot, this.triggerOf(slot))) {
      yield this.view(slot);
    }
  }

  private *queued(ladder: PriceLadder, priceOffset: number): Iterable<FastOrder> {
    const priceOf = (slot: number): number => this.pool.words[(slot << Order.SHIFT) + priceOffset] ?? 0;
    for (let slot = ladder.first(); slot !== 0; slot = this.behind(ladder, slot, priceOf(slot))) {
      yield this.view(slot);
    }
  }

  private behind(ladder: PriceLadder, slot: number, price: number): number {
    const next = this.pool.nextOf(slot);
    return next === 0 ? ladder.firstBehind(price) : next;
  }

  triggerOf(slot: number): number {
    return this.rareTerm(slot, Rare.TRIGGER);
  }

  private rareTerm(slot: number, offset: number): number {
    const at = this.pool.rareAt(slot);
    return at === 0 ? 0 : (this.pool.rare[at + offset] ?? 0);
  }

  *levels(side: Side): Iterable<DepthLevel> {
    const ladder = this.ladder(side);
    const { pool } = this;
    for (let first = ladder.first(); first !== 0;) {
      const priceTicks = pool.words[(first << Order.SHIFT) + Order.PRICE] ?? 0;
      let [orders, displayedLots] = [0, 0];
      for (let slot = first; slot !== 0; slot = pool.nextOf(slot)) {
        orders++;
        displayedLots += this.displayedLots(slot);
      }
      yield { priceTicks, quantityLots: ladder.lotsAt(priceTicks), displayedLots, orders };
      first = ladder.firstBehind(priceTicks);
    }
  }

  *lotsByPrice(side: Side): Iterable<LotsAtPrice> {
    const ladder = this.ladder(side);
    const level = { priceTicks: 0, quantityLots: 0 };
    for (let first = ladder.first(); first !== 0; first = ladder.firstBehind(level.priceTicks)) {
      level.priceTicks = this.pool.words[(first << Order.SHIFT) | Order.PRICE] ?? 0;
      level.quantityLots = ladder.lotsAt(level.priceTicks);
      yield level;
    }
  }

  private displayedLots(slot: number): number {
    if (this.rareTerm(slot, Rare.DISPLAY) !== 0) return this.rareTerm(slot, Rare.PEAK_LEFT);
    return this.pool.words[(slot << Order.SHIFT) + Order.LEAVES] ?? 0;
  }

  marketOrders(side: Side): Iterable<FastOrder> {
    return this.market(side).slots.map((slot) => this.view(slot));
  }

  marketDepth(side: Side): Iterable<MarketDepth> {
    return this.market(side).depth();
  }

  parkedOrders(): FastOrder[] {
    if (this.special.parked === 0) return [];
    return this.viewsOf((at, words) => ((words[at + Order.FLAGS] ?? 0) & Flag.IS_PARKED) !== 0);
  }

  identifier(desk: string, clientOrderId: string): HeldIdentifier | undefined {
    const number = this.parties.names.find(desk);
    if (number === 0) return undefined;
    const position = this.log.findText(number, clientOrderId);
    return position === 0 ? undefined : { desk, clientOrderId, ...this.log.held(position) };
  }

  identifiersEndedBefore(micros: number): number {
    return this.log.countEndedBefore(micros);
  }

  *certificates(): Iterable<RegisteredCertificate> {
    for (const number of this.certificateTable.numbers()) {
      const certificate = this.certificateTable.get(number);
      if (certificate !== undefined) yield certificate;
    }
  }

  positions(): Iterable<DeskPosition> {
    return this.accounts.positions();
  }

  allDeskLimits(): Iterable<DeskLimitState> {
    return this.accounts.allLimits();
  }

  *identifiers(): Iterable<HeldIdentifier> {
    for (const position of this.log.positions()) {
      const held = this.log.held(position);
      const { desk, clientOrderId } = held.request;
      yield { desk, clientOrderId, ...held };
    }
  }

  /** Whether an order's flags are an offer's, as a side. */
  sideOfSlot(slot: number): Side {
    return ((this.pool.words[(slot << Order.SHIFT) + Order.FLAGS] ?? 0) & Flag.IS_SELL) === 0
      ? 'buy'
      : 'sell';
  }
}
