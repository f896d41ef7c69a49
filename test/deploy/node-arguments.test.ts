import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { SERVICES } from '#platform';
import { NODE_ARGUMENTS } from '../support/exchange-process.js';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** What stands between `node` and the program that it runs. */
function argumentsOf(script: string): string[] {
  const words = (script.split('&&').at(-1) ?? '').trim().split(/\s+/);
  return words.slice(
    1,
    words.findIndex((word) => word.endsWith('.js')),
  );
}

describe('the arguments of node', () => {
  it.each(['start', ...SERVICES.map((service) => `start:${service}`)])(
    'are those of the tests in npm run %s',
    (name) => {
      expect(argumentsOf(scripts[name] ?? '')).toEqual(NODE_ARGUMENTS);
    },
  );

  it('are those of the tests in the image', () => {
    const [, entrypoint] = /^ENTRYPOINT (.*)$/m.exec(readFileSync('deploy/Dockerfile', 'utf8')) ?? [];
    expect(JSON.parse(entrypoint ?? '[]')).toEqual(['node', ...NODE_ARGUMENTS]);
  });
});
