import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { KafkaUnavailable } from '../kafka/artifacts.js';
import { DistributedVenue } from './distributed-venue.js';

const EXIT_USAGE = 64;
const EXIT_UNAVAILABLE = 69;

/**
 * `[--port N] [--engines N] [--intakes N] [--data DIR]`: a real broker, every service as a process of its own and one
 * address for all of them, on this machine, until stopped. The next start goes on where this one stopped.
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
    // A service that cannot go on ends, and an operator's supervisor would start it again: here there is none.
    const ended = Promise.race(venue.all.map((service) => service.ended().then(() => service)));
    const first = await Promise.race([stopped, ended]);
    if (first === undefined) return 0;
    console.error(`distributed: a service has ended:\n${first.printed}`);
    return 1;
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
