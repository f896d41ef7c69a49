import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { cpuSecondsOf } from '../../support/cpu-seconds.js';
import { ExchangeProcess, type RunningVenue } from '../../support/exchange-process.js';
import { tradableInstruments, type TradableInstrument } from '../../support/sample-traders.js';
import { VenueSession } from '../../support/venue-session.js';

/** What a peer validates by: see `bare-server.ts`. */
export type PeerName = 'bare, ajv' | 'bare, class-validator';

/** A server under load: where it is, who asks, and how much processor time it has used. */
export interface BenchServer {
  readonly name: 'orebook' | PeerName;
  readonly port: number;
  readonly token?: string;
  readonly instruments: readonly TradableInstrument[];
  readonly certificates: ReadonlyMap<string, string>;
  cpuSeconds(): number;
  close(): Promise<void>;
}

/** Who a load trades as, and with what. */
export interface BusyDesk {
  readonly token: string;
  readonly instruments: readonly TradableInstrument[];
  readonly certificates: ReadonlyMap<string, string>;
}

/** Gives the desk that may trade most a certificate for every offer that a load can make. */
export async function busyDesk(venue: RunningVenue): Promise<BusyDesk> {
  const session = await VenueSession.open(venue);
  const all = tradableInstruments();
  const desk = mostActiveDesk(all);
  const instruments = all.filter(({ traders }) => traders.some((trader) => trader.desk === desk));
  const certificates = new Map<string, string>();
  for (const instrument of instruments) {
    certificates.set(instrument.instrumentId, await session.registerAmpleCertificate(instrument));
  }
  const userId = instruments[0]?.traders.find((trader) => trader.desk === desk)?.userId ?? '';
  const token = await session.token(userId);
  await session.close();
  return { token, instruments, certificates };
}

/** The whole exchange, with a certificate for every offer that the load can make. */
export async function startOrebook(nodeArguments: readonly string[] = []): Promise<BenchServer> {
  const exchange = new ExchangeProcess({ nodeArguments });
  await exchange.start();
  return {
    name: 'orebook',
    port: exchange.portNumber,
    ...(await busyDesk(exchange)),
    cpuSeconds: () => cpuSecondsOf(exchange.pid),
    close: async () => {
      await exchange.stop();
      await exchange.dispose();
    },
  };
}

/** A peer: see `bare-server.ts`. */
export async function startBare(name: PeerName, like: BenchServer): Promise<BenchServer> {
  const directory = mkdtempSync(join(tmpdir(), 'orebook-bare-'));
  const main = resolve('dist/test/bench/intake/bare-server.js');
  const child = spawn(process.execPath, [main, directory, name.replace('bare, ', '')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((done, fail) => {
    child.once('exit', () => fail(new Error('the bare server ended at its start')));
    createInterface(child.stdout).once('line', (line) => done((JSON.parse(line) as { port: number }).port));
  });
  const exited = new Promise((done) => child.once('exit', done));
  return {
    name,
    port,
    instruments: like.instruments,
    certificates: like.certificates,
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
    close: async () => {
      child.kill('SIGTERM');
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function mostActiveDesk(instruments: readonly TradableInstrument[]): string {
  const counts = new Map<string, number>();
  for (const { traders } of instruments) {
    for (const desk of new Set(traders.map((trader) => trader.desk)))
      counts.set(desk, (counts.get(desk) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? '';
}
