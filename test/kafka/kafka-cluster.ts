import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { kafkaJars } from './artifacts.js';
import { KafkaBroker, type BrokerPorts, type Detour } from './kafka-broker.js';

export interface ClusterOptions {
  /** Where jars and data lie; what is there already is used again. */
  readonly folder: string;
  /** Where the brokers' data lies; beside the jars when absent. */
  readonly data?: string;
  readonly brokers: 1 | 3;
  /** The first broker's port; the others follow, the controllers behind them. */
  readonly port: number;
  /** For a run of minutes rather than hours. */
  readonly isShortLived?: boolean;
  /** Gives each broker a second way that a test can stand in, on the ports behind all others. */
  readonly hasDetours?: boolean;
}

const READY_MS_MAX = 60_000;
const LOOK_AGAIN_MS = 100;
const PRINTED_CHARACTERS_MAX = 2_000;

/** A real Apache Kafka cluster on this machine, without Docker: one broker, or three that survive one of them. */
export class KafkaCluster {
  readonly brokers: readonly KafkaBroker[];
  readonly detours: readonly Detour[];

  /** @throws KafkaUnavailable when the machine lacks what a broker needs. */
  constructor(options: ClusterOptions) {
    const { folder, brokers, port, isShortLived = false, hasDetours = false } = options;
    const jars = kafkaJars(folder);
    const quorum: BrokerPorts[] = Array.from({ length: brokers }, (_, index) => ({
      broker: port + index,
      controller: port + brokers + index,
      ...(hasDetours
        ? { detour: { listener: port + 2 * brokers + index, advertised: port + 3 * brokers + index } }
        : {}),
    }));
    this.detours = quorum.flatMap(({ detour }) => (detour === undefined ? [] : [detour]));
    const data = options.data ?? join(folder, `cluster-${brokers}`);
    const clusterId = clusterIdOf(data);
    this.brokers = quorum.map(
      (ports, index) =>
        new KafkaBroker({
          nodeId: index + 1,
          ports,
          quorum,
          clusterId,
          jars,
          isShortLived,
          folder: join(data, `broker-${index + 1}`),
        }),
    );
  }

  get addresses(): string[] {
    return this.brokers.map(({ address }) => address);
  }

  get detourAddresses(): string[] {
    return this.detours.map(({ advertised }) => `127.0.0.1:${advertised}`);
  }

  /** Starts every broker that does not run, and waits until each takes connections. */
  async start(): Promise<void> {
    await Promise.all(this.brokers.filter(({ running }) => !running).map((broker) => broker.start()));
    await Promise.all(this.brokers.map((broker) => this.untilReachable(broker)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.brokers.map((broker) => broker.stop()));
  }

  private async untilReachable(broker: KafkaBroker): Promise<void> {
    const deadlineMs = Date.now() + READY_MS_MAX;
    while (!(await isReachable(broker.address))) {
      if (!broker.running || Date.now() > deadlineMs) {
        await this.stop();
        throw new Error(
          `the broker at ${broker.address} did not come up:\n${broker.printed.slice(-PRINTED_CHARACTERS_MAX)}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }
}

/** The id that a cluster's folders were formatted with, made at the first start: 16 bytes in base64url. */
function clusterIdOf(folder: string): string {
  const file = join(folder, 'cluster-id');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  mkdirSync(folder, { recursive: true });
  const id = randomBytes(16).toString('base64url');
  writeFileSync(file, `${id}\n`, { flush: true });
  return id;
}

function isReachable(address: string): Promise<boolean> {
  const [host = '', port = '0'] = address.split(':');
  return new Promise((resolve) => {
    const socket = createConnection({ host, port: Number(port) });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
