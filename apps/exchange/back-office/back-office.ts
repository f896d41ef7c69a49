import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { BackOffice, BackOfficeService } from '#platform';
import { READY, STOP, type BackOfficeStart } from './protocol.js';

const SERVICES: readonly BackOfficeService[] = ['order-intake', 'audit', 'settlement'];

/** What lives for a round of appends should die young: few and large collections copy less. */
const YOUNG_SPACE_MB_MAX = 96;

/** The back office as a worker thread of this process. */
export class BackOfficeThread implements BackOffice {
  private stopping = false;

  private constructor(
    private readonly worker: Worker,
    private readonly ports: ReadonlyMap<BackOfficeService, MessagePort>,
    private readonly ended: Promise<unknown>,
  ) {
    void ended.then((reason) => {
      if (!this.stopping) throw reason;
    });
  }

  /**
   * Starts the thread and waits until its views are open. A thread that ends by itself rejects a promise that nobody
   * handles, which stops the process.
   *
   * @throws whatever kept the thread from starting.
   */
  static async start(start: Omit<BackOfficeStart, 'ports'>): Promise<BackOfficeThread> {
    const channels = new Map(SERVICES.map((service) => [service, new MessageChannel()]));
    const theirs = [...channels].map(([service, { port2 }]) => [service, port2] as const);
    const workerData: BackOfficeStart = {
      ...start,
      ports: Object.fromEntries(theirs) as BackOfficeStart['ports'],
    };
    const worker = new Worker(new URL('./thread.js', import.meta.url), {
      workerData,
      transferList: theirs.map(([, port]) => port),
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_SPACE_MB_MAX },
    });
    const ended = new Promise<unknown>((resolve) => {
      let reason: unknown;
      worker.once('error', (error) => (reason = error));
      worker.once('exit', () => resolve(reason ?? new Error('the back office has ended; start again')));
    });
    const ready = new Promise<true>((resolve) => {
      worker.once('message', (message: unknown) => {
        if (message === READY) resolve(true);
      });
    });
    const started = await Promise.race([ready, ended]);
    if (started !== true) throw started;
    const ours = new Map([...channels].map(([service, { port1 }]) => [service, port1]));
    return new BackOfficeThread(worker, ours, ended);
  }

  port(service: BackOfficeService): MessagePort {
    const port = this.ports.get(service);
    if (port === undefined) throw new Error(`the back office has no ${service}`);
    return port;
  }

  /** Ends the thread in order; what it had not written yet it writes after the next start. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.worker.postMessage(STOP);
    await this.ended;
  }
}
