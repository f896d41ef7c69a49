import type { PartResult } from './parts.js';
import { PROCESSES, type ProcessName, type WholeRun } from './whole.js';

/** Latency in milliseconds, from when a request was due. */
export interface RateResult {
  readonly offeredOrdersPerSecond: number;
  readonly answeredOrdersPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly statuses: Readonly<Record<number, number>>;
}

export interface ModeReport {
  readonly mode: string;
  readonly saturatedOrdersPerSecond: number;
  readonly rounds: readonly number[];
  readonly cpuMicrosPerOrder: Readonly<Record<ProcessName, number>>;
  readonly rates: readonly RateResult[];
  readonly parts: readonly PartResult[];
  /** Cores divided by the processor time of the parts: what nothing but them would do. */
  readonly idealOrdersPerSecond: number;
  readonly ratioToIdeal: number;
  /** Processor time of the parts by that of the whole, its load left out: the same question, whoever else is on the machine. */
  readonly ratioOfProcessorTime: number;
}

export interface TimeShares {
  readonly mode: string;
  readonly shares: readonly { readonly where: string; readonly percent: number }[];
}

export interface PipelineReport {
  readonly machine: { readonly cores: number; readonly model: string; readonly node: string };
  readonly modes: readonly ModeReport[];
  readonly whereTheTimeGoes: readonly TimeShares[];
}

/** What one open-loop run saw. */
export function rateResult(offered: number, ordersPerRequest: number, run: WholeRun): RateResult {
  const ms = (percentile: number): number => Math.round(run.latency.getValueAtPercentile(percentile)) / 1_000;
  return {
    offeredOrdersPerSecond: Math.round(offered),
    answeredOrdersPerSecond: Math.round(run.perSecond * ordersPerRequest),
    p50: ms(50),
    p99: ms(99),
    p999: ms(99.9),
    max: ms(100),
    statuses: run.statuses,
  };
}

/** The report for a person. */
export function pipelineText({ machine, modes, whereTheTimeGoes }: PipelineReport): string {
  const lines = [
    `${machine.cores} cores (${machine.model}), node ${machine.node}; the load runs on them too`,
  ];
  for (const mode of modes) {
    lines.push(
      '',
      `${mode.mode}: ${count(mode.saturatedOrdersPerSecond)} orders/s at saturation (rounds ${mode.rounds.map(count).join(', ')})`,
      '  offered/s  answered/s    p50 ms    p99 ms  p99.9 ms    max ms  answers',
    );
    for (const rate of mode.rates) {
      const { offeredOrdersPerSecond, answeredOrdersPerSecond, p50, p99, p999, max, statuses } = rate;
      const figures = [offeredOrdersPerSecond, answeredOrdersPerSecond].map((value) =>
        count(value).padStart(11),
      );
      const latencies = [p50, p99, p999, max].map((value) => value.toFixed(1).padStart(10));
      lines.push(`${figures.join(' ')}${latencies.join('')}  ${JSON.stringify(statuses)}`);
    }
    lines.push('  processor time of the whole, microseconds an order:');
    lines.push(
      `    ${PROCESSES.map((name) => `${name} ${mode.cpuMicrosPerOrder[name].toFixed(1)}`).join(', ')}`,
    );
    lines.push('  each part alone on the same bytes:');
    for (const part of mode.parts) {
      lines.push(
        `    ${part.name}: ${part.cpuMicrosPerOrder.toFixed(1)} us an order, ${count(part.ordersPerSecond)} orders/s, ${part.perBatch} at once`,
      );
    }
    lines.push(
      `  ideal (cores / sum of the parts): ${count(mode.idealOrdersPerSecond)} orders/s; the whole does ${mode.ratioToIdeal.toFixed(3)} of it`,
      `  of the processor time of the whole the parts are ${mode.ratioOfProcessorTime.toFixed(3)}`,
    );
  }
  for (const { mode, shares } of whereTheTimeGoes) {
    lines.push('', `where the main threads of intake and engine spend their time (${mode}):`);
    lines.push(`  ${shares.map(({ where, percent }) => `${where} ${percent}%`).join(', ')}`);
  }
  return lines.join('\n');
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
