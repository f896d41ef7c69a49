import { ErrorType, isCommandError } from '@eventstore/db-client';
import { EventStoreError, type EventStoreErrorCode } from '../port.js';

/** Errors of the client that say that an append was not written, in the words of the port. */
const REFUSALS: ReadonlyMap<ErrorType, EventStoreErrorCode> = new Map([
  [ErrorType.WRONG_EXPECTED_VERSION, 'WRONG_EXPECTED_REVISION'],
  [ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED, 'APPEND_TOO_LARGE'],
  [ErrorType.NOT_LEADER, 'UNAVAILABLE'],
]);

/**
 * Words of the client and of the server for a request that no server acted upon. Any other trouble of an append leaves
 * its outcome open, so words that a later version may choose are only ever taken for less knowledge, not for more.
 */
const NOTHING_WAS_DONE =
  /No connection established|Name resolution failed|Channel closed before call started|Server Is Not Ready|Server Is Too Busy|Failed to discover/;

function typeOf(error: unknown): ErrorType | undefined {
  return error instanceof Error && isCommandError(error) ? error.type : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * What an append's failure tells by itself: a refusal, or that nothing was done.
 *
 * @returns nothing when the append may have been written, or may still be.
 */
export function knownAppendFailure(error: unknown, what: string): Error | undefined {
  if (error instanceof EventStoreError) return error;
  const message = `${what}: ${messageOf(error)}`;
  const options = { cause: error };
  const type = typeOf(error);
  if (type === ErrorType.ACCESS_DENIED || type === ErrorType.STREAM_DELETED)
    return new Error(message, options);
  const code = type === undefined ? undefined : REFUSALS.get(type);
  if (code !== undefined) return new EventStoreError(code, message, options);
  return NOTHING_WAS_DONE.test(message) ? new EventStoreError('UNAVAILABLE', message, options) : undefined;
}

/** What a failed read is in the words of the port: whatever is no refusal is worth another try. */
export function readFailure(error: unknown, what: string): Error {
  if (error instanceof EventStoreError || error instanceof RangeError) return error;
  const message = `${what}: ${messageOf(error)}`;
  return isAccessDenied(error)
    ? new Error(message, { cause: error })
    : new EventStoreError('UNAVAILABLE', message, { cause: error });
}

/** Whether the server does not let this user in: trying again cannot help. */
export function isAccessDenied(error: unknown): boolean {
  return typeOf(error) === ErrorType.ACCESS_DENIED;
}

/** Whether there is no such stream. */
export function isStreamNotFound(error: unknown): boolean {
  return typeOf(error) === ErrorType.STREAM_NOT_FOUND;
}

/** Whether the server may have refused a position that no event has: it has no word of its own for that. */
export function mayBeRefusedPosition(error: unknown): boolean {
  return typeOf(error) === ErrorType.UNKNOWN;
}
