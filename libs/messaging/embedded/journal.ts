import { MessageBusError } from '../port.js';
import type { BusLog, PlacedBlock } from './bus-log.js';
import { committedOffset, writeOffset } from './facts.js';
import type { MessageBlock } from './message-block.js';
import { toBusError } from './storage-error.js';

/** What one change sees and does: the bus as of the commit in the making, earlier changes of its group included. */
export class Draft {
  readonly blocks: PlacedBlock[] = [];
  readonly facts = new Map<string, Buffer>();
  readonly #heads = new Map<string, number>();

  constructor(private readonly log: BusLog) {}

  fact(name: string): Buffer | undefined {
    return this.facts.get(name) ?? this.log.fact(name);
  }

  setFact(name: string, value: Buffer): void {
    this.facts.set(name, value);
  }

  /** Adds blocks at the end of a partition and returns the offset of their first message. */
  add(topic: string, partition: number, blocks: readonly MessageBlock[]): number {
    const name = `${topic}\0${partition}`;
    const first = this.#heads.get(name) ?? this.log.nextOffset(topic, partition);
    let next = first;
    for (const { count, bytes, messages } of blocks) {
      next += count;
      this.blocks.push({ topic, partition, lastOffset: next - 1, bytes, messages });
    }
    this.#heads.set(name, next);
    return first;
  }
}

/** A change to the bus: decided on a draft, as often as others overtake it; its result counts once durable. */
export type Change<T> = (draft: Draft) => T;

interface Waiting {
  readonly bytes: number;
  readonly attempt: (draft: Draft) => () => void;
  readonly reject: (error: unknown) => void;
}

/** What a commit sent, and how each change of its group ends. */
interface Committed {
  readonly blocks: readonly PlacedBlock[];
  readonly outcomes: readonly (() => void)[];
}

/** Bounds of the journal. */
export interface JournalLimits {
  readonly waitingSendsMax: number;
  readonly waitingBytesMax: number;
  readonly groupBytesMax: number;
}

/** Is told of the commits of a journal, by what they send. */
export interface CommitWatch {
  /** On its way: it may be in the log before it is known to be. */
  committing(blocks: readonly PlacedBlock[]): void;
  committed(blocks: readonly PlacedBlock[]): void;
  /** Nothing was written, as far as is known. */
  failed(blocks: readonly PlacedBlock[]): void;
}

/** Rounds lost in a row to other processes before a group is refused; each loss means that somebody else got on. */
const LOST_ROUNDS_MAX = 5_000;

/** Group commit of the bus: while one commit is on its way to the disk, changes gather; then they go together. */
export class Journal {
  readonly #waiting: Waiting[] = [];
  /** Offsets to record with the next commit, by the name of their fact. */
  readonly #notes = new Map<string, number>();
  #notesTimer: NodeJS.Timeout | undefined;
  #waitingBytes = 0;
  #running: Promise<void> | undefined;

  constructor(
    private readonly log: BusLog,
    private readonly limits: JournalLimits,
    private readonly hasRoom: (bytes: number) => boolean,
    private readonly watch: CommitWatch,
  ) {}

  /**
   * Makes a change and resolves with its result when that is durable.
   *
   * @param bytes - size of what it sends; 0 for the bus's own small facts, which are never refused for want of room.
   */
  submit<T>(bytes: number, change: Change<T>): Promise<T> {
    const { waitingSendsMax, waitingBytesMax } = this.limits;
    const full = this.#waiting.length >= waitingSendsMax || this.#waitingBytes + bytes > waitingBytesMax;
    if (bytes > 0 && full && this.#waiting.length > 0) {
      return Promise.reject(
        new MessageBusError('UNAVAILABLE', 'too many messages are waiting; try again later'),
      );
    }
    return new Promise((resolve, reject) => {
      const attempt = (draft: Draft): (() => void) => {
        const result = change(draft);
        return () => resolve(result);
      };
      this.#waiting.push({ bytes, attempt, reject });
      this.#waitingBytes += bytes;
      this.#running ??= this.#run();
    });
  }

  /**
   * Records that a group is done with what is below an offset, together with whatever is committed next, at the latest
   * after a moment. It never moves back: a member that lost its partition meanwhile has done this work all the same.
   *
   * A crash in that moment only makes messages come again, so it is not worth a sync of its own.
   */
  note(name: string, offset: number): void {
    if (offset <= (this.#notes.get(name) ?? 0)) return;
    this.#notes.set(name, offset);
    this.#notesTimer ??= setTimeout(() => {
      this.#flushNotes().catch(() => undefined);
    }, NOTES_DELAY_MS);
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    if (this.#notes.size > 0) await this.#flushNotes().catch(() => undefined);
    clearTimeout(this.#notesTimer);
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // Changes made in the same turn join the first group.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      try {
        const { blocks, outcomes } = await this.#commitGroup(group);
        this.watch.committed(blocks);
        for (const settle of outcomes) settle();
      } catch (error) {
        const failure = await toBusError(error);
        for (const change of group) change.reject(failure);
      }
      for (const change of group) this.#waitingBytes -= change.bytes;
    }
    this.#running = undefined;
  }

  #takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const change of this.#waiting) {
      bytes += change.bytes;
      if (count > 0 && bytes > this.limits.groupBytesMax) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #commitGroup(group: readonly Waiting[]): Promise<Committed> {
    for (let lostRounds = 0; lostRounds < LOST_ROUNDS_MAX; lostRounds++) {
      this.log.refresh();
      const version = this.log.version();
      const draft = new Draft(this.log);
      const noted = this.#writeNotes(draft);
      const outcomes = group.map((change) => outcomeOf(change, draft));
      const { blocks } = draft;
      if (blocks.length === 0 && draft.facts.size === 0) {
        this.#dropNotes(noted);
        return { blocks, outcomes };
      }
      let bytes = 0;
      for (const block of blocks) bytes += block.bytes.length;
      if (bytes > 0 && !this.hasRoom(bytes)) {
        throw new MessageBusError('STORAGE_FULL', 'the disk is full; nothing was written');
      }
      if (await this.#commit(version, draft)) {
        this.#dropNotes(noted);
        return { blocks, outcomes };
      }
    }
    throw new MessageBusError('UNAVAILABLE', 'other processes keep committing first; try again later');
  }

  async #commit(version: number, draft: Draft): Promise<boolean> {
    let isCommitted = false;
    this.watch.committing(draft.blocks);
    try {
      isCommitted = await this.log.commit(version, draft);
      return isCommitted;
    } finally {
      if (!isCommitted) this.watch.failed(draft.blocks);
    }
  }

  #flushNotes(): Promise<void> {
    this.#notesTimer = undefined;
    return this.submit(0, () => undefined);
  }

  /** Comes before the group's own changes, so that a partition is given away with what was done in it. */
  #writeNotes(draft: Draft): ReadonlyMap<string, number> {
    const noted = new Map(this.#notes);
    for (const [name, offset] of noted) {
      if (offset > committedOffset(draft.fact(name))) draft.setFact(name, writeOffset(offset));
    }
    return noted;
  }

  #dropNotes(written: ReadonlyMap<string, number>): void {
    for (const [name, offset] of written) if (this.#notes.get(name) === offset) this.#notes.delete(name);
  }
}

/** Long enough to ride with a send while there are any, for it costs as much as one; short enough to matter to nobody. */
const NOTES_DELAY_MS = 200;

/** A change that throws fails alone; it must throw before it writes. */
function outcomeOf(change: Waiting, draft: Draft): () => void {
  try {
    return change.attempt(draft);
  } catch (error) {
    return () => change.reject(error);
  }
}
