import { canonicalJson } from '../codec.js';
import type { SourcePosition } from './book-command.js';

/**
 * Lies among the commands, under the key of a message that was set aside, and asks for that message to be decided as
 * if it came now. It names the message and does not repeat it: what is decided is what was kept.
 */
export function encodeResend(message: SourcePosition): Uint8Array {
  const { partition, offset } = message;
  return new TextEncoder().encode(canonicalJson({ resend: { offset, partition } }));
}

/** The message that is asked for; undefined when the bytes ask for none. */
export function decodeResend(data: Uint8Array): SourcePosition | undefined {
  const value = parsed(data);
  const asked = isObject(value) && Object.keys(value).length === 1 ? value['resend'] : undefined;
  if (!isObject(asked) || Object.keys(asked).length !== 2) return undefined;
  const { partition, offset } = asked;
  return isPlace(partition) && isPlace(offset) ? { partition, offset } : undefined;
}

function parsed(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data));
  } catch {
    return undefined;
  }
}

function isPlace(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
