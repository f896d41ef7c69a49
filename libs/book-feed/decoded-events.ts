import { decodeBookEvent, type BookEvent } from '#contracts';
import type { RecordedEvent } from '#event-store';

/** An event of a book together with its place in the whole store. */
export type PositionedEvent = BookEvent & { readonly position: number };

/** What is stored of an event is none that this build can read. */
export class UnreadableEvent extends Error {
  /** In the event's stream, from 1. */
  readonly sequence: number;

  constructor({ stream, revision, type }: RecordedEvent, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${stream}, event ${revision + 1} (${type}) cannot be read: ${reason}`, { cause });
    this.name = 'UnreadableEvent';
    this.sequence = revision + 1;
  }
}

function decode(recorded: RecordedEvent): BookEvent {
  try {
    return decodeBookEvent(recorded.type, recorded.version, recorded.data);
  } catch (error) {
    throw new UnreadableEvent(recorded, error);
  }
}

/**
 * Decodes an event of a book, or gives it as its writer or another follower of the store in this process holds it.
 *
 * The event is shared: nobody may change it.
 *
 * @throws UnreadableEvent
 */
export function decodeShared(recorded: RecordedEvent): PositionedEvent {
  const decoded = (recorded.decoded ??= decode(recorded));
  return at(decoded as BookEvent, recorded.position);
}

/**
 * Decodes an event of a book and notes its position.
 *
 * @throws UnreadableEvent
 */
export function positioned(recorded: RecordedEvent): PositionedEvent {
  return at(decode(recorded), recorded.position);
}

function at(event: BookEvent & { position?: number }, position: number): PositionedEvent {
  event.position = position;
  return event as PositionedEvent;
}
