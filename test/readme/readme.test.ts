import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ORDERS_TOPIC } from '#contracts';
import { openEmbeddedEnvironment } from '#event-store';
import { EmbeddedMessageBus } from '#messaging';
import { ExchangeProcess } from '../support/exchange-process.js';

interface Block {
  readonly script: string;
  readonly exitCode: number;
}

/** The README's ```sh blocks, with the exit code that each announces. */
function shellBlocks(markdown: string): Block[] {
  return [...markdown.matchAll(/^```sh(?: exit=(\d+))?\n([\s\S]*?)^```$/gm)].map((match) => ({
    script: match[2] ?? '',
    exitCode: Number(match[1] ?? 0),
  }));
}

/** A message that is no command, so that there is something for operators to do. */
async function putPoison(dataDir: string): Promise<void> {
  const environment = openEmbeddedEnvironment(join(dataDir, 'store'));
  const bus = EmbeddedMessageBus.open(environment);
  await bus.send(ORDERS_TOPIC, [{ key: 'NDPR-OXIDE', value: new TextEncoder().encode('nonsense') }]);
  await bus.close();
  await environment.close();
}

/** The commands as they stand, against a venue of this test: only its address and the places under /tmp differ. */
describe('the README’s commands', () => {
  const blocks = shellBlocks(readFileSync('README.md', 'utf8'));
  let directory: string;
  let exchange: ExchangeProcess;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'orebook-readme-'));
    mkdirSync(join(directory, 'places'));
    symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
    exchange = new ExchangeProcess({ dataDir: join(directory, '.orebook') });
    await exchange.start();
    await putPoison(exchange.dataDir);
  }, 60_000);
  afterAll(async () => {
    await exchange.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  it('are there for desk, authority, clearing, regulator and operations', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(7);
  });

  it.each(blocks)(
    'exit with $exitCode: $script',
    ({ script, exitCode }) => {
      const moved = script
        .replaceAll('http://127.0.0.1:3000', exchange.url)
        .replaceAll('/tmp/', `${join(directory, 'places')}/`);
      const run = spawnSync('bash', ['-euo', 'pipefail', '-c', moved], {
        cwd: directory,
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '', OREBOOK_URL: exchange.url },
      });
      const failures =
        exitCode === 0 ? run.stderr.split('\n').filter((line) => line.startsWith('orebook:')) : [];
      expect({ code: run.status, failures }).toEqual({ code: exitCode, failures: [] });
      expect(run.stdout).not.toBe('');
      expect(run.stdout).not.toContain('urn:orebook:problem');
    },
    120_000,
  );
});
