import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { readRecords } from '../record-file.js';

/**
 * The bus alone: the very commands of the whole produced by a bare kafkajs producer (idempotent, acknowledged by all, one
 * request at a time, as many commands in each as the whole sent at once) and consumed by a bare consumer; for so many
 * seconds at most.
 */
const [broker, topic, file, batchText, partitionsText, secondsText] = process.argv.slice(2);
const batchMessages = Number(batchText);
const partitions = Number(partitionsText);
const secondsMax = Number(secondsText);
if (
  broker === undefined ||
  topic === undefined ||
  file === undefined ||
  !(batchMessages >= 1) ||
  !(secondsMax > 0)
)
  throw new Error('usage: raw-kafka BROKER TOPIC COMMANDS_FILE BATCH PARTITIONS SECONDS');
const values = readRecords(file);

const kafka = new Kafka({ clientId: 'raw', brokers: [broker], logLevel: logLevel.NOTHING });
const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions }] });
await admin.disconnect();
const producer = kafka.producer({
  idempotent: true,
  maxInFlightRequests: 1,
  createPartitioner: Partitioners.DefaultPartitioner,
});
const consumer = kafka.consumer({ groupId: `${topic}-group` });
await producer.connect();
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
let consumed = 0;
let sent = 0;
let isAllSent = false;
let allConsumed: () => void = () => undefined;
const done = new Promise<void>((resolve) => (allConsumed = resolve));
const joined = new Promise<void>((resolve) => consumer.on('consumer.group_join', () => resolve()));
await consumer.run({
  autoCommit: false,
  eachBatchAutoResolve: true,
  partitionsConsumedConcurrently: partitions,
  eachBatch: async ({ batch }) => {
    consumed += batch.messages.length;
    if (isAllSent && consumed >= sent) allConsumed();
  },
});
await joined;
// The parent reads the broker's processor time from here on.
process.stdout.write('{"ready":true}\n');
const cpuBefore = process.cpuUsage();
const startedMs = performance.now();
for (let from = 0; from < values.length; from += batchMessages) {
  if (performance.now() - startedMs > secondsMax * 1_000) break;
  const messages = values
    .slice(from, from + batchMessages)
    .map((value, index) => ({ value, partition: (from + index) % partitions }));
  await producer.send({ topic, acks: -1, messages });
  sent += messages.length;
}
isAllSent = true;
if (consumed < sent) await done;
const seconds = (performance.now() - startedMs) / 1_000;
const { user, system } = process.cpuUsage(cpuBefore);
process.stdout.write(`${JSON.stringify({ count: sent, seconds, cpuSeconds: (user + system) / 1e6 })}\n`);
await consumer.disconnect();
await producer.disconnect();
