export { bookEventId } from './event-id.js';
export { stateHashOf } from './state-hash.js';
export { Breather } from './breather.js';
export { verifyBook, verifyBooks } from './verify-books.js';
export { verifyVenue, type VenueVerification } from './verify-venue.js';
export type {
  BookVerification,
  Difference,
  DifferenceKind,
  EventText,
  IncompleteCommand,
  StreamVerification,
} from './verification.js';
export { readWhileReadable } from './read-to-verify.js';
export { verifyStreams } from './stream-verifier.js';
export { checkRecord, type RecordCheck } from './record-check.js';
export { applyStored, asHistoryMismatch, HistoryMismatch } from './history-mismatch.js';
export { BookReplayer, type AsOf, type ReplayedBook } from './book-replayer.js';
