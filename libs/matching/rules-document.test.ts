import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const document = join(folder, 'RULES.md');

interface TestTitle {
  readonly file: string;
  readonly title: string;
  /** Codes at the start of the title. */
  readonly codes: readonly string[];
}

interface Rule {
  readonly code: string;
  readonly files: readonly string[];
  readonly titles: readonly string[];
}

const CODE = /^(?:[A-Z]{3,4}-\d+|REJ)$/;

function testFiles(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && name !== 'rules-document.test.ts')
    .sort();
}

/** Titles of tests: single-quoted first arguments of a call that start with a code. */
function titlesOf(file: string): TestTitle[] {
  const source = readFileSync(join(folder, file), 'utf8');
  const titles = [...source.matchAll(/\(\s*'((?:[A-Z]{3,4}-\d+|REJ) (?:[^'\\\n]|\\.)+)',/g)];
  return titles.map(([, title = '']) => {
    const words = title.split(' ');
    const end = words.findIndex((word) => !CODE.test(word));
    return { file, title, codes: words.slice(0, end) };
  });
}

function rulesOf(text: string): Rule[] {
  return text
    .split('\n### ')
    .slice(1)
    .map((section) => {
      const [code = ''] = section.split('\n', 1);
      const enforced = /^Enforced by (.*)\.$/m.exec(section)?.[1] ?? '';
      const files = [...enforced.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
      const titles = [...section.matchAll(/^- (.*)$/gm)].map(([, title = '']) => title);
      return { code, files, titles: code === '' ? [] : titles };
    });
}

function sectionsOf(text: string): { head: string; rules: string; notYet: string } {
  const begin = text.indexOf('\n## ');
  const later = text.indexOf('\n## Not yet');
  return { head: text.slice(0, begin), rules: text.slice(begin, later), notYet: text.slice(later) };
}

/** Writes the list of tests under each rule anew. */
function withTitles(text: string, titles: readonly TestTitle[]): string {
  const { head, rules, notYet } = sectionsOf(text);
  const listed = rules.replace(
    /\n### (\S+)\n([\s\S]*?)\nTests:\n[\s\S]*?(?=\n##|$)/g,
    (_, code: string, body: string) => {
      const lines = titles.filter(({ codes }) => codes.includes(code)).map(({ title }) => `- ${title}`);
      return `\n### ${code}\n${body}\nTests:\n\n${lines.join('\n')}\n`;
    },
  );
  return `${head}${listed}${notYet}`;
}

describe('RULES.md', () => {
  const titles = testFiles().flatMap(titlesOf);
  if (process.env['UPDATE_RULES'] === '1') {
    writeFileSync(document, withTitles(readFileSync(document, 'utf8'), titles));
  }
  const { rules: text, notYet } = sectionsOf(readFileSync(document, 'utf8'));
  const rules = rulesOf(text);
  const known = new Set(rules.map(({ code }) => code));
  const later = [...notYet.matchAll(/^- (\S+)/gm)].map(([, code = '']) => code);

  it('REJ every test title is found and starts with the code of a rule', () => {
    for (const file of testFiles()) {
      const source = readFileSync(join(folder, file), 'utf8');
      const count = [...source.matchAll(/^\s*it(?:\.each)?\(/gm)].length;
      expect([file, titlesOf(file).length]).toEqual([file, count]);
    }
    expect(titles.filter(({ codes }) => codes.length === 0)).toEqual([]);
  });

  it('REJ no test names a rule that is unknown or not yet there', () => {
    expect(titles.filter(({ codes }) => codes.some((code) => !known.has(code)))).toEqual([]);
    expect(later.filter((code) => known.has(code))).toEqual([]);
  });

  it('REJ every rule has a test, and lists exactly the tests that it has', () => {
    for (const { code, titles: listed } of rules) {
      const own = titles.filter(({ codes }) => codes.includes(code)).map(({ title }) => title);
      expect([code, own.length > 0]).toEqual([code, true]);
      expect([code, listed]).toEqual([code, own]);
    }
  });

  it('REJ every file that a rule names is there, and every rule names one', () => {
    for (const { code, files } of rules) {
      expect([code, files.length > 0]).toEqual([code, true]);
      for (const file of files)
        expect([code, file, existsSync(join(folder, file))]).toEqual([code, file, true]);
    }
    const named = new Set(rules.flatMap(({ files }) => files));
    const rooms = readdirSync(join(folder, 'rules'))
      .filter((name) => !name.endsWith('.test.ts') && name !== 'cancels.ts')
      .map((name) => relative(folder, join(folder, 'rules', name)));
    expect(rooms.filter((file) => !named.has(file))).toEqual([]);
  });
});
