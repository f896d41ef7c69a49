import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { remember } from '../support/child-processes.js';

export interface BrokerPorts {
  readonly broker: number;
  readonly controller: number;
  /** A second way to the broker, on which it sends its clients elsewhere than where it listens. */
  readonly detour?: Detour;
}

/** Clients that begin at `advertised` stay there: whoever listens on it passes their bytes on to `listener`. */
export interface Detour {
  readonly listener: number;
  readonly advertised: number;
}

export interface BrokerOptions {
  /** From 1. */
  readonly nodeId: number;
  readonly ports: BrokerPorts;
  /** Of all brokers, in order of node id. */
  readonly quorum: readonly BrokerPorts[];
  readonly clusterId: string;
  readonly jars: string;
  readonly folder: string;
  /** Compiles little: up sooner, slower for long. */
  readonly isShortLived?: boolean;
}

const HEAP = '-Xmx512m';
const SHORT_LIVED = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
const STOP_MS_MAX = 20_000;

/** What the storage tool is asked for. An id may begin with a dash: apart from its option it would be taken for one. */
export function formatCommand(clusterId: string, properties: string): readonly string[] {
  return ['format', `--cluster-id=${clusterId}`, '-c', properties];
}

/** One broker (KRaft, combined mode) as a child process, listening on loopback alone. */
export class KafkaBroker {
  private child: ChildProcess | undefined;
  private exited: Promise<void> = Promise.resolve();

  constructor(private readonly options: BrokerOptions) {}

  get address(): string {
    return `127.0.0.1:${this.options.ports.broker}`;
  }

  get running(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** What it and those before it in its folder had to tell. */
  get printed(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
  }

  private get logFile(): string {
    return join(this.options.folder, 'broker.log');
  }

  /** Starts on the broker's folder, which is formatted when it is new. */
  async start(): Promise<void> {
    const { folder, jars, clusterId } = this.options;
    mkdirSync(folder, { recursive: true });
    const properties = join(folder, 'server.properties');
    writeFileSync(properties, `${this.properties().join('\n')}\n`);
    writeFileSync(join(folder, 'log4j2.yaml'), LOGGING);
    if (!existsSync(join(folder, 'data', 'meta.properties'))) {
      const formatting = promisify(execFile)(
        'java',
        this.java('kafka.tools.StorageTool', formatCommand(clusterId, properties)),
      );
      remember(formatting.child);
      await formatting;
    }
    const log = openSync(this.logFile, 'a');
    const child = spawn('java', this.java('kafka.Kafka', [properties]), {
      stdio: ['ignore', log, log],
      cwd: jars,
    });
    closeSync(log);
    remember(child);
    this.child = child;
    this.exited = new Promise((resolve) => child.once('exit', () => resolve()));
  }

  /** Stops in order; what does not stop in time is killed. */
  async stop(): Promise<void> {
    this.child?.kill('SIGTERM');
    const timer = setTimeout(() => this.child?.kill('SIGKILL'), STOP_MS_MAX);
    await this.exited;
    clearTimeout(timer);
  }

  /** SIGKILL, as a power cut would. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.exited;
  }

  private java(main: string, commandLine: readonly string[]): string[] {
    const { jars, folder } = this.options;
    const logging = `-Dlog4j2.configurationFile=${join(folder, 'log4j2.yaml')}`;
    const tuning = this.options.isShortLived === true ? SHORT_LIVED : [];
    return [HEAP, ...tuning, logging, '-cp', join(jars, '*'), main, ...commandLine];
  }

  private properties(): string[] {
    const { nodeId, ports, quorum, folder } = this.options;
    const { detour } = ports;
    const own = `PLAINTEXT://127.0.0.1:${ports.broker}`;
    const listeners = [own, ...(detour === undefined ? [] : [`DETOUR://127.0.0.1:${detour.listener}`])];
    const advertised = [own, ...(detour === undefined ? [] : [`DETOUR://127.0.0.1:${detour.advertised}`])];
    const copies = Math.min(3, quorum.length);
    const inSync = Math.min(2, quorum.length);
    const voters = quorum.map(({ controller }, index) => `${index + 1}@127.0.0.1:${controller}`);
    return [
      'process.roles=broker,controller',
      `node.id=${nodeId}`,
      `listeners=${listeners.join()},CONTROLLER://127.0.0.1:${ports.controller}`,
      `advertised.listeners=${advertised.join()}`,
      'inter.broker.listener.name=PLAINTEXT',
      'controller.listener.names=CONTROLLER',
      'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,DETOUR:PLAINTEXT',
      `controller.quorum.voters=${voters.join(',')}`,
      `log.dirs=${join(folder, 'data')}`,
      'auto.create.topics.enable=false',
      `default.replication.factor=${copies}`,
      `min.insync.replicas=${inSync}`,
      `offsets.topic.replication.factor=${copies}`,
      'offsets.topic.num.partitions=8',
      `transaction.state.log.replication.factor=${copies}`,
      `transaction.state.log.min.isr=${inSync}`,
      `share.coordinator.state.topic.replication.factor=${copies}`,
      `share.coordinator.state.topic.min.isr=${inSync}`,
      'group.initial.rebalance.delay.ms=0',
      'group.min.session.timeout.ms=1000',
      'log.retention.hours=-1',
    ];
  }
}

const LOGGING = `Configuration:
  status: warn
  Appenders:
    Console:
      name: stdout
      PatternLayout:
        pattern: "%d %p %c{1} %m%n"
  Loggers:
    Root:
      level: warn
      AppenderRef:
        ref: stdout
`;
