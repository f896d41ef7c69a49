import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Figures of a log line; values of fields that may hold a secret are left out by name. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes one JSON line an entry. */
export interface Logger {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

const SECRET_FIELDS = ['authorization', 'token', 'password', 'secret', 'privateKey', 'd'];
/** Anything that looks like a JSON Web Token, wherever it stands in a line. */
const TOKEN = /eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g;

/**
 * Makes the process's logger: JSON lines on stderr, so that stdout stays free for what a user asked for.
 *
 * @param destination - where lines go; stderr when absent.
 */
export function createLogger(
  level: LogLevel,
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Logger {
  const logger: PinoLogger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[left out]' },
      serializers: { err: pino.stdSerializers.err },
      hooks: { streamWrite: (line) => (line.includes('eyJ') ? line.replace(TOKEN, '[token]') : line) },
    },
    destination,
  );
  return {
    error: (message, fields) => logger.error(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    debug: (message, fields) => logger.debug(fields ?? {}, message),
  };
}
