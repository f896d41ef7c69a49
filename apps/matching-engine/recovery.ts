import { positioned } from '#book-feed';
import { bookStream, decodeBookEvent, type BookEvent } from '#contracts';
import { appendInParts, type EventStore, type RecordedEvent } from '#event-store';
import type { Book, BookFactory } from '#matching';
import { applyStored, asHistoryMismatch, Breather, HistoryMismatch } from '#replay';
import { toStored } from './recorder.js';
import { restoreBook, type Snapshots } from './snapshots/restore-book.js';

/** A book as its stream tells it, up to the end of its last whole command. */
export interface ReadBook {
  readonly book: Book;
  /** Id of the last event that was read into the book; undefined when none was after its snapshot. */
  readonly lastEventId: string | undefined;
  /** Events of a command at the end of the stream whose own end is missing. */
  readonly cutOff: readonly RecordedEvent[];
}

/**
 * Reads a book from its newest good snapshot and the events since, and lets others have their turns meanwhile.
 *
 * @throws HistoryMismatch when what is stored cannot be read or contradicts itself; EventStoreError when the store is not
 *   there to be read; the signal's reason when the book is no longer wanted.
 */
export async function readBook(
  store: EventStore,
  instrument: string,
  createBook: BookFactory,
  snapshots: Snapshots,
  signal?: AbortSignal,
): Promise<ReadBook> {
  const book = await restoreBook(store, instrument, createBook, snapshots);
  try {
    return await readOn(store, instrument, book, signal);
  } catch (error) {
    throw asHistoryMismatch(instrument, book.sequence + 1, error);
  }
}

async function readOn(
  store: EventStore,
  instrument: string,
  book: Book,
  signal?: AbortSignal,
): Promise<ReadBook> {
  const breather = new Breather(signal);
  let lastEventId: string | undefined;
  let open: { event: BookEvent; recorded: RecordedEvent }[] = [];
  for await (const batch of store.readStream(bookStream(instrument), { fromRevision: book.sequence })) {
    for (const recorded of batch) {
      open.push({ event: positioned(recorded), recorded });
      if (open.at(-1)?.event.end !== true) continue;
      for (const { event } of open) applyStored(book, event);
      lastEventId = recorded.id;
      open = [];
    }
    if (breather.isDue) await breather.breathe();
  }
  return { book, lastEventId, cutOff: open.map(({ recorded }) => recorded) };
}

/**
 * Rebuilds a book from its stream. A command that was cut off before its end (the process died between two appends)
 * is re-run from its first event, checked against what is stored, and completed before anything else happens.
 *
 * @throws HistoryMismatch when re-running the cut-off command gives other events than those stored.
 */
export async function recoverBook(
  store: EventStore,
  instrument: string,
  createBook: BookFactory,
  snapshots: Snapshots,
): Promise<Book> {
  const { book, cutOff } = await readBook(store, instrument, createBook, snapshots);
  if (cutOff.length > 0) await completeCommand(store, instrument, book, cutOff);
  return book;
}

async function completeCommand(
  store: EventStore,
  instrument: string,
  book: Book,
  stored: readonly RecordedEvent[],
): Promise<void> {
  const firstSequence = book.sequence + 1;
  const [first] = stored;
  if (first === undefined) return;
  const { command } = decodeBookEvent(first.type, first.version, first.data);
  if (command === undefined) throw new HistoryMismatch(instrument, firstSequence, 'a command has no input');
  const events: BookEvent[] = [];
  book.step(command, (event) => events.push(event));
  const rerun = toStored(instrument, events);
  stored.forEach((event, index) => {
    if (rerun[index]?.id === event.id) return;
    throw new HistoryMismatch(
      instrument,
      firstSequence + index,
      'the cut-off command gives another event now',
    );
  });
  const lastRevision = firstSequence + stored.length - 2;
  await appendInParts(store, bookStream(instrument), lastRevision, rerun.slice(stored.length));
}
