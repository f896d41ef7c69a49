import { decodeBookEvent, type BookEvent } from '#contracts';
import type { EventStore, RecordedEvent } from '#event-store';

/** An event of a book together with its place in the whole store. */
export type PositionedEvent = BookEvent & { readonly position: number };

/** Events of a process's stores that were decoded last: several services of one process follow the same books. */
const EVENTS_KEPT_MAX = 16_384;
const kept = new WeakMap<EventStore, Map<number, PositionedEvent>>();

/**
 * Decodes an event of a book, or gives the one that another follower of this store has decoded already.
 *
 * The event is shared: nobody may change it.
 */
export function decodeShared(store: EventStore, recorded: RecordedEvent): PositionedEvent {
  let events = kept.get(store);
  if (events === undefined) {
    events = new Map<number, PositionedEvent>();
    kept.set(store, events);
  }
  const known = events.get(recorded.position);
  if (known !== undefined) return known;
  const event = positioned(recorded);
  events.set(recorded.position, event);
  if (events.size > EVENTS_KEPT_MAX) {
    const oldest = events.keys().next();
    if (oldest.done !== true) events.delete(oldest.value);
  }
  return event;
}

/** Decodes an event of a book and notes its position. */
export function positioned(recorded: RecordedEvent): PositionedEvent {
  const event = decodeBookEvent(recorded.type, recorded.version, recorded.data);
  return Object.assign(event, { position: recorded.position });
}
