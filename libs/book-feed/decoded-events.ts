import { decodeBookEvent, type BookEvent } from '#contracts';
import type { EventStore, RecordedEvent } from '#event-store';

/** An event of a book together with its place in the whole store. */
export type PositionedEvent = BookEvent & { readonly position: number };

/** Events of a process's stores by their id, as they were decoded or recorded last. */
const EVENTS_KEPT_MAX = 16_384;
const kept = new WeakMap<EventStore, Map<string, BookEvent>>();

/**
 * Lets the followers of a store in this process have an event as it is, once it is recorded, instead of decoding it
 * from the bytes that it is recorded as. An id follows from those bytes, so an event that is never recorded does no harm.
 *
 * The event is shared from now on: nobody may change it.
 */
export function shareEvent(store: EventStore, id: string, event: BookEvent): void {
  let events = kept.get(store);
  if (events === undefined) {
    events = new Map<string, BookEvent>();
    kept.set(store, events);
  }
  events.set(id, event);
  if (events.size <= EVENTS_KEPT_MAX) return;
  const oldest = events.keys().next();
  if (oldest.done !== true) events.delete(oldest.value);
}

/**
 * Decodes an event of a book, or gives the one that its writer or another follower of this store has shared already.
 *
 * The event is shared: nobody may change it.
 */
export function decodeShared(store: EventStore, recorded: RecordedEvent): PositionedEvent {
  const known = kept.get(store)?.get(recorded.id);
  if (known !== undefined) return at(known, recorded.position);
  const event = positioned(recorded);
  shareEvent(store, recorded.id, event);
  return event;
}

/** Decodes an event of a book and notes its position. */
export function positioned(recorded: RecordedEvent): PositionedEvent {
  return at(decodeBookEvent(recorded.type, recorded.version, recorded.data), recorded.position);
}

function at(event: BookEvent & { position?: number }, position: number): PositionedEvent {
  event.position = position;
  return event as PositionedEvent;
}
