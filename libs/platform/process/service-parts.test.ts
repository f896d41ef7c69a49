import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { loadServiceConfig } from '../config/load-service-config.js';
import { createLogger } from '../logging/logger.js';
import { openServiceParts } from './service-parts.js';

describe('what a service stands on', () => {
  it.each([
    ['esdb://u:secret@es:2113?tls=maybe', 'expected true or false'],
    ['esdb://u:secret@es:p"q', 'expected port number'],
    ['esdb://es:2113', 'needs esdb://user:password@host'],
  ])('is refused in words that name the variable and quote nothing of it: %s', async (url, reason) => {
    const config = loadServiceConfig('audit', {
      OREBOOK_STORE: 'eventstoredb',
      OREBOOK_EVENTSTOREDB_URL: url,
      OREBOOK_BUS: 'kafka',
      OREBOOK_KAFKA_BROKERS: '127.0.0.1:1',
    });
    const failure = (await openServiceParts(config, createLogger('silent')).catch(
      (error: unknown) => error,
    )) as Error;
    expect(failure).toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(/^OREBOOK_EVENTSTOREDB_URL cannot be used: /),
    });
    expect(failure.message).toContain(reason);
    expect(failure.message).not.toMatch(/sec/);
  });
});
