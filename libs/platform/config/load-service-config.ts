import path from 'node:path';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { ConfigurationError } from './configuration-error.js';
import { loadVenueConfig, VENUE_VARIABLES } from './load-venue-config.js';
import {
  SERVICES,
  type BusConfig,
  type KafkaSasl,
  type ServiceConfig,
  type ServiceName,
  type StoreConfig,
} from './service-config.js';
import { isPort, PLAIN_TEXT, readVariables, rule, type Environment } from './variables.js';

const FIRST_PORT = 3_001;
const PARTITIONS_MAX = 1_000;
const REPLICATION_MAX = 9;
const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

function isBrokerList(text: string): boolean {
  return text.split(',').every((broker) => {
    const [, host, port] = /^([A-Za-z0-9.-]{1,253}):(\d+)$/.exec(broker) ?? [];
    return host !== undefined && port !== undefined && isPort(port) && port !== '0';
  });
}

const isCount = (max: number) => (text: string) => /^[1-9][0-9]{0,3}$/.test(text) && Number(text) <= max;

/** The variables of a service beside those of every process, as text, each with its rule. */
class ServiceEnvironment {
  @IsIn(['embedded', 'eventstoredb'], { message: 'must be one of embedded, eventstoredb' })
  OREBOOK_STORE = 'embedded';

  @IsOptional()
  @Matches(PLAIN_TEXT, { message: 'must be a path' })
  OREBOOK_STORE_DIR?: string;

  @IsOptional()
  @Matches(PLAIN_TEXT, { message: 'must be a path' })
  OREBOOK_KEYS_DIR?: string;

  @IsOptional()
  @Matches(/^(esdb|kurrentdb)(\+discover)?:\/\/\S{1,2000}$/, {
    message: 'must be an address such as esdb://user:password@host:2113',
  })
  OREBOOK_EVENTSTOREDB_URL?: string;

  @IsIn(['embedded', 'kafka'], { message: 'must be one of embedded, kafka' })
  OREBOOK_BUS = 'embedded';

  @rule('count', `must be a whole number from 1 to ${PARTITIONS_MAX}`, isCount(PARTITIONS_MAX))
  OREBOOK_PARTITIONS = '12';

  @IsOptional()
  @rule('brokers', 'must be brokers as host:port with commas between', isBrokerList)
  OREBOOK_KAFKA_BROKERS?: string;

  @IsOptional()
  @rule('count', `must be a whole number from 1 to ${REPLICATION_MAX}`, isCount(REPLICATION_MAX))
  OREBOOK_KAFKA_REPLICATION?: string;

  @IsOptional()
  @Matches(/^[1-9][0-9]{3,4}$/, { message: 'must be a whole number of milliseconds from 1000 to 99999' })
  OREBOOK_KAFKA_SESSION_MS?: string;

  @IsOptional()
  @IsIn(['on', 'off'], { message: 'must be on or off' })
  OREBOOK_KAFKA_TLS?: string;

  @IsOptional()
  @Matches(PLAIN_TEXT, { message: 'must be a path' })
  OREBOOK_KAFKA_CA_FILE?: string;

  @IsOptional()
  @IsIn(SASL_MECHANISMS, { message: `must be one of ${SASL_MECHANISMS.join(', ')}` })
  OREBOOK_KAFKA_SASL?: string;

  @IsOptional()
  @Matches(PLAIN_TEXT, { message: 'must be a user name' })
  OREBOOK_KAFKA_USERNAME?: string;

  @IsOptional()
  @Matches(PLAIN_TEXT, { message: 'must be a password' })
  OREBOOK_KAFKA_PASSWORD?: string;
}

const VARIABLES = [
  'OREBOOK_STORE',
  'OREBOOK_STORE_DIR',
  'OREBOOK_KEYS_DIR',
  'OREBOOK_EVENTSTOREDB_URL',
  'OREBOOK_BUS',
  'OREBOOK_PARTITIONS',
  'OREBOOK_KAFKA_BROKERS',
  'OREBOOK_KAFKA_REPLICATION',
  'OREBOOK_KAFKA_SESSION_MS',
  'OREBOOK_KAFKA_TLS',
  'OREBOOK_KAFKA_CA_FILE',
  'OREBOOK_KAFKA_SASL',
  'OREBOOK_KAFKA_USERNAME',
  'OREBOOK_KAFKA_PASSWORD',
] as const satisfies readonly (keyof ServiceEnvironment)[];

const SECRETS: ReadonlySet<string> = new Set(['OREBOOK_KAFKA_PASSWORD', 'OREBOOK_EVENTSTOREDB_URL']);

/** Every variable that a service reads. */
export const SERVICE_VARIABLES: readonly string[] = [...VENUE_VARIABLES, ...VARIABLES];

