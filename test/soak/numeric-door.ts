import type { BookEvent, SequencedCommand } from '#contracts';
import type { Book, EventSink, FastBook, StepOutcome } from '#matching';

/**
 * A fast book whose every command goes in as numbers and comes out as binary records, as far as it has a numeric form.
 */
export function byNumbers(fast: FastBook): Book {
  const step = (command: SequencedCommand, sink: EventSink): StepOutcome => {
    const words = new Int32Array(Math.max(1, fast.wordsMaxOf(command)));
    if (!isNumeric(command) || fast.encode(command, words, 0) === 0) return fast.step(command, sink);
    fast.stepRecord(words, 0);
    const events: BookEvent[] = [];
    fast.drainEvents(words, (event) => events.push(event));
    for (const event of events) sink(event);
    const [first, last] = [events[0], events.at(-1)];
    // A repeat has no records, so the sequence that it repeats is not told.
    if (first === undefined || last === undefined) return { kind: 'repeat', sequence: 0 };
    return { kind: 'recorded', firstSequence: first.sequence, lastSequence: last.sequence };
  };
  return new Proxy<Book>(fast, {
    get: (target, name) => {
      if (name === 'step') return step;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function isNumeric({ body }: SequencedCommand): boolean {
  return body.kind === 'placeOrder' || body.kind === 'cancelOrder' || body.kind === 'amendOrder';
}
