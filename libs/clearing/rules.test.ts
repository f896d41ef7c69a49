import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const CODE = /\b(?:UNIT|SEQ|INV|CLRG|RECN|AUDT)-[0-9]+\b/g;
const directory = import.meta.dirname;
const read = (file: string): string => readFileSync(join(directory, file), 'utf8');

interface Section {
  readonly title: string;
  readonly codes: readonly string[];
  readonly holders: readonly string[];
  readonly tests: readonly string[];
}

/** The files that a section names after a label, up to the end of the sentence. */
function filesAfter(label: string, text: string): string[] {
  const from = text.indexOf(`${label}: `);
  const sentence = from < 0 ? '' : (text.slice(from).split(/`\.(?:\s|$)/)[0] ?? '') + '`';
  return [...sentence.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

const [rules = ''] = read('RULES.md').split('\n# Not built yet');
const sections: Section[] = rules
  .split(/^## /m)
  .slice(1)
  .map((text) => {
    const [title = ''] = text.split('\n');
    return {
      title,
      codes: title.match(CODE) ?? [],
      holders: filesAfter('Held by', text),
      tests: filesAfter('Proved by', text),
    };
  });

/** Codes at the begin of the titles of a test file. */
function provenCodes(file: string): Set<string> {
  const titles = read(file).matchAll(/\bit\(\s*['"]([A-Z]+-[0-9]+) /g);
  return new Set([...titles].map((match) => match[1] ?? ''));
}

describe('RULES.md', () => {
  it.each(sections)('INV-6 $title names files that are there and tests that prove it', (section) => {
    expect(section.codes.length).toBeGreaterThan(0);
    expect(section.holders.length).toBeGreaterThan(0);
    for (const file of [...section.holders, ...section.tests])
      expect([file, existsSync(join(directory, file))]).toEqual([file, true]);
    for (const file of section.tests) {
      const shared = section.codes.filter((code) => provenCodes(file).has(code));
      expect([file, shared.length]).not.toEqual([file, 0]);
    }
    const proven = new Set(section.tests.flatMap((file) => [...provenCodes(file)]));
    for (const code of section.codes) expect([...proven]).toContain(code);
  });

  it('INV-6 tells every rule that a test here proves', () => {
    const told = new Map(sections.flatMap(({ codes, tests }) => codes.map((code) => [code, tests])));
    const files = readdirSync(directory).filter(
      (file) => file.endsWith('.test.ts') && file !== 'rules.test.ts',
    );
    for (const file of files) {
      for (const code of provenCodes(file)) expect([code, ...(told.get(code) ?? [])]).toContain(file);
    }
  });

  it('INV-6 has only tests whose title begins with a rule', () => {
    for (const file of readdirSync(directory).filter((name) => name.endsWith('.test.ts'))) {
      const titles = [...read(file).matchAll(/\bit(?:\.each\([a-z]+\))?\(\s*['"]([^'"]*)/g)];
      for (const [, title] of titles) expect(title).toMatch(/^[A-Z]+-[0-9]+ /);
    }
  });
});
