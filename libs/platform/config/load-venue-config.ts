import path from 'node:path';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { BOOK_KINDS, type BookKind } from '#contracts';
import { isoToMicros } from '../clock/iso-time.js';
import { LOG_LEVELS, type LogLevel } from '../logging/logger.js';
import { ConfigurationError } from './configuration-error.js';
import { isPort, PLAIN_TEXT, readVariables, rule, type Environment } from './variables.js';
import type { ClockConfig, OidcConfig, VenueConfig } from './venue-config.js';

const CLOCKS = ['system', 'simulated'] as const;
const HOST = /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$|^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/;
const CLAIM = /^[A-Za-z0-9_:/.-]{1,200}$/;

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && local);
}

const isRoom = (text: string): boolean => /^(0|[1-9]\d{0,6}|10000000)$/.test(text);
const isEventCount = (text: string): boolean => /^(0|[1-9]\d{0,8}|1000000000)$/.test(text);

const URL_RULE = 'must be an https:// address (http:// on this machine only)';

/** The variables as text, each with its rule. */
class VenueEnvironment {
  @Matches(HOST, { message: 'must be a host name or an IP address' })
  OREBOOK_HOST = '127.0.0.1';

  @rule('port', 'must be a whole number from 0 to 65535', isPort)
  OREBOOK_PORT = '3000';

  @Matches(PLAIN_TEXT, { message: 'must be a path' })
  OREBOOK_DATA_DIR = '.orebook';

  @Matches(PLAIN_TEXT, { message: 'must be a path' })
  OREBOOK_BLOC_DIR = 'deploy/sample-bloc';

  @IsIn(LOG_LEVELS, { message: `must be one of ${LOG_LEVELS.join(', ')}` })
  OREBOOK_LOG_LEVEL = 'info';

  @IsIn(CLOCKS, { message: `must be one of ${CLOCKS.join(', ')}` })
  OREBOOK_CLOCK = 'system';

  @IsIn(BOOK_KINDS, { message: `must be one of ${BOOK_KINDS.join(', ')}` })
  OREBOOK_BOOK = 'fast';

  @rule('count', 'must be a whole number from 0 to 1000000000', isEventCount)
  OREBOOK_SNAPSHOT_EVENTS = '100000';

  @rule('count', 'must be a whole number from 0 to 10000000', isRoom)
  OREBOOK_BOOK_ROOM = '10000';

  @IsOptional()
  @rule(
    'instant',
    'must be a UTC instant such as 2026-11-23T08:00:00Z',
    (text) => isoToMicros(text) !== undefined,
  )
  OREBOOK_CLOCK_START?: string;

  @IsOptional()
  @rule('url', URL_RULE, isHttpUrl)
  OREBOOK_OIDC_ISSUER?: string;

  @IsOptional()
  @rule('url', URL_RULE, isHttpUrl)
  OREBOOK_OIDC_JWKS_URL?: string;

  @IsOptional()
  @Matches(PLAIN_TEXT, { message: 'must be the audience that tokens name' })
  OREBOOK_OIDC_AUDIENCE?: string;

  @IsOptional()
  @Matches(CLAIM, { message: 'must be the name of a claim' })
  OREBOOK_OIDC_USER_CLAIM?: string;
}

/** What `loadVenueConfig` reads. */
export const VENUE_VARIABLES = [
  'OREBOOK_HOST',
  'OREBOOK_PORT',
  'OREBOOK_DATA_DIR',
  'OREBOOK_BLOC_DIR',
  'OREBOOK_LOG_LEVEL',
  'OREBOOK_CLOCK',
  'OREBOOK_CLOCK_START',
  'OREBOOK_BOOK',
  'OREBOOK_SNAPSHOT_EVENTS',
  'OREBOOK_BOOK_ROOM',
  'OREBOOK_OIDC_ISSUER',
  'OREBOOK_OIDC_JWKS_URL',
  'OREBOOK_OIDC_AUDIENCE',
  'OREBOOK_OIDC_USER_CLAIM',
] as const satisfies readonly (keyof VenueEnvironment)[];

/**
 * Reads a process's configuration from `OREBOOK_*` variables; an empty variable counts as not set.
 *
 * @param environment - usually `process.env`.
 * @param workingDirectory - what relative paths start from.
 * @throws ConfigurationError in one line that names the variable and its rule.
 */
export function loadVenueConfig(environment: Environment, workingDirectory = process.cwd()): VenueConfig {
  const text = new VenueEnvironment();
  readVariables(text, VENUE_VARIABLES, environment);
  const oidc = oidcOf(text);
  return {
    host: text.OREBOOK_HOST,
    port: Number(text.OREBOOK_PORT),
    dataDir: path.resolve(workingDirectory, text.OREBOOK_DATA_DIR),
    blocDir: path.resolve(workingDirectory, text.OREBOOK_BLOC_DIR),
    logLevel: text.OREBOOK_LOG_LEVEL as LogLevel,
    clock: clockOf(text),
    book: text.OREBOOK_BOOK as BookKind,
    snapshotEvents: Number(text.OREBOOK_SNAPSHOT_EVENTS),
    bookRoom: Number(text.OREBOOK_BOOK_ROOM),
    ...(oidc === undefined ? {} : { oidc }),
  };
}

function clockOf(text: VenueEnvironment): ClockConfig {
  if (text.OREBOOK_CLOCK === 'system') {
    if (text.OREBOOK_CLOCK_START !== undefined) {
      throw new ConfigurationError('OREBOOK_CLOCK_START is for OREBOOK_CLOCK=simulated alone');
    }
    return { kind: 'system' };
  }
  const startMicros = isoToMicros(text.OREBOOK_CLOCK_START ?? '');
  if (startMicros === undefined) {
    throw new ConfigurationError(
      'OREBOOK_CLOCK=simulated needs OREBOOK_CLOCK_START, a UTC instant such as 2026-11-23T08:00:00Z',
    );
  }
  return { kind: 'simulated', startMicros };
}

function oidcOf(text: VenueEnvironment): OidcConfig | undefined {
  const issuer = text.OREBOOK_OIDC_ISSUER;
  const jwksUrl = text.OREBOOK_OIDC_JWKS_URL;
  const audience = text.OREBOOK_OIDC_AUDIENCE;
  if (issuer === undefined) {
    const stray = VENUE_VARIABLES.find(
      (name) => name.startsWith('OREBOOK_OIDC_') && text[name] !== undefined,
    );
    if (stray !== undefined) throw new ConfigurationError(`${stray} needs OREBOOK_OIDC_ISSUER beside it`);
    return undefined;
  }
  if (jwksUrl === undefined)
    throw new ConfigurationError('OREBOOK_OIDC_JWKS_URL must be set beside OREBOOK_OIDC_ISSUER');
  if (audience === undefined)
    throw new ConfigurationError('OREBOOK_OIDC_AUDIENCE must be set beside OREBOOK_OIDC_ISSUER');
  return { issuer, jwksUrl, audience, userClaim: text.OREBOOK_OIDC_USER_CLAIM ?? 'sub' };
}
