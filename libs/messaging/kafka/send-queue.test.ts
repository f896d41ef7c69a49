import { describe, expect, it } from '@jest/globals';
import type { ProducerBatch, RecordMetadata } from 'kafkajs';
import { SendQueue, type SendingProducer } from './send-queue.js';

const TOPICS = { partitionsKnown: () => 1, partitions: async () => 1 };
const message = { key: 'k', value: Uint8Array.of(1) };

/** A producer that can be told to get no answer. */
class ScriptedProducer implements SendingProducer {
  sent = 0;
  disconnected = false;
  failure: Error | undefined;
  /** Whether it resolves without having sent anything, as the client does for a partition that moved meanwhile. */
  isSilent = false;

  async sendBatch({ topicMessages = [] }: ProducerBatch): Promise<RecordMetadata[]> {
    if (this.failure !== undefined) throw this.failure;
    const baseOffset = String(this.sent);
    if (this.isSilent) return [];
    this.sent += 1;
    return topicMessages.map(({ topic: topicName }) => ({
      topicName,
      partition: 0,
      errorCode: 0,
      baseOffset,
    }));
  }

  async disconnect(): Promise<void> {
    this.disconnected = true;
  }
}

describe('the queue before the brokers', () => {
  it('does not know what became of a request without an answer, and never uses its producer again', async () => {
    const producers: ScriptedProducer[] = [];
    const queue = new SendQueue(async () => {
      const producer = new ScriptedProducer();
      producers.push(producer);
      return producer;
    }, TOPICS);
    expect(await queue.send('t', [message])).toEqual([{ partition: 0, offset: 0 }]);
    const [first] = producers;
    if (first === undefined) throw new Error('nothing was opened');
    first.failure = new Error('the connection closed');
    await expect(queue.send('t', [message])).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      retriable: true,
    });
    expect(first.disconnected).toBe(true);
    await queue.send('t', [message]);
    expect(producers.map(({ sent }) => sent)).toEqual([1, 1]);
    await queue.close();
    expect(producers.every(({ disconnected }) => disconnected)).toBe(true);
  });

  it('does not take a request for sent of which a partition was not answered', async () => {
    const producers: ScriptedProducer[] = [];
    const queue = new SendQueue(async () => {
      const producer = new ScriptedProducer();
      producer.isSilent = producers.length === 0;
      producers.push(producer);
      return producer;
    }, TOPICS);
    await expect(queue.send('t', [message])).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(producers[0]?.disconnected).toBe(true);
    expect(await queue.send('t', [message])).toEqual([{ partition: 0, offset: 0 }]);
  });

  it('knows that nothing was sent while no producer can connect, and tries again with the next send', async () => {
    let isAway = true;
    const queue = new SendQueue(async () => {
      if (isAway) throw new Error('connection refused');
      return new ScriptedProducer();
    }, TOPICS);
    await expect(queue.send('t', [message])).rejects.toMatchObject({ code: 'UNAVAILABLE', retriable: true });
    isAway = false;
    expect(await queue.send('t', [message])).toEqual([{ partition: 0, offset: 0 }]);
  });
});
