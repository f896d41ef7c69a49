import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { whereTimeGoes } from './cpu-profile.js';
import type { LoadResult } from './http-load.js';
import { load, MODES, saturate, type Effort, type Mode, type Sustained } from './loads.js';
import { startBare, startOrebook, type BenchServer } from './servers.js';

/**
 * `npm run bench:intake [-- --json] [--seconds N] [--rounds N]`: orders by HTTP, one by one and in batches of 500, into the
 * exchange and into two bare routes that validate the same bodies and make them durable, in turn in one run. Each is
 * taken at the number of connections at which it sustains most.
 */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
  },
});
const effort: Effort = { durationMs: Number(values.seconds) * 1_000, rounds: Number(values.rounds) };
/** Open-loop rates, as shares of what the exchange can sustain, offered to both. */
const RATE_SHARES = [0.25, 0.5, 0.8] as const;

function percentiles({ latency }: LoadResult): Record<string, number> {
  const ms = (percentile: number): number => Math.round(latency.getValueAtPercentile(percentile)) / 1_000;
  return { p50: ms(50), p90: ms(90), p99: ms(99), p999: ms(99.9), max: ms(100) };
}

async function openLoops(
  mode: Mode,
  servers: readonly BenchServer[],
  sustained: number,
): Promise<Record<string, unknown>[]> {
  const connections = Math.max(...mode.connections);
  const results: Record<string, unknown>[] = [];
  for (const share of RATE_SHARES) {
    const ordersPerSecond = Math.round(sustained * share);
    for (const server of servers) {
      const result = await load(
        server,
        mode,
        connections,
        effort.durationMs,
        ordersPerSecond / mode.ordersPerRequest,
      );
      results.push({
        server: server.name,
        offeredOrdersPerSecond: ordersPerSecond,
        answeredOrdersPerSecond: Math.round(result.perSecond * mode.ordersPerRequest),
        latencyMs: percentiles(result),
        statuses: result.statuses,
      });
    }
  }
  return results;
}

async function measure(mode: Mode, servers: readonly BenchServer[]): Promise<Record<string, unknown>> {
  for (const server of servers) await load(server, mode, mode.connections[0], effort.durationMs);
  const sustained: Sustained[] = [];
  for (const connections of mode.connections)
    sustained.push(...(await saturate(mode, connections, servers, effort)));
  const bestOf = (name: string): number =>
    Math.max(
      ...sustained.filter(({ server }) => server === name).map(({ ordersPerSecond }) => ordersPerSecond),
    );
  const best = bestOf('orebook');
  const ratios = Object.fromEntries(
    servers
      .filter(({ name }) => name !== 'orebook')
      .map(({ name }) => [`to ${name}`, Math.round((1_000 * best) / bestOf(name)) / 1_000]),
  );
  return { mode: mode.name, ratios, sustained, openLoop: await openLoops(mode, servers, best) };
}

async function profile(mode: Mode): Promise<Record<string, unknown>> {
  const directory = mkdtempSync(join(tmpdir(), 'orebook-profile-'));
  const orebook = await startOrebook(['--cpu-prof', `--cpu-prof-dir=${directory}`]);
  await load(orebook, mode, Math.max(...mode.connections), effort.durationMs);
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
