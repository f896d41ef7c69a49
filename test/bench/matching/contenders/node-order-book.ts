import { OrderBook, Side } from 'nodejs-order-book';
import { RecordList, sha256Of } from '../workloads/record-list.js';
import {
  FILL_FIELDS,
  OP_ADD,
  OP_CANCEL,
  OP_FIELDS,
  SIDE_BUY,
  type WorkloadName,
} from '../workloads/workload.js';
import { OPERATIONS_OF_A_STREAM, timed, type Contender, type Pass } from './contender.js';

/** A deep book takes minutes there, so it gets a part of it. */
const DEEP_OPERATIONS = 50_000;

type Answer = ReturnType<OrderBook['limit']>;

/** The peer of the same language: npm `nodejs-order-book`, bare, its journal off. */
export const nodeOrderBook: Contender = {
  name: 'nodejs-order-book 10.1.1',
  operations: (workload: WorkloadName) => (workload === 'W2' ? DEEP_OPERATIONS : OPERATIONS_OF_A_STREAM),
  fillsSha256: (ops) => new NodeOrderBookPass(ops).fillsSha256(),
  prepare: (ops) => new NodeOrderBookPass(ops),
};

class NodeOrderBookPass implements Pass {
  private readonly book = new OrderBook();
  /** Its ids are texts, made before the clock runs. */
  private readonly ids: readonly string[];

  constructor(private readonly ops: Int32Array) {
    this.ids = Array.from({ length: ops.length / OP_FIELDS }, (_, index) =>
      String(ops[index * OP_FIELDS + 4]),
    );
  }

  /** Its answers are not even read. */
  run(): number {
    return timed(() => {
      for (let index = 0; index < this.ids.length; index++) this.operate(index);
    });
  }

  fillsSha256(): string {
    const fills = new RecordList(FILL_FIELDS);
    for (let index = 0; index < this.ids.length; index++) {
      const answer = this.operate(index);
      if (answer !== undefined) readFills(answer, this.ids[index] ?? '', fills);
    }
    return sha256Of(fills.array());
  }

  private operate(index: number): Answer | undefined {
    const { ops, book } = this;
    const at = index * OP_FIELDS;
    const id = this.ids[index] ?? '';
    if (ops[at] === OP_CANCEL) {
      book.cancel(id);
      return undefined;
    }
    const side = ops[at + 1] === SIDE_BUY ? Side.BUY : Side.SELL;
    const size = ops[at + 3] ?? 0;
    if (ops[at] === OP_ADD) return book.limit({ id, side, size, price: ops[at + 2] ?? 0 });
    return book.market({ side, size });
  }
}

/** It lists the makers that it filled whole, then one that it filled in part; the taker may be among them. */
function readFills(answer: Answer, takerId: string, fills: RecordList): void {
  if (answer.err !== null) throw new Error(answer.err.message);
  for (const order of answer.done) {
    if (order.id === takerId || !('price' in order)) continue;
    fills.push(Number(takerId), Number(order.id), order.price, order.size);
  }
  const { partial, partialQuantityProcessed } = answer;
  if (partial === null || partial.id === takerId || !('price' in partial)) return;
  fills.push(Number(takerId), Number(partial.id), partial.price, partialQuantityProcessed);
}
