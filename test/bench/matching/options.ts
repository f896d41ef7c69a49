import { parseArgs } from 'node:util';
import { WORKLOADS, type WorkloadSpec } from './workloads/workload.js';

export interface BenchOptions {
  readonly isJson: boolean;
  readonly hasPeers: boolean;
  readonly passes: number;
  readonly workloads: readonly WorkloadSpec[];
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
      workload: { type: 'string', multiple: true, default: WORKLOADS.map(({ name }) => name) },
    },
  });
  const passes = Number(values.passes);
  if (!Number.isInteger(passes) || passes < 1) throw new Error(`--passes ${values.passes} is not a count`);
  const workloads = values.workload.map((wanted) => {
    const spec = WORKLOADS.find(({ name }) => name === wanted);
    if (spec === undefined) throw new Error(`--workload ${wanted} is none of W1, W2, W3`);
    return spec;
  });
  return { isJson: values.json, hasPeers: values.peers, passes, workloads };
}
