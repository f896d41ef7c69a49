import type { Consumer as KafkaClient, EachBatchPayload, Kafka, KafkaMessage, RetryOptions } from 'kafkajs';
import {
  MessageBusError,
  type Consumer,
  type ConsumeOptions,
  type Message,
  type MessageBatch,
} from '../port.js';
import { endFetchingOfStoppedRunners } from './end-of-fetching.js';
import { isOwnershipLost, toBusError } from './kafka-error.js';
import { leaveLostCoordinators } from './lost-coordinator.js';
import type { Topics } from './topics.js';

/** Bounds of a membership in a group, in milliseconds. */
export interface GroupTimings {
  /** A member that has not been heard of for so long loses its partitions. */
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /** How long a broker may wait for something to hand over. */
  readonly fetchWaitMsMax: number;
}

type Handler = (batch: MessageBatch) => Promise<void>;

const BATCH_MESSAGES_MAX = 1_000;
const CONCURRENT_PARTITIONS_MAX = 16;
const FETCH_BYTES_MAX = 4 * 2 ** 20;

/**
 * One member of a group. The client hands over what it fetched of a partition; that goes to the handler in bounded
 * batches, one at a time, while heartbeats keep the membership. Offsets are committed by the handler alone.
 */
export class KafkaConsumer implements Consumer {
  readonly stopped: Promise<void>;
  readonly started: Promise<void>;
  private readonly client: KafkaClient;
  private readonly joined: Promise<void>;
  private isStopping = false;
  /** How often the group was shared out so far; what was fetched before is not resolved after. */
  private assignments = 0;
  private memberId = '';
  private held: readonly number[] = [];
  /** By partition: what is known to be committed since the group was shared out last. */
  private readonly committed = new Map<number, number>();
  private leaving: Promise<void> | undefined;
  private settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void };

  constructor(
    kafka: Kafka,
    private readonly topics: Topics,
    private readonly options: ConsumeOptions,
    private readonly timings: GroupTimings,
    private readonly retry: RetryOptions,
    private readonly onBatch: Handler,
  ) {
    endFetchingOfStoppedRunners();
    leaveLostCoordinators();
    const { promise, resolve, reject } = withResolvers();
    this.stopped = promise;
    const started = withResolvers();
    this.started = started.promise;
    this.stopped.catch(() => undefined);
    this.settle = { resolve, reject };
    this.client = kafka.consumer({
      groupId: options.group,
      sessionTimeout: timings.sessionTimeoutMs,
      rebalanceTimeout: timings.rebalanceTimeoutMs,
      heartbeatInterval: timings.heartbeatIntervalMs,
      maxWaitTimeInMs: timings.fetchWaitMsMax,
      maxBytes: FETCH_BYTES_MAX,
      // By itself a consumer gives up sooner than the brokers elect another leader or coordinator.
      retry: this.retry,
      allowAutoTopicCreation: false,
    });
    // The client would go on by itself after some errors and stay dead after others; here any crash ends the consumer.
    this.client.on('consumer.crash', ({ payload }) => {
      if (!payload.restart) this.end(toBusError(payload.error, `the consumer of ${options.topic} stopped`));
    });
    this.client.on('consumer.group_join', ({ payload }) => {
      this.assignments++;
      this.memberId = payload.memberId;
      this.held = payload.memberAssignment[options.topic] ?? [];
      this.committed.clear();
      options.onAssigned?.(this.held);
    });
    this.joined = this.join(started.resolve);
  }

  async holds(partition: number): Promise<boolean> {
    const { assignments, memberId } = this;
    const { topic, group } = this.options;
    if (!this.held.includes(partition)) return false;
    const isOurs = await this.topics.isHeldBy(memberId, group, topic, partition);
    return isOurs && assignments === this.assignments;
  }

  async stop(): Promise<void> {
    this.end();
    await this.leaving;
  }

  private async join(markStarted: () => void): Promise<void> {
    const { topic, group, from } = this.options;
    try {
      await this.topics.partitions(topic);
      if (from === 'head') await this.topics.beginAtHead(topic, group);
      markStarted();
      await this.client.connect();
      await this.client.subscribe({ topic, fromBeginning: true });
      if (this.isStopping) return;
      await this.client.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: CONCURRENT_PARTITIONS_MAX,
        eachBatch: (payload) => this.onFetched(payload),
      });
    } catch (error) {
      this.end(toBusError(error, `topic ${topic} cannot be consumed`));
    }
  }

  /** Ends the consumer once, with what ended it or orderly: the batch in hand is finished first. */
  private end(error?: unknown): void {
    if (this.isStopping) return;
    this.isStopping = true;
    this.leaving = this.leave().then(() => {
      if (error === undefined) this.settle.resolve();
      else this.settle.reject(error);
    });
  }

  private async leave(): Promise<void> {
    // Leaving waits for the batches in hand, so it must not be waited for by one of them.
    await this.joined.catch(() => undefined);
    try {
      await this.client.stop();
      await this.client.disconnect();
    } catch {
      // The brokers are away: the session's timeout takes the partitions from this member.
    }
  }

  private async onFetched(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const size = this.options.batchMessagesMax ?? BATCH_MESSAGES_MAX;
    const { assignments } = this;
    const stopHeartbeats = this.keepAlive(payload);
    try {
      for (let from = 0; from < batch.messages.length; from += size) {
        if (this.isStopping || !payload.isRunning() || payload.isStale()) return;
        const messages = batch.messages
          .slice(from, from + size)
          .map((raw) => messageOf(batch.partition, raw));
        await this.onBatch(this.batchOf(batch.partition, messages));
        const last = messages.at(-1);
        // The group was shared out anew meanwhile: this member goes on from the committed offset, not from here.
        if (this.assignments !== assignments) return;
        if (last !== undefined) payload.resolveOffset(String(last.offset));
      }
    } catch (error) {
      this.end(error);
    } finally {
      stopHeartbeats();
    }
  }

  /** A slow handler must not lose the membership. */
  private keepAlive(payload: EachBatchPayload): () => void {
    const timer = setInterval(() => {
      // What a heartbeat learns (the group is shared out anew) the client acts on after the batch.
      payload.heartbeat().catch(() => undefined);
    }, this.timings.heartbeatIntervalMs);
    return () => clearInterval(timer);
  }

  private batchOf(partition: number, messages: readonly Message[]): MessageBatch {
    const { topic } = this.options;
    return { topic, partition, messages, commit: (nextOffset) => this.commit(partition, nextOffset) };
  }

  /** A commit for a partition that is another member's by now is void: its messages come again, there. */
  private async commit(partition: number, nextOffset: number): Promise<void> {
    const { topic } = this.options;
    if (!this.held.includes(partition) || nextOffset <= this.committedOf(partition)) return;
    try {
      await this.client.commitOffsets([{ topic, partition, offset: String(nextOffset) }]);
      this.committed.set(partition, Math.max(this.committedOf(partition), nextOffset));
    } catch (error) {
      if (isOwnershipLost(error)) return;
      throw toBusError(error, `offset ${nextOffset} of ${topic}/${partition} was not committed`);
    }
  }

  private committedOf(partition: number): number {
    return this.committed.get(partition) ?? -1;
  }
}

function messageOf(partition: number, { key, value, offset }: KafkaMessage): Message {
  return { key: key?.toString() ?? '', value: value ?? new Uint8Array(), partition, offset: Number(offset) };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void } {
  let settle: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (settle === undefined) throw new MessageBusError('CLOSED', 'a promise without its executor');
  return { promise, ...settle };
}
