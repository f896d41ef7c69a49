import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { OrderFlood } from './order-flood.js';

/**
 * `npm run bench:allocation [-- --operations N --json]`: a stream without end into one fast book, its used ids dropped by
 * command now and then. The heap must stay flat and, after a warm-up, no collection may stop the process for more than
 * 5 ms; ends with 1 otherwise.
 */
const { values } = parseArgs({
  options: { operations: { type: 'string', default: '2000000' }, json: { type: 'boolean', default: false } },
});
const operations = Number(values.operations);
if (!Number.isInteger(operations) || operations < 1) {
  console.error(`--operations ${values.operations} is not a count`);
  process.exit(2);
}

const WARM_UP_SHARE = 0.2;
const CHUNK = 20_000;
const PAUSE_MS_MAX = 5;
/** What the heap and the arrays may grow by in all the time after the warm-up. */
const GROWTH_BYTES_MAX = 4 * 1_048_576;

/** What node tells of a collection. */
interface Collection extends PerformanceEntry {
  readonly detail: { readonly flags: number };
}

let isWarm = false;
const pauses = { collections: 0, longestMs: 0, totalMs: 0 };
const observer = new PerformanceObserver((list) => {
  for (const { detail, duration } of list.getEntries() as Collection[]) {
    // Those that this bench asks for itself, to see what is in use, may be told late.
    if (!isWarm || (detail.flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0) continue;
    pauses.collections++;
    pauses.totalMs += duration;
    pauses.longestMs = Math.max(pauses.longestMs, duration);
  }
});
observer.observe({ entryTypes: ['gc'] });

const flood = new OrderFlood();
let start = inUse();
let nanos = 0;
let measured = 0;
for (let done = 0; done < operations; done += CHUNK) {
  if (!isWarm && done >= operations * WARM_UP_SHARE) {
    start = inUse();
    isWarm = true;
  }
  const each = flood.run(CHUNK);
  if (isWarm) {
    nanos += each;
    measured += CHUNK;
  }
  await setImmediate();
}
isWarm = false;
const end = inUse();
observer.disconnect();

const mebibytes = (bytes: number): number => Math.round((bytes * 100) / 1_048_576) / 100;
const growth = end.heap - start.heap + (end.arrays - start.arrays);
const isFlat = growth <= GROWTH_BYTES_MAX && pauses.longestMs <= PAUSE_MS_MAX;
const report = {
  operations,
  perSecond: Math.round((measured * 1e9) / nanos),
  liveOrders: flood.liveOrders,
  heapMebibytes: [mebibytes(start.heap), mebibytes(end.heap)],
  arraysMebibytes: [mebibytes(start.arrays), mebibytes(end.arrays)],
  collections: pauses.collections,
  collectionMsTotal: Math.round(pauses.totalMs),
  collectionMsLongest: Math.round(pauses.longestMs * 1_000) / 1_000,
  longestCommandMs: Math.round(flood.longestMs * 1_000) / 1_000,
  isFlat,
};
console.log(JSON.stringify(report, undefined, values.json ? undefined : 2));
if (!isFlat) process.exitCode = 1;

function inUse(): { heap: number; arrays: number } {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed, arrays: external };
}
