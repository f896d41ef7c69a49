import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ExchangeProcess } from '../support/exchange-process.js';

/** What an operator sees of a start that cannot be: one line that names the cause, and an exit code. */
async function refusedStart(exchange: ExchangeProcess): Promise<{ code: number | null; lines: string[] }> {
  const code = await exchange.startAndWaitForExit();
  return { code, lines: exchange.printed.trim().split('\n') };
}

describe('starting the exchange', () => {
  let directory: string;
  let dataDir: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'orebook-startup-'));
    dataDir = join(directory, 'data');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it.each([
    [{ OREBOOK_HOST: 'not a host' }, 'OREBOOK_HOST'],
    [{ OREBOOK_LOG_LEVEL: 'loud' }, 'OREBOOK_LOG_LEVEL'],
    [{ OREBOOK_CLOCK: 'sundial' }, 'OREBOOK_CLOCK'],
    [{ OREBOOK_STOR: 'eventstoredb' }, 'OREBOOK_STOR is no variable of Orebook: did you mean OREBOOK_STORE?'],
    [{ OREBOOK_BLOC_DIR: '/nowhere/at/all' }, '/nowhere/at/all'],
  ])('ends in one line for the configuration %j', async (environment, named) => {
    const { code, lines } = await refusedStart(new ExchangeProcess({ dataDir, environment }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(named);
    expect(code).not.toBe(0);
  });

  it('ends in one line that names file and field for a wrong bloc file', async () => {
    const blocDir = join(directory, 'bloc');
    cpSync('deploy/sample-bloc', blocDir, { recursive: true });
    const file = join(blocDir, 'instruments.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/tickSize: .*/, "tickSize: 'abc'"));
    const { code, lines } = await refusedStart(
      new ExchangeProcess({ dataDir, environment: { OREBOOK_BLOC_DIR: blocDir } }),
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/instruments\.yaml.*tickSize/);
    expect(code).not.toBe(0);
  });

  it('ends in one line for a data directory of another version', async () => {
    const exchange = new ExchangeProcess({ dataDir });
    await exchange.start();
    await exchange.stop();
    writeFileSync(join(dataDir, 'VERSION'), 'orebook-data 99\n');
    const { code, lines } = await refusedStart(exchange);
    expect(lines).toEqual([expect.stringContaining('orebook-data 99')]);
    expect(code).not.toBe(0);
  });

  it('ends in one line for a directory that holds something else', async () => {
    const { code, lines } = await refusedStart(new ExchangeProcess({ dataDir: 'deploy' }));
    expect(lines).toEqual([expect.stringContaining('OREBOOK_DATA_DIR')]);
    expect(code).not.toBe(0);
  });

  it('ends in one line for a data directory in use and for a port in use, and goes on where it stopped', async () => {
    const first = new ExchangeProcess({ dataDir });
    await first.start();
    expect(first.printed).toContain('Orebook is open');
    const second = await refusedStart(new ExchangeProcess({ dataDir }));
    expect(second.lines).toEqual([expect.stringContaining('in use by process')]);
    expect(second.code).not.toBe(0);
    expect(await first.stop()).toBe(0);

    const occupied = createServer().listen(first.portNumber, '127.0.0.1');
    const third = await refusedStart(first);
    expect(third.lines).toEqual([expect.stringMatching(/port \d+ .*in use/)]);
    expect(third.code).not.toBe(0);
    await new Promise((resolve) => occupied.close(resolve));

    await first.start();
    expect(first.printed).toContain('goes on where it stopped');
    expect(await first.stop()).toBe(0);
  });
});
