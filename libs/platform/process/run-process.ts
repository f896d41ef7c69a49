import { createServer } from 'node:net';
import type { DynamicModule, Type } from '@nestjs/common';
import { EventStoreError } from '#event-store';
import { MessageBusError } from '#messaging';
import { ConfigurationError } from '../config/configuration-error.js';
import { refuseUnknownVariables } from '../config/unknown-variables.js';
import type { Environment } from '../config/variables.js';
import type { VenueConfig } from '../config/venue-config.js';
import { createHttpApp } from '../http/create-http-app.js';
import { createLogger, type Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import type { PlatformParts } from '../platform.module.js';
import { METRICS } from '../tokens.js';
import { openDataDirectory, type DataDirectory } from './data-directory.js';
import { StartupError } from './startup-error.js';

/** What a process opens, and how it ends. */
export interface ProcessParts extends PlatformParts {
  /** Whether the disk still takes what the process must record. */
  hasRoom(): boolean;
  close(): Promise<void>;
}

/** What makes one process of the venue different from another. */
export interface ProcessPlan<Parts extends ProcessParts> {
  readonly venue: VenueConfig;
  readonly open: (data: DataDirectory, logger: Logger) => Promise<Parts>;
  readonly module: (parts: Parts) => DynamicModule | Type;
  /** What is printed once the process takes requests. */
  readonly greeting: (url: string, parts: Parts, data: DataDirectory) => string;
}

/** Exit codes of sysexits: what an operator's supervisor can tell apart. */
const EXIT_CONFIGURATION = 78;
const EXIT_UNAVAILABLE = 69;
const EXIT_SOFTWARE = 70;
const STOP_MS_MAX = 15_000;
const DISK_CHECK_MS = 250;

/**
 * Runs a process of the venue until it is asked to stop (SIGINT, SIGTERM) or cannot go on: then it ends with one line
 * and an exit code, and a restart recovers.
 *
 * @param planOf - reads the configuration; whatever it throws is told in one line. Variables that nothing of the product
 *   reads are refused before.
 */
export async function runProcess<Parts extends ProcessParts>(
  planOf: (environment: Environment) => ProcessPlan<Parts>,
): Promise<void> {
  try {
    refuseUnknownVariables(process.env);
    await start(planOf(process.env));
  } catch (error) {
    stopAtOnce(error);
  }
}

/** One clear line for the person, the whole error for the log, and out: restart brings everything back. */
function stopAtOnce(error: unknown, logger?: Logger): never {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`orebook: ${message.split('\n').join('; ')}\n`);
  logger?.debug('stopped by', { err: error });
  process.exit(exitCodeOf(error));
}

function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigurationError || error instanceof StartupError) return EXIT_CONFIGURATION;
  if (error instanceof EventStoreError || error instanceof MessageBusError) return EXIT_UNAVAILABLE;
  return error instanceof Error && 'code' in error ? EXIT_UNAVAILABLE : EXIT_SOFTWARE;
}

async function start<Parts extends ProcessParts>(plan: ProcessPlan<Parts>): Promise<void> {
  const { venue } = plan;
  const logger = createLogger(venue.logLevel);
  // Whatever part cannot go on rejects a promise that nobody handles: the process stops, and restart recovers.
  process.on('unhandledRejection', (reason) => stopAtOnce(reason, logger));
  process.on('uncaughtException', (error) => stopAtOnce(error, logger));
  await checkPort(venue);
  const data = openDataDirectory(venue.dataDir);
  process.once('exit', data.release);
  const parts = await plan.open(data, logger);
  const app = await createHttpApp(plan.module(parts), { logger });
  app.get<Metrics>(METRICS).observeProcess();
  let stopping = false;
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
  await app.listen(venue.port, venue.host);
  process.stdout.write(`${plan.greeting(await app.getUrl(), parts, data)}\n`);
  watchDisk(parts, logger);
}

/** A venue that can record nothing must not go on: what is acknowledged is on the disk, the rest was refused. */
function watchDisk(parts: ProcessParts, logger: Logger): void {
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
