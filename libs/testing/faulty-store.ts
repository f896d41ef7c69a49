import type {
  AppendResult,
  EventStore,
  NewEvent,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedEvent,
  SubscribeOptions,
  Subscription,
} from '#event-store';
import { FaultSwitch } from './fault-switch.js';

/** A store that can be away: what is asked of it then waits until it is back, or fails, as the switch says. */
export class FaultyStore implements EventStore {
  readonly fault = new FaultSwitch();

  constructor(private readonly inner: EventStore) {}

  get appendBytesMax(): number {
    return this.inner.appendBytesMax;
  }

  get appendEventsMax(): number {
    return this.inner.appendEventsMax;
  }

  async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult> {
    await this.fault.passed();
    return this.inner.append(stream, expectedRevision, events);
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
