import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { whereTimeGoes } from './cpu-profile.js';
import { runLoad, type LoadResult } from './http-load.js';
import { OrderBodies, requestBytes } from './order-bodies.js';
import { startBare, startOrebook, type BenchServer } from './servers.js';

/**
 * `npm run bench:intake [-- --json] [--seconds N] [--rounds N]`: orders by HTTP, one by one and in batches of 500, into the
 * exchange and into two bare routes that validate the same bodies and make them durable, in turn in one run.
 */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
  },
});
const durationMs = Number(values.seconds) * 1_000;
const rounds = Number(values.rounds);
const BATCH_ORDERS = 500;
const REQUESTS_READY = 20_000;
/** Open-loop rates, as shares of what the exchange can sustain, offered to both. */
const RATE_SHARES = [0.25, 0.5, 0.8] as const;

interface Mode {
  readonly name: 'single' | 'batched';
  readonly ordersPerRequest: number;
  readonly connections: number;
}
const MODES: readonly Mode[] = [
  { name: 'single', ordersPerRequest: 1, connections: 64 },
  { name: 'batched', ordersPerRequest: BATCH_ORDERS, connections: 4 },
];

let runNumber = 0;

/** Requests are made before the clock runs, so that the load's own work does not count. */
async function load(
  server: BenchServer,
  mode: Mode,
  ratePerSecond?: number,
): Promise<LoadResult & { cpuMicrosPerOrder: number }> {
  const bodies = new OrderBodies(
    server.instruments,
    server.certificates,
    `bench-${process.pid}-${runNumber++}`,
  );
  const one = (): Buffer =>
    mode.ordersPerRequest === 1
      ? requestBytes('/v1/orders', server.token, bodies.order())
      : requestBytes('/v1/orders/batch', server.token, bodies.batch(mode.ordersPerRequest));
  const ready = Array.from({ length: Math.ceil(REQUESTS_READY / mode.ordersPerRequest) }, one).reverse();
  const cpuBefore = server.cpuSeconds();
  const result = await runLoad({
    host: '127.0.0.1',
    port: server.port,
    connections: mode.connections,
    durationMs,
    ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    nextRequest: () => ready.pop() ?? one(),
  });
  const orders = result.answered * mode.ordersPerRequest;
  return { ...result, cpuMicrosPerOrder: Math.round(((server.cpuSeconds() - cpuBefore) * 1e6) / orders) };
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;

function percentiles({ latency }: LoadResult): Record<string, number> {
  const ms = (percentile: number): number => Math.round(latency.getValueAtPercentile(percentile)) / 1_000;
  return { p50: ms(50), p90: ms(90), p99: ms(99), p999: ms(99.9), max: ms(100) };
}

async function measure(mode: Mode, servers: readonly BenchServer[]): Promise<Record<string, unknown>> {
  for (const server of servers) await load(server, mode);
  const perSecond = new Map<string, number[]>(servers.map(({ name }) => [name, []]));
  const cpu = new Map<string, number[]>(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) {
      const result = await load(server, mode);
      perSecond.get(server.name)?.push(result.perSecond * mode.ordersPerRequest);
      cpu.get(server.name)?.push(result.cpuMicrosPerOrder);
    }
  }
  const sustained = Object.fromEntries(
    [...perSecond].map(([name, rates]) => [name, Math.round(median(rates))]),
  );
  const spread = Object.fromEntries([...perSecond].map(([name, rates]) => [name, rates.map(Math.round)]));
  const cpuMicrosPerOrder = Object.fromEntries([...cpu].map(([name, micros]) => [name, median(micros)]));
  const openLoop: Record<string, unknown>[] = [];
  for (const share of RATE_SHARES) {
    const ordersPerSecond = Math.round((sustained.orebook ?? 0) * share);
    for (const server of servers) {
      const result = await load(server, mode, ordersPerSecond / mode.ordersPerRequest);
      openLoop.push({
        server: server.name,
        offeredOrdersPerSecond: ordersPerSecond,
        answeredOrdersPerSecond: Math.round(result.perSecond * mode.ordersPerRequest),
        latencyMs: percentiles(result),
        statuses: result.statuses,
      });
    }
  }
  const ratios = Object.fromEntries(
    Object.entries(sustained)
      .filter(([name]) => name !== 'orebook')
      .map(([name, rate]) => [`to ${name}`, Math.round((1_000 * (sustained.orebook ?? 0)) / rate) / 1_000]),
  );
  return {
    mode: mode.name,
    sustainedOrdersPerSecond: sustained,
    rounds: spread,
    ratios,
    cpuMicrosPerOrder,
    openLoop,
  };
}

async function profile(mode: Mode): Promise<Record<string, unknown>> {
  const directory = mkdtempSync(join(tmpdir(), 'orebook-profile-'));
  const orebook = await startOrebook(['--cpu-prof', `--cpu-prof-dir=${directory}`]);
  await load(orebook, mode);
  await orebook.close();
  const shares = whereTimeGoes(directory, 16);
  rmSync(directory, { recursive: true });
  return { mode: mode.name, shares };
}

const orebook = await startOrebook();
const servers = [
  orebook,
  await startBare('bare, ajv', orebook),
  await startBare('bare, class-validator', orebook),
];
const results: Record<string, unknown>[] = [];
try {
  for (const mode of MODES) results.push(await measure(mode, servers));
} finally {
  for (const server of servers) await server.close();
}
const timeGoes: Record<string, unknown>[] = [];
for (const mode of MODES) timeGoes.push(await profile(mode));
const machine = { cores: cpus().length, model: cpus()[0]?.model ?? '', node: process.version };
const report = { machine, results, whereTheTimeGoes: timeGoes };
console.log(values.json ? JSON.stringify(report) : JSON.stringify(report, undefined, 2));
