import type { RecordedCommand } from '#book-feed';
import type { View } from './view.js';

/**
 * Writes the commands of books into a view, each whole command exactly once whatever is delivered twice, many in one
 * transaction. After a failure make another one: what projects may be ahead of the rows.
 */
export class BookRows<Schema> {
  private readonly progress: Map<string, number>;
  /** Books whose progress is further than what is saved of it. */
  private readonly unsaved = new Set<string>();
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
      this.note(commands);
      for (const instrument of this.unsaved) this.save.run(instrument, this.progress.get(instrument));
    });
    this.unsaved.clear();
  }

  /** Takes note of fresh commands that no row is about; it is saved with the next ones that are written. */
  pass(commands: readonly RecordedCommand[], checkpoint: number): void {
    this.note(commands);
    this.view.advance(checkpoint);
  }

  private note(commands: readonly RecordedCommand[]): void {
    for (const command of commands) {
      this.progress.set(command.instrument, sequenceOf(command));
      this.unsaved.add(command.instrument);
    }
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
