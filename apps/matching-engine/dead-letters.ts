import { canonicalJson } from '#contracts';
import { NO_STREAM, type EventStore, type NewEvent } from '#event-store';
import type { Message } from '#messaging';
import { randomUUID } from 'node:crypto';
import { untilFirst } from './until-first.js';

export const DEAD_LETTER_STREAM = 'dead-letters';
/** What is kept of a message's value; all of it stays on the bus. */
const VALUE_BYTES_MAX = 256 * 1024;

/** Letters of one partition lie in order of offset, but for those of the batches that were in hand at once. */
const OUT_OF_ORDER_MAX = 10_000;

/** A message that was set aside, as far as its place tells. */
interface Letter {
  readonly partition: number;
  readonly offset: number;
}

/**
 * Sets a message that can never be decided aside with its reason, so that it neither stops a healthy book nor is lost.
 * One that was set aside before, by whichever engine, stays there once.
 *
 * @throws EventStoreError when it could not be kept; the message then stays on the bus.
 */
export async function setAside(store: EventStore, message: Message, reason: string): Promise<void> {
  const event = { id: randomUUID(), type: 'MessageSetAside', version: 1, data: letterOf(message, reason) };
  await untilFirst(() => appendOnce(store, message, event));
}

function letterOf(message: Message, reason: string): Uint8Array {
  const { key, offset, partition, value } = message;
  const isCut = value.length > VALUE_BYTES_MAX;
  return new TextEncoder().encode(
    canonicalJson({
      key,
      offset,
      partition,
      reason,
      value: Buffer.from(isCut ? value.subarray(0, VALUE_BYTES_MAX) : value).toString('base64'),
      ...(isCut ? { valueBytes: value.length } : {}),
    }),
  );
}

/** The revision that was looked back from is the one expected, so nobody can have put it there meanwhile. */
async function appendOnce(store: EventStore, letter: Letter, event: NewEvent): Promise<void> {
  let lastRevision = NO_STREAM;
  search: for await (const batch of store.readStream(DEAD_LETTER_STREAM, { direction: 'backward' })) {
    for (const { revision, data } of batch) {
      lastRevision = Math.max(lastRevision, revision);
      const other = JSON.parse(new TextDecoder().decode(data)) as Letter;
      if (other.partition !== letter.partition) continue;
      if (other.offset === letter.offset) return;
      if (other.offset < letter.offset - OUT_OF_ORDER_MAX) break search;
    }
  }
  await store.append(DEAD_LETTER_STREAM, lastRevision, [event]);
}
