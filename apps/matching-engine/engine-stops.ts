import { randomUUID } from 'node:crypto';
import { canonicalJson, type SourcePosition } from '#contracts';
import { NO_STREAM, type EventStore } from '#event-store';
import { untilFirst } from './until-first.js';

export const ENGINE_STOPS_STREAM = 'engine-stops';

/** Engines stop seldom, and a message that stops them does so again at once: older stops are another matter. */
const STOPS_READ_MAX = 1_000;

/**
 * Notes that a message has stopped an engine, unless it has done so often enough already.
 *
 * @returns how often it has, this time included when that was noted; more than `stopsMax` never is.
 * @throws EventStoreError when it could not be noted.
 */
export function noteStop(
  store: EventStore,
  message: SourcePosition,
  reason: string,
  stopsMax: number,
): Promise<{ readonly stops: number; readonly isNoted: boolean }> {
  const { partition, offset } = message;
  const data = new TextEncoder().encode(canonicalJson({ offset, partition, reason }));
  const event = { id: randomUUID(), type: 'EngineStopped', version: 1, data };
  return untilFirst(async () => {
    let lastRevision = NO_STREAM;
    let stops = 0;
    const newest = { direction: 'backward', countMax: STOPS_READ_MAX } as const;
    for await (const batch of store.readStream(ENGINE_STOPS_STREAM, newest)) {
      for (const { id, revision, data: bytes } of batch) {
        lastRevision = Math.max(lastRevision, revision);
        const other = JSON.parse(new TextDecoder().decode(bytes)) as SourcePosition;
        if (other.partition === partition && other.offset === offset && id !== event.id) stops += 1;
      }
    }
    if (stops >= stopsMax) return { stops, isNoted: false };
    await store.append(ENGINE_STOPS_STREAM, lastRevision, [event]);
    return { stops: stops + 1, isNoted: true };
  });
}
