import { firstOps, type Contender, type Pass } from './contenders/contender.js';
import type { Workload } from './workloads/generate.js';

/** Operations a second over the timed passes of one book and one stream. */
export interface Measured {
  readonly name: string;
  readonly operations: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Of the fills that it made. */
  readonly fillsSha256: string;
}

/**
 * One warm-up pass, then the timed ones, each on a fresh book; the garbage of the last is gone before the clock runs. The
 * book of the warm-up stays, as a process at work has always one: with the last of its kind its compiled code goes too.
 */
export function measure(
  contender: Contender,
  workload: Workload,
  passes: number,
  operations: number,
): Measured {
  const ops = firstOps(workload, operations);
  const fillsSha256 = contender.fillsSha256(ops);
  const nanos: number[] = [];
  let warm: Pass | undefined;
  for (let count = 0; count <= passes; count++) {
    const pass = contender.prepare(ops);
    warm ??= pass;
    globalThis.gc?.();
    const each = pass.run();
    if (pass !== warm) nanos.push(each);
  }
  return summary(contender.name, operations, nanos, fillsSha256);
}

/** Makes the figures of timed passes. */
export function summary(
  name: string,
  operations: number,
  nanos: readonly number[],
  fillsSha256: string,
): Measured {
  const rates = nanos.map((each) => (operations * 1e9) / each).sort((left, right) => left - right);
  return {
    name,
    operations,
    median: Math.round(rates[rates.length >> 1] ?? 0),
    min: Math.round(rates[0] ?? 0),
    max: Math.round(rates.at(-1) ?? 0),
    fillsSha256,
  };
}
