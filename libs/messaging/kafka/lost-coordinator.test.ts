import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import kafkajs, { AssignerProtocol } from 'kafkajs';
import { leaveLostCoordinators } from './lost-coordinator.js';

const TOPIC = 'orders';
const GROUP = 'engines';
/** Far more often than these take: whoever asks the lost one alone would go on to the end. */
const RETRY = { retries: 20, initialRetryTime: 1, maxRetryTime: 5 };

interface Runner {
  start(): Promise<void>;
  stop(): Promise<void>;
  commitOffsets(offsets: object): Promise<void>;
}

const require = createRequire(import.meta.url);
const RunnerOf = require('kafkajs/src/consumer/runner.js') as new (options: object) => Runner;
const GroupOf = require('kafkajs/src/consumer/consumerGroup.js') as new (options: object) => object;

/** A broker that coordinates the group until it is gone. */
class Coordinator {
  readonly connectionPool: { readonly host: string; readonly port: number };
  joins = 0;
  commits = 0;
  isGone = false;
  /** How often it refuses to let anybody join, for it still reads the group. */
  loads = 0;

  constructor(
    port: number,
    /** What it can still answer before it goes. */
    private readonly isGoneAfter: 'joining' | 'reading offsets' | undefined,
  ) {
    this.connectionPool = { host: 'broker', port };
  }

  isConnected(): boolean {
    return !this.isGone;
  }

  async joinGroup(): Promise<object> {
    this.joins++;
    if (this.loads-- > 0) throw protocolError('GROUP_LOAD_IN_PROGRESS', 14);
    return { generationId: 1, leaderId: 'another', memberId: 'member', members: [], groupProtocol: 'any' };
  }

  async syncGroup(): Promise<object> {
    this.isGone ||= this.isGoneAfter === 'joining';
    const assigned = AssignerProtocol.MemberAssignment.encode({
      version: 0,
      assignment: { [TOPIC]: [0] },
      userData: Buffer.alloc(0),
    });
    return { memberAssignment: assigned };
  }

  async offsetFetch(): Promise<object> {
    this.isGone ||= this.isGoneAfter === 'reading offsets';
    return { responses: [{ topic: TOPIC, partitions: [{ partition: 0, offset: '5' }] }] };
  }

  async heartbeat(): Promise<void> {
    if (this.isGone) throw this.silence();
  }

  async offsetCommit(): Promise<void> {
    if (this.isGone) throw protocolError('NOT_COORDINATOR_FOR_GROUP', 16);
    this.commits++;
  }

  async leaveGroup(): Promise<void> {
    // Nobody minds.
  }

  async fetch(): Promise<object> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return { responses: [] };
  }

  silence(): Error {
    const { host, port } = this.connectionPool;
    return new kafkajs.KafkaJSConnectionError('connect ECONNREFUSED', { broker: `${host}:${port}` });
  }
}

function protocolError(type: string, code: number): Error {
  return new kafkajs.KafkaJSProtocolError(Object.assign(new Error(type), { type, code, retriable: true }));
}

/** A member that joined at the lost one; `isBack` has that one answer again. */
async function memberOf(
  lost: Coordinator,
  next: Coordinator,
  isBack = false,
  meanwhile: (runner: Runner) => Promise<void> = async () => undefined,
): Promise<void> {
  const logger: Record<string, unknown> = {};
  for (const level of ['debug', 'info', 'warn', 'error']) logger[level] = () => undefined;
  logger['namespace'] = () => logger;
  const committed = {};
  const cluster = {
    connect: async () => undefined,
    refreshMetadata: async () => undefined,
    refreshMetadataIfNecessary: async () => undefined,
    findTopicPartitionMetadata: () => [{ partitionId: 0, leader: 9 }],
    getNodeIds: () => ['9'],
    committedOffsets: () => committed,
    findGroupCoordinator: async () => (lost.isGone ? next : lost),
    findBroker: async (broker: object) => {
      if (broker === lost && !isBack) throw lost.silence();
      return broker === lost ? lost : next;
    },
  };
  const emitter = { emit: () => undefined };
  const consumerGroup = new GroupOf({
    retry: RETRY,
    cluster,
    groupId: GROUP,
    topics: [TOPIC],
    topicConfigurations: {},
    logger,
    instrumentationEmitter: emitter,
    assigners: [],
    maxWaitTimeInMs: 1,
  });
  let crashed: Error | undefined;
  const runner = new RunnerOf({
    logger,
    consumerGroup,
    instrumentationEmitter: emitter,
    concurrency: 1,
    heartbeatInterval: 0,
    retry: RETRY,
    eachBatch: async () => undefined,
    onCrash: (error: Error) => (crashed = error),
  });
  await runner.start();
  while (next.joins === 0 && crashed === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  try {
    await meanwhile(runner);
  } finally {
    await runner.stop();
  }
  if (crashed !== undefined) throw crashed;
}

describe('a member of a group whose coordinator is gone', () => {
  beforeAll(() => {
    leaveLostCoordinators();
    leaveLostCoordinators();
  });

  it.each(['reading offsets', 'joining'] as const)(
    'joins at the one that took its place when nobody answers after %s',
    async (isGoneAfter) => {
      const next = new Coordinator(2, undefined);
      await memberOf(new Coordinator(1, isGoneAfter), next);
      expect(next.joins).toBe(1);
    },
  );

  it('commits at the one that took its place, though that could not let it join at first', async () => {
    const next = new Coordinator(2, undefined);
    next.loads = 1;
    await memberOf(new Coordinator(1, 'reading offsets'), next, true, (runner) =>
      runner.commitOffsets({ topics: [{ topic: TOPIC, partitions: [{ partition: 0, offset: '6' }] }] }),
    );
    expect(next).toMatchObject({ joins: 1, commits: 1 });
  });
});
