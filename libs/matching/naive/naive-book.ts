import type { BookEvent, BookEventBody, SequencedCommand } from '#contracts';
import type { Book, EventSink, StepOutcome } from '../book.js';
import { decide } from '../decide.js';
import { assertMayRun, InvariantWatch } from '../invariants.js';
import { StateBook } from '../state-book.js';
import { applyEvent } from './apply-event.js';
import { NaiveRestorer } from './naive-restorer.js';
import { NaiveState } from './naive-state.js';

/** Makes the obviously right book of one instrument, empty and closed. */
export function createNaiveBook(instrumentId: string): Book {
  return new NaiveBook(instrumentId);
}

/** The event in hand: `end` is set on it when it turns out to be the last. */
type PendingEvent = BookEvent & { end?: true };

class NaiveBook extends StateBook<NaiveState> implements Book {
  private readonly watch = new InvariantWatch();

  constructor(instrumentId: string) {
    super(new NaiveState(instrumentId));
  }

  step(command: SequencedCommand, sink: EventSink): StepOutcome {
    assertMayRun(this.state, this.nextDue(command.bookMicros), command);
    const firstSequence = this.state.sequence + 1;
    let pending: PendingEvent | undefined;
    const emit = (body: BookEventBody): number => {
      const sequence = this.state.sequence + 1;
      const { bookMicros } = command;
      const event: PendingEvent =
        pending === undefined
          ? { sequence, bookMicros, command, ...body }
          : { sequence, bookMicros, ...body };
      if (pending !== undefined) sink(pending);
      this.change(event);
      pending = event;
      return sequence;
    };
    const repeated = decide({ book: this.state, command, emit });
    if (repeated !== undefined) return { kind: 'repeat', sequence: repeated };
    this.finish(pending, sink);
    return { kind: 'recorded', firstSequence, lastSequence: this.state.sequence };
  }

  protected restorer(): NaiveRestorer {
    return new NaiveRestorer(this.state);
  }

  private finish(pending: PendingEvent | undefined, sink: EventSink): void {
    this.watch.atEnd(this.state, pending);
    if (pending === undefined) return;
    pending.end = true;
    sink(pending);
  }

  apply(event: BookEvent): void {
    if (event.sequence <= this.state.sequence) return;
    this.change(event);
    if (event.end === true) this.watch.atEnd(this.state, event);
  }

  private change(event: BookEvent): void {
    applyEvent(this.state, event);
    this.watch.after(this.state, event);
  }
}
