import { createHash } from 'node:crypto';
import { encodeBookEvent, type BookEvent, type SequencedCommand } from '#contracts';
import { createFastBook, createNaiveBook, type Book } from '#matching';
import { openBook } from '../contenders/bench-venue.js';
import { timed } from '../contenders/contender.js';
import { summary, type Measured } from '../measure.js';
import { MIXED_MID_TICKS, MixedStream } from './mixed-stream.js';

const COMMANDS = 100_000;
/** The naive book says the same of so many of them. */
const NAIVE_COMMANDS = 5_000;
const BATCH_COMMANDS = 1_024;

/** What the stream came to. */
export interface Mixed {
  readonly result: Measured;
  /** How many events of each kind it makes. */
  readonly events: Readonly<Record<string, number>>;
}

/**
 * W4 through the same steps: what has a numeric form by numbers, acts by the rules.
 *
 * @throws Error when the naive book says anything else of its beginning.
 */
export function measureMixed(passes: number): Mixed {
  const counts = new Map<string, number>();
  const stream = new MixedStream();
  const commands: SequencedCommand[] = [];
  const book = opened(createFastBook('BENCH'));
  while (commands.length < COMMANDS) {
    const command = stream.next(book);
    commands.push(command);
    book.step(command, (event) => {
      counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
      stream.hear(event);
    });
  }
  const beginning = commands.slice(0, NAIVE_COMMANDS);
  const wanted = hashOf(opened(createNaiveBook('BENCH')), beginning);
  if (hashOf(opened(createFastBook('BENCH')), beginning) !== wanted)
    throw new Error('the books differ in W4');
  const nanos: number[] = [];
  for (let pass = 0; pass <= passes; pass++) {
    const each = play(commands, book.sequence);
    if (pass > 0) nanos.push(each);
  }
  const events = Object.fromEntries([...counts].sort());
  return { result: summary('fast book', COMMANDS, nanos, wanted), events };
}

function opened<Kind extends Book>(book: Kind): Kind {
  openBook(book, MIXED_MID_TICKS);
  return book;
}

/** SHA-256 of the stored bytes of all events. */
function hashOf(book: Book, commands: readonly SequencedCommand[]): string {
  const hash = createHash('sha256');
  for (const command of commands) {
    book.step(command, (event: BookEvent) => hash.update(encodeBookEvent(event).data));
  }
  return hash.digest('hex');
}

function play(commands: readonly SequencedCommand[], sequence: number): number {
  const book = opened(createFastBook('BENCH'));
  const starts = new Int32Array(commands.length).fill(-1);
  let end = book.commandsAt;
  for (const [index, command] of commands.entries()) {
    if (command.body.kind === 'applyAct') continue;
    const next = book.encode(command, end);
    if (next === end) throw new Error(`command ${index} of W4 has no numeric form`);
    starts[index] = end;
    end = next;
  }
  globalThis.gc?.();
  const nanos = timed(() => {
    for (const [index, command] of commands.entries()) {
      const at = starts[index] ?? -1;
      if (at >= 0) book.stepRecord(at);
      else book.step(command, ignore);
      if (index % BATCH_COMMANDS === 0) book.records.clear();
    }
  });
  if (book.sequence !== sequence) throw new Error('the passes of W4 differ');
  return nanos;
}

const ignore = (): void => undefined;
