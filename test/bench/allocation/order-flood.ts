import { RULES_VERSION, type FastBook } from '#matching';
import type { SequencedCommand } from '#contracts';
import { FOUNDED_MICROS } from '#testing';
import { SeededRandom } from '../../support/seeded-random.js';
import { orderOf, ownerOf, REFERENCE_TICKS } from '../matching/contenders/bench-venue.js';
import { openedBook } from '../matching/contenders/played-stream.js';
import { OP_ADD, OP_MARKET } from '../matching/workloads/workload.js';

const LIVE_ORDERS_MAX = 20_000;
/** Ids are held for so many commands, then dropped by command. */
const DROP_EVERY = 100_000;

/** Adds, cancels and market orders without end; it keeps no more of them than it needs to cancel some. */
export class OrderFlood {
  /** Of the commands that were told the book, since it was made. */
  longestMs = 0;
  private readonly random = new SeededRandom(42);
  private readonly book: FastBook = openedBook();
  /** Orders that may still rest, in a ring: the oldest is cancelled before another takes its place. */
  private readonly numbers = new Float64Array(LIVE_ORDERS_MAX);
  private readonly ids = new Float64Array(LIVE_ORDERS_MAX);
  private count = 0;

  get liveOrders(): number {
    return [...this.book.liveOrders()].length;
  }

  /** @returns nanoseconds in the book itself, without the making of the commands. */
  run(operations: number): number {
    let ms = 0;
    for (let done = 0; done < operations; done++) {
      this.count++;
      ms += this.count % DROP_EVERY === 0 ? this.dropIds() : this.next();
    }
    return ms * 1e6;
  }

  private next(): number {
    const { random, count, book } = this;
    const place = count % LIVE_ORDERS_MAX;
    const share = random.next();
    const oldest = this.numbers[place] ?? 0;
    if (oldest !== 0) {
      const id = this.ids[place] ?? 0;
      this.numbers[place] = 0;
      return this.step({ kind: 'cancelOrder', ...ownerOf(id, id % 2), trader: 'trader', order: oldest });
    }
    // An order's side goes with its id, so that its owner can be told from that alone.
    const side = count % 2;
    const size = random.integer(1, 100);
    if (share > 0.85) return this.step(orderOf(OP_MARKET, side, 0, 3 * size, count));
    const offset = random.integer(1, 50);
    const price = side === 0 ? REFERENCE_TICKS - offset : REFERENCE_TICKS + offset;
    this.numbers[place] = book.sequence + 1;
    this.ids[place] = count;
    return this.step(orderOf(OP_ADD, side, price, size, count));
  }

  private dropIds(): number {
    const start = performance.now();
    const endedBeforeMicros = FOUNDED_MICROS + this.count - DROP_EVERY;
    this.book.step(this.command({ kind: 'dropIdentifiers', endedBeforeMicros }), () => undefined);
    return performance.now() - start;
  }

  private step(body: SequencedCommand['body']): number {
    const { book } = this;
    const at = book.commandsAt;
    if (book.encode(this.command(body), at) === at) throw new Error('a command has no numeric form');
    const start = performance.now();
    book.stepRecord(at);
    const ms = performance.now() - start;
    book.records.clear();
    if (ms > this.longestMs) this.longestMs = ms;
    return ms;
  }

  private command(body: SequencedCommand['body']): SequencedCommand {
    return {
      commandId: 'flood',
      cause: 'command',
      actor: 'bench',
      receiveMicros: FOUNDED_MICROS,
      bookMicros: FOUNDED_MICROS + this.count,
      source: { partition: 0, offset: this.count },
      rulesVersion: RULES_VERSION,
      body,
    };
  }
}
