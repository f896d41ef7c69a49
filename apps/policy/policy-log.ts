import { applyPolicyEvent, emptyPolicyState, type PolicyState } from '#bloc';
import { POLICY_STREAM, decodePolicyEvent, type PolicyEvent } from '#contracts';
import { BEFORE_ALL, type EventStore, type RecordedEvent, type Subscription } from '#event-store';

/** Told of each event once, after the state holds it. */
export type PolicyListener = (event: PolicyEvent) => void;

interface Waiter {
  readonly position: number;
  readonly wake: (reached: boolean) => void;
}

/**
 * What the bloc has decided, as the `policy` stream tells it. The state changes by recorded events alone, so it is
 * never ahead of the store, and each event counts once by whatever way it comes.
 */
export class PolicyLog {
  readonly state: PolicyState = emptyPolicyState();
  private position = BEFORE_ALL;
  private readonly actPositions = new Map<string, number>();
  private readonly listeners: PolicyListener[] = [];
  private readonly waiters = new Set<Waiter>();

  constructor(private readonly store: EventStore) {}

  /** Store position of the last event that the state holds. */
  get lastPosition(): number {
    return this.position;
  }

  /** Store position of the last event of an act. */
  positionOf(actId: string): number {
    return this.actPositions.get(actId) ?? BEFORE_ALL;
  }

  listen(listener: PolicyListener): void {
    this.listeners.push(listener);
  }

  /** Reads what the stream holds beyond the state. */
  async catchUp(): Promise<void> {
    for await (const batch of this.store.readStream(POLICY_STREAM, { fromRevision: this.state.sequence })) {
      for (const recorded of batch) this.takeRecorded(recorded);
    }
  }

  /** Follows the stream from where the state is. */
  follow(): Subscription {
    return this.store.subscribe(
      { afterPosition: this.position, streamPrefix: POLICY_STREAM, follower: 'policy-log' },
      (batch): Promise<void> => {
        for (const recorded of batch) {
          if (recorded.stream === POLICY_STREAM) this.takeRecorded(recorded);
        }
        return Promise.resolve();
      },
    );
  }

  /** Takes an event that the store has at the position; one that is known changes nothing. */
  take(event: PolicyEvent, position: number): void {
    if (event.sequence <= this.state.sequence) return;
    applyPolicyEvent(this.state, event);
    this.position = position;
    if ('actId' in event) this.actPositions.set(event.actId, position);
    for (const listener of this.listeners) listener(event);
    for (const waiter of this.waiters) {
      if (waiter.position <= position) waiter.wake(true);
    }
  }

  /**
   * Waits until the state holds every policy event up to a store position.
   *
   * @returns false when the time was up first.
   */
  async waitFor(position: number, timeoutMsMax: number): Promise<boolean> {
    const last = await this.lastPositionUpTo(position);
    if (last <= this.position) return true;
    return new Promise((resolve) => {
      const waiter: Waiter = {
        position: last,
        wake: (reached) => {
          clearTimeout(timer);
          this.waiters.delete(waiter);
          resolve(reached);
        },
      };
      const timer = setTimeout(() => waiter.wake(false), timeoutMsMax);
      this.waiters.add(waiter);
    });
  }

  private takeRecorded(recorded: RecordedEvent): void {
    this.take(decodePolicyEvent(recorded.type, recorded.version, recorded.data), recorded.position);
  }

  /** Position of the newest policy event at or before a position. */
  private async lastPositionUpTo(position: number): Promise<number> {
    if (position <= this.position) return position;
    for await (const batch of this.store.readStream(POLICY_STREAM, { direction: 'backward' })) {
      const found = batch.find((recorded) => recorded.position <= position);
      if (found !== undefined) return found.position;
    }
    return BEFORE_ALL;
  }
}
