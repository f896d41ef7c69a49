import { openEmbeddedEnvironment, EmbeddedEventStore } from '#event-store';
import { BOOK_STREAM_PREFIX, ORDERS_TOPIC } from '#contracts';
import { KafkaMessageBus } from '#messaging';
import { join } from 'node:path';
import { DistributedVenue } from '../../distributed/distributed-venue.js';
import { cpuSecondsOf } from '../../support/cpu-seconds.js';
import { runLoad, type LoadResult } from '../intake/http-load.js';
import { OrderBodies, requestBytes } from '../intake/order-bodies.js';
import { busyDesk, type BusyDesk } from '../intake/servers.js';
import type { Mode } from './modes.js';

/** Processes of the whole whose processor time is told apart; the load runs on the same cores. */
export const PROCESSES = ['order-intake', 'matching-engine', 'policy', 'broker', 'load'] as const;
export type ProcessName = (typeof PROCESSES)[number];
export type CpuSeconds = Readonly<Record<ProcessName, number>>;

/** One load on the whole. */
export interface WholeRun extends LoadResult {
  readonly orders: number;
  readonly cpuSeconds: CpuSeconds;
}

const PROFILED_SERVICES = ['order-intake', 'matching-engine'] as const;
const DRAIN_MS = 1_000;
let runNumber = 0;

/** Intake, broker, engine and store as processes of their own; nobody settles or audits meanwhile. */
export class Whole {
  private constructor(
    private readonly venue: DistributedVenue,
    private readonly desk: BusyDesk,
  ) {}

  /** @param profiles - where intake and engine leave their profiles; none when absent. */
  static async start(kafkaFolder: string, profiles?: string): Promise<Whole> {
    const profiled = ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
    const venue = await DistributedVenue.prepare({
      kafkaFolder,
      instances: { settlement: 0, audit: 0 },
      nodeArguments:
        profiles === undefined
          ? {}
          : Object.fromEntries(PROFILED_SERVICES.map((service) => [service, profiled])),
    });
    try {
      await venue.start();
      return new Whole(venue, await busyDesk(venue));
    } catch (error) {
      await venue.dispose();
      throw error;
    }
  }

  get broker(): string {
    return this.venue.broker.addresses[0] ?? '';
  }

  get brokerPid(): number {
    return this.venue.broker.brokers[0]?.pid ?? 0;
  }

  /** Requests of a load that trades, each with ids of its own. */
  requests(mode: Mode): () => Buffer {
    const { token, instruments, certificates } = this.desk;
    const bodies = new OrderBodies(instruments, certificates, `p${process.pid}-${(runNumber += 1)}`);
    return () =>
      mode.ordersPerRequest === 1
        ? requestBytes('/v1/orders', token, bodies.order())
        : requestBytes('/v1/orders/batch', token, bodies.batch(mode.ordersPerRequest));
  }

  /** @param ordersPerSecond - open loop at this rate; as fast as it goes when absent. */
  async load(mode: Mode, durationMs: number, ordersPerSecond?: number): Promise<WholeRun> {
    const next = this.requests(mode);
    const ready = Array.from({ length: mode.requestsReady }, next).reverse();
    const before = this.cpuSeconds();
    const result = await runLoad({
      host: '127.0.0.1',
      port: this.intake.portNumber,
      connections: mode.connections,
      durationMs,
      ...(ordersPerSecond === undefined ? {} : { ratePerSecond: ordersPerSecond / mode.ordersPerRequest }),
      nextRequest: () => ready.pop() ?? next(),
    });
    await new Promise((resolve) => setTimeout(resolve, DRAIN_MS));
    const after = this.cpuSeconds();
    const cpuSeconds = Object.fromEntries(
      PROCESSES.map((name) => [name, after[name] - before[name]]),
    ) as Record<ProcessName, number>;
    return { ...result, orders: result.answered * mode.ordersPerRequest, cpuSeconds };
  }

