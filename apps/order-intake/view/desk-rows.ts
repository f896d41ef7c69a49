import type { RecordedCommand } from '#book-feed';
import type { InstrumentSpec } from '#contracts';
import type { View } from '#views';
import { DeskProjection } from './desk-projection.js';
import { prepareStatement, type Statement } from './statement.js';

/**
 * Writes commands into the view, each exactly once whatever is delivered twice, many in one transaction. After a
 * failure make another one: this one is ahead of the rows.
 */
export class DeskRows {
  private readonly projection: DeskProjection;
  private readonly progress = new Map<string, number>();
  private readonly saveProgress: Statement;

  constructor(
    private readonly view: View<unknown>,
    onInstrument: (instrument: InstrumentSpec) => void,
  ) {
    this.projection = new DeskProjection(view, onInstrument);
    this.saveProgress = prepareStatement(
      view,
      'insert into book_progress values (?, ?) on conflict do update set sequence = excluded.sequence',
    );
    const rows = prepareStatement(view, 'select instrument, sequence from book_progress').all();
    for (const { instrument, sequence } of rows as { instrument: string; sequence: number }[]) {
      this.progress.set(instrument, sequence);
    }
  }

  /** The commands that the view does not reflect yet. */
  fresh(commands: readonly RecordedCommand[]): readonly RecordedCommand[] {
    return commands.filter((command) => sequenceOf(command) > (this.progress.get(command.instrument) ?? 0));
  }

  /** Writes fresh commands, how far each book is now reflected, and the checkpoint, in one transaction. */
  write(commands: readonly RecordedCommand[], checkpoint: number): void {
    this.view.apply(checkpoint, () => {
      const books = new Set<string>();
      for (const command of commands) {
        this.projection.project(command);
        this.progress.set(command.instrument, sequenceOf(command));
        books.add(command.instrument);
      }
      this.projection.flush();
      for (const instrument of books) this.saveProgress.run(instrument, this.progress.get(instrument) ?? 0);
    });
  }
}

function sequenceOf(command: RecordedCommand): number {
  return command.events.at(-1)?.sequence ?? 0;
}
