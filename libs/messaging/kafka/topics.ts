import { AssignerProtocol, type Admin } from 'kafkajs';
import { MessageBusError, type GroupProgress } from '../port.js';
import { isKnownTopic, isUnknownTopic, toBusError } from './kafka-error.js';

/** How long a fresh topic may take until every broker knows of it. */
const APPEAR_MS_MAX = 10_000;
const LOOK_AGAIN_MS = 50;

/** The topics of a cluster: how many partitions each has, which never changes, and how to make one. */
export class Topics {
  private readonly partitionsOf = new Map<string, number>();
  /** Lookups under way, shared, so that whoever asked first goes on first. */
  private readonly lookups = new Map<string, Promise<number | undefined>>();

  constructor(
    private readonly admin: Admin,
    private readonly replicationFactor: number,
  ) {}

  /** @throws MessageBusError `TOPIC_MISMATCH` when the topic exists with another number of partitions. */
  async create(topic: string, partitions: number): Promise<void> {
    const { replicationFactor } = this;
    try {
      await this.admin.createTopics({
        waitForLeaders: true,
        topics: [{ topic, numPartitions: partitions, replicationFactor }],
      });
    } catch (error) {
      // Several services may create it at once, and brokers that were not told of it yet do not know it.
      const isComing = isKnownTopic(error) || isUnknownTopic(error);
      if (!isComing) throw toBusError(error, `topic ${topic} cannot be created`);
    }
    const found = await this.whenKnown(topic);
    if (found === partitions) return;
    throw new MessageBusError('TOPIC_MISMATCH', `topic ${topic} has ${found} partitions, not ${partitions}`);
  }

  /** How many partitions a topic has, if it was looked up before. */
  partitionsKnown(topic: string): number | undefined {
    return this.partitionsOf.get(topic);
  }

  /** @throws MessageBusError `UNKNOWN_TOPIC`. */
  async partitions(topic: string): Promise<number> {
    const known = this.partitionsOf.get(topic) ?? (await this.lookUp(topic));
    if (known === undefined) throw new MessageBusError('UNKNOWN_TOPIC', `there is no topic ${topic}`);
    return known;
  }

  /** Offset that the next message of a partition gets. */
  async head(topic: string, partition: number): Promise<number> {
    await this.partitions(topic);
    const offsets = await this.admin.fetchTopicOffsets(topic);
    const found = offsets.find((entry) => entry.partition === partition);
    if (found !== undefined) return Number(found.high);
    throw new MessageBusError('UNKNOWN_TOPIC', `topic ${topic} has no partition ${partition}`);
  }

  /** How far a group is in each partition; without a commit it begins with the oldest message that is left. */
  async groupProgress(topic: string, group: string): Promise<GroupProgress[]> {
    await this.partitions(topic);
    try {
      const [heads, committed] = await Promise.all([
        this.admin.fetchTopicOffsets(topic),
        this.admin.fetchOffsets({ groupId: group, topics: [topic] }),
      ]);
      const offsets = new Map(
        committed.flatMap(({ partitions }) =>
          partitions.map(({ partition, offset }) => [partition, Number(offset)] as const),
        ),
      );
      return heads
        .map(({ partition, low, high }) => ({
          partition,
          committedOffset: Math.max(Number(low), offsets.get(partition) ?? 0),
          headOffset: Number(high),
        }))
        .sort((one, other) => one.partition - other.partition);
    } catch (error) {
      throw toBusError(error, `how far group ${group} is in ${topic} cannot be learned`);
    }
  }

  /**
   * Lets a group begin behind all that a topic holds now.
   *
   * @throws MessageBusError when the group has members already.
   */
  async beginAtHead(topic: string, group: string): Promise<void> {
    await this.partitions(topic);
    try {
      const heads = await this.admin.fetchTopicOffsets(topic);
      const partitions = heads.map(({ partition, high }) => ({ partition, offset: high }));
      await this.admin.setOffsets({ groupId: group, topic, partitions });
    } catch (error) {
      throw toBusError(error, `group ${group} cannot begin at the head of ${topic}`);
    }
  }

  /** Whether a member of a group that is not being shared out anew holds a partition. */
  async isHeldBy(memberId: string, group: string, topic: string, partition: number): Promise<boolean> {
    try {
      const { groups } = await this.admin.describeGroups([group]);
      const found = groups.find(({ groupId }) => groupId === group);
      if (found?.state !== 'Stable') return false;
      const member = found.members.find((other) => other.memberId === memberId);
      if (member === undefined) return false;
      const assigned = AssignerProtocol.MemberAssignment.decode(member.memberAssignment);
      return assigned?.assignment[topic]?.includes(partition) === true;
    } catch (error) {
      throw toBusError(error, `group ${group} cannot be looked at`);
    }
  }

  private async whenKnown(topic: string): Promise<number> {
    const deadlineMs = Date.now() + APPEAR_MS_MAX;
    for (;;) {
      const known = await this.ask(topic);
      if (known !== undefined) return known;
      if (Date.now() > deadlineMs) {
        throw new MessageBusError('UNAVAILABLE', `topic ${topic} does not appear at the brokers`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  private lookUp(topic: string): Promise<number | undefined> {
    let lookup = this.lookups.get(topic);
    if (lookup === undefined) {
      lookup = this.ask(topic).finally(() => this.lookups.delete(topic));
      this.lookups.set(topic, lookup);
    }
    return lookup;
  }

  private async ask(topic: string): Promise<number | undefined> {
    try {
      const { topics } = await this.admin.fetchTopicMetadata({ topics: [topic] });
      const partitions = topics.find(({ name }) => name === topic)?.partitions.length ?? 0;
      if (partitions === 0) return undefined;
      this.partitionsOf.set(topic, partitions);
      return partitions;
    } catch (error) {
      if (isUnknownTopic(error)) return undefined;
      throw toBusError(error, `topic ${topic} cannot be looked up`);
    }
  }
}
