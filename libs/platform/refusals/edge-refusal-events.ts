import { randomUUID } from 'node:crypto';
import { canonicalJson } from '#contracts';
import type { NewEvent, RecordedEvent } from '#event-store';
import type { EdgeRefusal } from './refusal-recorder.js';

/** The one stream of what the edges refused. */
export const EDGE_REFUSALS_STREAM = 'edge-refusals';
export const EDGE_REFUSAL_RECORDED = 'EdgeRefusalRecorded';
export const UNAUTHENTICATED_REQUESTS_COUNTED = 'UnauthenticatedRequestsCounted';

const VERSION = 1;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** How many requests of unknown callers an instance turned away up to an instant, since its last count. */
export interface UnauthenticatedCount {
  readonly micros: number;
  readonly count: number;
}

/** The stored form of a refusal: canonical JSON, version 1. */
export function encodeEdgeRefusal(refusal: EdgeRefusal): NewEvent {
  return newEvent(EDGE_REFUSAL_RECORDED, refusal);
}

/** The stored form of a count. */
export function encodeUnauthenticatedCount(count: UnauthenticatedCount): NewEvent {
  return newEvent(UNAUTHENTICATED_REQUESTS_COUNTED, count);
}

/** What an event of `edge-refusals` says. */
export type EdgeRefusalEvent =
  | ({ readonly type: typeof EDGE_REFUSAL_RECORDED } & EdgeRefusal)
  | ({ readonly type: typeof UNAUTHENTICATED_REQUESTS_COUNTED } & UnauthenticatedCount);

/**
 * Reads an event of `edge-refusals`.
 *
 * @throws RangeError on a type or version that this build does not know: the data is of a later product.
 */
export function decodeEdgeRefusalEvent(
  event: Pick<RecordedEvent, 'type' | 'version' | 'data'>,
): EdgeRefusalEvent {
  if (event.version !== VERSION) {
    throw new RangeError(`event ${event.type} has version ${event.version}; this build reads ${VERSION}`);
  }
  const body: unknown = JSON.parse(decoder.decode(event.data));
  switch (event.type) {
    case EDGE_REFUSAL_RECORDED:
      return { type: event.type, ...(body as EdgeRefusal) };
    case UNAUTHENTICATED_REQUESTS_COUNTED:
      return { type: event.type, ...(body as UnauthenticatedCount) };
    default:
      throw new RangeError(`${event.type} is no event of ${EDGE_REFUSALS_STREAM}`);
  }
}

function newEvent(type: string, body: EdgeRefusal | UnauthenticatedCount): NewEvent {
  return { id: randomUUID(), type, version: VERSION, data: encoder.encode(canonicalJson(body)) };
}
