import { type Consumer, type Message, type MessageBatch, MessageBusError } from '../port.js';
import type { BusLog, ReadLimits } from './bus-log.js';
import type { CommitSignal } from './commit-signal.js';
import { committedOffset, groupFact, offsetFact } from './facts.js';
import { decodeGroup, encodeGroup, type GroupState, isOverShare, leave, renew } from './group-state.js';
import type { Journal } from './journal.js';
import { hasEnded } from './process-identity.js';

/** What a consumer works with. */
export interface ConsumerParts {
  readonly log: BusLog;
  /** Reads a partition from an offset on, from memory where the messages are there. */
  readonly read: BusLog['read'];
  readonly journal: Journal;
  readonly signal: CommitSignal;
  readonly nowMs: () => number;
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly process: string;
}

/** What a consumer consumes. */
export interface ConsumerScope {
  readonly memberId: string;
  readonly topic: string;
  readonly group: string;
  readonly fromHead: boolean;
  readonly onAssigned: (partitions: readonly number[]) => void;
  readonly limits: ReadLimits;
}

/** A partition that this consumer holds. */
interface Lease {
  readonly epoch: number;
  /** Offset of the next message to hand over. */
  next: number;
}

/**
 * One member of a group: keeps its lease alive, takes and gives up partitions, and hands over batches, one at a time
 * in each partition and its partitions side by side.
 */
