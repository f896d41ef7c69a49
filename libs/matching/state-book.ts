import type { DueCommandBody, InstrumentSpec, MembershipStatus, Side, TradingPhase } from '#contracts';
import type { Book } from './book.js';
import type {
  BandOverride,
  DepthLevel,
  DeskPosition,
  Floor,
  HeldIdentifier,
  Indicative,
  LiveOrder,
  RegisteredCertificate,
  Reserve,
  ReserveQuote,
  VolatilityAuction,
} from './book-reader.js';
import type { StateRestorer } from './snapshot/book-image.js';
import { readSnapshot, writeSnapshot, type Sha256, type SnapshotSource } from './snapshot/snapshot-codec.js';
import { hashOfStateText, writeStateText, type TakeBytes } from './state-text.js';

/** What a book asks of its state beside what the rules and the state's text read. */
interface ScheduledState extends SnapshotSource {
  nextDue(bookMicros: number): DueCommandBody | undefined;
  lastOffset(partition: number): number;
}

/** The reading half of a book, which asks its state; the same for every implementation. */
export abstract class StateBook<State extends ScheduledState> implements Omit<Book, 'step' | 'apply'> {
  protected constructor(protected readonly state: State) {}

  get instrumentId(): string {
    return this.state.instrumentId;
  }

  get sequence(): number {
    return this.state.sequence;
  }

  get bookMicros(): number {
    return this.state.bookMicros;
  }

  get instrument(): InstrumentSpec | undefined {
    return this.state.instrument;
  }

  get phase(): TradingPhase {
    return this.state.phase;
  }

  get floor(): Floor | undefined {
    return this.state.floor;
  }

  get referencePriceTicks(): number | undefined {
    return this.state.referencePriceTicks;
  }

  get staticReferencePriceTicks(): number | undefined {
    return this.state.staticReferencePriceTicks;
  }

  get indicative(): Indicative | undefined {
    return this.state.indicative;
  }

  get floorLocked(): boolean {
    return this.state.floorLocked;
  }

  get reserveQuote(): ReserveQuote {
    return this.state.reserveQuote;
  }

  get reserve(): Reserve | undefined {
    return this.state.reserve;
  }

  get bandOverride(): BandOverride | undefined {
    return this.state.bandOverride;
  }

  get volatilityAuction(): VolatilityAuction | undefined {
    return this.state.volatilityAuction;
  }

  nextDue(bookMicros: number): DueCommandBody | undefined {
    return this.state.nextDue(bookMicros);
  }

  lastOffset(partition: number): number {
    return this.state.lastOffset(partition);
  }

  order(order: number): LiveOrder | undefined {
    return this.state.order(order);
  }

  liveOrders(): Iterable<LiveOrder> {
    return this.state.liveOrders();
  }

  ordersOfDesk(desk: string): Iterable<LiveOrder> {
    return this.state.ordersOfDesk(desk);
  }

  depth(side: Side, levelsMax: number): readonly DepthLevel[] {
    const levels: DepthLevel[] = [];
    for (const { priceTicks, quantityLots, displayedLots, orders } of this.state.levels(side)) {
      if (levels.length >= levelsMax) break;
      levels.push({ priceTicks, quantityLots, displayedLots, orders });
    }
    return levels;
  }

  identifier(desk: string, clientOrderId: string): HeldIdentifier | undefined {
    return this.state.identifier(desk, clientOrderId);
  }

  membership(memberState: string): MembershipStatus | undefined {
    return this.state.membership(memberState);
  }

  certificate(certificateId: string): RegisteredCertificate | undefined {
    return this.state.certificate(certificateId);
  }

  positions(): Iterable<DeskPosition> {
    return this.state.positions();
  }

  writeSnapshot(lastEventId: string, sha256: Sha256): Uint8Array {
    return writeSnapshot(this.state, lastEventId, sha256);
  }

  restoreSnapshot(bytes: Uint8Array, sha256: Sha256): string {
    if (this.state.sequence !== 0) throw new Error('only an empty book takes a snapshot');
    return readSnapshot(bytes, this.instrumentId, sha256, this.restorer());
  }

  /** What fills this book's state, which is empty. */
  protected abstract restorer(): StateRestorer;

  writeStateText(take: TakeBytes): void {
    writeStateText(this.state, take);
  }

  stateText(): string {
    const decoder = new TextDecoder();
    let text = '';
    writeStateText(this.state, (bytes) => {
      text += decoder.decode(bytes, { stream: true });
    });
    return text;
  }

  stateHash(): string {
    return hashOfStateText(this.state);
  }
}
