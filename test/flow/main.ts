import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ExchangeProcess } from '../support/exchange-process.js';
import { tradableInstruments, userWithRole } from '../support/sample-traders.js';
import { VenueSession } from '../support/venue-session.js';
import { HttpFlowVenue } from './http-flow-venue.js';
import { readOrderFlow } from './order-flow.js';
import { playFlow } from './play-flow.js';

/** `npm run flow -- FILE [--json]`: plays recorded order flow through a fresh exchange's own API. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const [file] = positionals;
if (file === undefined) {
  console.error('usage: npm run flow -- FILE [--json]    FILE: LOBSTER messages, see README.md');
  process.exit(2);
}
const flow = readOrderFlow(readFileSync(file, 'utf8'));
const exchange = new ExchangeProcess();
try {
  await exchange.start();
  const session = await VenueSession.open(exchange);
  const [instrument] = tradableInstruments().filter(({ floorTicks }) => floorTicks < 50_000);
  if (instrument === undefined)
    throw new Error('no instrument of the sample bloc has a floor below the flow’s prices');
  const certificateId = await session.registerAmpleCertificate(instrument);
  const users = new Map(instrument.traders.map(({ desk, userId }) => [desk, userId]));
  const desks = await Promise.all([...users.values()].map((userId) => session.as(userId)));
  const regulator = await session.as(userWithRole('regulator'));
  const venue = new HttpFlowVenue(desks, regulator, instrument, certificateId);
  const bytesBefore = storeBytes();
  const startedAt = performance.now();
  const result = await playFlow(flow.steps, venue, (done) => {
    if (done % 5_000 === 0 && !values.json) console.log(`${done} of ${flow.steps.length} steps played`);
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  const replayEqual = await session.verifies();
  const latencies = venue.latenciesMs.sort((one, other) => one - other);
  const percentile = (share: number): number => round(latencies[Math.floor(latencies.length * share)] ?? 0);
  const report = {
    instrument: instrument.instrumentId,
    desks: desks.length,
    steps: result.steps,
    enteredLate: flow.enteredLate,
    neverEntered: flow.neverEntered,
    commands: venue.commands,
    commandsPerSecond: Math.round(venue.commands / seconds),
    latencyMs: { p50: percentile(0.5), p90: percentile(0.9), p99: percentile(0.99), p999: percentile(0.999) },
    fills: venue.fills,
    executions: result.executions,
    executionsThatHitTheSameOrder: result.hits,
    missedLines: result.missedLines,
    bytesOnDiskPerCommand: Math.round((storeBytes() - bytesBefore) / venue.commands),
    replayEqual,
  };
  console.log(values.json ? JSON.stringify(report) : table(report));
  await session.close();
  process.exitCode = replayEqual ? 0 : 1;
} finally {
  await exchange.dispose();
}

/** Blocks that the store takes on disk: its file is sparse where nothing is. */
function storeBytes(): number {
  return statSync(join(exchange.dataDir, 'store', 'data.mdb')).blocks * 512;
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

function table(report: Readonly<Record<string, unknown>>): string {
  return Object.entries(report)
    .map(([name, value]) => `${name.padEnd(30)} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}
