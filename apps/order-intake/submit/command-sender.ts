import { ORDERS_TOPIC } from '#contracts';
import { MessageBusError, type MessageBus, type NewMessage } from '#messaging';
import { SendPace, type PaceBounds, type Turns } from './send-pace.js';

interface Queued {
  readonly message: NewMessage;
  readonly onFailed: (error: unknown) => void;
}

export interface CommandSenderOptions extends PaceBounds {
  /** Largest number of commands of one send. */
  readonly sendCommandsMax: number;
  /** A send that takes longer holds nobody else up: what waits behind it is given back. */
  readonly stalledMsMax: number;
}

/** The commands that wait for their outcome, those that were not sent yet among them. */
export interface Awaited {
  readonly size: number;
  /** @param listener - called whenever one has its outcome. */
  onSettled(listener: () => void): void;
}

/**
 * Sends commands to the bus in order, those of one event-loop turn together, and whatever comes while a send is under
 * way together in the next one: one send at a time, so the bus keeps the order and one sync serves many. While many are
 * on their way, more come together for each send: see `SendPace`.
 */
export class CommandSender {
  private queue: Queued[] = [];
  private sending = false;
  private isStalled = false;
  private readonly pace: SendPace;

  /** @param awaited - knows of each command before it is sent. */
  constructor(
    private readonly bus: MessageBus,
    awaited: Awaited,
    private readonly options: CommandSenderOptions,
    turns?: Turns,
  ) {
    const load = {
      queued: () => this.queue.length,
      onTheirWay: () => awaited.size - this.queue.length,
    };
    this.pace = new SendPace(load, options, turns);
    awaited.onSettled(() => this.pace.look());
  }

  /** Whether the bus has not answered the send under way in time: better send nothing until it does. */
  get stalled(): boolean {
    return this.isStalled;
  }

  /**
   * Queues one command; the caller bounds how many it has under way.
   *
   * @param onFailed - called when the bus did not take it, or it is not known whether it did; nothing is called when
   *   it did.
   */
  send(message: NewMessage, onFailed: (error: unknown) => void): void {
    this.queue.push({ message, onFailed });
    if (this.sending) this.pace.look();
    else void this.drain();
  }

  private async drain(): Promise<void> {
    this.sending = true;
    const { sendCommandsMax, stalledMsMax } = this.options;
    while (this.queue.length > 0) {
      await this.pace.worthSending();
      const batch = this.queue.length <= sendCommandsMax ? this.queue : this.queue.slice(0, sendCommandsMax);
      this.queue = batch === this.queue ? [] : this.queue.slice(sendCommandsMax);
      let isAnswered = false;
      // An answer that waits to be read is read first: it may be this process that is late.
      const look = (): void => void setImmediate(() => isAnswered || this.giveBack());
      const timer = setTimeout(look, stalledMsMax).unref();
      try {
        await this.bus.send(
          ORDERS_TOPIC,
          batch.map(({ message }) => message),
        );
      } catch (error) {
        for (const { onFailed } of batch) onFailed(error);
      } finally {
        isAnswered = true;
        clearTimeout(timer);
        this.isStalled = false;
      }
    }
    this.sending = false;
  }

  /** What was never handed to the bus is known not to be on it, which is worth more than to wait. */
  private giveBack(): void {
    this.isStalled = true;
    const error = new MessageBusError('UNAVAILABLE', 'the bus does not answer');
    for (const { onFailed } of this.queue.splice(0)) onFailed(error);
  }
}
