import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { killChildren, remember } from './child-processes.js';

const MODULE = resolve('dist/test/support/child-processes.js');
/** Runs until it is killed. */
const FOR_EVER = ['-e', 'setInterval(() => undefined, 1000)'];
/** Holds on to the output that it shares with its parent, and writes to it if it lives for long. */
const SURVIVOR = ['-e', 'setTimeout(() => console.log("survived"), 5000)'];

/** A parent of one child that is asked to stop, and once more meanwhile, as npm does with what the terminal sends. */
const PARENT = `
  import { spawn } from 'node:child_process';
  import { endWithChildren, remember } from '${MODULE}';
  endWithChildren(() => {
    process.kill(process.pid, process.argv[1]);
    console.log('tidied');
  });
  remember(spawn(process.execPath, ${JSON.stringify(SURVIVOR)}, { stdio: ['ignore', 'inherit', 'ignore'] }));
  process.kill(process.pid, process.argv[1]);
  setInterval(() => undefined, 1000);
`;

const ended = (child: ChildProcess): Promise<NodeJS.Signals | null> =>
  new Promise((done) => child.once('exit', (_code, signal) => done(signal)));

describe('child processes of a test run', () => {
  it('are killed together', async () => {
    const children = [1, 2].map(() => spawn(process.execPath, FOR_EVER, { stdio: 'ignore' }));
    for (const child of children) remember(child);
    const ends = children.map(ended);
    killChildren();
    expect(await Promise.all(ends)).toEqual(['SIGKILL', 'SIGKILL']);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('do not outlive a parent that gets %s', (signal, exitCode) => {
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', PARENT, signal], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    // It ends once nobody holds its output any more.
    expect({ code: run.status, output: run.stdout }).toEqual({ code: exitCode, output: 'tidied\n' });
  });
});
