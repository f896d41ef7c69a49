import { OPERATIONS_OF_A_STREAM, timed, type Contender, type Pass } from './contender.js';
import { PackedStream } from './packed-stream.js';
import { openedBook, PlayedStream } from './played-stream.js';

/** The records are taken out so often, as a venue does between two appends. */
const BATCH_COMMANDS = 1_024;

/** The book under test by the door that a batch of commands takes: numbers in, binary records out. */
export const fastBook: Contender = {
  name: 'fast book',
  operations: () => OPERATIONS_OF_A_STREAM,
  fillsSha256: (ops) => lastOf(ops).played.fillsSha256,
  prepare: (ops) => new FastPass(lastOf(ops)),
};

interface Stream {
  readonly played: PlayedStream;
  readonly packed: PackedStream;
}

/** The stream that was played last, for its passes come one after another. */
let last: Stream | undefined;

function lastOf(ops: Int32Array): Stream {
  if (last?.played.ops === ops) return last;
  const played = new PlayedStream(ops);
  last = { played, packed: new PackedStream(played) };
  return last;
}

class FastPass implements Pass {
  private readonly book = openedBook();

  constructor(private readonly stream: Stream) {
    stream.packed.encodeFor(this.book);
  }

  /** A batch comes to where an encoder would have put it; only what the book does with it is timed. */
  run(): number {
    const { book, stream } = this;
    const { played, packed } = stream;
    let nanos = 0;
    for (let from = 0; from < played.count; from += BATCH_COMMANDS) {
      const to = Math.min(from + BATCH_COMMANDS, played.count);
      const end = packed.unpack(from, to, book.words, book.commandsAt);
      nanos += timed(() => {
        book.stepRecords(book.commandsAt, end);
        book.records.clear();
      });
    }
    if (book.sequence !== played.sequence) throw new Error('the passes of the fast book differ');
    return nanos;
  }
}
