import { setTimeout as delay } from 'node:timers/promises';
import type { SourcePosition } from '#contracts';
import { MessageBusError, type Message, type MessageBatch } from '#messaging';
import { BookWriter, type WriterParts } from './book-writer.js';
import { noteStop } from './engine-stops.js';
import type { PoisonLog } from './poison/poison-log.js';
import type { Letter } from './poison/take-resent.js';
import { receiveBatch } from './received-batch.js';

/** What a lane works with beside the books of its partition. */
export interface LaneParts extends Omit<WriterParts, 'setAside' | 'noteStop'> {
  /** What was set aside. */
  readonly poison: PoisonLog;
  /** Told of what the lane cannot go on from. */
  readonly onFailed: (error: unknown) => void;
  /** Told of each message that was set aside. */
  readonly onSetAside: (message: Message, reason: string) => void;
}

/** How far the group is to be told that the partition is done. */
interface Commit {
  readonly batch: MessageBatch;
  readonly nextOffset: number;
}

/** Pause before the next try while the bus is away. */
const COMMIT_RETRY_MS = 500;

/**
 * One partition of the commands for as long as this engine holds it, and the books whose commands it carries. Batches
 * are recorded in order and committed behind their last event; the next is taken in while one is being recorded. Once
 * another engine was first in any of the books and the partition is no longer this one's, the lane is down for good:
 * what it had not committed comes again to whoever holds the partition then.
 */
export class PartitionLane {
  private readonly writers = new Map<string, BookWriter>();
  private readonly writerParts: WriterParts;
  /** The last batch taken: recorded, or dropped with the lane. */
  private last: Promise<void> = Promise.resolve();
  private toCommit: Commit | undefined;
  private committing: Promise<void> = Promise.resolve();
  private isUp = true;

  constructor(private readonly parts: LaneParts) {
    this.writerParts = {
      ...parts,
      setAside: ({ command, source, bytes, resendOf }, reason) =>
        this.setAside({ key: command.instrument, value: bytes, ...source }, reason, resendOf),
      noteStop: ({ source }, reason, stopsMax) => noteStop(parts.store, source, reason, stopsMax),
    };
  }

  /** Whether the lane still decides. */
  get isActive(): boolean {
    return this.isUp;
  }

  /** Rebuilds the books of the partition; resolves with the number of their events. */
  async recover(instruments: readonly string[]): Promise<number> {
    const sequences = await Promise.all(instruments.map((instrument) => this.writerOf(instrument).recover()));
    return sequences.reduce((sum, sequence) => sum + sequence, 0);
  }

  /** Takes a batch in; resolves when its books have it, the one before it is recorded, and the next may come. */
  async take(batch: MessageBatch): Promise<void> {
    const before = this.last;
    const handedOver = new Promise<void>((resolve) => {
      this.last = this.handle(batch, before, resolve)
        .catch((error: unknown) => {
          this.stepDown();
          this.parts.onFailed(error);
        })
        .finally(resolve);
    });
    await Promise.all([before, handedOver]);
  }

  tick(): void {
    for (const writer of this.writers.values()) {
      writer.tick().catch((error: unknown) => this.parts.onFailed(error));
    }
  }

  /** Decides nothing from now on and forgets the books. */
  stepDown(): void {
    this.isUp = false;
    for (const writer of this.writers.values()) writer.stepDown();
  }

  /** Resolves when nothing is being decided, recorded or committed any more. */
  async idle(): Promise<void> {
    await this.last;
    await Promise.all([...this.writers.values()].map((writer) => writer.idle()));
    while (this.toCommit !== undefined) await this.committing;
    await this.committing;
  }

  private async handle(batch: MessageBatch, before: Promise<void>, handedOver: () => void): Promise<void> {
    const { commands, letters } = await receiveBatch(batch.messages, this.parts.poison);
    if (!this.isUp) return;
    // All are handed to their books before the next batch comes: the order of batches is the order of the books.
    const works = [...commands].map(([instrument, ofBook]) => this.writerOf(instrument).process(ofBook));
    handedOver();
    const aside = before.then(() => this.setAllAside(letters));
    const [recorded] = await Promise.all([Promise.all(works), aside]);
    if (!recorded.every(Boolean)) this.stepDown();
    const last = batch.messages.at(-1);
    if (this.isActive && last !== undefined) this.commit(batch, last.offset + 1);
  }

  /** Only the newest is committed when several are done meanwhile. */
  private commit(batch: MessageBatch, nextOffset: number): void {
    const isCommitting = this.toCommit !== undefined;
    this.toCommit = { batch, nextOffset };
    if (!isCommitting) this.committing = this.commitNewest();
  }

  private async commitNewest(): Promise<void> {
    try {
      for (let newest = this.toCommit; newest !== undefined && this.isUp; newest = this.toCommit) {
        if (!(await isCommitted(newest))) await delay(COMMIT_RETRY_MS);
        else if (this.toCommit === newest) this.toCommit = undefined;
      }
      this.toCommit = undefined;
    } catch (error) {
      this.toCommit = undefined;
      this.stepDown();
      this.parts.onFailed(error);
    }
  }

  /** Not any more once the lane is down: what was not committed comes again, to whoever sets it aside in order. */
  private async setAllAside(letters: readonly Letter[]): Promise<void> {
    for (const { message, reason } of letters) if (this.isUp) await this.setAside(message, reason);
  }

  private async setAside(message: Message, reason: string, resendOf?: SourcePosition): Promise<void> {
    await this.parts.poison.setAside(message, reason, resendOf);
    this.parts.onSetAside(message, reason);
  }

  private writerOf(instrument: string): BookWriter {
    let writer = this.writers.get(instrument);
    if (writer === undefined) {
      writer = new BookWriter(instrument, this.writerParts);
      this.writers.set(instrument, writer);
    }
    return writer;
  }
}

/** False while the bus is away: nothing is lost by that, for what is recorded is recorded. */
async function isCommitted({ batch, nextOffset }: Commit): Promise<boolean> {
  try {
    await batch.commit(nextOffset);
    return true;
  } catch (error) {
    if (error instanceof MessageBusError && error.retriable) return false;
    throw error;
  }
}
