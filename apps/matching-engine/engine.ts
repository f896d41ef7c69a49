import { decodeCommand, ENGINE_GROUP, ORDERS_TOPIC, type SubmittedCommand } from '#contracts';
import type { EventStore } from '#event-store';
import type { Consumer, Message, MessageBatch, MessageBus } from '#messaging';
import type { BookFactory } from '#matching';
import type { Clock } from '#platform';
import { BookWriter, type DeliveredCommand } from './book-writer.js';
import { setAside } from './dead-letters.js';
import { UNOBSERVED, type EngineObserver } from './engine-meter.js';
import { WITHOUT_SNAPSHOTS, type Snapshots } from './snapshots/restore-book.js';

export interface EngineOptions {
  /** How often each book looks at the clock when nothing else happens. */
  readonly tickMs: number;
  readonly batchMessagesMax: number;
}

const DEFAULTS: EngineOptions = { tickMs: 1_000, batchMessagesMax: 2_048 };

/**
 * Consumes commands, lets each book's single writer decide and record them, and commits the bus's offset only then.
 * What it cannot go on from ends it: `failed` rejects, and the process is expected to stop.
 */
export class MatchingEngine {
  private readonly writers = new Map<string, BookWriter>();
  private consumer: Consumer | undefined;
  private timer: NodeJS.Timeout | undefined;
  private fail: (error: unknown) => void = () => undefined;
  /** Never resolves; rejects with what the engine cannot go on from. */
  readonly failed: Promise<never> = new Promise((_, reject) => {
    this.fail = reject;
  });

  constructor(
    private readonly store: EventStore,
    private readonly bus: MessageBus,
    private readonly clock: Clock,
    private readonly createBook: BookFactory,
    private readonly snapshots: Snapshots = WITHOUT_SNAPSHOTS,
    private readonly options: EngineOptions = DEFAULTS,
    private readonly observer: EngineObserver = UNOBSERVED,
  ) {}

  /** Rebuilds the books, then starts to consume and tick. Resolves with the number of events read. */
  async start(instruments: readonly string[]): Promise<number> {
    const sequences = await Promise.all(instruments.map((instrument) => this.writerOf(instrument).recover()));
    this.consumer = this.bus.consume(
      { topic: ORDERS_TOPIC, group: ENGINE_GROUP, batchMessagesMax: this.options.batchMessagesMax },
      (batch) => this.onBatch(batch),
    );
    this.consumer.stopped.catch(this.fail);
    this.timer = setInterval(() => this.tickAll(), this.options.tickMs);
    return sequences.reduce((sum, sequence) => sum + sequence, 0);
  }

  /** Stops after the batch and the ticks in hand: the store may be closed then. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.consumer?.stop();
    await Promise.all([...this.writers.values()].map((writer) => writer.idle()));
  }

  private async onBatch(batch: MessageBatch): Promise<void> {
    const byInstrument = new Map<string, DeliveredCommand[]>();
    for (const message of batch.messages) {
      const command = decode(message);
      if (typeof command === 'string') {
        await setAside(this.store, message, command);
        continue;
      }
      const delivered = { command, source: { partition: message.partition, offset: message.offset } };
      const commands = byInstrument.get(command.instrument);
      if (commands === undefined) byInstrument.set(command.instrument, [delivered]);
      else commands.push(delivered);
    }
    await Promise.all(
      [...byInstrument].map(([instrument, commands]) => this.writerOf(instrument).process(commands)),
    );
    const last = batch.messages.at(-1);
    if (last !== undefined) await batch.commit(last.offset + 1);
  }

  private tickAll(): void {
    for (const writer of this.writers.values()) writer.tick().catch(this.fail);
  }

  private writerOf(instrument: string): BookWriter {
    let writer = this.writers.get(instrument);
    if (writer === undefined) {
      writer = new BookWriter(
        instrument,
        this.store,
        this.clock,
        this.createBook,
        this.snapshots,
        this.observer,
      );
      this.writers.set(instrument, writer);
    }
    return writer;
  }
}

/** The command in a message, or the reason why there is none. */
function decode(message: Message): SubmittedCommand | string {
  try {
    const command = decodeCommand(message.value);
    return command.instrument === message.key ? command : 'the key is not the instrument of the command';
  } catch (error) {
    return `not a command: ${error instanceof Error ? error.message : String(error)}`;
  }
}
