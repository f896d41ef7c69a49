import { build } from 'hdr-histogram-js';
import { encodeStream, openedBook, PlayedStream } from '../contenders/played-stream.js';
import type { Workload } from '../workloads/generate.js';
import type { WorkloadName } from '../workloads/workload.js';

/** Nanoseconds of single commands, the clock's own time in them. */
export interface Latency {
  readonly workload: WorkloadName;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly p9999: number;
  readonly max: number;
  /** What it takes to look at the clock twice. */
  readonly clock: number;
}

/** Times every command by itself, in passes of their own: looking at the clock would spoil the rates. */
export function measureLatency(workload: Workload): Latency {
  const played = new PlayedStream(workload.ops);
  const histogram = build({ numberOfSignificantValueDigits: 3 });
  // The first pass warms up.
  for (const isTimed of [false, true]) {
    const book = openedBook();
    encodeStream(played, book);
    globalThis.gc?.();
    let at = book.commandsAt;
    for (let index = 0; index < played.count; index++) {
      const start = performance.now();
      at = book.stepRecord(at);
      const nanos = Math.round((performance.now() - start) * 1e6);
      if (isTimed) histogram.recordValue(nanos);
      if (index % 1_024 === 0) book.records.clear();
    }
  }
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile);
  return {
    workload: workload.spec.name,
    p50: at(50),
    p90: at(90),
    p99: at(99),
    p999: at(99.9),
    p9999: at(99.99),
    max: histogram.maxValue,
    clock: clockNanos(),
  };
}

function clockNanos(): number {
  const looks = 100_000;
  const start = performance.now();
  for (let look = 0; look < looks; look++) performance.now();
  return Math.round(((performance.now() - start) * 2e6) / looks);
}
