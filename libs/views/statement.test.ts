import { describe, expect, it } from '@jest/globals';
import { prepareStatement, RowInserter } from './statement.js';
import { View } from './view.js';

describe('rows that are inserted together', () => {
  it.each([0, 1, 15, 16, 17, 127, 128, 129, 145, 300])('are all there, each once: %s of them', (count) => {
    const ddl = ['create table pairs (number integer primary key, name text)'];
    const view = View.open({ file: ':memory:', schemaVersion: 1, ddl });
    const inserter = new RowInserter(view, 'pairs', 2);
    const rows = Array.from({ length: count }, (_, number) => ({ number, name: `n${number}` }));
    for (const { number, name } of rows) inserter.add(number, name);
    view.apply(1, () => inserter.flush());
    view.apply(2, () => inserter.flush());
    expect(prepareStatement(view, 'select * from pairs order by number').all()).toEqual(rows);
    view.close();
  });

  it('have a value for each column', () => {
    const view = View.open({ file: ':memory:', schemaVersion: 1, ddl: ['create table pairs (a, b)'] });
    expect(() => new RowInserter(view, 'pairs', 2).add(1)).toThrow('a row has 2 values');
    view.close();
  });
});
