import { decodeBookEvent, type BookEvent } from '#contracts';
import type { RecordedEvent } from '#event-store';

/** An event of a book together with its place in the whole store. */
export type PositionedEvent = BookEvent & { readonly position: number };

/**
 * Decodes an event of a book, or gives it as its writer or another follower of the store in this process holds it.
 *
 * The event is shared: nobody may change it.
 */
export function decodeShared(recorded: RecordedEvent): PositionedEvent {
  const decoded = (recorded.decoded ??= decodeBookEvent(recorded.type, recorded.version, recorded.data));
  return at(decoded as BookEvent, recorded.position);
}

/** Decodes an event of a book and notes its position. */
export function positioned(recorded: RecordedEvent): PositionedEvent {
  return at(decodeBookEvent(recorded.type, recorded.version, recorded.data), recorded.position);
}

function at(event: BookEvent & { position?: number }, position: number): PositionedEvent {
  event.position = position;
  return event as PositionedEvent;
}
