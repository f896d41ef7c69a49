import { resolve } from 'node:path';
import { DistributedVenue } from '../distributed/distributed-venue.js';
import { KafkaUnavailable } from '../kafka/artifacts.js';
import { ExchangeProcess, type RunningVenue } from '../support/exchange-process.js';
import { playDay } from './play-day.js';
import { summaryText } from './summary.js';

const USAGE = `npm run demo [-- [--kafka] [--json]]   plays a day at a fresh exchange and checks it
  --kafka   the services as processes of their own over a real broker (Java 17, Maven)`;
const OPTIONS: ReadonlySet<string> = new Set(['--json', '--kafka']);
const KAFKA_FOLDER = resolve('.kafka');
const EXIT_UNAVAILABLE = 69;
const DAY_MS_MAX = 180_000;
const EXIT_INTERRUPTED = 130;

async function main(): Promise<number> {
  const options = process.argv.slice(2);
  const json = options.includes('--json');
  if (options.some((option) => !OPTIONS.has(option))) {
    console.error(USAGE);
    return 2;
  }
  const exchange = await prepare(options.includes('--kafka'));
  // However the demo ends, its exchange and its temporary directory go with it.
  const breakOff = (why: string): void => {
    console.error(`\n${why}: stopping the exchange`);
    void exchange.dispose().finally(() => process.exit(EXIT_INTERRUPTED));
  };
  process.once('SIGINT', () => breakOff('interrupted'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.once(signal, () => breakOff('asked to stop'));
  const tooLong = setTimeout(() => breakOff(`not done after ${DAY_MS_MAX / 1_000} s`), DAY_MS_MAX);
  try {
    // With --json the story is for the person, beside the summary for the machine.
    const summary = await playDay((line) => (json ? console.error(line) : console.log(line)), exchange);
    console.log(json ? JSON.stringify(summary, undefined, 2) : summaryText(summary));
    return summary.ok ? 0 : 1;
  } catch (error) {
    console.error(`the demo could not play: ${error instanceof Error ? error.message : String(error)}`);
    if (exchange.printed !== '') console.error(exchange.printed);
    return 1;
  } finally {
    clearTimeout(tooLong);
  }
}

async function prepare(kafka: boolean): Promise<RunningVenue> {
  return kafka ? DistributedVenue.prepare({ kafkaFolder: KAFKA_FOLDER }) : new ExchangeProcess();
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof KafkaUnavailable)) throw error;
  console.error(`demo: ${error.message}`);
  process.exitCode = EXIT_UNAVAILABLE;
}
