import type { SequencedCommand } from '#contracts';
import type { Book, EventSink, FastBook, StepOutcome } from '#matching';

/**
 * A fast book whose every command goes in as numbers and comes out as binary records, as far as it has a numeric form.
 */
export function byNumbers(fast: FastBook): Book {
  const step = (command: SequencedCommand, sink: EventSink): StepOutcome => {
    if (!isNumeric(command)) return fast.step(command, sink);
    const at = fast.commandsAt;
    if (fast.encode(command, at) === at) return fast.step(command, sink);
    const firstSequence = fast.sequence + 1;
    fast.stepRecord(at);
    const lastSequence = fast.sequence;
    fast.drainEvents(sink);
    // A repeat has no records, so the sequence that it repeats is not told.
    if (lastSequence < firstSequence) return { kind: 'repeat', sequence: 0 };
    return { kind: 'recorded', firstSequence, lastSequence };
  };
  // All else is the book's own.
  return Object.create(fast, { step: { value: step } }) as Book;
}

function isNumeric({ body }: SequencedCommand): boolean {
  return body.kind === 'placeOrder' || body.kind === 'cancelOrder' || body.kind === 'amendOrder';
}
