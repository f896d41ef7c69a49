import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from './configuration-error.js';
import { loadVenueConfig } from './load-venue-config.js';

const OIDC = {
  OREBOOK_OIDC_ISSUER: 'https://id.example.org',
  OREBOOK_OIDC_JWKS_URL: 'https://id.example.org/jwks',
  OREBOOK_OIDC_AUDIENCE: 'orebook',
};

describe('the configuration from the environment', () => {
  it('has a default for everything, and the machine for a clock', () => {
    expect(loadVenueConfig({}, '/home/desk')).toEqual({
      host: '127.0.0.1',
      port: 3000,
      dataDir: '/home/desk/.orebook',
      blocDir: '/home/desk/deploy/sample-bloc',
      logLevel: 'info',
      clock: { kind: 'system' },
      book: 'fast',
      snapshotEvents: 100_000,
      bookRoom: 10_000,
    });
  });

  it('takes what is set, an empty variable counting as not set', () => {
    const environment = {
      OREBOOK_PORT: '0',
      OREBOOK_HOST: '::1',
      OREBOOK_DATA_DIR: '/data',
      OREBOOK_LOG_LEVEL: '',
      ...OIDC,
    };
    expect(loadVenueConfig(environment, '/')).toMatchObject({
      port: 0,
      host: '::1',
      dataDir: '/data',
      logLevel: 'info',
      oidc: { issuer: 'https://id.example.org', audience: 'orebook', userClaim: 'sub' },
    });
  });

  it('runs on a simulated clock only when asked for', () => {
    const simulated = loadVenueConfig({
      OREBOOK_CLOCK: 'simulated',
      OREBOOK_CLOCK_START: '2026-11-23T08:00:00Z',
    });
    expect(simulated.clock).toEqual({ kind: 'simulated', startMicros: Date.UTC(2026, 10, 23, 8) * 1_000 });
  });

  it.each([
    [{ OREBOOK_PORT: '70000' }, 'OREBOOK_PORT must be a whole number from 0 to 65535, not "70000"'],
    [{ OREBOOK_PORT: '3e3' }, 'OREBOOK_PORT must be a whole number from 0 to 65535, not "3e3"'],
    [{ OREBOOK_PORT: ' 80' }, 'OREBOOK_PORT must be a whole number from 0 to 65535, not " 80"'],
    [{ OREBOOK_HOST: 'not a host' }, 'OREBOOK_HOST must be a host name or an IP address, not "not a host"'],
    [{ OREBOOK_DATA_DIR: 'a\0b' }, 'OREBOOK_DATA_DIR must be a path, not "a\\u0000b"'],
    [
      { OREBOOK_LOG_LEVEL: 'loud' },
      'OREBOOK_LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, not "loud"',
    ],
    [{ OREBOOK_CLOCK: 'sundial' }, 'OREBOOK_CLOCK must be one of system, simulated, not "sundial"'],
    [
      { OREBOOK_CLOCK: 'simulated' },
      'OREBOOK_CLOCK=simulated needs OREBOOK_CLOCK_START, a UTC instant such as 2026-11-23T08:00:00Z',
    ],
    [
      { OREBOOK_CLOCK_START: '2026-11-23T08:00:00Z' },
      'OREBOOK_CLOCK_START is for OREBOOK_CLOCK=simulated alone',
    ],
    [
      { ...OIDC, OREBOOK_OIDC_ISSUER: 'http://id.example.org' },
      'OREBOOK_OIDC_ISSUER must be an https:// address (http:// on this machine only), not "http://id.example.org"',
    ],
    [{ OREBOOK_OIDC_AUDIENCE: 'x' }, 'OREBOOK_OIDC_AUDIENCE needs OREBOOK_OIDC_ISSUER beside it'],
    [{ ...OIDC, OREBOOK_OIDC_JWKS_URL: '' }, 'OREBOOK_OIDC_JWKS_URL must be set beside OREBOOK_OIDC_ISSUER'],
    [{ ...OIDC, OREBOOK_OIDC_AUDIENCE: '' }, 'OREBOOK_OIDC_AUDIENCE must be set beside OREBOOK_OIDC_ISSUER'],
  ])('%j is refused in one line', (environment, message) => {
    expect(() => loadVenueConfig(environment)).toThrow(new ConfigurationError(message));
    expect(message).not.toContain('\n');
  });
});
