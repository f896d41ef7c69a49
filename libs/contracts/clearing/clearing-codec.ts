import { canonicalJson } from '../codec.js';
import type { ClearingEvent, ClearingEventType } from './clearing-event.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Version of the stored form of each clearing event; a new meaning is a new version with an upcaster. */
export const CLEARING_EVENT_VERSION = 1;

/** The stored form of a clearing event: its type and version beside the canonical bytes of the rest. */
export interface EncodedClearingEvent {
  readonly type: ClearingEventType;
  readonly version: number;
  readonly data: Uint8Array;
}

/** Encodes one event of the clearing stream in its newest stored version. */
export function encodeClearingEvent(event: ClearingEvent): EncodedClearingEvent {
  const { type, ...rest } = event;
  return { type, version: CLEARING_EVENT_VERSION, data: encoder.encode(canonicalJson(rest)) };
}

/**
 * Decodes a stored clearing event, whatever version it was written in.
 *
 * @throws RangeError on a version that this build does not know: the data is of a later product.
 */
export function decodeClearingEvent(type: string, version: number, data: Uint8Array): ClearingEvent {
  if (version !== CLEARING_EVENT_VERSION) {
    throw new RangeError(
      `clearing event ${type} has version ${version}; this build reads ${CLEARING_EVENT_VERSION}`,
    );
  }
  const body = JSON.parse(decoder.decode(data)) as Omit<ClearingEvent, 'type'>;
  return { type, ...body } as ClearingEvent;
}
