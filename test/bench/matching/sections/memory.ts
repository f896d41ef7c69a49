import { createFastBook, type FastBook } from '#matching';
import { openBook, REFERENCE_TICKS } from '../contenders/bench-venue.js';
import { cancelResting, enterResting } from './resting-orders.js';

const ORDERS = 1_000_000;

/** Bytes that a book of a million resting orders takes. */
export interface MemoryUse {
  readonly restingOrders: number;
  /** What the tables of live orders take: their slots, the index of their numbers, the levels of the book. */
  readonly bytesPerLiveOrder: number;
  /** What the tables of used ids take: ids are held for days after their orders ended (SEQ-4). */
  readonly bytesPerUsedId: number;
  /** By how much the process grew, whatever for: both of them, and what the tables have ahead. */
  readonly residentBytesPerRestingOrder: number;
  /** What the tables of live orders still take when a million have come and gone one after the other. */
  readonly bytesOfOrdersAllGone: number;
  /** What a used id takes whose order is gone: that it ended, and when, comes on top. */
  readonly bytesPerEndedId: number;
}

/** Fills a book with a million resting orders, and another with as many that were cancelled at once. */
export function measureMemory(): MemoryUse {
  // The first book is for what the process itself takes to get going.
  filled((book, id) => enterResting(book, id));
  const before = residentBytes();
  const resting = filled((book, id) => enterResting(book, id));
  const residentGrowth = residentBytes() - before;
  const gone = filled((book, id) => {
    cancelResting(book, id, enterResting(book, id));
  }).tableBytes;
  return {
    restingOrders: ORDERS,
    bytesPerLiveOrder: perOrder(resting.tableBytes.liveOrders),
    bytesPerUsedId: perOrder(resting.tableBytes.usedIds),
    residentBytesPerRestingOrder: perOrder(residentGrowth),
    bytesOfOrdersAllGone: gone.liveOrders,
    bytesPerEndedId: perOrder(gone.usedIds),
  };
}

function perOrder(bytes: number): number {
  return Math.round(bytes / ORDERS);
}

/** A book with no room ahead: what it has then, it needs. */
function filled(tell: (book: FastBook, id: number) => void): FastBook {
  const book = createFastBook('BENCH');
  openBook(book, REFERENCE_TICKS);
  for (let id = 1; id <= ORDERS; id++) tell(book, id);
  if (book.sequence < ORDERS) throw new Error('the orders of the memory bench were not taken');
  return book;
}

/**
 * Twice, for one collection may leave what the next can take. The resident set, for memory of the shared kind is in none
 * of the process's other figures.
 */
function residentBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage.rss();
}
