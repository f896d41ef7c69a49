export type { Book, EventSink, StepOutcome } from './book.js';
export type {
  DepthLevel,
  DeskPosition,
  Floor,
  HeldIdentifier,
  Indicative,
  LiveOrder,
  RegisteredCertificate,
} from './book-reader.js';
export { bookFactory, otherKind, type BookFactory } from './books.js';
export { createFastBook, type FastBook } from './fast/fast-book.js';
export { createNaiveBook } from './naive/naive-book.js';
export { RULES_VERSION } from './rules-version.js';
export { execute, tick, type ExecuteOutcome, type Sequencing } from './execute.js';
export { InvariantViolation } from './invariant-violation.js';
export { type Sha256 } from './snapshot/snapshot-codec.js';
export { SnapshotRefused, type SnapshotFault } from './snapshot/snapshot-refused.js';
export { isSameRequest } from './rules/identifiers.js';
