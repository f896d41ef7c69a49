import type { BookEvent, SequencedCommand } from '#contracts';
import { createFastBook, RULES_VERSION, type EventSink, type FastBook } from '#matching';
import { FOUNDED_MICROS } from '#testing';
import { RecordList, sha256Of } from '../workloads/record-list.js';
import { FILL_FIELDS, OP_CANCEL, OP_FIELDS } from '../workloads/workload.js';
import { openBook, orderOf, ownerOf, REFERENCE_TICKS } from './bench-venue.js';

/** The most orders that one of the streams has live at once, and enters. */
const STREAM_ROOM = { liveOrders: 200_000, orders: 750_000 };

/** A fast book of the bench's venue, open for trading. It has room ahead, as that of a venue at its start. */
export function openedBook(sink?: EventSink): FastBook {
  const book = createFastBook('BENCH', STREAM_ROOM);
  openBook(book, REFERENCE_TICKS, sink);
  return book;
}

/** A stream as commands, which name an order by the sequence that accepted it: so it was played before. */
export class PlayedStream {
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
    const at = book.commandsAt;
    for (let index = 0; index < this.count; index++) {
      const op = index * OP_FIELDS;
      const id = ops[op + 4] ?? 0;
      if (ops[op] !== OP_CANCEL) {
        this.orderOfId[id] = book.sequence + 1;
        this.sideOfId[id] = ops[op + 1] ?? 0;
        idOf.set(book.sequence + 1, id);
      }
      book.encode(this.command(index), at);
      book.stepRecord(at);
      book.drainEvents((event) => pushFill(fills, event, idOf));
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

/**
 * Encodes a stream for a book, in the book's own words from where its commands wait.
 *
 * @returns where each command ends.
 * @throws Error on a command that has no numeric form, or no room: the bench would not measure what it says.
 */
export function encodeStream(played: PlayedStream, book: FastBook): Int32Array {
  const ends = new Int32Array(played.count);
  let at = book.commandsAt;
  for (let index = 0; index < played.count; index++) {
    const command = played.command(index);
    if (at + book.wordsMaxOf(command) > book.commandsEnd) throw new Error('the stream has no room');
    const next = book.encode(command, at);
    if (next === at) throw new Error(`operation ${index} has no numeric form`);
    ends[index] = next;
    at = next;
  }
  return ends;
}
