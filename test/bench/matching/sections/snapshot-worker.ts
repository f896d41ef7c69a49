import { workerData } from 'node:worker_threads';
import { createFastBook } from '#matching';
import { sha256 } from './snapshot.js';

// What an engine's thread does when a snapshot is due, the events since the last one apart.
const book = createFastBook('BENCH');
const lastEventId = book.restoreSnapshot(workerData as Uint8Array, sha256);
book.writeSnapshot(lastEventId, sha256);
