import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreError, type EventStore, type NewEvent } from './port.js';

/** Pauses between tries; the last one repeats until the store answers or patience is at its end. */
const RETRY_PAUSES_MS = [10, 50, 200, 1_000] as const;
/** Whoever works off a log has nothing better to do than to wait for the store. */
const PATIENCE_MS = 60_000;

/**
 * Appends events at the exact revision, in several appends where one may not hold them.
 *
 * An append whose outcome is unknown is sent again as it was: with ids that follow from the bytes, the store takes it
 * as a repeat. A full disk is not tried again.
 *
 * @param expectedRevision - the stream's last revision, or `NO_STREAM`.
 * @param events - at least one.
 * @param patienceMs - for how long to try again; less where a person waits for the answer.
 * @returns position of the last event.
 * @throws EventStoreError `WRONG_EXPECTED_REVISION` when another writer was first: step down.
 */
export async function appendInParts(
  store: EventStore,
  stream: string,
  expectedRevision: number,
  events: readonly NewEvent[],
  patienceMs = PATIENCE_MS,
): Promise<number> {
  let revision = expectedRevision;
  let position = -1;
  for (const part of splitForAppend(events, store.appendEventsMax, store.appendBytesMax)) {
    const from = revision;
    position = (await untilAvailable(() => store.append(stream, from, part), patienceMs)).position;
    revision += part.length;
  }
  return position;
}

/** Cuts events into runs that one append may hold. */
export function splitForAppend(
  events: readonly NewEvent[],
  eventsMax: number,
  bytesMax: number,
): NewEvent[][] {
  const parts: NewEvent[][] = [];
  let part: NewEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    if (part.length > 0 && (part.length >= eventsMax || bytes + event.data.length > bytesMax)) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(event);
    bytes += event.data.length;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/**
 * Does what may be done again, until the store is there or patience (a minute unless told) is at its end. A full disk is
 * not tried again.
 *
 * @throws EventStoreError when that cannot help.
 */
export async function untilAvailable<Result>(
  work: () => Promise<Result>,
  patienceMs = PATIENCE_MS,
): Promise<Result> {
  const startedMs = performance.now();
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const canHelp = error instanceof EventStoreError && error.retriable && error.code !== 'STORAGE_FULL';
      if (!canHelp || performance.now() - startedMs >= patienceMs) throw error;
      await delay(RETRY_PAUSES_MS[Math.min(tries, RETRY_PAUSES_MS.length) - 1]);
    }
  }
}
