import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { ORDERS_TOPIC, encodeCommand, type SubmittedCommand } from '#contracts';
import { MessageBusError, type MessageBus } from '#messaging';

const BATCH_MESSAGES_MAX = 256;

/**
 * Sends commands to the books in the order given, at least once: what the bus does not take now is sent again until
 * it does. What a crash leaves unsent is found again from the events by whoever asked.
 */
export class BookCommandSender {
  private readonly logger = new Logger(BookCommandSender.name);
  private queue: SubmittedCommand[] = [];
  private pumping: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly bus: MessageBus,
    private readonly retryMs: number,
  ) {}

  /** Queues commands; the queue is bounded by what the bloc decides. */
  send(commands: readonly SubmittedCommand[]): void {
    this.queue.push(...commands);
    this.pumping ??= this.pump().finally(() => (this.pumping = undefined));
  }

  /** Resolves when all that was queued is on the bus. */
  async drained(): Promise<void> {
    while (this.pumping !== undefined) await this.pumping;
  }

  /** Gives up what is not on the bus yet. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.pumping;
  }

  private async pump(): Promise<void> {
    while (this.queue.length > 0 && !this.stopped) {
      const batch = this.queue.slice(0, BATCH_MESSAGES_MAX);
      const messages = batch.map((command) => ({ key: command.instrument, value: encodeCommand(command) }));
      try {
        await this.bus.send(ORDERS_TOPIC, messages);
        this.queue = this.queue.slice(batch.length);
      } catch (error) {
        if (!(error instanceof MessageBusError) || !error.retriable) throw error;
        this.logger.warn(`acts wait for the bus: ${error.message}`);
        await delay(this.retryMs);
      }
    }
  }
}
