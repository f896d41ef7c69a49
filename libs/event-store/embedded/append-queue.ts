import { type AppendResult, EventStoreError, type NewEvent } from '../port.js';
import type { Block } from './block.js';
import type { EventLog, PlannedBlock } from './event-log.js';
import { commitFailure, toStoreError } from './storage-error.js';

/** An append waiting for its group. Its blocks are encoded already: whatever happens, its bytes stay as they came. */
export interface Append {
  readonly stream: string;
  readonly expectedRevision: number;
  readonly ids: readonly string[];
  readonly blocks: readonly Block[];
  readonly bytes: number;
}

/** Bounds of the queue. */
export interface QueueLimits {
  readonly waitingAppendsMax: number;
  readonly waitingBytesMax: number;
  readonly groupBytesMax: number;
}

/** Is told what became of a queue's commits. */
export interface QueueWatch {
  /** @param position - of the first event. */
  committed(position: number, blocks: readonly PlannedBlock[]): void;
  /** What was on its way was not committed, as far as is known. */
  failed(): void;
}

interface Waiting extends Append {
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Rounds lost in a row to other processes before a group is refused; each loss means that somebody else got on. */
const LOST_ROUNDS_MAX = 5_000;
const KNOWN_HEADS_MAX = 100_000;
/** No block is here, and an empty store says -1. */
const UNKNOWN = -2;

/**
 * Group commit: while one commit is on its way to the disk, appends gather; then they go together.
 *
 * Revisions are checked against heads kept in memory, which hold as of `#next`. The commit itself is conditional on
 * `#next` being still the next position of the store, so a check that another process has overtaken is never
 * committed: the group is judged again on fresh heads.
 */
export class AppendQueue {
  #waiting: Waiting[] = [];
  #waitingCount = 0;
  #waitingBytes = 0;
  #next = 0;
  /** Position of the newest block when `#next` and the heads were taken. */
  #newestBlock = UNKNOWN;
  readonly #heads = new Map<string, number>();
  #running: Promise<void> | undefined;
  #isCommitting = false;

  constructor(
    private readonly log: EventLog,
    private readonly limits: QueueLimits,
    private readonly hasRoom: (bytes: number) => boolean,
    private readonly watch: QueueWatch,
  ) {}

  /** Whether a commit is on its way: it may be in the log before it is known to be. */
  get isCommitting(): boolean {
    return this.#isCommitting;
  }

  submit(append: Append): Promise<AppendResult> {
    if (
      this.#waitingCount >= this.limits.waitingAppendsMax ||
      (this.#waitingCount > 0 && this.#waitingBytes + append.bytes > this.limits.waitingBytesMax)
    ) {
      return Promise.reject(
        new EventStoreError('UNAVAILABLE', 'too many appends are waiting; try again later'),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...append, resolve, reject });
      this.#waitingCount++;
      this.#waitingBytes += append.bytes;
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // Appends made in the same turn join the first group.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#commitGroup(this.#takeGroup());
    this.#running = undefined;
  }

  #takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const append of this.#waiting) {
      bytes += append.bytes;
      if (count > 0 && bytes > this.limits.groupBytesMax) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #commitGroup(group: readonly Waiting[]): Promise<void> {
    let plan: Plan | undefined;
    try {
      for (let lostRounds = 0; ; lostRounds++) {
        this.#takeUpOthers();
        plan = this.#plan(group);
        if (plan.blocks.length === 0) break;
        if (!this.hasRoom(plan.bytes)) {
          throw new EventStoreError('STORAGE_FULL', 'the disk is nearly full');
        }
        if (await this.#commit(plan)) {
          this.#committed(plan);
          break;
        }
        if (lostRounds >= LOST_ROUNDS_MAX) {
          throw new EventStoreError('UNAVAILABLE', 'other processes keep appending first; try again later');
        }
      }
    } catch (error) {
      await this.#failed(group, error);
      return;
    }
    this.#settle(group, plan);
  }

  /** One that succeeds stays on its way until `#settle` tells of it. */
  async #commit(plan: Plan): Promise<boolean> {
    let isCommitted = false;
    this.#isCommitting = true;
    try {
      isCommitted = await this.log.commit(this.#next, plan.blocks);
      return isCommitted;
    } finally {
      if (!isCommitted) {
        this.#isCommitting = false;
        this.watch.failed();
      }
    }
  }

