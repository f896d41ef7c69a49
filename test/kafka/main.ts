import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { KafkaUnavailable } from './artifacts.js';
import { KafkaCluster } from './kafka-cluster.js';

const EXIT_USAGE = 64;
const EXIT_UNAVAILABLE = 69;

/** `[--brokers 1|3] [--port N] [--folder DIR] [-- COMMAND ...]`: runs until stopped, or for as long as the command. */
const { values, positionals: command } = parseArgs({
  allowPositionals: true,
  options: {
    brokers: { type: 'string', default: '1' },
    port: { type: 'string', default: '9092' },
    folder: { type: 'string', default: '.kafka' },
  },
});

async function main(): Promise<number> {
  const { brokers, port, folder } = values;
  if (!/^[13]$/.test(brokers) || !/^[1-9]\d{3,4}$/.test(port)) {
    console.error('kafka: --brokers is 1 or 3, --port a number from 1000');
    return EXIT_USAGE;
  }
  const cluster = new KafkaCluster({
    folder: resolve(folder),
    brokers: brokers === '3' ? 3 : 1,
    port: Number(port),
  });
  const stopped = new Promise<void>((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });
  try {
    await cluster.start();
    const addresses = cluster.addresses.join(',');
    console.log(
      `Apache Kafka takes connections at ${addresses}${command.length === 0 ? '; Ctrl-C stops it' : ''}.`,
    );
    if (command.length > 0) return await run(command, addresses);
    await stopped;
    return 0;
  } finally {
    await cluster.stop();
  }
}

/** Runs a command with `KAFKA_BROKERS` set and gives its exit code. */
function run([program = '', ...commandLine]: readonly string[], addresses: string): Promise<number> {
  const child = spawn(program, commandLine, {
    stdio: 'inherit',
    env: { ...process.env, KAFKA_BROKERS: addresses },
  });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 1));
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof KafkaUnavailable)) throw error;
  console.error(`kafka: ${error.message}`);
  process.exitCode = EXIT_UNAVAILABLE;
}