export class EmbeddedConsumer implements Consumer {
  readonly stopped: Promise<void>;
  readonly started: Promise<void>;
  readonly #finished: Promise<void>;
  readonly #leases = new Map<number, Lease>();
  readonly #busy = new Map<number, Promise<void>>();
  /** Of every partition, what lies before was sent before this consumer and is none of its. */
  #heads: readonly number[] = [];
  #markStarted: () => void = () => undefined;
  #generationSeen = -1;
  #heldTold: string | undefined;
  #groupSeen: Buffer | undefined;
  #expiresMs = Number.NEGATIVE_INFINITY;
  #renewAtMs = Number.NEGATIVE_INFINITY;
  #overShare = false;
  #stopping = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(
    private readonly parts: ConsumerParts,
    private readonly scope: ConsumerScope,
    private readonly partitions: () => number,
    private readonly onBatch: (batch: MessageBatch) => Promise<void>,
  ) {
    this.started = new Promise((resolve) => (this.#markStarted = resolve));
    this.stopped = this.#run();
    this.#finished = this.stopped.catch(() => undefined);
  }

  holds(partition: number): Promise<boolean> {
    this.parts.log.refresh();
    const claim = decodeGroup(this.parts.log.fact(this.#groupFact), this.partitions()).claims[partition];
    const isOurs = claim?.memberId === this.scope.memberId;
    return Promise.resolve(isOurs && claim.epoch === this.#leases.get(partition)?.epoch);
  }

  stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    return this.#finished;
  }

  async #run(): Promise<void> {
    // The caller has the consumer in hand before the first batch comes.
    await Promise.resolve();
    const unlisten = this.parts.signal.listen(() => this.#wake());
    try {
      const partitions = this.partitions();
      this.#heads = this.#readHeads(partitions);
      this.#markStarted();
      while (!this.#stopping && this.#failure === undefined) {
        const woken = this.#nextWake();
        if (this.#mustRenew(partitions)) await this.#renew(partitions);
        this.#handOver();
        await woken;
      }
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      unlisten();
      await Promise.all(this.#busy.values());
      await this.#leave();
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #readHeads(partitions: number): readonly number[] {
    if (!this.scope.fromHead) return [];
    this.parts.log.refresh();
    return Array.from({ length: partitions }, (_, partition) =>
      this.parts.log.nextOffset(this.scope.topic, partition),
    );
  }

  /** Resolves at news, at the end of a batch, at a stop, or when it is time for a heartbeat. */
  #nextWake(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.parts.heartbeatIntervalMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #mustRenew(partitions: number): boolean {
    if (this.parts.nowMs() >= this.#renewAtMs) return true;
    if (this.#overShare && [...this.#leases.keys()].some((partition) => !this.#busy.has(partition)))
      return true;
    this.parts.log.refresh();
    const group = this.parts.log.fact(this.#groupFact);
    if (group !== undefined && this.#groupSeen?.equals(group)) return false;
    this.#groupSeen = group;
    return decodeGroup(group, partitions).generation !== this.#generationSeen;
  }

  /** Prolongs the lease; while the disk or the queue refuses, goes on until the lease runs out, then holds nothing. */
  async #renew(partitions: number): Promise<void> {
    const { journal, nowMs, sessionTimeoutMs, heartbeatIntervalMs, process } = this.parts;
    const startMs = nowMs();
    const expiresMs = startMs + sessionTimeoutMs;
    const member = { id: this.scope.memberId, expiresMs, process };
    try {
      const { state, committed } = await journal.submit(0, (draft) => {
        const before = decodeGroup(draft.fact(this.#groupFact), partitions);
        const busy = new Set(this.#busy.keys());
        const isGone = (other: { readonly process: string }): boolean => hasEnded(other.process);
        const after = renew(before, { member, nowMs: startMs, busy, isGone });
        draft.setFact(this.#groupFact, encodeGroup(after));
        const offsets = after.claims.map((_, partition) =>
          committedOffset(draft.fact(offsetFact(this.scope.group, this.scope.topic, partition))),
        );
        return { state: after, committed: offsets };
      });
      this.#expiresMs = expiresMs;
      this.#renewAtMs = startMs + heartbeatIntervalMs;
      this.#adopt(state, committed);
    } catch (error) {
      if (!(error instanceof MessageBusError && error.retriable)) throw error;
      this.#renewAtMs = startMs + heartbeatIntervalMs;
    }
  }

  #adopt(state: GroupState, committed: readonly number[]): void {
    this.#generationSeen = state.generation;
    this.#overShare = isOverShare(state, this.scope.memberId);
    for (const [partition, claim] of state.claims.entries()) {
      const epoch = claim?.memberId === this.scope.memberId ? claim.epoch : undefined;
      if (epoch === undefined) this.#leases.delete(partition);
      else if (this.#leases.get(partition)?.epoch !== epoch) {
        const next = Math.max(committed[partition] ?? 0, this.#heads[partition] ?? 0);
        this.#leases.set(partition, { epoch, next });
      }
    }
    this.#tellHeld();
  }

  #tellHeld(): void {
    const held = [...this.#leases].sort(([a], [b]) => a - b);
    // A partition that was lost and taken again meanwhile is news too: it goes on from the committed offset.
    const told = held.map(([partition, { epoch }]) => `${partition}:${epoch}`).join();
    if (told === this.#heldTold) return;
    this.#heldTold = told;
    this.scope.onAssigned(held.map(([partition]) => partition));
  }

  /** Starts a batch in every partition held that has messages and none in hand. */
  #handOver(): void {
    if (this.parts.nowMs() >= this.#expiresMs) return;
    this.parts.log.refresh();
    for (const [partition, lease] of this.#leases) {
      if (this.#busy.has(partition)) continue;
      const messages = this.parts.read(this.scope.topic, partition, lease.next, this.scope.limits);
      const last = messages.at(-1);
      if (last === undefined) continue;
      lease.next = last.offset + 1;
      const running = this.#handle(partition, messages).finally(() => {
        this.#busy.delete(partition);
        this.#wake();
      });
      this.#busy.set(partition, running);
    }
  }

  async #handle(partition: number, messages: readonly Message[]): Promise<void> {
    const batch: MessageBatch = {
      topic: this.scope.topic,
      partition,
      messages,
      commit: (nextOffset) => this.#commit(partition, nextOffset),
    };
    try {
      await this.onBatch(batch);
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  #commit(partition: number, nextOffset: number): Promise<void> {
    if (!Number.isSafeInteger(nextOffset) || nextOffset < 0) {
      return Promise.reject(new RangeError(`an offset must be 0 or more, is ${nextOffset}`));
    }
    this.parts.journal.note(offsetFact(this.scope.group, this.scope.topic, partition), nextOffset);
    return Promise.resolve();
  }

  /** Gives everything up at once; when that fails, the lease runs out by itself. */
  async #leave(): Promise<void> {
    if (this.#generationSeen < 0) return;
    const partitions = this.partitions();
    await this.parts.journal
      .submit(0, (draft) => {
        const state = decodeGroup(draft.fact(this.#groupFact), partitions);
        draft.setFact(this.#groupFact, encodeGroup(leave(state, this.scope.memberId)));
      })
      .catch(() => undefined);
  }

  get #groupFact(): string {
    return groupFact(this.scope.group, this.scope.topic);
  }
}
