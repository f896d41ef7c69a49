import { randomUUID } from 'node:crypto';
import {
  type Consumer,
  type ConsumeOptions,
  type GroupProgress,
  type MessageBatch,
  type MessageBus,
  MessageBusError,
  type NewMessage,
  type SentPosition,
} from '../port.js';
import { BusLog, type BusRoot } from './bus-log.js';
import { CommitSignal } from './commit-signal.js';
import { type ConsumerParts, EmbeddedConsumer } from './embedded-consumer.js';
import { committedOffset, offsetFact, readPartitions, topicFact, writePartitions } from './facts.js';
import { Journal } from './journal.js';
import { encodeMessages, type MessageBlock, type RawMessage } from './message-block.js';
import { MessageTail } from './message-tail.js';
import { partitionOf } from './partitioner.js';
import { processIdentity } from './process-identity.js';

/** What the bus works on and its bounds. */
export interface EmbeddedMessageBusOptions {
  /** An lmdb environment of bytes with `overlappingSync` off; who opened it closes it, after the bus. */
  readonly root: BusRoot;
  /** The environment's look at free space; without it only a failing commit tells that the disk is full. */
  readonly hasRoom?: (bytes: number) => boolean;
  /** Clock of the leases, in milliseconds; all processes of one environment need the same. */
  readonly nowMs?: () => number;
  /** A member that has not been heard of for so long loses its partitions. */
  readonly sessionTimeoutMs?: number;
  readonly heartbeatIntervalMs?: number;
  /** Sends beyond these wait for nothing: they are refused with `UNAVAILABLE`. */
  readonly waitingSendsMax?: number;
  readonly waitingBytesMax?: number;
  /** Data of one commit, in bytes; a send larger than that goes alone. */
  readonly groupBytesMax?: number;
  /** Bounds of one batch handed to a consumer. */
  readonly batchMessagesMax?: number;
  readonly batchBytesMax?: number;
  /** How soon what another process sent is noticed, in milliseconds. */
  readonly pollIntervalMs?: number;
}

const MIB = 2 ** 20;
const DEFAULTS = {
  nowMs: () => Date.now(),
  sessionTimeoutMs: 6_000,
  heartbeatIntervalMs: 1_500,
  waitingSendsMax: 50_000,
  waitingBytesMax: 64 * MIB,
  groupBytesMax: 4 * MIB,
  batchMessagesMax: 1_000,
  batchBytesMax: MIB,
  pollIntervalMs: 5,
};

/** Newest messages of a partition that are kept in memory for consumers in this process. */
const TAIL_LIMITS = { messagesMax: 8_192, bytesMax: 8 * MIB };

const PARTITIONS_MAX = 10_000;
const NAME_BYTES_MAX = 249;

/** The messages of one send that go to one partition, with their places in the send. */
interface Lane {
  readonly messages: RawMessage[];
  readonly places: number[];
}

/** The message bus on lmdb: in the process of its user, shared by several processes, durable by itself. */
export class EmbeddedMessageBus implements MessageBus {
  readonly #settings: Required<Omit<EmbeddedMessageBusOptions, 'root'>>;
  readonly #log: BusLog;
  readonly #journal: Journal;
  readonly #signal: CommitSignal;
  readonly #tail = new MessageTail(TAIL_LIMITS);
  readonly #partitions = new Map<string, number>();
  readonly #consumers = new Set<Consumer>();
  #versionSeen: number;
  #closed = false;

