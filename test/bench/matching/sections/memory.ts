import type { FastBook } from '#matching';
import { openedBook } from '../contenders/played-stream.js';
import { cancelResting, enterResting } from './resting-orders.js';

const ORDERS = 1_000_000;

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
  // The first book is for what the process itself takes to get going.
  bytesOf((book, id) => enterResting(book, id));
  const resting = bytesOf((book, id) => enterResting(book, id));
  const used = bytesOf((book, id) => {
    cancelResting(book, id, enterResting(book, id));
  });
  return {
    restingOrders: ORDERS,
    bytesPerRestingOrder: Math.round(resting / ORDERS),
    bytesPerUsedId: Math.round(used / ORDERS),
    bytesPerLiveOrder: Math.round((resting - used) / ORDERS),
  };
}

/** What a book's tables hold: memory of the shared kind is in none of the process's own figures but the resident set. */
function bytesOf(tell: (book: FastBook, id: number) => void): number {
  const book = openedBook();
  const before = residentBytes();
  for (let id = 1; id <= ORDERS; id++) tell(book, id);
  const after = residentBytes();
  if (book.sequence < ORDERS) throw new Error('the orders of the memory bench were not taken');
  return after - before;
}

/** Twice, for one collection may leave what the next can take. */
function residentBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage.rss();
}
