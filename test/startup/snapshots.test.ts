import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ExchangeProcess } from '../support/exchange-process.js';

const WAIT_MS_MAX = 30_000;

describe('starting the exchange from snapshots', () => {
  let directory: string;
  let exchange: ExchangeProcess;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'orebook-snapshots-'));
    exchange = new ExchangeProcess({
      dataDir: join(directory, 'data'),
      environment: { OREBOOK_SNAPSHOT_EVENTS: '5', OREBOOK_LOG_LEVEL: 'warn' },
    });
  });
  afterEach(async () => {
    await exchange.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  const files = (): string[] =>
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.snapshot'))
      .map((file) => join(directory, file));

  it('INV-6 makes them by itself, starts from them after a kill, and tells which one is no good', async () => {
    await exchange.start();
    for (const deadline = Date.now() + WAIT_MS_MAX; files().length === 0 && Date.now() < deadline;)
      await new Promise((done) => setTimeout(done, 100));
    expect(files()).not.toEqual([]);
    await exchange.kill();

    await exchange.start();
    expect(exchange.printed).not.toContain('a snapshot is no good');
    expect(await exchange.stop()).toBe(0);

    const broken = files();
    for (const file of broken) {
      const bytes = readFileSync(file);
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      writeFileSync(file, bytes);
    }
    await exchange.start();
    expect(exchange.printed).toContain('a snapshot is no good');
    for (const file of broken) expect(exchange.printed).toContain(file);
    expect(await exchange.stop()).toBe(0);
  }, 120_000);
});
