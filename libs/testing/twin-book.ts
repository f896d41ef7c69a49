import type { BookEvent, SequencedCommand } from '#contracts';
import {
  createFastBook,
  createNaiveBook,
  InvariantViolation,
  type Book,
  type EventSink,
  type StepOutcome,
} from '#matching';

/** Two books disagree: the fast one is wrong. */
class TwinsDiffer extends Error {
  constructor(what: string, naive: string, fast: string) {
    super(`the books differ in ${what}\nnaive: ${naive}\nfast:  ${fast}`);
    this.name = 'TwinsDiffer';
  }
}

/** Not canonical: a command may hold what no stored number can. */
const textOf = (events: readonly BookEvent[]): string =>
  events.map((event) => JSON.stringify(inOrder(event))).join('\n');

function inOrder({ command, ...event }: BookEvent): unknown[] {
  return [Object.entries(event).sort(([left], [right]) => (left < right ? -1 : 1)), command];
}

/** How a book stops; undefined when it goes on. */
function violationOf(run: () => unknown): InvariantViolation | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof InvariantViolation) return error;
    throw error;
  }
  return undefined;
}

/**
 * The naive book with the fast one at its side: all that one is told the other is told too, and after every command
 * both must have said and become the same. So a test of the rules that uses it is a test of both books.
 */
export function createTwinBook(instrumentId: string): Book {
  const naive = createNaiveBook(instrumentId);
  const fast = createFastBook(instrumentId);
  const same = (what: string, ofNaive: string, ofFast: string): void => {
    if (ofNaive !== ofFast) throw new TwinsDiffer(what, ofNaive, ofFast);
  };
  const sameState = (): void => {
    const text = naive.stateText();
    const ofFast = fast.stateText();
    if (text === ofFast) return;
    const lines = text.split('\n');
    const fastLines = ofFast.split('\n');
    const index = lines.findIndex((line, at) => line !== fastLines[at]);
    same('state', lines[index] ?? 'nothing', fastLines[index] ?? 'nothing');
    same('state', 'less', 'more');
  };
  const sameEnd = (ofNaive: InvariantViolation | undefined, ofFast: InvariantViolation | undefined): void => {
    same('how they stop', ofNaive?.message ?? 'not at all', ofFast?.message ?? 'not at all');
    if (ofNaive !== undefined) throw ofNaive;
  };
  const step = (command: SequencedCommand, sink: EventSink): StepOutcome => {
    const fastEvents: BookEvent[] = [];
    const naiveEvents: BookEvent[] = [];
    const outcomes: StepOutcome[] = [];
    const naiveEnd = violationOf(() => {
      outcomes.push(
        naive.step(command, (event) => {
          naiveEvents.push(event);
          sink(event);
        }),
      );
    });
    const fastEnd = violationOf(() => outcomes.push(fast.step(command, (event) => fastEvents.push(event))));
    sameEnd(naiveEnd, fastEnd);
    same('events', textOf(naiveEvents), textOf(fastEvents));
    same('outcome', JSON.stringify(outcomes[0]), JSON.stringify(outcomes[1]));
    sameState();
    return outcomes[0]!;
  };
  const apply = (event: BookEvent): void => {
    sameEnd(
      violationOf(() => naive.apply(event)),
      violationOf(() => fast.apply(event)),
    );
    if (event.end === true) sameState();
  };
  return new Proxy(naive, {
    get: (target, name) => {
      if (name === 'step') return step;
      if (name === 'apply') return apply;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
