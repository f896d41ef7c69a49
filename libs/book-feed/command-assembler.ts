import { instrumentOfStream, isEndOfCommand } from '#contracts';
import { EventStoreError, type RecordedEvent } from '#event-store';
import { positioned, type PositionedEvent } from './decoded-events.js';

/** A whole command of one book: all its events, the first with its input, the last with its end. */
export interface RecordedCommand {
  readonly instrument: string;
  readonly events: readonly PositionedEvent[];
  /** Store position of the last event: whoever has seen it has seen the command. */
  readonly position: number;
}

/**
 * What the store handed over of a book does not follow what it handed over before, or begins within a command: reading
 * again, from where all was whole, may well bring it.
 */
export class MissingEvents extends EventStoreError {
  constructor(instrument: string, what: string) {
    super('UNAVAILABLE', `SEQ-1: book ${instrument}: ${what}`);
    this.name = 'MissingEvents';
  }
}

/** A command whose end is still to come. */
interface Begun {
  /** Of its first event. */
  readonly position: number;
  /** Undefined when nobody wants it. */
  readonly events: PositionedEvent[] | undefined;
}

/** How far a book has come; it stays, with nothing begun, between commands. */
interface OpenBook {
  begun: Begun | undefined;
  /** Of its newest event. */
  revision: number;
}

/**
 * Puts the events of many books together into whole commands. A command that one append could not hold shows up
 * only once its end is there (SEQ-1). What comes again is passed over.
 */
export class CommandAssembler {
  private readonly open = new Map<string, OpenBook>();

  /**
   * @param decode - decodes an event of a book and notes its position.
   * @param wants - whether a command whose first event is of a type is wanted: others are passed over, not decoded.
   */
  constructor(
    private readonly decode: (recorded: RecordedEvent) => PositionedEvent = positioned,
    private readonly wants: (firstType: string) => boolean = () => true,
  ) {}

  /**
   * Takes the next event of a book's stream.
   *
   * @returns the whole command when this was its end and it is wanted; undefined otherwise and for streams that are no
   *   book's.
   * @throws MissingEvents when it does not follow what came of its book before, or is the first of no command.
   */
  take(recorded: RecordedEvent): RecordedCommand | undefined {
    const instrument = instrumentOfStream(recorded.stream);
    if (instrument === undefined) return undefined;
    const { revision } = recorded;
    let book = this.open.get(instrument);
    if (book === undefined) this.open.set(instrument, (book = { begun: undefined, revision: revision - 1 }));
    if (revision <= book.revision) return undefined;
    if (revision !== book.revision + 1)
      throw new MissingEvents(instrument, `event ${revision + 1} came after ${book.revision + 1}`);
    book.revision = revision;
    const begun = book.begun ?? this.begin(recorded);
    const { events } = begun;
    if (events === undefined) {
      book.begun = isEndOfCommand(recorded.data) ? undefined : begun;
      return undefined;
    }
    const event = this.decode(recorded);
    if (events.length === 0 && event.command === undefined)
      throw new MissingEvents(
        instrument,
        `event ${event.sequence} (${event.type}) came without what began its command`,
      );
    events.push(event);
    book.begun = event.end === true ? undefined : begun;
    return event.end === true ? { instrument, events, position: event.position } : undefined;
  }

  private begin({ type, position }: RecordedEvent): Begun {
    return { position, events: this.wants(type) ? [] : undefined };
  }

  /**
   * The newest position from which following again would lose nothing: just before the first event of the oldest
   * command that has no end yet.
   */
  safeCheckpoint(lastPosition: number): number {
    let checkpoint = lastPosition;
    for (const { begun } of this.open.values()) {
      if (begun !== undefined) checkpoint = Math.min(checkpoint, begun.position - 1);
    }
    return checkpoint;
  }
}
