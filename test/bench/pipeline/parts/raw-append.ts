import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { readRecords } from '../record-file.js';

/**
 * The store alone: the very events of the whole into bare lmdb, as many in one durable transaction as the whole appended
 * at once; for so many seconds at most. No revisions, no ids, no followers.
 */
const [file, batchText, secondsText] = process.argv.slice(2);
const batchEvents = Number(batchText);
const secondsMax = Number(secondsText);
if (file === undefined || !(batchEvents >= 1) || !(secondsMax > 0))
  throw new Error('usage: raw-append EVENTS_FILE BATCH SECONDS');
const events = readRecords(file);

const directory = mkdtempSync(join(tmpdir(), 'orebook-raw-append-'));
const root = open({ path: directory, overlappingSync: false, mapSize: 1 << 30 });
const log = root.openDB<Buffer, number>({ name: 'events', keyEncoding: 'uint32', encoding: 'binary' });
const cpuBefore = process.cpuUsage();
const startedMs = performance.now();
let next = 0;
for (let from = 0; from < events.length; from += batchEvents) {
  if (performance.now() - startedMs > secondsMax * 1_000) break;
  await root.transaction(() => {
    for (const event of events.slice(from, from + batchEvents)) void log.put(next++, event);
  });
}
const seconds = (performance.now() - startedMs) / 1_000;
const { user, system } = process.cpuUsage(cpuBefore);
await root.close();
rmSync(directory, { recursive: true });
process.stdout.write(`${JSON.stringify({ count: next, seconds, cpuSeconds: (user + system) / 1e6 })}\n`);
