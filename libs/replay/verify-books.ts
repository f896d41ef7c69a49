import { bookStream, type BookKind } from '#contracts';
import type { EventStore } from '#event-store';
import { BookVerifier } from './book-verifier.js';
import { readToVerify } from './read-to-verify.js';
import type { BookVerification } from './verification.js';

/**
 * Re-runs every command of a book from its stream alone and compares each event and the final state (AUDT-3, INV-6).
 * Works in slices, so a serving process stays responsive.
 *
 * @param engineBook - what the engine decides with: the other implementation re-runs.
 * @param signal - gives up at the next slice.
 * @throws EventStoreError when the store cannot be read; the signal's reason when given up. What is wrong with the
 *   stream itself is the answer, not an error.
 */
export async function verifyBook(
  store: EventStore,
  instrument: string,
  engineBook: BookKind,
  signal?: AbortSignal,
): Promise<BookVerification> {
  const verifier = new BookVerifier(instrument, engineBook);
  const take = verifier.take.bind(verifier);
  return verifier.report(await readToVerify(store, bookStream(instrument), take, signal));
}

/** Verifies several books in the order given; a difference in one does not keep the others from being verified. */
export async function verifyBooks(
  store: EventStore,
  instruments: readonly string[],
  engineBook: BookKind,
  signal?: AbortSignal,
): Promise<readonly BookVerification[]> {
  const books: BookVerification[] = [];
  for (const instrument of instruments) books.push(await verifyBook(store, instrument, engineBook, signal));
  return books;
}
