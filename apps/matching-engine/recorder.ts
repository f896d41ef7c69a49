import { bookStream, encodeBookEvent, type BookEvent } from '#contracts';
import type { NewEvent } from '#event-store';
import { bookEventId } from '#replay';

/**
 * Encodes events for a book's stream; ids follow from the bytes, so only an identical append can pass for a repeat.
 * Who follows the books in this process takes the events as they are: nobody may change them any more.
 */
export function toStored(instrument: string, events: readonly BookEvent[]): NewEvent[] {
  const stream = bookStream(instrument);
  return events.map((event) => {
    const { type, version, data } = encodeBookEvent(event);
    return {
      id: bookEventId(stream, event.sequence, type, version, data),
      type,
      version,
      data,
      decoded: event,
    };
  });
}
