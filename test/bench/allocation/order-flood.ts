import { RULES_VERSION, type FastBook } from '#matching';
import type { SequencedCommand } from '#contracts';
import { FOUNDED_MICROS } from '#testing';
import { SeededRandom } from '../../support/seeded-random.js';
import { orderOf, ownerOf, REFERENCE_TICKS } from '../matching/contenders/bench-venue.js';
import { openedBook } from '../matching/contenders/played-stream.js';
import { OP_ADD, OP_MARKET } from '../matching/workloads/workload.js';
import { NumericForm } from './numeric-form.js';

const LIVE_ORDERS_MAX = 20_000;
/** Ids are held for so many commands, then dropped by command. */
const DROP_EVERY = 100_000;
/** Ids that differ by so many are of one side and one owner. */
const OWNERS = 32;
const EACH_OWNER: readonly number[] = [...Array(OWNERS).keys()];

/** Fields of all kinds of commands, and whether they have 64 bits. */
const OF_ALL = { micros: true, offset: true } as const;
const OF_ADDS = { ...OF_ALL, id: false, price: false, size: false } as const;
const OF_MARKETS = { ...OF_ALL, id: false, size: false } as const;
const OF_CANCELS = { ...OF_ALL, order: true } as const;

/** Adds, cancels and market orders without end; it keeps no more of them than it needs to cancel some. */
export class OrderFlood {
  /** Of the commands that were told the book, since it was made. */
  longestMs = 0;
  private readonly random = new SeededRandom(42);
  private readonly book: FastBook = openedBook();
  /** Orders that may still rest, in a ring: the oldest is cancelled before another takes its place. */
  private readonly numbers = new Float64Array(LIVE_ORDERS_MAX);
  private readonly ids = new Float64Array(LIVE_ORDERS_MAX);
  private readonly adds = EACH_OWNER.map((owner) => this.addsOf(owner));
  private readonly markets = EACH_OWNER.map((owner) => this.marketsOf(owner));
  private readonly cancels = EACH_OWNER.map((owner) => this.cancelsOf(owner));
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
    const [micros, offset] = [FOUNDED_MICROS + count, count];
    if (oldest !== 0) {
      const form = this.cancels[(this.ids[place] ?? 0) % OWNERS];
      this.numbers[place] = 0;
      form?.write({ micros, offset, order: oldest });
      return this.step();
    }
    // An order's side goes with its id, so that its owner can be told from that alone.
    const side = count % 2;
    const size = random.integer(1, 100);
    if (share > 0.85) {
      this.markets[count % OWNERS]?.write({ micros, offset, id: count, size: 3 * size });
      return this.step();
    }
    const away = random.integer(1, 50);
    const price = side === 0 ? REFERENCE_TICKS - away : REFERENCE_TICKS + away;
    this.numbers[place] = book.sequence + 1;
    this.ids[place] = count;
    this.adds[count % OWNERS]?.write({ micros, offset, id: count, price, size });
    return this.step();
  }

  private dropIds(): number {
    const start = performance.now();
    const endedBeforeMicros = FOUNDED_MICROS + this.count - DROP_EVERY;
    this.book.step(
      commandAt(FOUNDED_MICROS + this.count, this.count, { kind: 'dropIdentifiers', endedBeforeMicros }),
      () => undefined,
    );
    return performance.now() - start;
  }

  private step(): number {
    const { book } = this;
    const start = performance.now();
    book.stepRecord(book.commandsAt);
    const ms = performance.now() - start;
    book.records.clear();
    if (ms > this.longestMs) this.longestMs = ms;
    return ms;
  }

  private addsOf(owner: number): NumericForm<keyof typeof OF_ADDS> {
    return new NumericForm(
      this.book,
      ({ micros, offset, id, price, size }) =>
        commandAt(micros, offset, orderOf(OP_ADD, owner % 2, price, size, owner + id)),
      OF_ADDS,
    );
  }

  private marketsOf(owner: number): NumericForm<keyof typeof OF_MARKETS> {
    return new NumericForm(
      this.book,
      ({ micros, offset, id, size }) =>
        commandAt(micros, offset, orderOf(OP_MARKET, owner % 2, 0, size, owner + id)),
      OF_MARKETS,
    );
  }

  private cancelsOf(owner: number): NumericForm<keyof typeof OF_CANCELS> {
    return new NumericForm(
      this.book,
      ({ micros, offset, order }) =>
        commandAt(micros, offset, {
          kind: 'cancelOrder',
          ...ownerOf(owner, owner % 2),
          trader: 'trader',
          order,
        }),
      OF_CANCELS,
    );
  }
}

function commandAt(bookMicros: number, offset: number, body: SequencedCommand['body']): SequencedCommand {
  return {
    commandId: 'flood',
    cause: 'command',
    actor: 'bench',
    receiveMicros: FOUNDED_MICROS,
    bookMicros,
    source: { partition: 0, offset },
    rulesVersion: RULES_VERSION,
    body,
  };
}
