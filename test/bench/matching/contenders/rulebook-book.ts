import type { BookEvent, SequencedCommand } from '#contracts';
import { RULES_VERSION, type Book } from '#matching';
import { FOUNDED_MICROS } from '#testing';
import { RecordList, sha256Of } from '../workloads/record-list.js';
import { FILL_FIELDS, OP_CANCEL, OP_FIELDS } from '../workloads/workload.js';
import { openBook, orderOf, REFERENCE_TICKS } from './bench-venue.js';
import { timed, type Contender, type Pass } from './contender.js';

/** A book of the core by its public door: commands in, events out, every check on. */
export function rulebookBook(
  name: string,
  make: (instrumentId: string) => Book,
  operations: Contender['operations'],
): Contender {
  const prepare = (ops: Int32Array): RulebookPass => new RulebookPass(make('BENCH'), ops);
  return { name, operations, prepare, fillsSha256: (ops) => prepare(ops).fillsSha256() };
}

class RulebookPass implements Pass {
  private readonly events: BookEvent[] = [];
  /** By id; the sequence that accepted the order, known once it did. */
  private readonly numberOf = new Map<number, number>();

  constructor(
    private readonly book: Book,
    private readonly ops: Int32Array,
  ) {
    openBook(book, REFERENCE_TICKS);
  }

  run(): number {
    return timed(() => this.play());
  }

  private play(): void {
    const { ops, book, events } = this;
    const sink = (event: BookEvent): number => events.push(event);
    for (let at = 0; at < ops.length; at += OP_FIELDS) {
      const id = ops[at + 4] ?? 0;
      if (ops[at] !== OP_CANCEL) this.numberOf.set(id, book.sequence + 1);
      book.step(this.command(at, id), sink);
    }
  }

  fillsSha256(): string {
    this.play();
    const fills = new RecordList(FILL_FIELDS);
    const idOf = new Map([...this.numberOf].map(([id, order]) => [order, id]));
    for (const event of this.events) {
      if (event.type !== 'Traded') continue;
      const { buyOrder, sellOrder, aggressorSide, priceTicks, lots } = event;
      const [taker, maker] = aggressorSide === 'buy' ? [buyOrder, sellOrder] : [sellOrder, buyOrder];
      fills.push(idOf.get(taker) ?? 0, idOf.get(maker) ?? 0, priceTicks, lots);
    }
    return sha256Of(fills.array());
  }

  private command(at: number, id: number): SequencedCommand {
    const { ops } = this;
    const type = ops[at] ?? 0;
    return {
      commandId: 'bench',
      cause: 'command',
      actor: 'bench',
      receiveMicros: FOUNDED_MICROS,
      bookMicros: FOUNDED_MICROS,
      rulesVersion: RULES_VERSION,
      body:
        type === OP_CANCEL
          ? this.cancel(id)
          : orderOf(type, ops[at + 1] ?? 0, ops[at + 2] ?? 0, ops[at + 3] ?? 0, id),
    };
  }

  private cancel(id: number): SequencedCommand['body'] {
    const order = this.numberOf.get(id) ?? 0;
    const { desk = '', memberState = '' } = this.book.order(order) ?? {};
    return { kind: 'cancelOrder', desk, memberState, trader: 'trader', order };
  }
}
