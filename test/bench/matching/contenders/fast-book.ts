import type { FastBook } from '#matching';
import { OPERATIONS_OF_A_STREAM, timed, type Contender, type Pass } from './contender.js';
import { encodeStream, openedBook, PlayedStream } from './played-stream.js';

/** The records are taken out so often, as a venue does between two appends. */
const BATCH_COMMANDS = 1_024;

/** The book under test by the door that a batch of commands takes: numbers in, binary records out. */
export const fastBook: Contender = {
  name: 'fast book',
  operations: () => OPERATIONS_OF_A_STREAM,
  fillsSha256: (ops) => playedOf(ops).fillsSha256,
  prepare: (ops) => new FastPass(playedOf(ops)),
};

/** The stream that was played last, for its passes come one after another. */
let lastPlayed: PlayedStream | undefined;

function playedOf(ops: Int32Array): PlayedStream {
  if (lastPlayed?.ops !== ops) lastPlayed = new PlayedStream(ops);
  return lastPlayed;
}

class FastPass implements Pass {
  private readonly book = openedBook();
  private readonly ends: Int32Array;

  constructor(private readonly played: PlayedStream) {
    this.ends = encodeStream(played, this.book);
  }

  run(): number {
    const { book, ends, played } = this;
    const nanos = timed(() => stepAll(book, ends));
    if (book.sequence !== played.sequence) throw new Error('the passes of the fast book differ');
    return nanos;
  }
}

function stepAll(book: FastBook, ends: Int32Array): void {
  let at = book.commandsAt;
  for (let done = 0; done < ends.length;) {
    done = Math.min(done + BATCH_COMMANDS, ends.length);
    const end = ends[done - 1] ?? at;
    book.stepRecords(at, end);
    book.records.clear();
    at = end;
  }
}
