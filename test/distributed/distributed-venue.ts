import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SERVICES, type ServiceName } from '#platform';
import { KafkaCluster } from '../kafka/kafka-cluster.js';
import { ExchangeProcess, type RunningVenue } from '../support/exchange-process.js';
import { freePort, freePorts } from '../support/free-ports.js';
import { FrontDoor } from './front-door.js';

/** What a distributed venue is made of. */
export interface DistributedOptions {
  /** Where the broker's jars are kept from one run to the next. */
  readonly kafkaFolder: string;
  /** Instances of a service; one when absent. */
  readonly instances?: Readonly<Partial<Record<ServiceName, number>>>;
  /** For node itself, by service, e.g. `--cpu-prof`. */
  readonly nodeArguments?: Readonly<Partial<Record<ServiceName, readonly string[]>>>;
  /** Of the address of the whole; any free one when absent. */
  readonly port?: number;
  /** One when absent. */
  readonly brokers?: 1 | 3;
  /** For a run of minutes: brokers that are up sooner and slower for long. */
  readonly isShortLived?: boolean;
  /** Of instances whose way to the brokers is the detour, which somebody has to stand in. */
  readonly isDetoured?: (service: ServiceName, number: number) => boolean;
  /** How long the brokers wait for word of a member of a group; the services' own choice when absent. */
  readonly sessionTimeoutMs?: number;
  /** A temporary directory of its own when absent. */
  readonly dataDir?: string;
}

/** For its clients, its controller, and a detour's two ends. */
const PORTS_OF_A_BROKER = 4;

/**
 * The venue's services as processes of their own over a real Kafka broker, with the embedded store shared between them,
 * or EventStoreDB where `EVENTSTOREDB_URL` is set.
 */
export class DistributedVenue implements RunningVenue {
  readonly dataDir: string;
  readonly services: Readonly<Record<ServiceName, readonly ExchangeProcess[]>>;
  readonly broker: KafkaCluster;
  private frontDoor: FrontDoor | undefined;
  private port = 0;

  /** @param brokerPort - of the first broker; the ports behind it are the others' and the controllers'. */
  private constructor(
    private readonly options: DistributedOptions,
    brokerPort: number,
  ) {
    this.dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'orebook-services-'));
    const folder = options.kafkaFolder;
    const data = join(this.dataDir, 'kafka');
    this.broker = new KafkaCluster({
      folder,
      data,
      brokers: options.brokers ?? 1,
      port: brokerPort,
      isShortLived: options.isShortLived ?? false,
      hasDetours: options.isDetoured !== undefined,
    });
    const made = SERVICES.map((service) => [service, this.instancesOf(service)] as const);
    this.services = Object.fromEntries(made) as Record<ServiceName, readonly ExchangeProcess[]>;
  }

  /** @throws KafkaUnavailable when the machine lacks what a broker needs. */
  static async prepare(options: DistributedOptions): Promise<DistributedVenue> {
    return new DistributedVenue(options, await freePorts(PORTS_OF_A_BROKER * (options.brokers ?? 1)));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get all(): readonly ExchangeProcess[] {
    return Object.values(this.services).flat();
  }

  get printed(): string {
    return this.all.map(({ printed }) => printed).join('');
  }

  async start(): Promise<void> {
    await this.broker.start();
    // All at once: each waits for what it needs of the others, whichever comes first.
    await Promise.all(this.all.map((service) => service.start()));
    if (this.frontDoor !== undefined) return;
    this.port = this.options.port ?? (await freePort());
    const ports = SERVICES.map(
      (service) => [service, this.services[service].map(({ portNumber }) => portNumber)] as const,
    );
    this.frontDoor = new FrontDoor(Object.fromEntries(ports));
    await this.frontDoor.listen(this.port);
  }

  /** The broker lives on, as other machines would. */
  async kill(): Promise<void> {
    await Promise.all(this.all.map((service) => service.kill()));
  }

  /** SIGTERM to every service, then to the broker. */
  async stop(): Promise<void> {
    await Promise.all(this.all.map((service) => service.stop()));
    await this.frontDoor?.close();
    await this.broker.stop();
  }

  async dispose(): Promise<void> {
    await this.kill();
    await this.frontDoor?.close();
    await this.broker.stop();
    if (this.options.dataDir === undefined) rmSync(this.dataDir, { recursive: true, force: true });
  }

  private instancesOf(service: ServiceName): readonly ExchangeProcess[] {
    const count = this.options.instances?.[service] ?? 1;
    return Array.from({ length: count }, (_, index) => this.processOf(service, index + 1));
  }

  private processOf(service: ServiceName, number: number): ExchangeProcess {
    const { isDetoured, sessionTimeoutMs } = this.options;
    const brokers =
      isDetoured?.(service, number) === true ? this.broker.detourAddresses : this.broker.addresses;
    const eventStoreDb = process.env['EVENTSTOREDB_URL'] ?? '';
    return new ExchangeProcess({
      main: resolve(`dist/apps/${service}/main.js`),
      nodeArguments: this.options.nodeArguments?.[service] ?? [],
      dataDir: join(this.dataDir, 'services', `${service}-${number}`),
      environment: {
        OREBOOK_BUS: 'kafka',
        OREBOOK_KAFKA_BROKERS: brokers.join(','),
        OREBOOK_KAFKA_REPLICATION: String(this.options.brokers ?? 1),
        ...(sessionTimeoutMs === undefined ? {} : { OREBOOK_KAFKA_SESSION_MS: String(sessionTimeoutMs) }),
        OREBOOK_STORE_DIR: join(this.dataDir, 'store'),
        OREBOOK_KEYS_DIR: this.dataDir,
        ...(eventStoreDb === ''
          ? {}
          : { OREBOOK_STORE: 'eventstoredb', OREBOOK_EVENTSTOREDB_URL: eventStoreDb }),
      },
    });
  }
}
