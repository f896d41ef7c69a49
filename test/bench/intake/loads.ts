import { runLoad, type LoadResult } from './http-load.js';
import { OrderBodies, requestBytes } from './order-bodies.js';
import type { BenchServer } from './servers.js';

const BATCH_ORDERS = 500;
/** Requests that are made before the clock runs for each second of it, so that the load's own work does not count. */
const READY_PER_SECOND = { single: 40_000, batched: 300 } as const;

/** How orders come in. */
export interface Mode {
  readonly name: 'single' | 'batched';
  readonly ordersPerRequest: number;
  /** Connections at once: what a server sustains is told for each, and counts with what suits it best. */
  readonly connections: readonly [number, ...number[]];
}

export const MODES: readonly Mode[] = [
  { name: 'single', ordersPerRequest: 1, connections: [64, 256] },
  { name: 'batched', ordersPerRequest: BATCH_ORDERS, connections: [4] },
];

/** What one server sustains over so many connections. */
export interface Sustained {
  readonly server: string;
  readonly connections: number;
  /** Median of the rounds. */
  readonly ordersPerSecond: number;
  readonly rounds: readonly number[];
  readonly cpuMicrosPerOrder: number;
}

let runNumber = 0;

/** How long each load is, and how often it is repeated. */
export interface Effort {
  readonly durationMs: number;
  readonly rounds: number;
}

/** One load on one server; closed loop when there is no rate. */
export async function load(
  server: BenchServer,
  mode: Mode,
  connections: number,
  durationMs: number,
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
  const perSecond = Math.min(ratePerSecond ?? Number.POSITIVE_INFINITY, READY_PER_SECOND[mode.name]);
  const ready = Array.from({ length: Math.ceil((perSecond * durationMs) / 1_000) }, one).reverse();
  const cpuBefore = server.cpuSeconds();
  const result = await runLoad({
    host: '127.0.0.1',
    port: server.port,
    connections,
    durationMs,
    ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    nextRequest: () => ready.pop() ?? one(),
  });
  const orders = result.answered * mode.ordersPerRequest;
  return { ...result, cpuMicrosPerOrder: Math.round(((server.cpuSeconds() - cpuBefore) * 1e6) / orders) };
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;

/** What the servers sustain over so many connections, in turn. */
export async function saturate(
  mode: Mode,
  connections: number,
  servers: readonly BenchServer[],
  { durationMs, rounds }: Effort,
): Promise<Sustained[]> {
  const runs = servers.map((server) => ({ server, rates: [] as number[], micros: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { server, rates, micros } of runs) {
      const result = await load(server, mode, connections, durationMs);
      rates.push(Math.round(result.perSecond * mode.ordersPerRequest));
      micros.push(result.cpuMicrosPerOrder);
    }
  }
  return runs.map(({ server, rates, micros }) => ({
    server: server.name,
    connections,
    ordersPerSecond: median(rates),
    rounds: rates,
    cpuMicrosPerOrder: median(micros),
  }));
}
