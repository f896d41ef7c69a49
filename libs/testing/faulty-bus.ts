import type {
  Consumer,
  ConsumeOptions,
  GroupProgress,
  MessageBatch,
  MessageBus,
  NewMessage,
  SentPosition,
} from '#messaging';
import { FaultSwitch } from './fault-switch.js';

/** A bus that can be away: what is asked of it then waits until it is back, or fails, as the switch says. */
export class FaultyBus implements MessageBus {
  readonly fault = new FaultSwitch();

  constructor(private readonly inner: MessageBus) {}

  createTopic(topic: string, partitions: number): Promise<void> {
    return this.inner.createTopic(topic, partitions);
  }

  async send(topic: string, messages: readonly NewMessage[]): Promise<readonly SentPosition[]> {
    await this.fault.passed();
    return this.inner.send(topic, messages);
  }

  consume(options: ConsumeOptions, onBatch: (batch: MessageBatch) => Promise<void>): Consumer {
    return this.inner.consume(options, async (batch) => {
      await this.fault.healed();
      await onBatch(batch);
    });
  }

  partitionOf(topic: string, key: string): Promise<number> {
    return this.inner.partitionOf(topic, key);
  }

  async headOffset(topic: string, partition: number): Promise<number> {
    await this.fault.passed();
    return this.inner.headOffset(topic, partition);
  }

  async groupProgress(topic: string, group: string): Promise<readonly GroupProgress[]> {
    await this.fault.passed();
    return this.inner.groupProgress(topic, group);
  }

  close(): Promise<void> {
    this.fault.heal();
    return this.inner.close();
  }
}
