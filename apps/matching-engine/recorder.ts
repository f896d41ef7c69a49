import { bookStream, encodeBookEvent, type BookEvent } from '#contracts';
import { EventStoreError, type EventStore, type NewEvent } from '#event-store';
import { bookEventId } from '#replay';

/** Pauses between tries of one append; the last one repeats until the store answers or the tries are used up. */
const RETRY_PAUSES_MS = [10, 50, 200, 1_000] as const;
const RETRIES_MAX = 60;

/** Encodes events for a book's stream; ids follow from the bytes, so only an identical append can pass for a repeat. */
export function toStored(instrument: string, events: readonly BookEvent[]): NewEvent[] {
  const stream = bookStream(instrument);
  return events.map((event) => {
    const { type, version, data } = encodeBookEvent(event);
    return { id: bookEventId(stream, event.sequence, type, version, data), type, version, data };
  });
}

/**
 * Appends a batch of a book's events with the exact expected revision, in several appends where one may not hold it.
 *
 * An append whose outcome is unknown is sent again as it was: the store takes it as a repeat.
 *
 * @param firstSequence - sequence of the first event; the stream must end just before it.
 * @throws EventStoreError `WRONG_EXPECTED_REVISION` when another engine wrote to the book: step down.
 */
export async function recordEvents(
  store: EventStore,
  instrument: string,
  firstSequence: number,
  events: readonly NewEvent[],
): Promise<void> {
  let revision = firstSequence - 2;
  for (const part of splitForAppend(events, store.appendEventsMax, store.appendBytesMax)) {
    await appendUntilKnown(store, bookStream(instrument), revision, part);
    revision += part.length;
  }
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

async function appendUntilKnown(
  store: EventStore,
  stream: string,
  revision: number,
  events: readonly NewEvent[],
): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await store.append(stream, revision, events);
      return;
    } catch (error) {
      const canHelp = error instanceof EventStoreError && error.retriable && error.code !== 'STORAGE_FULL';
      if (!canHelp || tries >= RETRIES_MAX) throw error;
      const pauseMs = RETRY_PAUSES_MS[Math.min(tries, RETRY_PAUSES_MS.length - 1)];
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
