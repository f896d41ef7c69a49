import { parseArgs } from 'node:util';
import { WORKLOADS, type WorkloadSpec } from './workloads/workload.js';

/** Parts of the bench. */
const PARTS = ['streams', 'mixed', 'latency', 'memory', 'replay', 'snapshot'] as const;
export type Part = (typeof PARTS)[number];

export interface BenchOptions {
  readonly isJson: boolean;
  readonly hasPeers: boolean;
  readonly passes: number;
  /** Of each stream, from its beginning. */
  readonly operationsMax: number;
  readonly workloads: readonly WorkloadSpec[];
  readonly parts: readonly Part[];
}

/**
 * Reads the command line.
 *
 * @throws Error in one line where it makes no sense.
 */
export function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      peers: { type: 'boolean', default: false },
      passes: { type: 'string', default: '5' },
      operations: { type: 'string', default: '1000000' },
      only: { type: 'string', multiple: true, default: [...PARTS] },
      workload: { type: 'string', multiple: true, default: WORKLOADS.map(({ name }) => name) },
    },
  });
  const passes = countOf('passes', values.passes);
  const operationsMax = countOf('operations', values.operations);
  const workloads = values.workload.map((wanted) => {
    const spec = WORKLOADS.find(({ name }) => name === wanted);
    if (spec === undefined) throw new Error(`--workload ${wanted} is none of W1, W2, W3`);
    return spec;
  });
  const parts = values.only.map((wanted) => {
    const part = PARTS.find((name) => name === wanted);
    if (part === undefined) throw new Error(`--only ${wanted} is none of ${PARTS.join(', ')}`);
    return part;
  });
  return { isJson: values.json, hasPeers: values.peers, passes, operationsMax, workloads, parts };
}

function countOf(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--${option} ${text} is not a count`);
  return count;
}
