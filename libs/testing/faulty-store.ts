import {
  EventStoreError,
  type AppendResult,
  type EventStore,
  type NewEvent,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  type Subscription,
} from '#event-store';
import { FaultSwitch } from './fault-switch.js';

/** What may befall one append. */
export type AppendFault =
  | 'none'
  /** Nothing is written, and the store says so. */
  | 'away'
  /** It is written, and the answer is lost. */
  | 'lostAnswer'
  /** It is written after others had their turns. */
  | 'late'
  /** Nothing is written, and nothing ever will be: the process is gone. */
  | 'dead';

/**
 * A store that can be away: what is asked of it then waits until it is back, or fails, as the switch says. Beside that
 * each append meets what `nextFault` chooses for it.
 */
export class FaultyStore implements EventStore {
  readonly fault = new FaultSwitch();

  constructor(
    private readonly inner: EventStore,
    private readonly nextFault: (stream: string) => AppendFault | Promise<AppendFault> = () => 'none',
  ) {}

  get appendBytesMax(): number {
    return this.inner.appendBytesMax;
  }

  get appendEventsMax(): number {
    return this.inner.appendEventsMax;
  }

  async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult> {
    await this.fault.passed();
    switch (await this.nextFault(stream)) {
      case 'none':
        return this.inner.append(stream, expectedRevision, events);
      case 'away':
        throw new EventStoreError('UNAVAILABLE', 'the store is away');
      case 'lostAnswer':
        await this.inner.append(stream, expectedRevision, events);
        throw new EventStoreError('OUTCOME_UNKNOWN', 'the answer is lost');
      case 'late':
        for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
        return this.inner.append(stream, expectedRevision, events);
      case 'dead':
        throw new EventStoreError('CLOSED', 'the process died');
    }
  }

  async *readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<readonly RecordedEvent[]> {
    await this.fault.passed();
    yield* this.inner.readStream(stream, options);
  }

  async *readAll(options?: ReadAllOptions): AsyncIterable<readonly RecordedEvent[]> {
    await this.fault.passed();
    yield* this.inner.readAll(options);
  }

  async lastRevision(stream: string): Promise<number> {
    await this.fault.passed();
    return this.inner.lastRevision(stream);
  }

  async lastPosition(): Promise<number> {
    await this.fault.passed();
    return this.inner.lastPosition();
  }

  subscribe(
    options: SubscribeOptions,
    onBatch: (events: readonly RecordedEvent[]) => Promise<void>,
  ): Subscription {
    return this.inner.subscribe(options, async (events) => {
      await this.fault.healed();
      await onBatch(events);
    });
  }

  close(): Promise<void> {
    this.fault.heal();
    return this.inner.close();
  }
}
