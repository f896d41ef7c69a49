export { bookEventId } from './event-id.js';
export { stateHashOf } from './state-hash.js';
export { Breather } from './breather.js';
export { verifyBook, verifyBooks } from './verify-books.js';
export type {
  BookDifference,
  BookVerification,
  DifferenceKind,
  EventText,
  IncompleteCommand,
} from './verification.js';
export { BookReplayer, type AsOf, type ReplayedBook } from './book-replayer.js';
