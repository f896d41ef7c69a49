import type { BookKind } from '#contracts';
import type { Book } from './book.js';
import { createFastBook } from './fast/fast-book.js';
import { createNaiveBook } from './naive/naive-book.js';

/** Makes the empty book of an instrument. */
export type BookFactory = (instrumentId: string) => Book;

/** How to make a book of a kind. */
export function bookFactory(kind: BookKind): BookFactory {
  switch (kind) {
    case 'fast':
      return createFastBook;
    case 'naive':
      return createNaiveBook;
  }
}

/** The kind to check with what the given kind decided (AUDT-3). */
export function otherKind(kind: BookKind): BookKind {
  return kind === 'fast' ? 'naive' : 'fast';
}
