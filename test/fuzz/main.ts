import { parseArgs } from 'node:util';
import { fuzzEveryRoute } from './fuzz-run.js';

/** `npm run test:fuzz -- --requests N --seed S`: N requests to each route. */
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const report = await fuzzEveryRoute({ requestsPerRoute: Number(values.requests), seed: Number(values.seed) });
console.log(JSON.stringify(report, undefined, 2));
process.exitCode = report.findings.length === 0 && report.replayEqual ? 0 : 1;
