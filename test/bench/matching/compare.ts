import { nodeOrderBook } from './contenders/node-order-book.js';
import { firstOps, type Contender } from './contenders/contender.js';
import { measure, type Measured } from './measure.js';
import type { BenchOptions } from './options.js';
import type { ExchangeCore } from './peers/exchange-core.js';
import { fillsOfOps, type Workload } from './workloads/generate.js';
import { sha256Of } from './workloads/record-list.js';
import type { WorkloadName } from './workloads/workload.js';

/** How many times as fast as each peer the book under test is, where there is an aim. */
const AIMS: Readonly<Record<WorkloadName, { exchangeCore: number; nodeOrderBook?: number }>> = {
  W1: { exchangeCore: 1.5, nodeOrderBook: 40 },
  W2: { exchangeCore: 1.2 },
  W3: { exchangeCore: 1.1 },
};

interface Ratio {
  readonly to: string;
  readonly operations: number;
  readonly ratio: number;
  readonly aim?: number;
}

/** The figures of one stream. */
export interface Comparison {
  readonly workload: WorkloadName;
  readonly title: string;
  readonly results: readonly Measured[];
  readonly ratios: readonly Ratio[];
}

/**
 * Plays one stream through every book, in one go.
 *
 * @param books - the core's own; the first is the one under test.
 * @throws Error naming the book whose fills are not those of the stream.
 */
export function compare(
  workload: Workload,
  books: readonly Contender[],
  exchangeCore: ExchangeCore | undefined,
  { passes, operationsMax }: BenchOptions,
): Comparison {
  const { name, title } = workload.spec;
  const results: Measured[] = [];
  const add = (result: Measured): Measured => {
    const wanted = sha256Of(fillsOfOps(firstOps(workload, result.operations)));
    if (result.fillsSha256 !== wanted) throw new Error(`${result.name} makes other fills of ${name}`);
    results.push(result);
    return result;
  };
  const ratios: Ratio[] = [];
  const [first, ...others] = books;
  if (first === undefined) throw new RangeError('no book to measure');
  const peer =
    exchangeCore === undefined ? undefined : add(exchangeCore.measure(workload, passes, operationsMax));
  const play = (contender: Contender, operations: number): Measured =>
    add(measure(contender, workload, passes, Math.min(operations, operationsMax)));
  const tested = play(first, first.operations(name));
  if (peer !== undefined) ratios.push(ratioOf(tested, peer, AIMS[name].exchangeCore));
  const node = play(nodeOrderBook, nodeOrderBook.operations(name));
  // A ratio is of the same operations.
  const same = node.operations === tested.operations ? tested : play(first, node.operations);
  ratios.push(ratioOf(same, node, AIMS[name].nodeOrderBook));
  for (const other of others) play(other, other.operations(name));
  return { workload: name, title, results, ratios };
}

function ratioOf(tested: Measured, peer: Measured, aim: number | undefined): Ratio {
  const ratio = Math.round((100 * tested.median) / peer.median) / 100;
  return { to: peer.name, operations: peer.operations, ratio, ...(aim === undefined ? {} : { aim }) };
}
