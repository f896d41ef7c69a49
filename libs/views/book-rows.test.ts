import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PositionedEvent, RecordedCommand } from '#book-feed';
import { BOOK_PROGRESS_DDL } from './book-projection.js';
import { BookRows } from './book-rows.js';
import { View } from './view.js';

function command(instrument: string, sequence: number, position: number): RecordedCommand {
  const event = { sequence, position } as PositionedEvent;
  return { instrument, events: [event], position };
}

describe('the rows of books', () => {
  let directory: string;
  const open = (): View<unknown> =>
    View.open({ file: join(directory, 'rows.sqlite'), schemaVersion: 1, ddl: [BOOK_PROGRESS_DDL] });
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'orebook-rows-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('count what was passed over as reflected, and save how far it is with the next rows', () => {
    const view = open();
    const projected: number[] = [];
    const rows = new BookRows(view, (commands) =>
      projected.push(...commands.map(({ position }) => position)),
    );
    rows.write([command('A', 1, 0)], 0);
    rows.pass([command('A', 2, 1), command('B', 1, 2)], 2);
    expect(view.checkpoint).toBe(2);
    expect(rows.fresh([command('A', 2, 1), command('B', 2, 3)])).toHaveLength(1);
    view.close();

    const again = open();
    expect(again.checkpoint).toBe(0);
    const rest = new BookRows(again, () => undefined);
    const told = [command('A', 2, 1), command('B', 1, 2)];
    expect(rest.fresh(told)).toEqual(told);
    rest.pass(told, 2);
    rest.write([command('C', 1, 3)], 3);
    again.close();

    const last = open();
    expect(last.checkpoint).toBe(3);
    expect(new BookRows(last, () => undefined).fresh([...told, command('A', 3, 4)])).toHaveLength(1);
    expect(projected).toEqual([0]);
    last.close();
  });
});
