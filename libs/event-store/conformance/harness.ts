import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { EventStoreError, type EventStore, type NewEvent, type RecordedEvent } from '../port.js';

/** A store held to the suite, and what can be done to it from outside. */
export interface StoreUnderTest {
  readonly store: EventStore;
  /** Opens the same data once more beside `store`, as another process would; left out when there is no such way. */
  readonly beside?: () => Promise<EventStore>;
  /** Closes `store` and opens the same data again; left out when the data outlive no restart. */
  readonly reopen?: () => Promise<EventStore>;
  /** Closes everything that was opened. */
  readonly close: () => Promise<void>;
}

/** Limits that a test asks for; a store that cannot be told takes what it has. */
interface StoreLimits {
  readonly appendBytesMax?: number;
  readonly appendEventsMax?: number;
}

/** Opens a store, which need not be empty. */
export type StoreFactory = (limits?: StoreLimits) => Promise<StoreUnderTest>;

/** Longest time that a test waits for something to come, in milliseconds: generous, for servers far away. */
const PATIENCE_MS = 20_000;

/** One store for all tests of a `describe`. */
export function sharedStore(factory: StoreFactory): () => EventStore {
  let subject: StoreUnderTest | undefined;
  beforeAll(async () => {
    subject = await factory();
  });
  afterAll(async () => {
    await subject?.close();
  });
  return () => {
    if (subject === undefined) throw new Error('the store is not open yet');
    return subject.store;
  };
}

/** A name that no other test uses. */
export function uniqueName(stem: string): string {
  return `${stem}-${randomUUID()}`;
}

/** An event with random data. */
export function anEvent(type = 'SomethingHappened', bytes = 16): NewEvent {
  return { id: randomUUID(), type, version: 1, data: new Uint8Array(randomBytes(bytes)) };
}

/** So many events, in types `Happened0`, `Happened1` … */
export function someEvents(count: number, bytes = 16): NewEvent[] {
  return Array.from({ length: count }, (_, i) => anEvent(`Happened${i}`, bytes));
}

/** Everything that a read yields, batch after batch. */
export async function collect(batches: AsyncIterable<readonly RecordedEvent[]>): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const batch of batches) events.push(...batch);
  return events;
}

/** What an append and a read must have in common, the data as text: bytes are slow to compare one by one. */
export function asGiven(events: readonly NewEvent[]): unknown[] {
  return events.map(({ id, type, version, data }) => ({
    id,
    type,
    version,
    data: Buffer.from(data).toString('hex'),
  }));
}

/** The code that a store's method refused with; anything else fails the test. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof EventStoreError) return error.code;
    throw error;
  }
  return 'resolved';
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const endMs = Date.now() + PATIENCE_MS;
  while (!condition()) {
    if (Date.now() > endMs) throw new Error(`waited in vain until ${what}`);
    await pause(2);
  }
}

/** Lets some time go by. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
