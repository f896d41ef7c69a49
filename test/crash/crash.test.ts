import { describe, expect, it } from '@jest/globals';
import { runCrashRounds } from './crash-rounds.js';

const ROUNDS = 30;

describe('SIGKILL at a random instant', () => {
  it(
    `loses no acknowledged order, doubles none and replays equal over ${ROUNDS} rounds`,
    async () => {
      const seed = Number(process.env.OREBOOK_TEST_SEED ?? Date.now() % 1_000_000);
      const report = await runCrashRounds({ rounds: ROUNDS, seed });
      console.info(`crash rounds: seed ${seed}, ${JSON.stringify(report)}`);
      expect(report.violations).toEqual([]);
      expect(report.replayEqual).toBe(true);
      expect(report.acknowledged).toBeGreaterThan(ROUNDS * 10);
    },
    10 * 60_000,
  );
});
