import type { AllStreamResolvedEvent, Position, ResolvedEvent, StreamingRead } from '@eventstore/db-client';
import type { RecordedEvent } from '../port.js';
import { fromServer, isOurs } from './event-form.js';
import { Pull } from './pull.js';

/** Bounds of one call that reads. */
export interface PageLimits {
  readonly countMax: number;
  readonly bytesMax: number;
  /** Longest time to wait for the next event: the client knows no deadline of a read. */
  readonly waitMsMax: number;
}

/** An event that a call brought; nothing but its place where it is the server's own. */
export interface PageEvent {
  readonly at: Position | undefined;
  readonly ours: RecordedEvent | undefined;
}

/** What one call of the server brought. */
export interface Page {
  readonly events: readonly PageEvent[];
  /** Whether the call ended before it brought as many as it might. */
  readonly end: boolean;
}

/**
 * Reads by one call, and ends the call before it returns: none stays open while its events are being worked on.
 * Two events come whatever their size, as a read that goes on begins with the event that the last one ended with.
 *
 * @throws what the call failed with.
 */
export async function readPage(
  read: StreamingRead<ResolvedEvent | AllStreamResolvedEvent>,
  limits: PageLimits,
): Promise<Page> {
  const pull = new Pull<ResolvedEvent | AllStreamResolvedEvent>(read);
  const events: PageEvent[] = [];
  let bytes = 0;
  try {
    while (events.length < limits.countMax && (events.length < 2 || bytes < limits.bytesMax)) {
      const [resolved] = await pull.next(1, limits.waitMsMax);
      if (resolved === undefined) return { events, end: true };
      const { event } = resolved;
      if (event === undefined) continue;
      const ours = isOurs(event) ? fromServer(event) : undefined;
      events.push({ at: event.position, ours });
      bytes += ours?.data.length ?? 0;
    }
    return { events, end: false };
  } finally {
    read.cancel().catch(() => undefined);
  }
}
