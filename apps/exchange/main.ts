import 'reflect-metadata';
import { createServer } from 'node:net';
import { EventStoreError } from '#event-store';
import { InvariantViolation } from '#matching';
import {
  ConfigurationError,
  createHttpApp,
  createLogger,
  loadVenueConfig,
  type Logger,
  type VenueConfig,
} from '#platform';
import { openDataDirectory, type DataDirectory } from './data-directory.js';
import { openExchangeParts, type ExchangeParts } from './exchange-parts.js';
import { ExchangeModule } from './exchange.module.js';
import { StartupError } from './startup-error.js';
import { welcome } from './welcome.js';

/** Exit codes of sysexits: what an operator's supervisor can tell apart. */
const EXIT_CONFIGURATION = 78;
const EXIT_UNAVAILABLE = 69;
const EXIT_SOFTWARE = 70;
const STOP_MS_MAX = 15_000;
const DISK_CHECK_MS = 250;

let stopping = false;

/** One clear line for the person, the whole error for the log, and out: restart brings everything back. */
function stopAtOnce(error: unknown, logger?: Logger): never {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`orebook: ${message.split('\n').join('; ')}\n`);
  logger?.debug('stopped by', { err: error });
  process.exit(exitCodeOf(error));
}

function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigurationError || error instanceof StartupError) return EXIT_CONFIGURATION;
  if (error instanceof EventStoreError) return EXIT_UNAVAILABLE;
  if (error instanceof InvariantViolation) return EXIT_SOFTWARE;
  return error instanceof Error && 'code' in error ? EXIT_UNAVAILABLE : EXIT_SOFTWARE;
}

async function main(): Promise<void> {
  const venue = loadVenueConfig(process.env);
  const logger = createLogger(venue.logLevel);
  // Whatever part cannot go on rejects a promise that nobody handles: the process stops, and restart recovers.
  process.on('unhandledRejection', (reason) => stopAtOnce(reason, logger));
  process.on('uncaughtException', (error) => stopAtOnce(error, logger));

  await checkPort(venue);
  const data = openDataDirectory(venue.dataDir);
  process.once('exit', data.release);
  const parts = await openExchangeParts(venue, data);
  const app = await createHttpApp(ExchangeModule.forRoot(parts), { logger });
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => stopAtOnce(new Error('did not stop in time'), logger), STOP_MS_MAX).unref();
    app
      .close()
      .then(() => parts.close())
      .then(() => process.exit(0), stopAtOnce);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  await listen(app, parts, data);
  watchDisk(parts, logger);
}

/** A venue that can record nothing must not go on: what is acknowledged is on the disk, the rest was refused. */
function watchDisk(parts: ExchangeParts, logger: Logger): void {
  const look = (): void => {
    if (parts.hasRoom()) return;
    stopAtOnce(
      new StartupError(`the disk of ${parts.venue.dataDir} is full: make room and start again`),
      logger,
    );
  };
  look();
  setInterval(look, DISK_CHECK_MS).unref();
}

/** Looks before anything is opened, so that a port in use costs nothing and says one line. */
async function checkPort({ host, port }: VenueConfig): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(port, host, resolve);
    });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (reason === 'EADDRINUSE') {
      throw new StartupError(
        `port ${port} on ${host} is in use: stop what listens there, or set OREBOOK_PORT`,
      );
    }
    throw new StartupError(
      `cannot listen on port ${port} of ${host} (OREBOOK_HOST, OREBOOK_PORT): ${reason}`,
    );
  }
  await new Promise((resolve) => probe.close(resolve));
}

async function listen(
  app: Awaited<ReturnType<typeof createHttpApp>>,
  { venue, bloc }: ExchangeParts,
  data: DataDirectory,
): Promise<void> {
  await app.listen(venue.port, venue.host);
  process.stdout.write(`${welcome(await app.getUrl(), venue, bloc, data.fresh)}\n`);
}

await main().catch((error: unknown) => stopAtOnce(error));
