import { describe, expect, it } from '@jest/globals';
import { fuzzEveryRoute } from './fuzz-run.js';

const RESIDENT_MEGABYTES_MAX = 700;

describe('bad input on every route', () => {
  it('UNIT-2 gets a clear problem and no 5xx, and the process stays healthy within its memory', async () => {
    const seed = Number(process.env.OREBOOK_TEST_SEED ?? Date.now() % 1_000_000);
    const report = await fuzzEveryRoute({ requestsPerRoute: 60, seed });
    console.info(`fuzz: ${JSON.stringify(report)}`);
    expect(report.findings).toEqual([]);
    expect(report.routes).toBeGreaterThan(30);
    expect(report.replayEqual).toBe(true);
    expect(report.residentMegabytes).toBeLessThan(RESIDENT_MEGABYTES_MAX);
  }, 300_000);
});
