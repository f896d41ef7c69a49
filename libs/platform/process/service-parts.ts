import { mkdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { MARKET_TOPIC, ORDERS_TOPIC } from '#contracts';
import {
  EmbeddedEventStore,
  openEmbeddedEnvironment,
  openEventStoreDb,
  type EmbeddedEnvironment,
  type EventStore,
} from '#event-store';
import { EmbeddedMessageBus, KafkaMessageBus, type MessageBus } from '#messaging';
import { loadBlocConfig } from '../bloc-config/load-bloc-config.js';
import { SystemClock } from '../clock/system-clock.js';
import { ConfigurationError } from '../config/configuration-error.js';
import type { BusConfig, ServiceConfig } from '../config/service-config.js';
import type { Logger } from '../logging/logger.js';
import { StoreRefusalRecorder } from '../refusals/store-refusal-recorder.js';
import { addressOf, awaitStore } from './await-store.js';
import { openIdentity } from './open-identity.js';
import type { ProcessParts } from './run-process.js';
import { StartupError } from './startup-error.js';

/** The ports of one service, by whichever adapters its configuration names. */
export interface ServiceParts extends ProcessParts {
  /** Whether the bus carries the books' events from a relay; else whoever wants them follows the store. */
  readonly relaysMarket: boolean;
}

/**
 * Opens everything that a service stands on. Topics are made by whichever service comes first.
 *
 * @throws ConfigurationError, StartupError, EventStoreError or MessageBusError, each in words for the operator.
 */
export async function openServiceParts(config: ServiceConfig, logger: Logger): Promise<ServiceParts> {
  const { venue, storeDir, keysDir, partitions } = config;
  const bloc = loadBlocConfig(venue.blocDir);
  const clock = new SystemClock();
  const isEmbedded = config.store.kind === 'embedded' || config.bus.kind === 'embedded';
  const environment = isEmbedded ? openShared(storeDir) : undefined;
  const eventStore = await openStore(config, logger, environment);
  const messageBus = await openBus(config, logger, environment);
  const relaysMarket = config.bus.kind === 'kafka';
  await messageBus.createTopic(ORDERS_TOPIC, partitions);
  if (relaysMarket) await messageBus.createTopic(MARKET_TOPIC, partitions);
  const refusalRecorder = new StoreRefusalRecorder(eventStore, clock);
  const identity = await openIdentity(venue, bloc, keysDir);
  return {
    venue,
    bloc,
    clock,
    eventStore,
    messageBus,
    refusalRecorder,
    relaysMarket,
    storeLocation:
      config.store.kind === 'embedded' ? { kind: 'embedded', directory: storeDir } : config.store,
    ...identity,
    hasRoom: () => environment?.hasRoom(0) ?? true,
    close: async () => {
      await refusalRecorder.close();
      await messageBus.close();
      await eventStore.close();
      await environment?.close();
    },
  };
}

function openShared(storeDir: string): EmbeddedEnvironment {
  try {
    mkdirSync(storeDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(`the shared directory ${storeDir} (OREBOOK_STORE_DIR) cannot be used: ${reason}`);
  }
  return openEmbeddedEnvironment(storeDir);
}

async function openStore(
  { store }: ServiceConfig,
  logger: Logger,
  environment: EmbeddedEnvironment | undefined,
): Promise<EventStore> {
  if (store.kind === 'eventstoredb') return openDatabase(store.connectionString, logger);
  if (environment === undefined) throw new StartupError('the embedded store has no directory');
  return EmbeddedEventStore.open(environment);
}

/** @returns a store that has answered. */
async function openDatabase(connectionString: string, logger: Logger): Promise<EventStore> {
  const store = await connectDatabase(connectionString, logger);
  const variable = 'OREBOOK_EVENTSTOREDB_URL';
  await awaitStore({ store, variable, address: addressOf(connectionString) }, (line) => logger.warn(line));
  return store;
}

async function connectDatabase(connectionString: string, logger: Logger): Promise<EventStore> {
  try {
    return await openEventStoreDb({
      connectionString,
      onSubscriptionTrouble: (err, pauseMs) =>
        logger.warn('the event store is followed again', { err, pauseMs }),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // What it quotes of the address may be of a password.
    throw new ConfigurationError(`OREBOOK_EVENTSTOREDB_URL cannot be used: ${reason.replace(/".*"/s, '…')}`);
  }
}

async function openBus(
  { bus, service }: ServiceConfig,
  logger: Logger,
  environment: EmbeddedEnvironment | undefined,
): Promise<MessageBus> {
  if (bus.kind === 'kafka')
    return KafkaMessageBus.open({
      brokers: bus.brokers,
      clientId: `orebook-${service}-${hostname()}`,
      replicationFactor: bus.replicationFactor,
      ...timingsOf(bus),
      ...securityOf(bus),
      onLog: (level, text) => logger[level](text),
    });
  if (environment === undefined) throw new StartupError('the embedded bus has no directory');
  return EmbeddedMessageBus.open(environment);
}

function timingsOf({ sessionTimeoutMs }: Extract<BusConfig, { kind: 'kafka' }>) {
  if (sessionTimeoutMs === undefined) return {};
  const heartbeatIntervalMs = Math.min(1_000, Math.round(sessionTimeoutMs / 5));
  return { timings: { sessionTimeoutMs, heartbeatIntervalMs } };
}

function securityOf({ tls, caFile, sasl }: Extract<BusConfig, { kind: 'kafka' }>) {
  return {
    ...(tls ? { ssl: caFile === undefined ? true : { ca: [readCertificates(caFile)] } } : {}),
    ...(sasl === undefined ? {} : { sasl }),
  };
}

function readCertificates(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`OREBOOK_KAFKA_CA_FILE cannot be read: ${reason}`);
  }
}
