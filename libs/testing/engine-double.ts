import {
  bookStream,
  decodeCommand,
  encodeBookEvent,
  encodeCommand,
  ENGINE_GROUP,
  ORDERS_TOPIC,
  type BookEvent,
  type PolicyChange,
  type SourcePosition,
} from '#contracts';
import { NO_STREAM, type EventStore } from '#event-store';
import { createNaiveBook, execute, type Book } from '#matching';
import type { Consumer, MessageBatch, MessageBus } from '#messaging';
import { bookEventId } from '#replay';

/**
 * Plays the matching engine for tests of what stands around it: the real book and the real recording order, without
 * recovery. It can be held, so that commands lie on the bus undecided.
 */
export class EngineDouble {
  /** Commands decided so far, exact repeats included. */
  decided = 0;
  /** The last offset decided, by partition. */
  private readonly decidedOffsets = new Map<number, number>();
  private readonly books = new Map<string, Book>();
  private held: Promise<void> = Promise.resolve();
  private letGo: () => void = () => undefined;
  private consumer: Consumer | undefined;
  private acts = 0;
  private failure: unknown;

  constructor(
    private readonly store: EventStore,
    private readonly bus: MessageBus,
    private readonly clock: { nowMicros(): number },
  ) {}

  start(): void {
    this.consumer = this.bus.consume({ topic: ORDERS_TOPIC, group: ENGINE_GROUP }, (batch) =>
      this.decide(batch),
    );
    this.consumer.stopped.catch((error: unknown) => {
      this.failure = error;
    });
  }

  async stop(): Promise<void> {
    this.release();
    await this.consumer?.stop();
    await this.consumer?.stopped;
  }

  /** Decides nothing until released. */
  hold(): void {
    this.held = new Promise((resolve) => {
      this.letGo = resolve;
    });
  }

  release(): void {
    this.letGo();
  }

  /** Brings decided acts to a book, due at once, and resolves once they are recorded. */
  async apply(instrument: string, ...changes: readonly PolicyChange[]): Promise<void> {
    const nowMicros = this.clock.nowMicros();
    const messages = changes.map((change) => {
      this.acts += 1;
      const actId = `ACT-${this.acts}`;
      const value = encodeCommand({
        commandId: `${actId}:${instrument}`,
        instrument,
        cause: 'act',
        actor: 'proposer',
        receiveMicros: nowMicros,
        body: {
          kind: 'applyAct',
          actId,
          approvalNumber: this.acts,
          effectiveMicros: nowMicros,
          proposer: 'proposer',
          approvers: ['approver-1', 'approver-2'],
          reason: 'a reason',
          change,
        },
      });
      return { key: instrument, value };
    });
    const sent = await this.bus.send(ORDERS_TOPIC, messages);
    const isDecided = ({ partition, offset }: SourcePosition): boolean =>
      (this.decidedOffsets.get(partition) ?? -1) >= offset;
    while (!sent.every(isDecided)) {
      if (this.failure !== undefined) throw new Error('the engine double failed', { cause: this.failure });
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  private async decide(batch: MessageBatch): Promise<void> {
    await this.held;
    for (const message of batch.messages) {
      const command = decodeCommand(message.value);
      const source = { partition: message.partition, offset: message.offset };
      const events: BookEvent[] = [];
      const book = await this.bookOf(command.instrument);
      const before = book.sequence;
      execute(book, command, { nowMicros: this.clock.nowMicros(), source }, (event) => events.push(event));
      this.decided += 1;
      if (events.length > 0) await this.record(command.instrument, before, events);
      this.decidedOffsets.set(source.partition, source.offset);
    }
    const last = batch.messages.at(-1);
    if (last !== undefined) await batch.commit(last.offset + 1);
  }

  private async bookOf(instrument: string): Promise<Book> {
    let book = this.books.get(instrument);
    if (book === undefined) {
      book = createNaiveBook(instrument);
      this.books.set(instrument, book);
      if ((await this.store.lastRevision(bookStream(instrument))) !== NO_STREAM) {
        throw new Error('the engine double does not recover books');
      }
    }
    return book;
  }

  private async record(instrument: string, before: number, events: readonly BookEvent[]): Promise<void> {
    const stream = bookStream(instrument);
    const stored = events.map((event) => {
      const { type, version, data } = encodeBookEvent(event);
      return { id: bookEventId(stream, event.sequence, type, version, data), type, version, data };
    });
    await this.store.append(stream, before - 1, stored);
  }
}
