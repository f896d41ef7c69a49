import { Kafka, logLevel, Partitioners, type Admin, type KafkaConfig, type LogEntry } from 'kafkajs';
import {
  MessageBusError,
  type Consumer,
  type ConsumeOptions,
  type GroupProgress,
  type MessageBatch,
  type MessageBus,
  type NewMessage,
  type SentPosition,
} from '../port.js';
import { partitionOf } from '../embedded/partitioner.js';
import { KafkaConsumer, type GroupTimings } from './kafka-consumer.js';
import { toBusError } from './kafka-error.js';
import { RepeatedLines } from './repeated-lines.js';
import { SendQueue, type SendingProducer } from './send-queue.js';
import { socketFactory } from './socket-factory.js';
import { Topics } from './topics.js';

/** Where the brokers are, how to be let in, and the bounds of waiting. */
export interface KafkaMessageBusOptions {
  /** `host:port` of one broker or more. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: KafkaConfig['sasl'];
  /** Copies of each partition of the topics that are created here; 3 for a cluster that survives a broker. */
  readonly replicationFactor?: number;
  readonly timings?: Partial<GroupTimings>;
  /** How often to try before the brokers count as away; 30 tries are about half a minute. */
  readonly connectTriesMax?: number;
  /** What the client has to tell: one line each, and not the same one again for some seconds. */
  readonly onLog?: (level: 'error' | 'warn', text: string) => void;
}

const TIMINGS: GroupTimings = {
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 20_000,
  heartbeatIntervalMs: 1_000,
  fetchWaitMsMax: 100,
};

const REPEATED_LINE_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
const CONNECTION_TIMEOUT_MS = 5_000;
/** Many short tries: a leader is elected within seconds, and what the port promises must not hang for minutes. */
const RETRY = { retries: 30, initialRetryTime: 100, maxRetryTime: 1_000 };

/**
 * The bus on Apache Kafka. Sends are idempotent and acknowledged by all replicas in sync, one request at a time.
 */
export class KafkaMessageBus implements MessageBus {
  private readonly topics: Topics;
  private readonly queue: SendQueue;
  private readonly consumers = new Set<KafkaConsumer>();
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly kafka: Kafka,
    private readonly admin: Admin,
    options: KafkaMessageBusOptions,
    private readonly timings: GroupTimings,
  ) {
    this.topics = new Topics(admin, options.replicationFactor ?? 1);
    this.queue = new SendQueue(() => openProducer(kafka), this.topics);
  }

  /** @throws MessageBusError `UNAVAILABLE` when no broker can be reached. */
  static async open(options: KafkaMessageBusOptions): Promise<KafkaMessageBus> {
    const lines = new RepeatedLines<'error' | 'warn'>(
      (level, text) => options.onLog?.(level, text),
      REPEATED_LINE_MS,
    );
    const kafka = new Kafka({
      clientId: options.clientId,
      brokers: [...options.brokers],
      ...(options.ssl === undefined ? {} : { ssl: options.ssl }),
      ...(options.sasl === undefined ? {} : { sasl: options.sasl }),
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      socketFactory: socketFactory(),
      retry: { ...RETRY, retries: options.connectTriesMax ?? RETRY.retries },
      logLevel: logLevel.WARN,
      logCreator: () => (entry) => lines.say(entry.level <= logLevel.ERROR ? 'error' : 'warn', lineOf(entry)),
    });
    const admin = kafka.admin();
    const bus = new KafkaMessageBus(kafka, admin, options, { ...TIMINGS, ...options.timings });
    try {
      await admin.connect();
    } catch (error) {
      throw toBusError(error, `no broker of ${options.brokers.join(', ')} can be reached`);
    }
    await bus.queue.connect();
    return bus;
  }

  async createTopic(topic: string, partitions: number): Promise<void> {
    this.assertOpen();
    await this.topics.create(topic, partitions);
  }

  async send(topic: string, messages: readonly NewMessage[]): Promise<readonly SentPosition[]> {
    this.assertOpen();
    return this.queue.send(topic, messages);
  }

  consume(options: ConsumeOptions, onBatch: (batch: MessageBatch) => Promise<void>): Consumer {
    this.assertOpen();
    const consumer = new KafkaConsumer(this.kafka, this.topics, options, this.timings, RETRY, onBatch);
    this.consumers.add(consumer);
    const forget = (): void => {
      this.consumers.delete(consumer);
    };
    consumer.stopped.then(forget, forget);
    return consumer;
  }

  async partitionOf(topic: string, key: string): Promise<number> {
    this.assertOpen();
    return partitionOf(Buffer.from(key), await this.topics.partitions(topic));
  }

  async headOffset(topic: string, partition: number): Promise<number> {
    this.assertOpen();
    return this.topics.head(topic, partition);
  }

  async groupProgress(topic: string, group: string): Promise<readonly GroupProgress[]> {
    this.assertOpen();
    return this.topics.groupProgress(topic, group);
  }

  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  private async closeAll(): Promise<void> {
    await Promise.all([...this.consumers].map((consumer) => consumer.stop()));
    await Promise.all([this.queue.close(), this.admin.disconnect()]);
  }

  private assertOpen(): void {
    if (this.closing !== undefined) throw new MessageBusError('CLOSED', 'the message bus is closed');
  }
}

/** What the client tells, with the broker's reason where it gave one. */
function lineOf({ namespace, log }: LogEntry): string {
  const { message, error } = log as LogEntry['log'] & { readonly error?: unknown };
  const told = `${namespace}: ${message}`;
  return typeof error === 'string' && !message.includes(error) ? `${told}: ${error}` : told;
}

async function openProducer(kafka: Kafka): Promise<SendingProducer> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  try {
    await producer.connect();
  } catch (error) {
    await producer.disconnect().catch(() => undefined);
    throw toBusError(error, 'no broker can be reached');
  }
  return producer;
}
