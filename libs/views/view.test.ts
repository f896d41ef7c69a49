import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { View } from './view.js';

interface Schema {
  fill: { id: string; lots: number };
}
const ddl = ['create table fill (id text primary key, lots integer not null)'];

describe('a view', () => {
  let directory: string;
  let file: string;
  const open = (schemaVersion = 1): View<Schema> => View.open<Schema>({ file, schemaVersion, ddl });
  const insert = (view: View<Schema>, id: string): void => {
    view.sqlite.prepare('insert into fill values (?, ?)').run(id, 1);
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'orebook-view-'));
    file = join(directory, 'fills.sqlite');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('keeps rows and checkpoint together over a reopen', async () => {
    const first = open();
    first.apply(7, () => insert(first, 'a'));
    first.close();
    const second = open();
    expect(second.checkpoint).toBe(7);
    expect(await second.kysely.selectFrom('fill').selectAll().execute()).toEqual([{ id: 'a', lots: 1 }]);
    second.close();
  });

  it('rolls rows and checkpoint back together when a projection throws', async () => {
    const view = open();
    expect(() =>
      view.apply(3, () => {
        insert(view, 'a');
        throw new Error('projection');
      }),
    ).toThrow('projection');
    expect(view.checkpoint).toBe(-1);
    expect(await view.kysely.selectFrom('fill').selectAll().execute()).toEqual([]);
    view.close();
  });

  it('starts from nothing when the schema version changed or the file is damaged', () => {
    const first = open();
    first.apply(7, () => insert(first, 'a'));
    first.close();
    const second = open(2);
    expect(second.checkpoint).toBe(-1);
    second.close();
    writeFileSync(file, 'not a database at all'.repeat(1000));
    const third = open(2);
    expect(third.checkpoint).toBe(-1);
    third.close();
  });

  it('wakes a waiter once its position is reflected, and lets it go when the time is up', async () => {
    const view = open();
    const reached = view.waitFor(5, 5_000);
    view.apply(4, () => undefined);
    view.apply(5, () => undefined);
    expect(await reached).toBe(true);
    expect(await view.waitFor(6, 5)).toBe(false);
    view.close();
  });
});
