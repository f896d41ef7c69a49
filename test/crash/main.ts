import { parseArgs } from 'node:util';
import { runCrashRounds } from './crash-rounds.js';

/** `npm run test:crash -- --rounds N --seed S`: the crash test for as long as wanted. */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const report = await runCrashRounds({
  rounds: Number(values.rounds),
  seed: Number(values.seed),
  onRound: (round, acknowledged) => console.log(`round ${round}: ${acknowledged} orders acknowledged so far`),
});
console.log(JSON.stringify({ seed: Number(values.seed), ...report }, undefined, 2));
process.exitCode = report.violations.length === 0 && report.replayEqual ? 0 : 1;
