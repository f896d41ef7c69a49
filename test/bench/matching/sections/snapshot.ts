import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { createFastBook } from '#matching';
import { stateHashOf } from '#replay';
import { timed } from '../contenders/contender.js';
import { encodeStream, openedBook, PlayedStream } from '../contenders/played-stream.js';
import { generateWorkload } from '../workloads/generate.js';
import { WORKLOADS } from '../workloads/workload.js';
import { enterResting } from './resting-orders.js';

const ORDERS = 1_000_000;
/** Commands between two looks at the clock: what an engine decides in one go. */
const BATCH_COMMANDS = 256;
const NANOS_A_MILLI = 1e6;

/** A snapshot of a book with a million resting orders. */
export interface SnapshotFigures {
  readonly restingOrders: number;
  readonly bytes: number;
  readonly writeMillis: number;
  readonly restoreMillis: number;
  /**
   * The longest time that a batch of 256 commands took in a book at work while a thread beside it restored the snapshot
   * and wrote it anew, which is how an engine makes one: its own book never stops for it.
   */
  readonly longestStallMillis: number;
  /** The same with no thread beside it, for as long. */
  readonly longestStallAloneMillis: number;
}

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/**
 * Writes and restores, in the book's own thread and beside a book at work.
 *
 * @throws Error when the restored book is another.
 */
export async function measureSnapshot(): Promise<SnapshotFigures> {
  const book = openedBook();
  for (let id = 1; id <= ORDERS; id++) enterResting(book, id);
  let bytes = book.writeSnapshot('warm-up', sha256);
  const writeNanos = timed(() => {
    bytes = book.writeSnapshot('bench', sha256);
  });
  createFastBook('BENCH').restoreSnapshot(bytes, sha256);
  const restored = createFastBook('BENCH');
  const restoreNanos = timed(() => restored.restoreSnapshot(bytes, sha256));
  if (stateHashOf(restored) !== stateHashOf(book)) throw new Error('the restored book is another');
  const venue = new BusyBook();
  await venue.longestStall(Promise.resolve());
  const startMillis = performance.now();
  const beside = await venue.longestStall(madeBeside(bytes));
  const alone = await venue.longestStall(pause(performance.now() - startMillis));
  return {
    restingOrders: ORDERS,
    bytes: bytes.length,
    writeMillis: Math.round(writeNanos / NANOS_A_MILLI),
    restoreMillis: Math.round(restoreNanos / NANOS_A_MILLI),
    longestStallMillis: beside,
    longestStallAloneMillis: alone,
  };
}

function madeBeside(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./snapshot-worker.js', import.meta.url), { workerData: bytes });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the thread of the snapshot ended with ${code}`));
    });
  });
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

/** A book that plays a stream over and over, a batch at a time. */
class BusyBook {
  private readonly played: PlayedStream;

  constructor() {
    const [balanced] = WORKLOADS;
    if (balanced === undefined) throw new Error('there is no stream');
    this.played = new PlayedStream(generateWorkload(balanced).ops);
  }

  /** @returns milliseconds of the longest batch before something is over, to a hundredth. */
  async longestStall(until: Promise<void>): Promise<number> {
    const over = new AbortController();
    const isOver = (): boolean => over.signal.aborted;
    const ended = until.finally(() => over.abort());
    let longest = 0;
    while (!isOver()) {
      const book = openedBook();
      const ends = encodeStream(this.played, book);
      let at = book.commandsAt;
      for (let done = 0; done < this.played.count && !isOver(); done += BATCH_COMMANDS) {
        const start = performance.now();
        const end = ends[Math.min(done + BATCH_COMMANDS, this.played.count) - 1] ?? at;
        book.stepRecords(at, end);
        at = end;
        book.records.clear();
        longest = Math.max(longest, performance.now() - start);
        await new Promise(setImmediate);
      }
    }
    await ended;
    return Math.round(longest * 100) / 100;
  }
}
