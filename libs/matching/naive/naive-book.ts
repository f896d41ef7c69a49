import type {
  BookEvent,
  BookEventBody,
  DueCommandBody,
  InstrumentSpec,
  MembershipStatus,
  SequencedCommand,
  Side,
  TradingPhase,
} from '#contracts';
import type { Book, EventSink, StepOutcome } from '../book.js';
import type {
  DepthLevel,
  DeskPosition,
  Floor,
  HeldIdentifier,
  Indicative,
  LiveOrder,
  RegisteredCertificate,
} from '../book-reader.js';
import { decide } from '../decide.js';
import { assertMayRun, InvariantWatch } from '../invariants.js';
import { hashOfText, stateTextOf } from '../state-text.js';
import { applyEvent } from './apply-event.js';
import { NaiveState } from './naive-state.js';

/** Makes the obviously right book of one instrument, empty and closed. */
export function createNaiveBook(instrumentId: string): Book {
  return new NaiveBook(instrumentId);
}

/** The event in hand: `end` is set on it when it turns out to be the last. */
type PendingEvent = BookEvent & { end?: true };

class NaiveBook implements Book {
  private readonly state: NaiveState;
  private readonly watch = new InvariantWatch();

  constructor(instrumentId: string) {
    this.state = new NaiveState(instrumentId);
  }

  step(command: SequencedCommand, sink: EventSink): StepOutcome {
    assertMayRun(this.state, this.nextDue(command.bookMicros), command);
    const firstSequence = this.state.sequence + 1;
    let pending: PendingEvent | undefined;
    const emit = (body: BookEventBody): number => {
      const sequence = this.state.sequence + 1;
      const { bookMicros } = command;
      const event: PendingEvent =
        pending === undefined
          ? { sequence, bookMicros, command, ...body }
          : { sequence, bookMicros, ...body };
      if (pending !== undefined) sink(pending);
      this.change(event);
      pending = event;
      return sequence;
    };
    const repeated = decide({ book: this.state, command, emit });
    if (repeated !== undefined) return { kind: 'repeat', sequence: repeated };
    this.finish(pending, sink);
    return { kind: 'recorded', firstSequence, lastSequence: this.state.sequence };
  }

  private finish(pending: PendingEvent | undefined, sink: EventSink): void {
    this.watch.atEnd(this.state, pending);
    if (pending === undefined) return;
    pending.end = true;
    sink(pending);
  }

  apply(event: BookEvent): void {
    if (event.sequence <= this.state.sequence) return;
    this.change(event);
    if (event.end === true) this.watch.atEnd(this.state, event);
  }

  private change(event: BookEvent): void {
    applyEvent(this.state, event);
    this.watch.after(this.state, event);
  }

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

  nextDue(bookMicros: number): DueCommandBody | undefined {
    return this.state.nextDue(bookMicros);
  }

  lastOffset(partition: number): number {
    return this.state.offsetOf.get(partition) ?? -1;
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

  stateText(): string {
    return stateTextOf(this.state);
  }

  stateHash(): string {
    return hashOfText(this.stateText());
  }
}
