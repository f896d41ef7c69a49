import { createNaiveBook } from '#matching';
import { compare } from './compare.js';
import { fastBook } from './contenders/fast-book.js';
import { rulebookBook } from './contenders/rulebook-book.js';
import { readOptions } from './options.js';
import { ExchangeCore } from './peers/exchange-core.js';
import { machine, printComparison, printFigures, printMixed } from './report.js';
import { measureLatency } from './sections/latency.js';
import { measureMemory } from './sections/memory.js';
import { measureMixed } from './sections/mixed.js';
import { measureReplay } from './sections/replay.js';
import { measureSnapshot } from './sections/snapshot.js';
import { generateWorkload } from './workloads/generate.js';

/**
 * `npm run bench:matching [-- --json --peers --only PART --workload W1 --passes N --operations N]`: the core's books beside
 * their peers over the same streams, every check on and the events written; then a stream of our own, latency, memory,
 * replay and snapshots.
 */
const NAIVE_OPERATIONS = 20_000;
const books = [fastBook, rulebookBook('naive book', createNaiveBook, () => NAIVE_OPERATIONS)];

const options = orExit(readOptions);
const built = options.hasPeers ? ExchangeCore.build() : undefined;
if (typeof built === 'string') console.error(built);
const exchangeCore = typeof built === 'string' ? undefined : built;
const report: Record<string, unknown> = { machine: machine() };

/** Measures one part; what it found goes into the report and, for people, is printed at once. */
function part<Result>(name: string, measure: () => Result, print: (result: Result) => void): void {
  const result = measure();
  report[name] = result;
  if (!options.isJson) print(result);
}

try {
  for (const name of options.parts) {
    if (name === 'memory') part(name, measureMemory, (use) => printFigures('memory, bytes', use));
    if (name === 'snapshot') {
      const figures = await measureSnapshot();
      part(
        name,
        () => figures,
        (found) => printFigures('snapshot of a book', found),
      );
    }
    if (name === 'mixed') part(name, () => measureMixed(options.passes), printMixed);
    if (name !== 'streams' && name !== 'latency' && name !== 'replay') continue;
    for (const spec of options.workloads) {
      const workload = generateWorkload(spec);
      const key = `${name} ${spec.name}`;
      if (name === 'streams') {
        part(key, () => compare(workload, books, exchangeCore, options), printComparison);
      } else if (name === 'latency') {
        part(
          key,
          () => measureLatency(workload),
          (found) => printFigures(`${key}, nanoseconds`, found),
        );
      } else if (spec.name === 'W1') {
        part(
          key,
          () => measureReplay(workload, options.passes),
          (found) => printFigures(key, found),
        );
      }
    }
  }
} finally {
  exchangeCore?.close();
}
console.log(options.isJson ? JSON.stringify(report) : `seen on ${JSON.stringify(machine())}`);

/** A wrong command line ends in one line. */
function orExit<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}
