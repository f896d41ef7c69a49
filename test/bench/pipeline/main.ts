import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { KafkaUnavailable } from '../../kafka/artifacts.js';
import { whereTimeGoes } from '../intake/cpu-profile.js';
import { MODES, type Mode } from './modes.js';
import { measureParts } from './parts.js';
import { pipelineText, rateResult, type ModeReport, type PipelineReport, type TimeShares } from './report.js';
import { PROCESSES, Whole, type ProcessName, type WholeRun } from './whole.js';

/**
 * `npm run bench:pipeline [-- --json] [--seconds N] [--rounds N] [--minutes N] [--mode batched|single]
 * [--kafka-folder DIR]`: orders by HTTP through intake, Kafka, engine and store to their answers, at saturation and at fixed rates; then each part
 * alone on the same bytes, and what of their ideal the whole reaches. What it is at is told on stderr; when the minutes are
 * over, it reports what it has by then.
 */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    minutes: { type: 'string', default: '4' },
    mode: { type: 'string' },
    'kafka-folder': { type: 'string', default: '.kafka' },
  },
});
const longestMs = Number(values.seconds) * 1_000;
const rounds = Number(values.rounds);
const kafkaFolder = resolve(values['kafka-folder']);
const modes = MODES.filter(({ name }) => values.mode === undefined || values.mode === name);
/** Open-loop rates, as shares of what saturates. */
const RATE_SHARES = [0.25, 0.5, 0.75, 0.9] as const;
const PART_ORDERS_MAX = 40_000;
const SHARES_MAX = 16;
const EXIT_UNAVAILABLE = 69;

/** Each load is as long as asked for, or as long as lets all of them end in time; starts take what they take. */
const LOADS_SHARE = 0.5;
const LATE_MS_MAX = 120_000;
const LOADS = modes.length * (1 + rounds + RATE_SHARES.length + 2 + 2);
const budgetMs = Number(values.minutes) * 60_000;
const durationMs = Math.min(longestMs, (budgetMs * LOADS_SHARE) / LOADS);
const startedMs = performance.now();

const progress = (text: string): void => {
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  console.error(`bench: ${String(seconds).padStart(3)} s: ${text}`);
};
const isTimeUp = (): boolean => performance.now() - startedMs > budgetMs;
const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

/** However the bench ends, its venue goes with it. */
let running: Whole | undefined;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void (running?.dispose() ?? Promise.resolve()).finally(() => process.exit(1)));

// Whatever hangs, it does not hang for ever.
setTimeout(() => {
  progress(`not done ${LATE_MS_MAX / 1_000} s after its time; given up`);
  void (running?.dispose() ?? Promise.resolve()).finally(() => process.exit(1));
}, budgetMs + LATE_MS_MAX).unref();

async function onVenue<Result>(
  profiles: string | undefined,
  work: (whole: Whole) => Promise<Result>,
): Promise<Result> {
  progress('the venue starts');
  const whole = await Whole.start(kafkaFolder, profiles);
  running = whole;
  try {
    return await work(whole);
  } finally {
    await whole.close();
    running = undefined;
  }
}

async function measure(whole: Whole, mode: Mode): Promise<ModeReport> {
  progress(`${mode.name}: warm-up of ${(durationMs / 1_000).toFixed(1)} s, as every load`);
  await whole.load(mode, durationMs);
  const runs: WholeRun[] = [];
  for (let round = 1; round <= rounds && (round === 1 || !isTimeUp()); round++) {
    progress(`${mode.name}: saturation, round ${round} of ${rounds}`);
    runs.push(await whole.load(mode, durationMs));
  }
  const reached = runs.map(({ perSecond }) => perSecond * mode.ordersPerRequest);
  const saturated = median(reached);
  const cpuMicrosPerOrder = Object.fromEntries(
    PROCESSES.map((name) => [
      name,
      median(runs.map(({ cpuSeconds, orders }) => (cpuSeconds[name] * 1e6) / orders)),
    ]),
  ) as Record<ProcessName, number>;
  const rates = [];
  for (const share of RATE_SHARES) {
    if (isTimeUp()) break;
    const offered = saturated * share;
    progress(`${mode.name}: ${Math.round(offered)} orders/s`);
    rates.push(rateResult(offered, mode.ordersPerRequest, await whole.load(mode, durationMs, offered)));
  }
  progress(`${mode.name}: the parts`);
  const parts = await measureParts(whole, { mode, durationMs, ordersMax: PART_ORDERS_MAX });
  const microsOfParts = parts.reduce((sum, part) => sum + part.cpuMicrosPerOrder, 0);
  const microsOfWhole = PROCESSES.filter((name) => name !== 'load').reduce(
    (sum, name) => sum + cpuMicrosPerOrder[name],
    0,
  );
  const ideal = (cpus().length * 1e6) / microsOfParts;
  return {
    mode: mode.name,
    saturatedOrdersPerSecond: saturated,
    rounds: reached,
    cpuMicrosPerOrder,
    rates,
    parts,
    idealOrdersPerSecond: ideal,
    ratioToIdeal: saturated / ideal,
    ratioOfProcessorTime: microsOfParts / microsOfWhole,
  };
}

async function profile(mode: Mode): Promise<TimeShares> {
  progress(`${mode.name}: where the time goes`);
  const directory = mkdtempSync(join(tmpdir(), 'orebook-profile-'));
  // What comes before the second run, the start of the processes above all, is left out.
  await onVenue(directory, async (whole) => {
    await whole.load(mode, durationMs);
    await whole.load(mode, durationMs);
  });
  const shares = whereTimeGoes(directory, SHARES_MAX, durationMs);
  rmSync(directory, { recursive: true });
  return { mode: mode.name, shares };
}

async function main(): Promise<PipelineReport> {
  const reports: ModeReport[] = [];
  // Each mode has a venue of its own, so that its batch sizes are its own.
  for (const mode of modes) reports.push(await onVenue(undefined, async (whole) => measure(whole, mode)));
  const whereTheTimeGoes: TimeShares[] = [];
  for (const mode of modes) if (!isTimeUp()) whereTheTimeGoes.push(await profile(mode));
  const machine = { cores: cpus().length, model: cpus()[0]?.model ?? '', node: process.version };
  return { machine, modes: reports, whereTheTimeGoes };
}

try {
  const report = await main();
  console.log(values.json ? JSON.stringify(report) : pipelineText(report));
} catch (error) {
  if (!(error instanceof KafkaUnavailable)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = EXIT_UNAVAILABLE;
}
