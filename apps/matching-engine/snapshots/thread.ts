import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { bookFactory } from '#matching';
import { createLogger, openStoreAt } from '#platform';
import { STOP, type SnapshotStart } from './protocol.js';
import { SnapshotDirectory } from './snapshot-directory.js';
import { SnapshotMaker } from './snapshot-maker.js';

/**
 * Makes the snapshots of the books in a thread of its own, which reads the events as any other reader does. A snapshot
 * that cannot be made is told and tried again later: it would only save time.
 */
const LOOK_MS = 5_000;
const { location, directory, instruments, book, everyEvents, logLevel } = workerData as SnapshotStart;
const logger = createLogger(logLevel);
const stop = new AbortController();
parentPort?.once('message', (message: unknown) => {
  if (message === STOP) stop.abort();
});

const opened = await openStoreAt(location, logger);
const snapshots = {
  store: new SnapshotDirectory(directory),
  onRefused: (file: string, reason: string) => logger.warn('a snapshot is no good', { file, reason }),
};
const maker = new SnapshotMaker(opened.store, bookFactory(book), snapshots, everyEvents);
while (!stop.signal.aborted) {
  for (const instrument of instruments) await make(instrument);
  await pause(LOOK_MS, undefined, { signal: stop.signal }).catch(() => undefined);
}
await opened.close();

async function make(instrument: string): Promise<void> {
  try {
    const sequence = await maker.makeIfDue(instrument, stop.signal);
    if (sequence !== undefined) logger.info('a snapshot is made', { instrument, sequence });
  } catch (err) {
    if (!stop.signal.aborted) logger.warn('no snapshot could be made', { instrument, err });
  }
}
