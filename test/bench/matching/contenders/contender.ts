import type { Workload } from '../workloads/generate.js';
import type { WorkloadName } from '../workloads/workload.js';

/** One pass over a stream on a fresh book. */
export interface Pass {
  /** The timed part: every operation, and nothing else. */
  run(): void;
  /** SHA-256 of the fills that the pass made, in the form of the streams; asked for after `run`. */
  fillsSha256(): string;
}

/** An order book that the streams are played through. */
export interface Contender {
  readonly name: string;
  /** How many operations of a stream it is given. */
  operations(workload: WorkloadName): number;
  /** Makes a fresh book and whatever can be ready before the clock runs. */
  prepare(ops: Int32Array): Pass;
}

/** The first operations of a stream. */
export function firstOps(workload: Workload, operations: number): Int32Array {
  return workload.ops.subarray(0, operations * (workload.ops.length / OPERATIONS_OF_A_STREAM));
}

/** Every stream has a million operations. */
export const OPERATIONS_OF_A_STREAM = 1_000_000;
