import type { RecordedCommand } from '#book-feed';
import type { Kysely } from 'kysely';
import type Database from 'libsql';
import type { View } from './view.js';

/** A view of all books, and how its rows are made. */
export interface Projection<Schema> {
  /** What the view is called by those who watch how far it is. */
  readonly name: string;
  /** A view of another version is dropped and rebuilt from the events. */
  readonly schemaVersion: number;
  /** Statements that create the tables and indexes, `BOOK_PROGRESS_DDL` among them. */
  readonly ddl: readonly string[];
  /** How long commands come together for one transaction while nobody waits for it: fewer and larger ones cost less. */
  readonly gatherMs: number;
  /** Makes what writes the rows of whole commands, in order, inside the view's transaction; made anew after a failure. */
  readonly writer: (view: View<Schema>) => (commands: readonly RecordedCommand[]) => void;
}

/** A view that follows the books, for its readers: whichever thread writes it. */
export interface FollowedView<Schema> {
  readonly kysely: Kysely<Schema>;
  /** A connection for reading. */
  readonly sqlite: Database.Database;
  /** Store position that the rows reflect; -1 before the first. */
  readonly checkpoint: number;
  /** Why the books are not followed now; undefined while they are. */
  readonly fault: string | undefined;
  /**
   * Waits until the rows reflect a position: read-your-writes.
   *
   * @returns false when the time was up first.
   */
  waitFor(position: number, timeoutMsMax: number): Promise<boolean>;
  /** Calls back whenever the rows reflect more, with the new checkpoint. */
  onReached(listener: (checkpoint: number) => void): void;
  /** Starts to follow the books, where that is this thread's to do. */
  follow(): void;
  close(): Promise<void>;
}
