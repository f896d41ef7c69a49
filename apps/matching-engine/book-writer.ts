import { bookStream, type BookEvent, type SourcePosition, type SubmittedCommand } from '#contracts';
import { shareEvent } from '#book-feed';
import { appendInParts, EventStoreError, type EventStore, type NewEvent } from '#event-store';
import { execute, tick, type Book, type BookFactory } from '#matching';
import type { Clock } from '#platform';
import { UNOBSERVED, type EngineObserver } from './engine-meter.js';
import { toStored } from './recorder.js';
import { recoverBook } from './recovery.js';
import { WITHOUT_SNAPSHOTS, type Snapshots } from './snapshots/restore-book.js';

/** A command as the bus delivered it. */
export interface DeliveredCommand {
  readonly command: SubmittedCommand;
  readonly source: SourcePosition;
}

/**
 * The single writer of one book: decides a batch of commands, records their events in exact revision, and only then
 * lets them count as done. Another writer on the same stream makes it forget its state and read it anew.
 */
export class BookWriter {
  private book: Book | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly instrument: string,
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly createBook: BookFactory,
    private readonly snapshots: Snapshots = WITHOUT_SNAPSHOTS,
    private readonly observer: EngineObserver = UNOBSERVED,
  ) {}

  /** Rebuilds the book; resolves with the number of events that it holds. */
  recover(): Promise<number> {
    return this.inTurn(async () => (await this.currentBook()).sequence);
  }

  /** Decides and records a batch in order; redelivered commands are dropped by their recorded offset. */
  process(batch: readonly DeliveredCommand[]): Promise<void> {
    return this.inTurn(() => this.decideAndRecord((book, sink) => this.decide(book, batch, sink)));
  }

  /** Does what fell due by now; records nothing when nothing did. */
  tick(): Promise<void> {
    return this.inTurn(() =>
      this.decideAndRecord((book, sink) => {
        tick(book, this.clock.nowMicros(), sink);
      }),
    );
  }

  /** Resolves when nothing is being decided or recorded any more. */
  async idle(): Promise<void> {
    await this.turn;
  }

  private decide(book: Book, batch: readonly DeliveredCommand[], sink: (event: BookEvent) => void): void {
    for (const { command, source } of batch) {
      const startedMs = performance.now();
      execute(book, command, { nowMicros: this.clock.nowMicros(), source }, sink);
      this.observer.decided(performance.now() - startedMs);
    }
  }

  private async decideAndRecord(
    decide: (book: Book, sink: (event: BookEvent) => void) => void,
  ): Promise<void> {
    for (let takeovers = 0; ; takeovers++) {
      const book = await this.currentBook();
      const firstSequence = book.sequence + 1;
      const events: BookEvent[] = [];
      try {
        decide(book, (event) => events.push(event));
        if (events.length === 0) return;
        const stored = toStored(this.instrument, events);
        this.share(events, stored);
        await appendInParts(this.store, bookStream(this.instrument), firstSequence - 2, stored);
        this.observer.recorded(events);
        return;
      } catch (error) {
        // Whatever happened, the state in memory is ahead of what is known to be recorded.
        this.book = undefined;
        if (!isSuperseded(error) || takeovers >= 3) throw error;
      }
    }
  }

  /** Who follows the books in this process takes the events as they are. */
  private share(events: readonly BookEvent[], stored: readonly NewEvent[]): void {
    for (const [index, { id }] of stored.entries()) {
      const event = events[index];
      if (event !== undefined) shareEvent(this.store, id, event);
    }
  }

  private async currentBook(): Promise<Book> {
    this.book ??= await recoverBook(this.store, this.instrument, this.createBook, this.snapshots);
    return this.book;
  }

  /** One thing at a time: batches and ticks of a book never interleave. */
  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}

function isSuperseded(error: unknown): boolean {
  return error instanceof EventStoreError && error.code === 'WRONG_EXPECTED_REVISION';
}
