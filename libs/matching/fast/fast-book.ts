import type { BookEvent, BookEventBody, SequencedCommand } from '#contracts';
import type { Book, EventSink, StepOutcome } from '../book.js';
import type { LiveOrder } from '../book-reader.js';
import { decide } from '../decide.js';
import { assertMayRun, InvariantWatch } from '../invariants.js';
import { StateBook } from '../state-book.js';
import { applyEvent } from './apply-event.js';
import { snapshotOf } from './fast-order.js';
import { Cell, Region, Room } from '../layout/memory-map.js';
import { Command } from '../layout/command-layout.js';
import { commandWordsMax, readCommand, writeCommand } from './command-words.js';
import { HotPath } from './hot-path.js';
import { FastRestorer } from './fast-restorer.js';
import { FastState } from './fast-state.js';
import { RecordReader, writeOther } from '../records/record-codec.js';
import { RecordRing } from '../records/record-ring.js';

/** How many orders a book has room for ahead, its memory touched. */
export interface BookRoom {
  /** Live at once. */
  readonly liveOrders: number;
  /** Entered, whose ids are held. */
  readonly orders: number;
}

/** Makes the fast book of one instrument, empty and closed. Beyond its room it grows as it goes. */
export function createFastBook(instrumentId: string, room?: BookRoom): FastBook {
  const book = new FastBook(instrumentId);
  if (room !== undefined) book.makeRoom(room);
  return book;
}

/** Kinds that the hot path may take; a repeat of an id takes the whole rules. */
function isForHotPath({ body }: SequencedCommand): boolean {
  return body.kind === 'placeOrder' || body.kind === 'cancelOrder' || body.kind === 'amendOrder';
}

/** Where the numeric form of a command that came as an object goes. */
const ONE_COMMAND = Region.ONE_COMMAND >>> 2;

/** The event in hand: `end` is set on it when it turns out to be the last. */
type PendingEvent = BookEvent & { end?: true };

/** One instrument's book in typed arrays; README.md says how it works. */
export class FastBook extends StateBook<FastState> implements Book {
  /** Events of commands in numeric form, until they are drained. */
  readonly records = new RecordRing(this.state.memory);
  private readonly hotPath = new HotPath(this.state, this.records);
  private readonly watch = new InvariantWatch();
  /** Where commands may wait in `words`, and where their room ends. */
  readonly commandsAt: number = Region.COMMANDS >>> 2;
  readonly commandsEnd: number = (Region.COMMANDS >>> 2) + Room.COMMAND_WORDS;

  constructor(instrumentId: string) {
    super(new FastState(instrumentId));
  }

  /** Makes room ahead; the book is empty. */
  makeRoom({ liveOrders, orders }: BookRoom): void {
    this.state.pool.makeRoom(liveOrders);
    this.state.log.makeRoom(orders);
  }

  /** Bytes that the tables take, by what they hold: live orders with their places in the book, and used ids (SEQ-4). */
  get tableBytes(): { readonly liveOrders: number; readonly usedIds: number } {
    const { memory, pool, log } = this.state;
    const ladders = memory.word(Cell.NODE_NEXT) - Region.LADDER_NODES;
    return { liveOrders: pool.bytes + ladders, usedIds: log.bytes };
  }

  step(command: SequencedCommand, sink: EventSink): StepOutcome {
    const { state, records } = this;
    if (!isForHotPath(command) || records.size > 0) return this.stepByRules(command, sink);
    if (commandWordsMax(command) > Room.ONE_COMMAND_WORDS) return this.stepByRules(command, sink);
    const firstSequence = state.sequence + 1;
    const end = writeCommand(state.memory.words, ONE_COMMAND, command, state.parties);
    if (end === ONE_COMMAND || this.hotPath.run(ONE_COMMAND, end) !== end) {
      return this.stepByRules(command, sink);
    }
    const reader = new RecordReader(records, state, () => command);
    records.drain((record, at) => sink(reader.read(record, at)));
    return { kind: 'recorded', firstSequence, lastSequence: state.sequence };
  }

  /** The words in which commands wait, for \`commandsAt\` on: those of the whole book. */
  get words(): Int32Array {
    return this.state.memory.words;
  }

  /** The most words that the numeric form of a command takes. */
  wordsMaxOf(command: SequencedCommand): number {
    return commandWordsMax(command);
  }

  /**
   * Writes an entry, cancel or amend in this book's numeric form: names become small integers in order of first
   * appearance, so the words mean nothing to another book.
   *
   * @param at - in `words`, from `commandsAt` on; there must be room for `wordsMaxOf(command)` words.
   * @returns where the next command goes; `at` itself when this one has no numeric form and must go to `step`.
   */
  encode(command: SequencedCommand, at: number): number {
    return writeCommand(this.words, at, command, this.state.parties);
  }

  /**
   * Runs commands in numeric form, each as `step` does; their events go to `records`, which refer to a command by its
   * place. Drain them while `words` still holds the commands.
   *
   * @param at - where the first one begins.
   * @param end - where the last one ends.
   * @throws InvariantViolation as `step` does.
   * @throws RangeError when too many records wait to be drained.
   */
  stepRecords(at: number, end: number): void {
    for (let next = this.hotPath.run(at, end); next < end; next = this.hotPath.run(next, end)) {
      const command = readCommand(this.words, next, this.state.parties);
      this.stepByRules(command, (event) => writeOther(this.records, event));
      next += this.words[next + Command.LENGTH] ?? 0;
    }
  }

  /** As `stepRecords`, for one command. @returns where the next one begins. */
  stepRecord(at: number): number {
    const end = at + (this.words[at + Command.LENGTH] ?? 0);
    this.stepRecords(at, end);
    return end;
  }

  /** Drains the records as the events that they stand for. */
  drainEvents(sink: EventSink): void {
    const { records, state, words } = this;
    const reader = new RecordReader(records, state, (at) => readCommand(words, at, state.parties));
    records.drain((record, at) => sink(reader.read(record, at)));
  }

  protected restorer(): FastRestorer {
    return new FastRestorer(this.state);
  }

  private stepByRules(command: SequencedCommand, sink: EventSink): StepOutcome {
    const { state } = this;
    assertMayRun(state, this.nextDue(command.bookMicros), command);
    const firstSequence = state.sequence + 1;
    let pending: PendingEvent | undefined;
    const emit = (body: BookEventBody): number => {
      const sequence = state.sequence + 1;
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
    const repeated = decide({ book: state, command, emit });
    if (repeated === undefined) this.finish(pending, sink);
    state.forgetViews();
    if (repeated !== undefined) return { kind: 'repeat', sequence: repeated };
    return { kind: 'recorded', firstSequence, lastSequence: state.sequence };
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
    this.state.forgetViews();
  }

  private change(event: BookEvent): void {
    applyEvent(this.state, event);
    this.watch.after(this.state, event);
  }

  override order(order: number): LiveOrder | undefined {
    return this.state.snapshot(order);
  }

  override liveOrders(): Iterable<LiveOrder> {
    return this.state.liveOrders().map(snapshotOf);
  }

  override ordersOfDesk(desk: string): Iterable<LiveOrder> {
    return this.state.ordersOfDesk(desk).map(snapshotOf);
  }
}
