import {
  MessageBusError,
  type Consumer,
  type ConsumeOptions,
  type GroupProgress,
  type MessageBatch,
  type MessageBus,
  type NewMessage,
  type SentPosition,
} from '#messaging';
import type { ProgressWatch } from '../health/progress-watch.js';
import { BATCH_SIZES, WAIT_SECONDS, type Metrics } from './metrics.js';

/** A bus that times sends and batches, counts what they hold and how they fail, and has its consumers watched. */
export class MeteredMessageBus implements MessageBus {
  private readonly sendSeconds;
  private readonly sendMessages;
  private readonly sendFailures;
  private readonly unsent;
  private readonly batchSeconds;
  private readonly batchMessages;

  constructor(
    private readonly inner: MessageBus,
    metrics: Metrics,
    private readonly watch: ProgressWatch,
  ) {
    this.sendSeconds = metrics.distribution({
      name: 'send_seconds',
      help: 'From the call of a send until its messages are durable',
      labels: ['topic'],
      buckets: WAIT_SECONDS,
    });
    this.sendMessages = metrics.distribution({
      name: 'send_messages',
      help: 'Messages of one send',
      labels: ['topic'],
      buckets: BATCH_SIZES,
    });
    this.sendFailures = metrics.counter({
      name: 'send_failures_total',
      help: 'Sends that the bus refused or did not answer, by code',
      labels: ['topic', 'code'],
    });
    this.unsent = metrics.gauge({
      name: 'send_unanswered_messages',
      help: 'Messages that the bus has not answered for yet',
      labels: ['topic'],
    });
    this.batchSeconds = metrics.distribution({
      name: 'batch_seconds',
      help: 'From the hand-over of a batch until it is done with, its commit included',
      labels: ['topic', 'group'],
      buckets: WAIT_SECONDS,
    });
    this.batchMessages = metrics.distribution({
      name: 'batch_messages',
      help: 'Messages of one batch that was handed over',
      labels: ['topic', 'group'],
      buckets: BATCH_SIZES,
    });
  }

  createTopic(topic: string, partitions: number): Promise<void> {
    return this.inner.createTopic(topic, partitions);
  }

  async send(topic: string, messages: readonly NewMessage[]): Promise<readonly SentPosition[]> {
    const startedMs = performance.now();
    this.unsent.inc({ topic }, messages.length);
    try {
      const positions = await this.inner.send(topic, messages);
      this.sendSeconds.observe({ topic }, (performance.now() - startedMs) / 1_000);
      this.sendMessages.observe({ topic }, messages.length);
      return positions;
    } catch (error) {
      this.sendFailures.inc({ topic, code: error instanceof MessageBusError ? error.code : 'UNEXPECTED' });
      throw error;
    } finally {
      this.unsent.dec({ topic }, messages.length);
    }
  }

  consume(options: ConsumeOptions, onBatch: (batch: MessageBatch) => Promise<void>): Consumer {
    const { topic, group } = options;
    let held: ReadonlySet<number> = new Set();
    const onAssigned = (partitions: readonly number[]): void => {
      held = new Set(partitions);
      options.onAssigned?.(partitions);
    };
    const consumer = this.inner.consume({ ...options, onAssigned }, async (batch) => {
      const startedMs = performance.now();
      this.batchMessages.observe({ topic, group }, batch.messages.length);
      await onBatch(batch);
      this.batchSeconds.observe({ topic, group }, (performance.now() - startedMs) / 1_000);
    });
    const forget = this.watch.add(group, async () => {
      const progress = await this.inner.groupProgress(topic, group);
      return progress
        .filter(({ partition }) => held.has(partition))
        .map(({ partition, committedOffset, headOffset }) => ({
          log: `${topic}/${partition}`,
          reached: committedOffset,
          head: headOffset,
        }));
    });
    const stopped = consumer.stopped.then(forget);
    return {
      started: consumer.started,
      stopped,
      holds: (partition) => consumer.holds(partition),
      stop: () => consumer.stop(),
    };
  }

  partitionOf(topic: string, key: string): Promise<number> {
    return this.inner.partitionOf(topic, key);
  }

  headOffset(topic: string, partition: number): Promise<number> {
    return this.inner.headOffset(topic, partition);
  }

  groupProgress(topic: string, group: string): Promise<readonly GroupProgress[]> {
    return this.inner.groupProgress(topic, group);
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}
