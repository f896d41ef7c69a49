import { followBooks, type RecordedCommand } from '#book-feed';
import type { EventStore, Subscription } from '#event-store';
import type { View } from './view.js';

/** Table that a view of books keeps beside its own: how far each book is reflected. */
export const BOOK_PROGRESS_DDL =
  'create table book_progress (instrument text primary key, sequence integer not null)';

/**
 * Keeps a view in step with every book: each whole command is reflected exactly once, whatever is delivered twice.
 *
 * @param view - opened with `BOOK_PROGRESS_DDL` among its tables.
 * @param project - writes the rows of one command; called inside the view's transaction.
 * @param onReflected - called after the transaction, with the commands that were new.
 */
export function projectBooks<Schema>(
  view: View<Schema>,
  store: EventStore,
  project: (command: RecordedCommand) => void,
  onReflected: (commands: readonly RecordedCommand[]) => void = () => undefined,
): Subscription {
  const progress = readProgress(view);
  const save = view.sqlite.prepare(
    'insert into book_progress values (?, ?) on conflict do update set sequence = excluded.sequence',
  );
  return followBooks(store, view.checkpoint, async (commands, checkpoint) => {
    const fresh = commands.filter((command) => sequenceOf(command) > (progress.get(command.instrument) ?? 0));
    view.apply(checkpoint, () => {
      for (const command of fresh) project(command);
      for (const command of fresh) progress.set(command.instrument, sequenceOf(command));
      for (const instrument of new Set(fresh.map((command) => command.instrument))) {
        save.run(instrument, progress.get(instrument));
      }
    });
    onReflected(fresh);
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
