import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from './configuration-error.js';
import { loadServiceConfig } from './load-service-config.js';

const KAFKA = { OREBOOK_BUS: 'kafka', OREBOOK_KAFKA_BROKERS: 'one:9092,two:9092' };

describe('the configuration of a service', () => {
  it('has a default for everything, by which the services of one machine find each other', () => {
    const intake = loadServiceConfig('order-intake', {}, '/home/desk');
    expect(intake).toMatchObject({
      store: { kind: 'embedded' },
      bus: { kind: 'embedded' },
      storeDir: '/home/desk/.orebook-services/store',
      keysDir: '/home/desk/.orebook-services',
      partitions: 12,
      venue: { port: 3001, dataDir: '/home/desk/.orebook-services/order-intake' },
    });
    const audit = loadServiceConfig('audit', {}, '/home/desk');
    expect(audit.storeDir).toBe(intake.storeDir);
    expect(audit.venue).toMatchObject({ port: 3005, dataDir: '/home/desk/.orebook-services/audit' });
  });

  it('takes brokers, TLS and users', () => {
    const environment = {
      ...KAFKA,
      OREBOOK_KAFKA_TLS: 'on',
      OREBOOK_KAFKA_CA_FILE: 'ca.pem',
      OREBOOK_KAFKA_SASL: 'scram-sha-512',
      OREBOOK_KAFKA_USERNAME: 'engine',
      OREBOOK_KAFKA_PASSWORD: 'secret',
      OREBOOK_KAFKA_REPLICATION: '3',
      OREBOOK_STORE: 'eventstoredb',
      OREBOOK_EVENTSTOREDB_URL: 'esdb+discover://u:p@es:2113',
    };
    expect(loadServiceConfig('matching-engine', environment, '/etc/orebook')).toMatchObject({
      store: { kind: 'eventstoredb', connectionString: 'esdb+discover://u:p@es:2113' },
      bus: {
        kind: 'kafka',
        brokers: ['one:9092', 'two:9092'],
        tls: true,
        caFile: '/etc/orebook/ca.pem',
        sasl: { mechanism: 'scram-sha-512', username: 'engine', password: 'secret' },
        replicationFactor: 3,
      },
    });
  });

  it.each([
    [{ OREBOOK_BUS: 'pigeon' }, 'OREBOOK_BUS must be one of embedded, kafka, not "pigeon"'],
    [{ OREBOOK_BUS: 'kafka' }, 'OREBOOK_KAFKA_BROKERS must be set beside OREBOOK_BUS=kafka'],
    [
      { ...KAFKA, OREBOOK_KAFKA_BROKERS: 'one' },
      'OREBOOK_KAFKA_BROKERS must be brokers as host:port with commas between, not "one"',
    ],
    [{ OREBOOK_KAFKA_BROKERS: 'one:1' }, 'OREBOOK_KAFKA_BROKERS is for OREBOOK_BUS=kafka alone'],
    [
      { OREBOOK_STORE: 'eventstoredb' },
      'OREBOOK_EVENTSTOREDB_URL must be set beside OREBOOK_STORE=eventstoredb',
    ],
    [
      { OREBOOK_EVENTSTOREDB_URL: 'esdb://es' },
      'OREBOOK_EVENTSTOREDB_URL is for OREBOOK_STORE=eventstoredb alone',
    ],
    [{ OREBOOK_PARTITIONS: '0' }, 'OREBOOK_PARTITIONS must be a whole number from 1 to 1000, not "0"'],
    [
      { ...KAFKA, OREBOOK_KAFKA_SASL: 'plain' },
      'OREBOOK_KAFKA_USERNAME must be set beside OREBOOK_KAFKA_SASL',
    ],
    [{ ...KAFKA, OREBOOK_KAFKA_USERNAME: 'me' }, 'OREBOOK_KAFKA_USERNAME needs OREBOOK_KAFKA_SASL beside it'],
    [{ ...KAFKA, OREBOOK_KAFKA_CA_FILE: 'ca' }, 'OREBOOK_KAFKA_CA_FILE needs OREBOOK_KAFKA_TLS=on beside it'],
    [
      { OREBOOK_CLOCK: 'simulated', OREBOOK_CLOCK_START: '2026-11-23T08:00:00Z' },
      'OREBOOK_CLOCK=simulated is for the exchange in one process alone',
    ],
  ])('names the variable and its rule: %j', (environment, message) => {
    const load = (): unknown => loadServiceConfig('order-intake', environment);
    expect(load).toThrow(ConfigurationError);
    expect(load).toThrow(message);
  });

  it('never shows a secret', () => {
    const load = (): unknown =>
      loadServiceConfig('audit', { OREBOOK_EVENTSTOREDB_URL: 'http://u:secret@es' });
    expect(load).toThrow('OREBOOK_EVENTSTOREDB_URL must be an address such as');
    expect(load).not.toThrow('secret');
  });
});
