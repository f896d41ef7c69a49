import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreError, type EventStore, type NewEvent } from './port.js';

/** Pauses between tries; the last one repeats until the store answers or the tries are used up. */
const RETRY_PAUSES_MS = [10, 50, 200, 1_000] as const;
const TRIES_MAX = 60;

/**
 * Appends events at the exact revision, in several appends where one may not hold them.
 *
 * An append whose outcome is unknown is sent again as it was: with ids that follow from the bytes, the store takes it
 * as a repeat. A full disk is not tried again.
 *
 * @param expectedRevision - the stream's last revision, or `NO_STREAM`.
 * @param events - at least one.
 * @returns position of the last event.
 * @throws EventStoreError `WRONG_EXPECTED_REVISION` when another writer was first: step down.
 */
export async function appendInParts(
  store: EventStore,
  stream: string,
  expectedRevision: number,
  events: readonly NewEvent[],
): Promise<number> {
  let revision = expectedRevision;
  let position = -1;
  for (const part of splitForAppend(events, store.appendEventsMax, store.appendBytesMax)) {
    const from = revision;
    position = (await untilAvailable(() => store.append(stream, from, part))).position;
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
 * Does what may be done again, until the store is there or the tries (about a minute's) are used up. A full disk is not
 * tried again.
 *
 * @throws EventStoreError when that cannot help.
 */
export async function untilAvailable<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const canHelp = error instanceof EventStoreError && error.retriable && error.code !== 'STORAGE_FULL';
      if (!canHelp || tries >= TRIES_MAX) throw error;
      await delay(RETRY_PAUSES_MS[Math.min(tries, RETRY_PAUSES_MS.length) - 1]);
    }
  }
}
