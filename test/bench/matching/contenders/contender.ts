import { OP_FIELDS, type WorkloadName } from '../workloads/workload.js';
import type { Workload } from '../workloads/generate.js';

/** One pass over a stream on a fresh book. */
export interface Pass {
  /**
   * Plays every operation.
   *
   * @returns nanoseconds of the timed part, which is what the book itself does.
   */
  run(): number;
}

/** An order book that the streams are played through. */
export interface Contender {
  readonly name: string;
  /** How many operations of a stream it is given. */
  operations(workload: WorkloadName): number;
  /** SHA-256 of the fills that it makes, in the form of the streams; played once, untimed. */
  fillsSha256(ops: Int32Array): string;
  /** Makes a fresh book and whatever can be ready before the clock runs. */
  prepare(ops: Int32Array): Pass;
}

/** Every stream has a million operations. */
export const OPERATIONS_OF_A_STREAM = 1_000_000;

/** The first operations of a stream. */
export function firstOps(workload: Workload, operations: number): Int32Array {
  return workload.ops.subarray(0, operations * OP_FIELDS);
}

/** Nanoseconds that something takes. */
export function timed(run: () => void): number {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start);
}
