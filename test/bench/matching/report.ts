import { cpus } from 'node:os';
import type { Comparison } from './compare.js';
import type { Measured } from './measure.js';
import type { Mixed } from './sections/mixed.js';

/** The machine that the figures are of. */
export function machine(): Record<string, unknown> {
  return { cores: cpus().length, model: cpus()[0]?.model ?? '', node: process.version };
}

/** Prints a stream's figures for people. */
export function printComparison({ workload, title, results, ratios }: Comparison): void {
  console.log(`${workload} ${title}`);
  for (const result of results) console.log(`  ${line(result)}`);
  for (const { to, operations, ratio, aim } of ratios) {
    const over = operations === 1_000_000 ? '' : ` over the first ${operations} operations`;
    const aimed = aim === undefined ? '' : ` (aim ${aim}: ${ratio >= aim ? 'reached' : 'not reached'})`;
    console.log(`  ${ratio} times ${to}${over}${aimed}`);
  }
}

function line({ name, operations, median, min, max }: Measured): string {
  const rate = (perSecond: number): string => `${(perSecond / 1e6).toFixed(3)}M`;
  return `${name.padEnd(48)} ${rate(median)} op/s (${rate(min)} to ${rate(max)}), ${operations} operations`;
}

/** Prints named figures in one line. */
export function printFigures(title: string, figures: object): void {
  const told = Object.entries(figures).map(([name, value]) => `${name} ${String(value)}`);
  console.log(`${title}: ${told.join(', ')}`);
}

/** Prints the stream of our own. */
export function printMixed({ result, events }: Mixed): void {
  console.log('W4 mixed: wide prices, bursts, icebergs, stops, amends, auctions, suspensions');
  console.log(`  ${line(result)}`);
  printFigures('  events', events);
}
