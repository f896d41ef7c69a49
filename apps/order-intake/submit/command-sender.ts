import { ORDERS_TOPIC } from '#contracts';
import type { MessageBus, NewMessage } from '#messaging';

interface Queued {
  readonly message: NewMessage;
  readonly onFailed: (error: unknown) => void;
}

/**
 * Sends commands to the bus in order, those of one event-loop turn together, and whatever comes while a send is under
 * way together in the next one: one send at a time, so the bus keeps the order and one sync serves many.
 */
export class CommandSender {
  private queue: Queued[] = [];
  private sending = false;
  private scheduled = false;

  /** @param sendCommandsMax - largest number of commands of one send. */
  constructor(
    private readonly bus: MessageBus,
    private readonly sendCommandsMax: number,
  ) {}

  /**
   * Queues one command; the caller bounds how many it has under way.
   *
   * @param onFailed - called when the bus did not take it; nothing is called when it did.
   */
  send(message: NewMessage, onFailed: (error: unknown) => void): void {
    this.queue.push({ message, onFailed });
    if (this.sending || this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.sending = true;
    while (this.queue.length > 0) {
      const batch =
        this.queue.length <= this.sendCommandsMax ? this.queue : this.queue.slice(0, this.sendCommandsMax);
      this.queue = batch === this.queue ? [] : this.queue.slice(this.sendCommandsMax);
      try {
        await this.bus.send(
          ORDERS_TOPIC,
          batch.map(({ message }) => message),
        );
      } catch (error) {
        for (const { onFailed } of batch) onFailed(error);
      }
    }
    this.sending = false;
  }
}
