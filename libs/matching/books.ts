import type { BookKind } from '#contracts';
import type { Book } from './book.js';
import { createFastBook, type BookRoom } from './fast/fast-book.js';
import { createNaiveBook } from './naive/naive-book.js';

/** Makes the empty book of an instrument. */
export type BookFactory = (instrumentId: string) => Book;

/** How to make a book of a kind. @param room - what a fast book has ahead; none when it is not given. */
export function bookFactory(kind: BookKind, room?: BookRoom): BookFactory {
  switch (kind) {
    case 'fast':
      return (instrumentId) => createFastBook(instrumentId, room);
    case 'naive':
      return createNaiveBook;
  }
}

/** The kind to check with what the given kind decided (AUDT-3). */
export function otherKind(kind: BookKind): BookKind {
  return kind === 'fast' ? 'naive' : 'fast';
}
