import { createNaiveBook } from '#matching';
import { compare } from './compare.js';
import { fastBook } from './contenders/fast-book.js';
import { rulebookBook } from './contenders/rulebook-book.js';
import { readOptions } from './options.js';
import { ExchangeCore } from './peers/exchange-core.js';
import { machine, printComparison } from './report.js';
import { generateWorkload } from './workloads/generate.js';

/**
 * `npm run bench:matching [-- --json --peers --workload W1 --passes N --operations N]`: the core's books beside their peers over the same
 * streams, every check on and the events written.
 */
const NAIVE_OPERATIONS = 20_000;
const books = [fastBook, rulebookBook('naive book', createNaiveBook, () => NAIVE_OPERATIONS)];

const options = readOptions();
const say = (text: string): void => {
  if (!options.isJson) console.log(text);
};
const built = options.hasPeers ? ExchangeCore.build() : undefined;
if (typeof built === 'string') console.error(built);
const exchangeCore = typeof built === 'string' ? undefined : built;
const comparisons = [];
try {
  for (const spec of options.workloads) {
    const comparison = compare(generateWorkload(spec), books, exchangeCore, options);
    if (!options.isJson) printComparison(comparison);
    comparisons.push(comparison);
  }
} finally {
  exchangeCore?.close();
}
say(`seen on ${JSON.stringify(machine())}`);
if (options.isJson) console.log(JSON.stringify({ machine: machine(), workloads: comparisons }));
