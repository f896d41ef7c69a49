import type { RecordedCommand } from '#book-feed';
import type { View } from './view.js';

/**
 * Writes the commands of books into a view, each whole command exactly once whatever is delivered twice, many in one
 * transaction. After a failure make another one: what projects may be ahead of the rows.
 */
export class BookRows<Schema> {
  private readonly progress: Map<string, number>;
  private readonly save;

  /** @param project - writes the rows of whole commands, in order; called inside the view's transaction. */
  constructor(
    private readonly view: View<Schema>,
    private readonly project: (commands: readonly RecordedCommand[]) => void,
  ) {
    this.progress = readProgress(view);
    this.save = view.sqlite.prepare(
      'insert into book_progress values (?, ?) on conflict do update set sequence = excluded.sequence',
    );
  }

  /** The commands that the view does not reflect yet. */
  fresh(commands: readonly RecordedCommand[]): readonly RecordedCommand[] {
    return commands.filter((command) => sequenceOf(command) > (this.progress.get(command.instrument) ?? 0));
  }

  /** Writes fresh commands, how far each book is now reflected, and the checkpoint, in one transaction. */
  write(commands: readonly RecordedCommand[], checkpoint: number): void {
    this.view.apply(checkpoint, () => {
      this.project(commands);
      for (const command of commands) this.progress.set(command.instrument, sequenceOf(command));
      for (const instrument of new Set(commands.map((command) => command.instrument))) {
        this.save.run(instrument, this.progress.get(instrument));
      }
    });
  }
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
