import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import {
  type Message,
  type MessageBatch,
  type MessageBus,
  MessageBusError,
  type NewMessage,
} from '../port.js';

/** A bus held to the suite, and what can be done to it from outside. */
export interface BusUnderTest {
  readonly bus: MessageBus;
  /** Opens the same bus once more beside `bus`, as another process would; left out when there is no such way. */
  readonly beside?: () => Promise<MessageBus>;
  /** Closes `bus` and opens the same one again; left out when messages outlive no restart. */
  readonly reopen?: () => Promise<MessageBus>;
  /** Closes everything that was opened. */
  readonly close: () => Promise<void>;
}

/** Opens a bus, which need not be empty. */
export type BusFactory = () => Promise<BusUnderTest>;

/** Longest time that a test waits for something to come, in milliseconds: generous, for brokers far away. */
const PATIENCE_MS = 25_000;

/** One bus for all tests of a `describe`. */
export function sharedBus(factory: BusFactory): () => MessageBus {
  let subject: BusUnderTest | undefined;
  beforeAll(async () => {
    subject = await factory();
  });
  afterAll(async () => {
    await subject?.close();
  });
  return () => {
    if (subject === undefined) throw new Error('the bus is not open yet');
    return subject.bus;
  };
}

/** A name that no other test uses. */
export function uniqueName(stem: string): string {
  return `${stem}-${randomUUID()}`;
}

/** A message whose value is a text. */
export function message(key: string, text: string): NewMessage {
  return { key, value: new TextEncoder().encode(text) };
}

/** The text of a message's value. */
function textOf({ value }: NewMessage): string {
  return new TextDecoder().decode(value);
}

/** Gathers what consumers are given, and commits every batch when asked to. */
export class Inbox {
  readonly messages: Message[] = [];
  readonly batches: MessageBatch[] = [];

  constructor(private readonly commits: boolean) {}

  readonly take = async (batch: MessageBatch): Promise<void> => {
    this.batches.push(batch);
    this.messages.push(...batch.messages);
    if (this.commits) await batch.commit((batch.messages.at(-1)?.offset ?? -1) + 1);
  };

  get texts(): string[] {
    return this.messages.map(textOf);
  }

  async holds(count: number): Promise<void> {
    await until(() => this.messages.length >= count, `${count} messages were delivered`);
  }
}

/** The code that a method of the bus refused with; anything else fails the test. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof MessageBusError) return error.code;
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
