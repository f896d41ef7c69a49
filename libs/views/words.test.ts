import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { connect, View } from './view.js';
import { Words, WORDS_DDL } from './words.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'orebook-words-'));
afterAll(() => rmSync(folder, { recursive: true }));

function openView(name: string): View<unknown> {
  return View.open({ file: path.join(folder, name), schemaVersion: 1, ddl: [WORDS_DDL] });
}

describe('the words of a view', () => {
  it('have one number each, by kind, and keep it when the view is opened again', () => {
    const view = openView('again');
    const words = new Words<'desk' | 'side'>(view);
    const numbers: number[] = [];
    const intern = (kind: 'desk' | 'side', text: string) => numbers.push(words.intern(kind, text));
    view.apply(1, () => {
      for (const text of ['buy', 'sell', 'buy']) intern('side', text);
      for (const text of ['buy', 'aus-lynx']) intern('desk', text);
    });
    expect(numbers).toEqual([1, 2, 1, 3, 4]);
    view.close();
    const reopened = openView('again');
    const known = new Words<'desk' | 'side'>(reopened);
    expect(['side', 'desk'].map((kind) => known.find(kind as 'side', 'buy'))).toEqual([1, 3]);
    expect([known.text(2), known.text(4), known.all('desk')]).toEqual([
      'sell',
      'aus-lynx',
      ['buy', 'aus-lynx'],
    ]);
    expect([known.find('desk', 'nobody'), known.text(9)]).toEqual([undefined, '']);
    reopened.close();
  });

  it('are found by a reader beside the writer as soon as they are committed', () => {
    const view = openView('beside');
    const writer = new Words<'desk'>(view);
    const sqlite = connect(path.join(folder, 'beside'));
    const reader = new Words<'desk'>({ sqlite });
    expect(reader.find('desk', 'aus-lynx')).toBeUndefined();
    view.apply(1, () => {
      writer.intern('desk', 'aus-lynx');
      expect(reader.find('desk', 'aus-lynx')).toBeUndefined();
    });
    expect([reader.text(1), reader.find('desk', 'aus-lynx')]).toEqual(['aus-lynx', 1]);
    sqlite.close();
    view.close();
  });

  it('are given again after the transaction that gave them was rolled back', () => {
    const view = openView('back');
    const words = new Words<'desk'>(view);
    expect(() =>
      view.apply(1, () => {
        words.intern('desk', 'lost');
        throw new Error('the disk is full');
      }),
    ).toThrow('the disk is full');
    words.reload();
    view.apply(1, () => expect(words.intern('desk', 'kept')).toBe(1));
    expect([words.find('desk', 'lost'), words.text(1)]).toEqual([undefined, 'kept']);
    view.close();
  });
});
