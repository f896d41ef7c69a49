import { RULES_VERSION, type FastBook } from '#matching';
import { FOUNDED_MICROS } from '#testing';
import { openedBook } from '../contenders/played-stream.js';
import { orderOf, ownerOf, REFERENCE_TICKS } from '../contenders/bench-venue.js';
import { OP_ADD, SIDE_BUY } from '../workloads/workload.js';

const ORDERS = 1_000_000;
const LEVELS = 200;

/** Bytes that a book of a million resting orders takes. */
export interface MemoryUse {
  readonly restingOrders: number;
  /** All that grew, ids included. */
  readonly bytesPerRestingOrder: number;
  /** Ids are held for days after their orders ended (SEQ-4); what a million of them take whose orders are gone. */
  readonly bytesPerUsedId: number;
  /** The rest: what a live order takes beside its id. */
  readonly bytesPerLiveOrder: number;
}

/** Fills a book with a million resting orders, and another with as many that were cancelled at once. */
export function measureMemory(): MemoryUse {
  const resting = bytesOf((book, id) => enter(book, id));
  const used = bytesOf((book, id) => {
    cancel(book, id, enter(book, id));
  });
  return {
    restingOrders: ORDERS,
    bytesPerRestingOrder: Math.round(resting / ORDERS),
    bytesPerUsedId: Math.round(used / ORDERS),
    bytesPerLiveOrder: Math.round((resting - used) / ORDERS),
  };
}

/** How much the process grew by what a book was told, garbage apart. */
function bytesOf(tell: (book: FastBook, id: number) => void): number {
  const book = openedBook();
  const before = bytesInUse();
  for (let id = 1; id <= ORDERS; id++) tell(book, id);
  const after = bytesInUse();
  if (book.sequence < ORDERS) throw new Error('the orders of the memory bench were not taken');
  return after - before;
}

/** The heap, and what arrays lie in outside of it; twice, for one collection may leave what the next can take. */
function bytesInUse(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const words = new Int32Array(1_024);

function enter(book: FastBook, id: number): number {
  const side = id % 2;
  const offset = 1 + (id % LEVELS);
  const price = side === SIDE_BUY ? REFERENCE_TICKS - offset : REFERENCE_TICKS + offset;
  const order = book.sequence + 1;
  run(book, orderOf(OP_ADD, side, price, 1 + (id % 100), id));
  return order;
}

function cancel(book: FastBook, id: number, order: number): void {
  run(book, { kind: 'cancelOrder', ...ownerOf(id, id % 2), trader: 'trader', order });
}

function run(book: FastBook, body: Parameters<FastBook['encode']>[0]['body']): void {
  const sequenced = {
    commandId: 'memory',
    cause: 'command',
    actor: 'bench',
    receiveMicros: FOUNDED_MICROS,
    bookMicros: FOUNDED_MICROS,
    rulesVersion: RULES_VERSION,
    body,
  } as const;
  if (book.encode(sequenced, words, 0) === 0)
    throw new Error('a command of the memory bench has no numeric form');
  book.stepRecord(words, 0);
  book.records.clear();
}
