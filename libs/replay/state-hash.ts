import { createHash } from 'node:crypto';
import type { Book } from '#matching';

/**
 * The state hash of a book, equal to `Book.stateHash`. The platform's own SHA-256 keeps the event loop for a shorter
 * time than the pure core's.
 */
export function stateHashOf(book: Book): string {
  const hash = createHash('sha256');
  book.writeStateText((bytes) => hash.update(bytes));
  return hash.digest('hex');
}
