import { followBooks, type RecordedCommand } from '#book-feed';
import type { EventStore, Subscription } from '#event-store';
import { BookRows } from './book-rows.js';
import type { View } from './view.js';

/** Table that a view of books keeps beside its own: how far each book is reflected. */
export const BOOK_PROGRESS_DDL =
  'create table book_progress (instrument text primary key, sequence integer not null)';

export interface BookProjectionOptions {
  /** What the view is called by those who watch how far it is. */
  readonly name: string;
  /** Writes the rows of whole commands, in order; called inside the view's transaction. */
  readonly project: (commands: readonly RecordedCommand[]) => void;
  /** Called after the transaction, with the commands that were new. */
  readonly onReflected?: (commands: readonly RecordedCommand[]) => void;
  /**
   * Whether there are rows about a command; of every one when absent. What none is about is passed over without a
   * transaction, and told again after a restart.
   */
  readonly concerns?: (command: RecordedCommand) => boolean;
  /**
   * Whether there may be rows about commands whose first event is of a type; of every one when absent. The others are not
   * even decoded, and what is called with new commands is not called with them.
   */
  readonly wants?: (firstType: string) => boolean;
  /**
   * How long to gather commands between transactions while few come and nobody waits for them: fewer and larger ones
   * cost less. None when absent.
   */
  readonly gatherMs?: number;
}

/** How far a view is that few commands concern is saved so often all the same. */
const PASSED_MS_MAX = 5_000;
/** So many commands are worth a transaction at once. */
const GATHERED_COMMANDS = 400;

/** Keeps a view in step with every book: each whole command is reflected exactly once, whatever is delivered twice. */
export function projectBooks<Schema>(
  view: View<Schema>,
  store: EventStore,
  {
    name,
    project,
    onReflected = () => undefined,
    concerns = () => true,
    wants,
    gatherMs = 0,
  }: BookProjectionOptions,
): Subscription {
  const rows = new BookRows(view, project);
  let writtenMs = Number.NEGATIVE_INFINITY;
  return followBooks(
    store,
    view.checkpoint,
    async (commands, checkpoint) => {
      const fresh = rows.fresh(commands);
      const nowMs = performance.now();
      if (nowMs - writtenMs < PASSED_MS_MAX && !fresh.some(concerns)) rows.pass(fresh, checkpoint);
      else {
        rows.write(fresh, checkpoint);
        writtenMs = nowMs;
      }
      onReflected(fresh);
      if (gatherMs > 0 && fresh.length < GATHERED_COMMANDS) await view.wanted(gatherMs);
    },
    name,
    wants,
  );
}
