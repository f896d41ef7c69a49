import { inspect } from 'node:util';
import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.js';

/** Nest's own messages as lines of the process's log; its start-up chatter counts as debug. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(textOf(message), contextOf(rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error(textOf(message), { ...contextOf(rest), ...stackOf(message, rest) });
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.error(textOf(message), { ...contextOf(rest), ...stackOf(message, rest) });
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn(textOf(message), contextOf(rest));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(textOf(message), contextOf(rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(textOf(message), contextOf(rest));
  }
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message instanceof Error) return message.message;
  return inspect(message, { breakLength: Infinity });
}

/** Nest passes the context last, and a stack before it. */
function contextOf(rest: readonly unknown[]): { context?: string } {
  const last = rest.at(-1);
  return typeof last === 'string' && !last.includes('\n') ? { context: last } : {};
}

function stackOf(message: unknown, rest: readonly unknown[]): { stack?: string } {
  if (message instanceof Error && message.stack !== undefined) return { stack: message.stack };
  const stack = rest.find((value) => typeof value === 'string' && value.includes('\n'));
  return typeof stack === 'string' ? { stack } : {};
}
