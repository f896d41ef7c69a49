import { createHash } from 'node:crypto';
import { bookStream } from '#contracts';
import type { EventStore } from '#event-store';
import { SnapshotRefused, type Book, type BookFactory } from '#matching';
import { NO_SNAPSHOTS, type SnapshotStore } from './snapshot-store.js';

/** Where snapshots of books are, and who is told of one that is no good. */
export interface Snapshots {
  readonly store: SnapshotStore;
  readonly onRefused: (name: string, reason: string) => void;
}

/** Every start reads whole streams. */
export const WITHOUT_SNAPSHOTS: Snapshots = { store: NO_SNAPSHOTS, onRefused: () => undefined };

/** The platform's SHA-256. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

/**
 * A book as its newest good snapshot has it: the bytes are those that were stamped, and the last event that it holds is
 * in the stream at its very sequence. Without one, a new book.
 */
export async function restoreBook(
  events: EventStore,
  instrument: string,
  createBook: BookFactory,
  { store, onRefused }: Snapshots,
): Promise<Book> {
  for await (const { name, bytes } of store.newestFirst(instrument)) {
    const book = createBook(instrument);
    const reason = await refusalOf(events, book, bytes);
    if (reason === undefined) return book;
    onRefused(name, reason);
  }
  return createBook(instrument);
}

async function refusalOf(events: EventStore, book: Book, bytes: Uint8Array): Promise<string | undefined> {
  try {
    const lastEventId = book.restoreSnapshot(bytes, sha256);
    if (book.sequence === 0) return 'it holds no event';
    const recorded = await eventIdAt(events, book);
    if (recorded === lastEventId) return undefined;
    return recorded === undefined
      ? `the stream has no event ${book.sequence}`
      : `the stream's event ${book.sequence} is ${recorded}, not ${lastEventId}`;
  } catch (error) {
    if (error instanceof SnapshotRefused) return error.message;
    throw error;
  }
}

/** The id of the event in the stream that has the book's sequence. */
async function eventIdAt(events: EventStore, book: Book): Promise<string | undefined> {
  const fromRevision = book.sequence - 1;
  for await (const batch of events.readStream(bookStream(book.instrumentId), { fromRevision, countMax: 1 })) {
    for (const { id } of batch) return id;
  }
  return undefined;
}
