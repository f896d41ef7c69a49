import { parseArgs } from 'node:util';
import { SoakCrew } from './soak-crew.js';
import type { SoakFailure } from './soak-run.js';

/**
 * `npm run test:soak -- --commands N --seed S [--seeds K] [--workers W] [--episode E] [--episode-commands M] [--json]`:
 * random commands of every rule through the naive and the fast book; N commands for each of K seeds, in W processes.
 * Tells every ten seconds how many commands have passed, in whole episodes. The last line is JSON. Ends with 1 at the
 * first difference, which is shrunk and printed; SIGTERM and SIGINT end it early with what has passed.
 */
const { values } = parseArgs({
  options: {
    commands: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
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

const seed = count('seed', values.seed);
const seeds = count('seeds', values.seeds);
const workers = Math.max(1, count('workers', values.workers));
const plan = {
  commands: count('commands', values.commands),
  commandsOfEpisode: Math.max(1, count('episode-commands', values['episode-commands'])),
  episode: count('episode', values.episode),
};
const PROGRESS_MS = 10_000;

const started = performance.now();
const crew = new SoakCrew(
  Array.from({ length: seeds }, (_, index) => ({ ...plan, seed: seed + index })),
  workers,
);
const progress = setInterval(() => {
  if (values.json) return;
  const { commands, episodes } = crew.passed;
  console.log(
    `${commands} commands passed in ${episodes} episodes, ${crew.seedsPassed} of ${seeds} seeds, ${perSecond(commands)} a second`,
  );
}, PROGRESS_MS);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => crew.stop());

const { passed, seedsPassed, seen, cpuMicros, failure } = await crew.run();
clearInterval(progress);
const sortedSeen = [...seen].sort();
if (!values.json) {
  for (const [name, times] of sortedSeen) console.log(`  ${String(times).padStart(10)} ${name}`);
  if (failure !== undefined) tell(failure);
}
// Of processor time only seeds that were finished tell: what one core would do that has nothing else to do.
const commandsOfSeeds = seedsPassed * plan.commands;
console.log(
  JSON.stringify({
    agree: failure === undefined,
    ...(crew.isStopped && failure === undefined ? { stopped: true } : {}),
    seed,
    seeds,
    seedsPassed,
    workers,
    ...passed,
    seconds: Math.round((performance.now() - started) / 1_000),
    commandsPerSecond: perSecond(passed.commands),
    ...(commandsOfSeeds === 0
      ? {}
      : { commandsPerCpuSecond: Math.round((commandsOfSeeds * 1e6) / cpuMicros) }),
    ...(values.json ? { seen: Object.fromEntries(sortedSeen), failure } : {}),
  }),
);
if (failure !== undefined) process.exitCode = 1;

function perSecond(done: number): number {
  return Math.round((done * 1_000) / (performance.now() - started));
}

function tell({ shrunk, fault, profile, failedAt, ...where }: SoakFailure): void {
  console.log(`seed ${where.seed}, episode ${where.episode} (${profile}), action ${failedAt}`);
  console.log(
    `again: npm run test:soak -- --seed ${where.seed} --episode ${where.episode} --commands ${failedAt}`,
  );
  console.log(`${shrunk.length} actions are enough:`);
  for (const action of shrunk) console.log(JSON.stringify(action));
  console.log(fault);
}
