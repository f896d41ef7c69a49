import { instrumentOfStream } from '#contracts';
import type { RecordedEvent } from '#event-store';
import { positioned, type PositionedEvent } from './decoded-events.js';

/** A whole command of one book: all its events, the first with its input, the last with its end. */
export interface RecordedCommand {
  readonly instrument: string;
  readonly events: readonly PositionedEvent[];
  /** Store position of the last event: whoever has seen it has seen the command. */
  readonly position: number;
}

/**
 * Puts the events of many books together into whole commands. A command that one append could not hold shows up
 * only once its end is there (SEQ-1).
 */
export class CommandAssembler {
  /** Of each book the events of the command whose end is still to come; it stays in the map, empty, between commands. */
  private readonly open = new Map<string, { events: PositionedEvent[] | undefined }>();

  /** @param decode - decodes an event of a book and notes its position. */
  constructor(private readonly decode: (recorded: RecordedEvent) => PositionedEvent = positioned) {}

  /**
   * Takes the next event of a book's stream.
   *
   * @returns the whole command when this was its end; undefined otherwise and for streams that are no book's.
   */
  take(recorded: RecordedEvent): RecordedCommand | undefined {
    const instrument = instrumentOfStream(recorded.stream);
    if (instrument === undefined) return undefined;
    const event = this.decode(recorded);
    let pending = this.open.get(instrument);
    if (pending === undefined) this.open.set(instrument, (pending = { events: undefined }));
    const { events = [] } = pending;
    events.push(event);
    pending.events = event.end === true ? undefined : events;
    return event.end === true ? { instrument, events, position: event.position } : undefined;
  }

  /**
   * The newest position from which following again would lose nothing: just before the first event of the oldest
   * command that has no end yet.
   */
  safeCheckpoint(lastPosition: number): number {
    let checkpoint = lastPosition;
    for (const { events } of this.open.values()) {
      const first = events?.[0];
      if (first !== undefined) checkpoint = Math.min(checkpoint, first.position - 1);
    }
    return checkpoint;
  }
}
