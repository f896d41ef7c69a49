import { CLEARING_STREAM, decodeClearingEvent, encodeClearingEvent, type ClearingEvent } from '#contracts';
import type { NewEvent, RecordedEvent } from '#event-store';
import { bookEventId } from '#replay';

/** An event of clearing together with its place in the whole store. */
export type PositionedClearingEvent = ClearingEvent & { readonly position: number };

/** The stored form of events; ids follow from the bytes, so only an identical append can pass for a repeat. */
export function toStored(events: readonly ClearingEvent[]): NewEvent[] {
  return events.map((event) => {
    const { type, version, data } = encodeClearingEvent(event);
    return { id: bookEventId(CLEARING_STREAM, event.sequence, type, version, data), type, version, data };
  });
}

/** Reads a stored event back. */
export function fromStored(recorded: RecordedEvent): PositionedClearingEvent {
  const { position, type, version, data } = recorded;
  return { position, ...decodeClearingEvent(type, version, data) };
}
