import { canonicalJson } from '#contracts';
import { EventStoreError, type EventStore } from '#event-store';
import type { Message } from '#messaging';
import { randomUUID } from 'node:crypto';

export const DEAD_LETTER_STREAM = 'dead-letters';
const TRIES_MAX = 20;

/**
 * Sets a message that can never be decided aside with its reason, so that it neither stops a healthy book nor is lost.
 *
 * @throws EventStoreError when it could not be kept; the message then stays on the bus.
 */
export async function setAside(store: EventStore, message: Message, reason: string): Promise<void> {
  const data = new TextEncoder().encode(
    canonicalJson({
      key: message.key,
      offset: message.offset,
      partition: message.partition,
      reason,
      value: Buffer.from(message.value).toString('base64'),
    }),
  );
  const event = { id: randomUUID(), type: 'MessageSetAside', version: 1, data };
  for (let tries = 1; ; tries++) {
    try {
      await store.append(DEAD_LETTER_STREAM, await store.lastRevision(DEAD_LETTER_STREAM), [event]);
      return;
    } catch (error) {
      const lostRace = error instanceof EventStoreError && error.code === 'WRONG_EXPECTED_REVISION';
      if (!lostRace || tries >= TRIES_MAX) throw error;
    }
  }
}