  private constructor(options: EmbeddedMessageBusOptions) {
    this.#settings = { ...DEFAULTS, hasRoom: () => true, ...options };
    this.#log = new BusLog(options.root);
    this.#versionSeen = this.#log.version();
    this.#signal = new CommitSignal(() => this.#hasNews(), this.#settings.pollIntervalMs);
    this.#journal = new Journal(this.#log, this.#settings, this.#settings.hasRoom, {
      committing: (blocks) => this.#tail.expect(blocks),
      committed: (blocks) => {
        this.#tail.add(blocks);
        this.#signal.notify();
      },
      failed: (blocks) => {
        this.#tail.giveUp(blocks);
        this.#signal.notify();
      },
    });
  }

  /** Opens the bus in an environment, creating it when there is none. */
  static open(options: EmbeddedMessageBusOptions): EmbeddedMessageBus {
    return new EmbeddedMessageBus(options);
  }

  async createTopic(topic: string, partitions: number): Promise<void> {
    this.#assertOpen();
    checkName(topic);
    if (!Number.isInteger(partitions) || partitions < 1 || partitions > PARTITIONS_MAX) {
      throw new RangeError(`a topic has 1 to ${PARTITIONS_MAX} partitions, not ${partitions}`);
    }
    await this.#journal.submit(0, (draft) => {
      const existing = draft.fact(topicFact(topic));
      if (existing === undefined) draft.setFact(topicFact(topic), writePartitions(partitions));
      else if (readPartitions(existing) !== partitions) {
        throw new MessageBusError(
          'TOPIC_MISMATCH',
          `topic ${topic} has ${readPartitions(existing)} partitions, not ${partitions}`,
        );
      }
    });
  }

  async send(topic: string, messages: readonly NewMessage[]): Promise<readonly SentPosition[]> {
    this.#assertOpen();
    const partitions = this.#partitionsOf(topic);
    if (messages.length === 0) return [];
    let bytes = 0;
    const lanes = new Map<number, Lane>();
    for (const [place, message] of messages.entries()) {
      const key = Buffer.from(message.key, 'utf8');
      bytes += key.length + message.value.length + 1;
      const partition = partitionOf(key, partitions);
      const lane = lanes.get(partition);
      if (lane === undefined) lanes.set(partition, { messages: [{ key, message }], places: [place] });
      else {
        lane.messages.push({ key, message });
        lane.places.push(place);
      }
    }
    const encoded = new Map<number, MessageBlock[]>();
    for (const [partition, lane] of lanes) encoded.set(partition, encodeMessages(lane.messages));
    const firstOffsets = await this.#journal.submit(bytes, (draft) => {
      const offsets = new Map<number, number>();
      for (const [partition, blocks] of encoded) offsets.set(partition, draft.add(topic, partition, blocks));
      return offsets;
    });
    return sentPositions(messages.length, lanes, firstOffsets);
  }

  consume(options: ConsumeOptions, onBatch: (batch: MessageBatch) => Promise<void>): Consumer {
    this.#assertOpen();
    checkName(options.group);
    const { batchMessagesMax, batchBytesMax } = this.#settings;
    const scope = {
      memberId: randomUUID(),
      topic: options.topic,
      group: options.group,
      fromHead: options.from === 'head',
      onAssigned: options.onAssigned ?? (() => undefined),
      limits: {
        messagesMax: Math.min(options.batchMessagesMax ?? batchMessagesMax, batchMessagesMax),
        bytesMax: batchBytesMax,
      },
    };
    const reader = {};
    const parts: ConsumerParts = {
      ...this.#settings,
      log: this.#log,
      read: (topic, partition, fromOffset, limits) =>
        this.#tail.read(reader, topic, partition, fromOffset, limits) ??
        this.#log.read(topic, partition, fromOffset, limits),
      journal: this.#journal,
      signal: this.#signal,
      process: processIdentity(),
    };
    const consumer = new EmbeddedConsumer(parts, scope, () => this.#partitionsOf(options.topic), onBatch);
    this.#consumers.add(consumer);
    const forget = (): void => {
      this.#consumers.delete(consumer);
      this.#tail.leave(reader);
    };
    consumer.stopped.then(forget, forget);
    return consumer;
  }

  partitionOf(topic: string, key: string): Promise<number> {
    this.#assertOpen();
    return Promise.resolve(partitionOf(Buffer.from(key, 'utf8'), this.#partitionsOf(topic)));
  }

  async headOffset(topic: string, partition: number): Promise<number> {
    this.#assertOpen();
    const partitions = this.#partitionsOf(topic);
    if (!Number.isInteger(partition) || partition < 0 || partition >= partitions) {
      throw new RangeError(`topic ${topic} has partitions 0 to ${partitions - 1}, not ${partition}`);
    }
    this.#log.refresh();
    return Promise.resolve(this.#log.nextOffset(topic, partition));
  }

  async groupProgress(topic: string, group: string): Promise<readonly GroupProgress[]> {
    this.#assertOpen();
    const partitions = this.#partitionsOf(topic);
    this.#log.refresh();
    return Array.from({ length: partitions }, (_, partition) => ({
      partition,
      committedOffset: committedOffset(this.#log.fact(offsetFact(group, topic, partition))),
      headOffset: this.#log.nextOffset(topic, partition),
    }));
  }

  /** Takes nothing new, stops the consumers, finishes the sends that wait. The environment stays open. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()));
    await this.#journal.drained();
  }

  /** @throws MessageBusError `UNKNOWN_TOPIC`. A topic never changes its partitions, so it is looked up once. */
  #partitionsOf(topic: string): number {
    const known = this.#partitions.get(topic);
    if (known !== undefined) return known;
    this.#log.refresh();
    const fact = this.#log.fact(topicFact(topic));
    if (fact === undefined) throw new MessageBusError('UNKNOWN_TOPIC', `there is no topic ${topic}`);
    const partitions = readPartitions(fact);
    this.#partitions.set(topic, partitions);
    return partitions;
  }

  #hasNews(): boolean {
    this.#log.refresh();
    const version = this.#log.version();
    if (version === this.#versionSeen) return false;
    this.#versionSeen = version;
    return true;
  }

  #assertOpen(): void {
    if (this.#closed) throw new MessageBusError('CLOSED', 'the message bus is closed');
  }
}

function sentPositions(
  count: number,
  lanes: ReadonlyMap<number, Lane>,
  firstOffsets: ReadonlyMap<number, number>,
): SentPosition[] {
  const positions = new Array<SentPosition>(count);
  for (const [partition, { places }] of lanes) {
    const first = firstOffsets.get(partition) ?? 0;
    for (const [i, place] of places.entries()) positions[place] = { partition, offset: first + i };
  }
  return positions;
}

const NAME = /^[\p{L}\p{N}._-]+$/u;

function checkName(name: string): void {
  if (!NAME.test(name) || Buffer.byteLength(name, 'utf8') > NAME_BYTES_MAX) {
    throw new RangeError(
      `a topic or group has 1 to ${NAME_BYTES_MAX} letters, digits, dots, dashes, underscores: ${name}`,
    );
  }
}
