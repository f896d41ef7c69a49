import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { KafkaUnavailable } from '../kafka/artifacts.js';
import { DistributedVenue } from './distributed-venue.js';
import { supervise } from './supervisor.js';

const EXIT_USAGE = 64;
const EXIT_UNAVAILABLE = 69;

/**
 * `[--port N] [--engines N] [--intakes N] [--data DIR]`: a real broker, every service as a process of its own and one
 * address for all of them, on this machine, until stopped. A service that fails is started again. The next start goes
 * on where this one stopped.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3000' },
    engines: { type: 'string', default: '1' },
    intakes: { type: 'string', default: '1' },
    data: { type: 'string', default: '.orebook-distributed' },
  },
});

async function main(): Promise<number> {
  const { port, engines, intakes, data } = values;
  if (!/^[1-9]\d{3,4}$/.test(port) || ![engines, intakes].every((count) => /^[1-9]$/.test(count))) {
    console.error('distributed: --port is a number from 1000, --engines and --intakes from 1 to 9');
    return EXIT_USAGE;
  }
  const dataDir = resolve(data);
  mkdirSync(join(dataDir, 'services'), { recursive: true });
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => done());
  });
  const venue = await DistributedVenue.prepare({
    kafkaFolder: resolve('.kafka'),
    port: Number(port),
    dataDir,
    instances: { 'matching-engine': Number(engines), 'order-intake': Number(intakes) },
  });
  try {
    await venue.start();
    for (const [service, instances] of Object.entries(venue.services))
      for (const { url, pid } of instances) console.log(`${service.padEnd(16)} ${url}  process ${pid}`);
    console.log(`Orebook is open at ${venue.url}, its broker at ${venue.broker.addresses.join()}.`);
    console.log(`Sign tokens with OREBOOK_DATA_DIR=${data}. Ctrl-C stops it.`);
    const ending = new AbortController();
    void stopped.then(() => ending.abort());
    const tell = (line: string): void => console.error(`distributed: ${line}`);
    const watched = Object.entries(venue.services).flatMap(([name, instances]) =>
      instances.map(async (service, index) => {
        const isWell = await supervise(`${name} ${index + 1}`, service, tell, ending.signal);
        // One that was stopped by hand stays away, and the others go on.
        if (isWell) await stopped;
        return isWell;
      }),
    );
    return (await Promise.race(watched)) ? 0 : 1;
  } finally {
    await venue.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof KafkaUnavailable)) throw error;
  console.error(`distributed: ${error.message}`);
  process.exitCode = EXIT_UNAVAILABLE;
}
