import type { BookEvent, SequencedCommand } from '#contracts';
import { createFastBook, RULES_VERSION, type FastBook } from '#matching';
import { FOUNDED_MICROS } from '#testing';
import { RecordList, sha256Of } from '../workloads/record-list.js';
import { FILL_FIELDS, OP_CANCEL, OP_FIELDS } from '../workloads/workload.js';
import { openBook, orderOf, ownerOf, REFERENCE_TICKS } from './bench-venue.js';
import { OPERATIONS_OF_A_STREAM, timed, type Contender, type Pass } from './contender.js';

/** The records are taken out so often, as a venue does between two appends. */
const BATCH_COMMANDS = 1_024;
const WORDS_INITIAL = 1 << 16;

/** The book under test by the door that a batch of commands takes: numbers in, binary records out. */
export const fastBook: Contender = {
  name: 'fast book',
  operations: () => OPERATIONS_OF_A_STREAM,
  fillsSha256: (ops) => playedOf(ops).fillsSha256,
  prepare: (ops) => new FastPass(playedOf(ops)),
};

/** The stream that was played last, for its passes come one after another. */
let lastPlayed: PlayedStream | undefined;

function playedOf(ops: Int32Array): PlayedStream {
  if (lastPlayed?.ops !== ops) lastPlayed = new PlayedStream(ops);
  return lastPlayed;
}

function openedBook(): FastBook {
  const book = createFastBook('BENCH');
  openBook(book, REFERENCE_TICKS);
  return book;
}

/** A stream as commands, which name an order by the sequence that accepted it: so it was played before. */
class PlayedStream {
  readonly fillsSha256: string;
  /** Sequence of the book after all of it. */
  readonly sequence: number;
  private readonly orderOfId: Float64Array;
  private readonly sideOfId: Uint8Array;

  constructor(readonly ops: Int32Array) {
    this.orderOfId = new Float64Array(this.count + 1);
    this.sideOfId = new Uint8Array(this.count + 1);
    const book = openedBook();
    const fills = new RecordList(FILL_FIELDS);
    const idOf = new Map<number, number>();
    const words = new Int32Array(WORDS_INITIAL);
    for (let index = 0; index < this.count; index++) {
      const at = index * OP_FIELDS;
      const id = ops[at + 4] ?? 0;
      if (ops[at] !== OP_CANCEL) {
        this.orderOfId[id] = book.sequence + 1;
        this.sideOfId[id] = ops[at + 1] ?? 0;
        idOf.set(book.sequence + 1, id);
      }
      book.encode(this.command(index), words, 0);
      book.stepRecord(words, 0);
      book.drainEvents(words, (event) => pushFill(fills, event, idOf));
    }
    this.fillsSha256 = sha256Of(fills.array());
    this.sequence = book.sequence;
  }

  get count(): number {
    return this.ops.length / OP_FIELDS;
  }

  command(index: number): SequencedCommand {
    const at = index * OP_FIELDS;
    const [type = 0, side = 0, price = 0, size = 0, id = 0] = this.ops.subarray(at, at + OP_FIELDS);
    const order = this.orderOfId[id] ?? 0;
    const owner = ownerOf(id, this.sideOfId[id] ?? 0);
    return {
      commandId: String(index),
      cause: 'command',
      actor: 'bench',
      receiveMicros: FOUNDED_MICROS,
      bookMicros: FOUNDED_MICROS,
      source: { partition: 0, offset: index },
      rulesVersion: RULES_VERSION,
      body:
        type === OP_CANCEL
          ? { kind: 'cancelOrder', ...owner, trader: 'trader', order }
          : orderOf(type, side, price, size, id),
    };
  }
}

function pushFill(fills: RecordList, event: BookEvent, idOf: ReadonlyMap<number, number>): void {
  if (event.type !== 'Traded') return;
  const { buyOrder, sellOrder, aggressorSide, priceTicks, lots } = event;
  const [taker, maker] = aggressorSide === 'buy' ? [buyOrder, sellOrder] : [sellOrder, buyOrder];
  fills.push(idOf.get(taker) ?? 0, idOf.get(maker) ?? 0, priceTicks, lots);
}

/** The words of a whole stream, used again by every pass. */
let words = new Int32Array(WORDS_INITIAL);

class FastPass implements Pass {
  private readonly book = openedBook();

  constructor(private readonly played: PlayedStream) {
    let at = 0;
    for (let index = 0; index < played.count; index++) {
      const command = played.command(index);
      if (at + this.book.wordsMaxOf(command) > words.length) {
        const larger = new Int32Array(words.length * 2);
        larger.set(words);
        words = larger;
      }
      const next = this.book.encode(command, words, at);
      if (next === at) throw new Error(`operation ${index} has no numeric form`);
      at = next;
    }
  }

  run(): number {
    const { book, played } = this;
    const nanos = timed(() => stepAll(book, words, played.count));
    if (book.sequence !== played.sequence) throw new Error('the passes of the fast book differ');
    return nanos;
  }
}

function stepAll(book: FastBook, commands: Int32Array, count: number): void {
  let at = 0;
  for (let done = 0; done < count;) {
    const end = Math.min(done + BATCH_COMMANDS, count);
    for (; done < end; done++) at = book.stepRecord(commands, at);
    book.records.clear();
  }
}
