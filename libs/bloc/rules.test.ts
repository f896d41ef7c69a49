import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const CODE = /\b(?:UNIT|SEQ|MEMB|FLOR|RESV|PHAS|BAND|RISK|REJ|INV|CLRG|RECN|AUDT)(?:-[0-9]+)?\b/g;
const directory = import.meta.dirname;
const read = (file: string): string => readFileSync(join(directory, file), 'utf8');

interface Section {
  readonly title: string;
  readonly codes: readonly string[];
  readonly holders: readonly string[];
  readonly tests: readonly string[];
}

const sections: Section[] = read('RULES.md')
  .split(/^## /m)
  .slice(1)
  .map((text) => {
    const [title = ''] = text.split('\n');
    const files = (label: string): string[] => {
      const line = text.split('\n').find((one) => one.includes(`${label}: `)) ?? '';
      const list = line.slice(line.indexOf(`${label}: `)).split(/\.(?: |$)/)[0] ?? '';
      return [...list.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    };
    return {
      title,
      codes: title.match(CODE) ?? [],
      holders: files('Held by'),
      tests: files('Proved by'),
    };
  });

/** Codes in the titles of a test file: texts that begin with a code. */
function provenCodes(file: string): Set<string> {
  const titles = read(file).matchAll(/['"]([A-Z]{3,4}(?:-[0-9]+)?[ ,][^'"]*)/g);
  return new Set([...titles].flatMap((match) => match[1]?.match(CODE) ?? []));
}

describe('RULES.md', () => {
  it.each(sections)('INV-6 $title names files that are there and tests that prove it', (section) => {
    expect(section.codes.length).toBeGreaterThan(0);
    expect(section.holders.length).toBeGreaterThan(0);
    for (const file of [...section.holders, ...section.tests])
      expect([file, existsSync(join(directory, file))]).toEqual([file, true]);
    const proven = new Set(section.tests.flatMap((file) => [...provenCodes(file)]));
    for (const code of section.codes) expect([...proven]).toContain(code);
  });

  it('INV-6 tells every rule that a test here proves', () => {
    const told = new Set(sections.flatMap((section) => section.codes));
    const files = readdirSync(directory).filter(
      (file) => file.endsWith('.test.ts') && file !== 'rules.test.ts',
    );
    for (const file of files) {
      for (const code of provenCodes(file)) expect([...told]).toContain(code);
    }
  });
});
