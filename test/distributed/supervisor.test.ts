import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ExchangeProcess } from '../support/exchange-process.js';
import { supervise, type SupervisorOptions } from './supervisor.js';

/** Counts its starts, is ready at once, and ends as the test planned for each of them; without a plan it stays. */
const SERVICE = `
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
const folder = process.env.OREBOOK_DATA_DIR;
appendFileSync(folder + '/starts', 'x');
const start = readFileSync(folder + '/starts', 'utf8').length;
const plan = JSON.parse(readFileSync(folder + '/plan.json', 'utf8'))[start - 1];
if (plan?.isReady === false) { console.error('orebook: cannot start'); process.exit(plan.code); }
process.on('SIGTERM', () => process.exit(0));
createServer((_, answer) => answer.end()).listen(Number(process.env.OREBOOK_PORT), '127.0.0.1');
if (plan !== undefined) setTimeout(() => { console.error('orebook: the store is away'); process.exit(plan.code); }, plan.ms ?? 100);
`;
const QUICKLY: SupervisorOptions = { quickFailuresMax: 3, quickMs: 60_000, pauseMs: 20, pauseMsMax: 30 };

interface Plan {
  readonly code: number;
  readonly isReady?: false;
  readonly ms?: number;
}

describe('the supervisor of the services of one machine', () => {
  let folder: string;
  let service: ExchangeProcess;
  let told: string[];
  const ending = new Set<AbortController>();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'orebook-supervisor-'));
    writeFileSync(join(folder, 'service.mjs'), SERVICE);
    service = new ExchangeProcess({ main: join(folder, 'service.mjs'), dataDir: folder });
    told = [];
  });
  afterEach(async () => {
    for (const controller of ending) controller.abort();
    await service.kill();
    rmSync(folder, { recursive: true });
  });

  const starts = (): number => readFileSync(join(folder, 'starts'), 'utf8').length;
  const startedWith = async (
    plans: readonly Plan[],
    options: SupervisorOptions = QUICKLY,
  ): Promise<{ ended: Promise<boolean>; end: () => void }> => {
    writeFileSync(join(folder, 'plan.json'), JSON.stringify(plans));
    await service.start();
    const controller = new AbortController();
    ending.add(controller);
    const ended = supervise('engine 1', service, (line) => told.push(line), controller.signal, options);
    return { ended, end: () => controller.abort() };
  };

  it('starts what fails again, at its start too, and says so in a line each', async () => {
    const { ended, end } = await startedWith([{ code: 69 }, { code: 78, isReady: false }]);
    for (let waited = 0; starts() < 3 && waited < 200; waited++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(starts()).toBe(3);
    // Whoever ends the whole is not kept by what runs well.
    end();
    expect(await ended).toBe(true);
    await service.stop();
    expect(starts()).toBe(3);
    expect(told).toEqual([
      'engine 1 ended with exit code 69 (orebook: the store is away); started again in 0.02 s',
      'engine 1 ended with exit code 78 (orebook: cannot start); started again in 0.03 s',
    ]);
  }, 30_000);

  it('gives up after some quick failures in a row', async () => {
    const { ended } = await startedWith(Array.from({ length: 9 }, () => ({ code: 70 })));
    expect(await ended).toBe(false);
    expect(starts()).toBe(3);
    expect(told.at(-1)).toBe(
      'engine 1 ended with exit code 70 (orebook: the store is away); given up after 3 failures in a row',
    );
  }, 30_000);

  it('never gives up what was well in between', async () => {
    const plans = [...Array.from({ length: 4 }, () => ({ code: 70, ms: 300 })), { code: 0 }];
    const { ended } = await startedWith(plans, { ...QUICKLY, quickMs: 150 });
    expect(await ended).toBe(true);
    expect(starts()).toBe(5);
    expect(told).toHaveLength(4);
  }, 30_000);

  it('starts again what was killed, and not what was stopped in order', async () => {
    const { ended } = await startedWith([]);
    await service.kill();
    for (let waited = 0; starts() < 2 && waited < 200; waited++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await service.stop();
    expect(await ended).toBe(true);
    expect(starts()).toBe(2);
    expect(told).toEqual(['engine 1 was killed; started again in 0.02 s']);
  }, 30_000);
});