/**
 * Reads the configuration of one service from `OREBOOK_*` variables. Without any, the services of one machine find each
 * other: they share the store under `.orebook-services`, each with a port and a data directory of its own.
 *
 * @throws ConfigurationError in one line that names the variable and its rule.
 */
export function loadServiceConfig(
  service: ServiceName,
  environment: Environment,
  workingDirectory = process.cwd(),
): ServiceConfig {
  const text = new ServiceEnvironment();
  readVariables(text, VARIABLES, environment, (name) => SECRETS.has(name));
  const venue = loadVenueConfig(
    {
      ...environment,
      OREBOOK_PORT: environment['OREBOOK_PORT'] || String(FIRST_PORT + SERVICES.indexOf(service)),
      OREBOOK_DATA_DIR: environment['OREBOOK_DATA_DIR'] || `.orebook-services/${service}`,
    },
    workingDirectory,
  );
  if (venue.clock.kind === 'simulated')
    throw new ConfigurationError('OREBOOK_CLOCK=simulated is for the exchange in one process alone');
  return {
    service,
    venue,
    store: storeOf(text),
    bus: busOf(text, workingDirectory),
    storeDir: path.resolve(workingDirectory, text.OREBOOK_STORE_DIR ?? '.orebook-services/store'),
    keysDir: path.resolve(workingDirectory, text.OREBOOK_KEYS_DIR ?? '.orebook-services'),
    partitions: Number(text.OREBOOK_PARTITIONS),
  };
}

function storeOf(text: ServiceEnvironment): StoreConfig {
  const connectionString = text.OREBOOK_EVENTSTOREDB_URL;
  if (text.OREBOOK_STORE === 'embedded') {
    if (connectionString === undefined) return { kind: 'embedded' };
    throw new ConfigurationError('OREBOOK_EVENTSTOREDB_URL is for OREBOOK_STORE=eventstoredb alone');
  }
  if (connectionString === undefined)
    throw new ConfigurationError('OREBOOK_EVENTSTOREDB_URL must be set beside OREBOOK_STORE=eventstoredb');
  return { kind: 'eventstoredb', connectionString };
}

function busOf(text: ServiceEnvironment, workingDirectory: string): BusConfig {
  if (text.OREBOOK_BUS === 'embedded') {
    const stray = VARIABLES.find((name) => name.startsWith('OREBOOK_KAFKA_') && text[name] !== undefined);
    if (stray === undefined) return { kind: 'embedded' };
    throw new ConfigurationError(`${stray} is for OREBOOK_BUS=kafka alone`);
  }
  if (text.OREBOOK_KAFKA_BROKERS === undefined)
    throw new ConfigurationError('OREBOOK_KAFKA_BROKERS must be set beside OREBOOK_BUS=kafka');
  const tls = text.OREBOOK_KAFKA_TLS === 'on';
  const caFile = text.OREBOOK_KAFKA_CA_FILE;
  if (caFile !== undefined && !tls)
    throw new ConfigurationError('OREBOOK_KAFKA_CA_FILE needs OREBOOK_KAFKA_TLS=on beside it');
  const sasl = saslOf(text);
  return {
    kind: 'kafka',
    brokers: text.OREBOOK_KAFKA_BROKERS.split(','),
    tls,
    ...(caFile === undefined ? {} : { caFile: path.resolve(workingDirectory, caFile) }),
    ...(sasl === undefined ? {} : { sasl }),
    replicationFactor: Number(text.OREBOOK_KAFKA_REPLICATION ?? '1'),
    ...(text.OREBOOK_KAFKA_SESSION_MS === undefined
      ? {}
      : { sessionTimeoutMs: Number(text.OREBOOK_KAFKA_SESSION_MS) }),
  };
}

function saslOf(text: ServiceEnvironment): KafkaSasl | undefined {
  const username = text.OREBOOK_KAFKA_USERNAME;
  const password = text.OREBOOK_KAFKA_PASSWORD;
  const mechanism = SASL_MECHANISMS.find((known) => known === text.OREBOOK_KAFKA_SASL);
  if (mechanism === undefined) {
    if (username === undefined && password === undefined) return undefined;
    const stray = username === undefined ? 'OREBOOK_KAFKA_PASSWORD' : 'OREBOOK_KAFKA_USERNAME';
    throw new ConfigurationError(`${stray} needs OREBOOK_KAFKA_SASL beside it`);
  }
  if (username === undefined)
    throw new ConfigurationError('OREBOOK_KAFKA_USERNAME must be set beside OREBOOK_KAFKA_SASL');
  if (password === undefined)
    throw new ConfigurationError('OREBOOK_KAFKA_PASSWORD must be set beside OREBOOK_KAFKA_SASL');
  return { mechanism, username, password };
}
