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

interface OpenCommand {
  readonly events: PositionedEvent[];
}

/**
 * Puts the events of many books together into whole commands. A command that one append could not hold shows up
 * only once its end is there (SEQ-1).
 */
export class CommandAssembler {
  private readonly open = new Map<string, OpenCommand>();

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
    const pending = this.open.get(instrument);
    if (pending === undefined) {
      if (event.end === true) return { instrument, events: [event], position: event.position };
      this.open.set(instrument, { events: [event] });
      return undefined;
    }
    pending.events.push(event);
    if (event.end !== true) return undefined;
    this.open.delete(instrument);
    return { instrument, events: pending.events, position: event.position };
  }

  /**
   * The newest position from which following again would lose nothing: just before the first event of the oldest
   * command that has no end yet.
   */
  safeCheckpoint(lastPosition: number): number {
    let checkpoint = lastPosition;
    for (const { events } of this.open.values()) {
      const first = events[0];
      if (first !== undefined) checkpoint = Math.min(checkpoint, first.position - 1);
    }
    return checkpoint;
  }
}
