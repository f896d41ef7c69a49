import { followBooks, type RecordedCommand } from '#book-feed';
import type { EventStore, Subscription } from '#event-store';
import type { View } from './view.js';

/** Table that a view of books keeps beside its own: how far each book is reflected. */
export const BOOK_PROGRESS_DDL =
  'create table book_progress (instrument text primary key, sequence integer not null)';

export interface BookProjectionOptions {
  /** Writes the rows of whole commands, in order; called inside the view's transaction. */
  readonly project: (commands: readonly RecordedCommand[]) => void;
  /** Called after the transaction, with the commands that were new. */
  readonly onReflected?: (commands: readonly RecordedCommand[]) => void;
  /**
   * How long to gather commands between transactions while nobody waits for them: fewer and larger ones cost less.
   * None when absent.
   */
  readonly gatherMs?: number;
}

/** Keeps a view in step with every book: each whole command is reflected exactly once, whatever is delivered twice. */
export function projectBooks<Schema>(
  view: View<Schema>,
  store: EventStore,
  { project, onReflected = () => undefined, gatherMs = 0 }: BookProjectionOptions,
): Subscription {
  const progress = readProgress(view);
  const save = view.sqlite.prepare(
    'insert into book_progress values (?, ?) on conflict do update set sequence = excluded.sequence',
  );
  return followBooks(store, view.checkpoint, async (commands, checkpoint) => {
    const fresh = commands.filter((command) => sequenceOf(command) > (progress.get(command.instrument) ?? 0));
    view.apply(checkpoint, () => {
      project(fresh);
      for (const command of fresh) progress.set(command.instrument, sequenceOf(command));
      for (const instrument of new Set(fresh.map((command) => command.instrument))) {
        save.run(instrument, progress.get(instrument));
      }
    });
    onReflected(fresh);
    if (gatherMs > 0) await view.wanted(gatherMs);
  });
}

function readProgress<Schema>(view: View<Schema>): Map<string, number> {
  const rows = view.sqlite.prepare('select instrument, sequence from book_progress').all();
  return new Map(
    (rows as { instrument: string; sequence: number }[]).map((row) => [row.instrument, row.sequence]),
  );
}

function sequenceOf(command: RecordedCommand): number {
  return command.events.at(-1)?.sequence ?? 0;
}