  /** One request's answer, as its bytes. */
  async answerTo(mode: Mode): Promise<Buffer> {
    const body = this.requests(mode)().toString().split('\r\n\r\n')[1] ?? '';
    const path = mode.ordersPerRequest === 1 ? '/v1/orders' : '/v1/orders/batch';
    const answer = await fetch(`http://127.0.0.1:${this.intake.portNumber}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.desk.token}`, 'content-type': 'application/json' },
      body,
    });
    return Buffer.from(await answer.arrayBuffer());
  }

  /** The mean of a size that a service measured, since its start. */
  async meanOf(
    service: 'order-intake' | 'matching-engine',
    measure: string,
    labels: string,
  ): Promise<number> {
    const url = this.venue.services[service][0]?.url ?? '';
    const text = await (await fetch(`${url}/metrics`)).text();
    const value = (suffix: string): number =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`orebook_${measure}_${suffix}{${labels}}`))
          ?.split(' ')[1] ?? 0,
      );
    return value('sum') / Math.max(1, value('count'));
  }

  /** Events of the books for one command, since the engine's start. */
  async eventsPerOrder(): Promise<number> {
    const url = this.venue.services['matching-engine'][0]?.url ?? '';
    const text = await (await fetch(`${url}/metrics`)).text();
    const value = (line: string): number =>
      Number(
        text
          .split('\n')
          .find((one) => one.startsWith(`orebook_${line}`))
          ?.split(' ')[1] ?? 0,
      );
    return value('append_events_sum{streams="book"}') / Math.max(1, value('match_seconds_count'));
  }

  /** The newest commands on the bus, as their bytes. */
  async newestCommands(countMax: number): Promise<Uint8Array[]> {
    const bus = await KafkaMessageBus.open({ brokers: [this.broker], clientId: 'bench-reader' });
    const values: Uint8Array[] = [];
    const group = `bench-reader-${process.pid}-${(runNumber += 1)}`;
    const heads = await bus.groupProgress(ORDERS_TOPIC, group);
    const total = heads.reduce((sum, { headOffset }) => sum + headOffset, 0);
    let seen = 0;
    await new Promise<void>((resolve, reject) => {
      const consumer = bus.consume({ topic: ORDERS_TOPIC, group }, async ({ messages }) => {
        for (const { value } of messages) values.push(value);
        seen += messages.length;
        if (seen >= total) resolve();
      });
      consumer.stopped.catch(reject);
    });
    await bus.close();
    return values.slice(-countMax);
  }

  /** The newest events of the books, as their bytes. */
  async newestEvents(countMax: number): Promise<Uint8Array[]> {
    const environment = openEmbeddedEnvironment(join(this.venue.dataDir, 'store'));
    const store = EmbeddedEventStore.open(environment);
    const events: Uint8Array[] = [];
    const newest = store.readAll({ direction: 'backward', streamPrefix: BOOK_STREAM_PREFIX, countMax });
    for await (const batch of newest) for (const { data } of batch) events.push(data);
    await store.close();
    await environment.close();
    return events.reverse();
  }

  /** Ends it in any case. */
  dispose(): Promise<void> {
    return this.venue.dispose();
  }

  /** Stops in order, so that profiles are written. */
  async close(): Promise<void> {
    await this.venue.stop();
    await this.venue.dispose();
  }

  private get intake(): { readonly portNumber: number } {
    const [intake] = this.venue.services['order-intake'];
    if (intake === undefined) throw new Error('there is no intake');
    return intake;
  }

  private cpuSeconds(): CpuSeconds {
    const pidOf = (service: 'order-intake' | 'matching-engine' | 'policy'): number =>
      this.venue.services[service][0]?.pid ?? 0;
    return {
      'order-intake': cpuSecondsOf(pidOf('order-intake')),
      'matching-engine': cpuSecondsOf(pidOf('matching-engine')),
      policy: cpuSecondsOf(pidOf('policy')),
      broker: cpuSecondsOf(this.brokerPid),
      load: cpuSecondsOf(process.pid),
    };
  }
}
