import { Worker } from 'node:worker_threads';
import { STOP, type SnapshotStart } from './protocol.js';

/** The thread that makes snapshots. When it ends by itself the process goes on without: they only save time. */
export class SnapshotThread {
  private readonly ended: Promise<void>;
  private readonly worker: Worker;

  /** @param onBroken - told once should the thread end by itself. */
  constructor(start: SnapshotStart, onBroken: (error: unknown) => void) {
    this.worker = new Worker(new URL('./thread.js', import.meta.url), { workerData: start });
    this.ended = new Promise((resolve) => this.worker.once('exit', () => resolve()));
    this.worker.once('error', onBroken);
  }

  /** Ends the thread; what it was about to make it makes after the next start. */
  async stop(): Promise<void> {
    this.worker.postMessage(STOP);
    await this.ended;
  }
}
