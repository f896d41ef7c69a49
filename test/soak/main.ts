import { parseArgs } from 'node:util';
import { soak, type SoakFailure } from './soak-run.js';

/**
 * `npm run test:soak -- --commands N --seed S [--seeds K] [--episode E] [--episode-commands M] [--json]`: random commands of
 * every rule through the naive and the fast book; N commands for each of K seeds. Ends with 1 at the first difference,
 * which is shrunk and printed.
 */
const { values } = parseArgs({
  options: {
    commands: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    episode: { type: 'string', default: '0' },
    'episode-commands': { type: 'string', default: '20000' },
    json: { type: 'boolean', default: false },
  },
});

function count(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  console.error(`--${name} ${text} is not a whole number`);
  process.exit(2);
}

const commands = count('commands', values.commands);
const seed = count('seed', values.seed);
const seeds = count('seeds', values.seeds);
const episode = count('episode', values.episode);
const commandsOfEpisode = Math.max(1, count('episode-commands', values['episode-commands']));
const PROGRESS_MS = 10_000;

const started = performance.now();
const seen = new Map<string, number>();
const totals = { commands: 0, events: 0, episodes: 0 };
let failure: SoakFailure | undefined;
let lastTold = started;
for (let index = 0; index < seeds && failure === undefined; index++) {
  const report = soak({ seed: seed + index, commands, commandsOfEpisode, episode }, (done) => {
    if (values.json || performance.now() - lastTold < PROGRESS_MS) return;
    lastTold = performance.now();
    console.log(`seed ${seed + index}: ${done} commands, ${perSecond(totals.commands + done)} a second`);
  });
  totals.commands += report.commands;
  totals.events += report.events;
  totals.episodes += report.episodes;
  for (const [name, times] of report.seen) seen.set(name, (seen.get(name) ?? 0) + times);
  failure = report.failure;
}

function perSecond(done: number): number {
  return Math.round((done * 1_000) / (performance.now() - started));
}

// What one core would do that has nothing else to do.
const cpuSeconds = (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
const summary = {
  seed,
  seeds,
  ...totals,
  commandsPerSecond: perSecond(totals.commands),
  commandsPerCpuSecond: Math.round(totals.commands / cpuSeconds),
};
if (values.json) {
  console.log(JSON.stringify({ ...summary, seen: Object.fromEntries([...seen].sort()), failure }));
} else {
  for (const [name, times] of [...seen].sort()) console.log(`  ${String(times).padStart(10)} ${name}`);
  console.log(`${JSON.stringify(summary)} ${failure === undefined ? 'the books agree' : 'FAILED'}`);
  if (failure !== undefined) tell(failure);
}
if (failure !== undefined) process.exitCode = 1;

function tell({ shrunk, fault, profile, failedAt, ...where }: SoakFailure): void {
  console.log(`seed ${where.seed}, episode ${where.episode} (${profile}), action ${failedAt}`);
  console.log(
    `again: npm run test:soak -- --seed ${where.seed} --episode ${where.episode} --commands ${failedAt}`,
  );
  console.log(`${shrunk.length} actions are enough:`);
  for (const action of shrunk) console.log(JSON.stringify(action));
  console.log(fault);
}