  #settle(group: readonly Waiting[], plan: Plan): void {
    const later = new Set(plan.later);
    for (const append of group) if (!later.has(append)) this.#release(append);
    if (plan.later.length > 0) this.#waiting = [...plan.later, ...this.#waiting];
    if (plan.blocks.length > 0) {
      this.#isCommitting = false;
      this.watch.committed(plan.position, plan.blocks);
    }
    for (const settle of plan.outcomes) settle();
  }

  async #failed(group: readonly Waiting[], error: unknown): Promise<void> {
    const failure =
      error instanceof EventStoreError ? error : this.#certain(toStoreError(await commitFailure(error)));
    for (const append of group) {
      this.#release(append);
      append.reject(failure);
    }
    this.#newestBlock = UNKNOWN;
  }

  /** "Nothing was written" is said only where the store shows nothing new. */
  #certain(failure: EventStoreError): EventStoreError {
    try {
      this.log.refresh();
      if (this.log.newestBlock() === this.#newestBlock) return failure;
    } catch {
      // Not even readable any more.
    }
    if (failure.code !== 'STORAGE_FULL') return failure;
    return new EventStoreError('OUTCOME_UNKNOWN', failure.message, { cause: failure });
  }

  #release(append: Waiting): void {
    this.#waitingCount--;
    this.#waitingBytes -= append.bytes;
  }

  /** Judges a group on the newest known heads, in order of arrival, each append on its own. */
  #plan(group: readonly Waiting[]): Plan {
    let position = this.#next;
    const plan: Plan = { position, blocks: [], bytes: 0, heads: new Map(), outcomes: [], later: [] };
    for (const append of group) {
      const planned = plan.heads.get(append.stream);
      const head = planned ?? this.#head(append.stream);
      if (append.expectedRevision === head) {
        const count = append.ids.length;
        for (const block of append.blocks) plan.blocks.push({ ...block, stream: append.stream });
        plan.heads.set(append.stream, head + count);
        plan.bytes += append.bytes;
        position += count;
        const result = { revision: head + count, position: position - 1 };
        plan.outcomes.push(() => append.resolve(result));
      } else if (planned !== undefined) {
        // It depends on what is not durable yet; its turn comes when that is.
        plan.later.push(append);
      } else {
        plan.outcomes.push(this.#judgeOvertaken(append, head));
      }
    }
    return plan;
  }

  #head(stream: string): number {
    let head = this.#heads.get(stream);
    if (head === undefined) {
      head = this.log.lastRevision(stream);
      if (this.#heads.size >= KNOWN_HEADS_MAX) this.#heads.clear();
      this.#heads.set(stream, head);
    }
    return head;
  }

  /** An append whose revision has passed: a repeat of what follows it, or a conflict. */
  #judgeOvertaken(append: Waiting, head: number): () => void {
    const { stream, expectedRevision, ids } = append;
    const last = expectedRevision + ids.length;
    if (last <= head) {
      const limits = { eventsMax: ids.length, bytesMax: Number.POSITIVE_INFINITY };
      const { events } = this.log.streamForward(stream, expectedRevision + 1, limits);
      const lastEvent = events.at(-1);
      if (lastEvent?.revision === last && events.every((event, i) => event.id === ids[i])) {
        return () => append.resolve({ revision: last, position: lastEvent.position });
      }
    }
    const message = `${stream} is at revision ${head}, expected ${expectedRevision}`;
    return () => append.reject(new EventStoreError('WRONG_EXPECTED_REVISION', message));
  }

  #committed(plan: Plan): void {
    for (const block of plan.blocks) {
      this.#newestBlock = this.#next;
      this.#next += block.count;
    }
    for (const [stream, head] of plan.heads) this.#heads.set(stream, head);
  }

  /**
   * Makes the newest commit of all processes the ground of the next plan: heads read before it may have passed, those
   * read from now on are of the same snapshot.
   */
  #takeUpOthers(): void {
    this.log.refresh();
    const newest = this.log.newestBlock();
    if (newest === this.#newestBlock) return;
    this.#heads.clear();
    this.#next = this.log.nextPosition();
    this.#newestBlock = newest;
  }
}

/** What one commit would do, and how each append of the group ends once it is durable. */
interface Plan {
  /** Position of its first event. */
  readonly position: number;
  readonly blocks: PlannedBlock[];
  bytes: number;
  readonly heads: Map<string, number>;
  readonly outcomes: (() => void)[];
  /** To be judged again after this commit. */
  readonly later: Waiting[];
}

/** The ids of events, in order. */
export function idsOf(events: readonly NewEvent[]): string[] {
  return events.map((event) => event.id);
}
