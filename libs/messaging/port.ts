/** A message to send. Messages of one key keep their order: they share a partition. */
export interface NewMessage {
  readonly key: string;
  readonly value: Uint8Array;
  /**
   * What `value` says, as its sender in this process holds it, so that a consumer in the same process need not decode
   * it. It is never sent, the bus never looks inside, and nobody may change it. Absent says nothing.
   */
  readonly decoded?: unknown;
}

/** A message as the bus keeps it. */
export interface Message extends NewMessage {
  readonly partition: number;
  /** Place in its partition, from 0, increasing. */
  readonly offset: number;
}

export interface SentPosition {
  readonly partition: number;
  readonly offset: number;
}

/** Messages of one partition, in order, handed to one consumer of the group at a time, never two batches at once. */
export interface MessageBatch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly Message[];
  /**
   * Records that the group is done with everything below this offset. Until then a restart or another member
   * gets the messages again: at least once, never less. Once resolved it outlives an orderly stop and a rebalance;
   * a crash may still lose the newest commits, and their messages come again. Never moves back. A batch that is not
   * committed is not handed over again before that either: its messages come back with a restart or a rebalance.
   */
  commit(nextOffset: number): Promise<void>;
}

export interface ConsumeOptions {
  readonly topic: string;
  /** Consumers of one group share the partitions; each group sees every message. */
  readonly group: string;
  readonly batchMessagesMax?: number;
  /**
   * `head` passes over whatever was sent before, for a group that nobody was in yet. Otherwise the group goes on from
   * its committed offset, or begins with the topic.
   */
  readonly from?: 'committed' | 'head';
  /**
   * Told of all partitions that this consumer holds, be it none: once it is in the group, and whenever they change or are
   * shared out anew. Not waited for. A batch of a partition that is not held any more may still come.
   */
  readonly onAssigned?: (partitions: readonly number[]) => void;
}

/** How far a group is in one partition of a topic. */
export interface GroupProgress {
  readonly partition: number;
  /** The group is done with everything below this offset; where it will begin when it has committed nothing. */
  readonly committedOffset: number;
  /** Offset that the next message gets: what lies between the two, the group has yet to do. */
  readonly headOffset: number;
}

export interface Consumer {
  /** Resolves once no message that is sent from then on can be missed; never when the consumer ends before. */
  readonly started: Promise<void>;
  /** Resolves when stopped by `stop`; rejects with what ended it otherwise, a throwing handler included. */
  readonly stopped: Promise<void>;
  /**
   * Asks the group whether this consumer holds a partition still. While not, `onAssigned` is told again, of whatever it
   * holds then, and messages that were not committed come again to whoever holds them then.
   */
  holds(partition: number): Promise<boolean>;
  /** Stops after the batches in hand, so a handler must not wait for it. */
  stop(): Promise<void>;
}

/** The way of commands between services: durable, partitioned, at least once. */
export interface MessageBus {
  /** Creates a topic; one that exists with as many partitions is left alone, with another number it is refused. */
  createTopic(topic: string, partitions: number): Promise<void>;
  /** Resolves only when every message is durable, in the order given. */
  send(topic: string, messages: readonly NewMessage[]): Promise<readonly SentPosition[]>;
  /**
   * Starts from the group's committed offset, or the begin of the topic. The consumer's partitions go side by side:
   * the handler may be called for one while it works on another.
   */
  consume(options: ConsumeOptions, onBatch: (batch: MessageBatch) => Promise<void>): Consumer;
  /** The partition that messages of a key go to. */
  partitionOf(topic: string, key: string): Promise<number>;
  /** Offset that the next message of a partition will get: the log's head, for lag. */
  headOffset(topic: string, partition: number): Promise<number>;
  /** How far a group is in each partition of a topic, in order of partition, whether anybody consumes for it or not. */
  groupProgress(topic: string, group: string): Promise<readonly GroupProgress[]>;
  close(): Promise<void>;
}

export type MessageBusErrorCode =
  | 'UNKNOWN_TOPIC'
  | 'TOPIC_MISMATCH'
  /** Nothing was sent; try again later. */
  | 'UNAVAILABLE'
  /** It may or may not have been sent, or may be yet. */
  | 'OUTCOME_UNKNOWN'
  | 'STORAGE_FULL'
  | 'CLOSED';

/** What went wrong on the bus, and whether trying the same again can help. */
export class MessageBusError extends Error {
  constructor(
    readonly code: MessageBusErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'MessageBusError';
  }

  get retriable(): boolean {
    return this.code === 'UNAVAILABLE' || this.code === 'OUTCOME_UNKNOWN' || this.code === 'STORAGE_FULL';
  }
}
