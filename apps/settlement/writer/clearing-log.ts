import { CLEARING_STREAM, decodeClearingEvent, encodeClearingEvent, type ClearingEvent } from '#contracts';
import { EventStoreError, type EventStore, type NewEvent, type RecordedEvent } from '#event-store';
import { bookEventId } from '#replay';

/** An event of clearing together with its place in the whole store. */
export type PositionedClearingEvent = ClearingEvent & { readonly position: number };

const RETRY_PAUSES_MS = [10, 50, 250, 1_000] as const;

/** The stored form of events; ids follow from the bytes, so only an identical append can pass for a repeat. */
export function toStored(events: readonly ClearingEvent[]): NewEvent[] {
  return events.map((event) => {
    const { type, version, data } = encodeClearingEvent(event);
    return { id: bookEventId(CLEARING_STREAM, event.sequence, type, version, data), type, version, data };
  });
}

/** Reads a stored event back. */
export function fromStored(recorded: RecordedEvent): PositionedClearingEvent {
  return {
    ...decodeClearingEvent(recorded.type, recorded.version, recorded.data),
    position: recorded.position,
  };
}

/**
 * Appends events with the exact expected revision, in several appends where one may not hold them.
 *
 * @param firstSequence - sequence of the first event; the stream must end just before it.
 * @returns position of the last event.
 * @throws EventStoreError `WRONG_EXPECTED_REVISION` when another writer was first.
 */
export async function recordEvents(
  store: EventStore,
  firstSequence: number,
  events: readonly NewEvent[],
): Promise<number> {
  let revision = firstSequence - 2;
  let position = -1;
  for (const part of splitForAppend(events, store.appendEventsMax, store.appendBytesMax)) {
    position = await appendUntilKnown(store, revision, part);
    revision += part.length;
  }
  return position;
}

function splitForAppend(events: readonly NewEvent[], eventsMax: number, bytesMax: number): NewEvent[][] {
  const parts: NewEvent[][] = [];
  let part: NewEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const fits = part.length < eventsMax && bytes + event.data.length <= bytesMax;
    if (part.length > 0 && !fits) {
      parts.push(part);
      [part, bytes] = [[], 0];
    }
    part.push(event);
    bytes += event.data.length;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** An append whose outcome is unknown is sent again as it was: the store takes it as a repeat. */
async function appendUntilKnown(
  store: EventStore,
  revision: number,
  events: readonly NewEvent[],
): Promise<number> {
  for (let tries = 0; ; tries += 1) {
    try {
      return (await store.append(CLEARING_STREAM, revision, events)).position;
    } catch (error) {
      const pauseMs = RETRY_PAUSES_MS[tries];
      const canHelp = error instanceof EventStoreError && error.retriable && error.code !== 'STORAGE_FULL';
      if (!canHelp || pauseMs === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
