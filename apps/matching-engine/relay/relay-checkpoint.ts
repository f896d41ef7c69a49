import { randomUUID } from 'node:crypto';
import { canonicalJson } from '#contracts';
import { BEFORE_ALL, EventStoreError, NO_STREAM, type EventStore } from '#event-store';

/** Where the relay notes how far it is. */
export const RELAY_STREAM = 'relay-market';
const TRIES_MAX = 20;

interface Checkpoint {
  readonly revision: number;
  readonly position: number;
}

/** The position up to which everything is published for certain; `BEFORE_ALL` when nothing is. */
export async function relayedPosition(store: EventStore): Promise<number> {
  return (await newest(store)).position;
}

/** Notes that everything up to a position is published; what another relay noted further on stands. */
export async function noteRelayed(store: EventStore, position: number): Promise<void> {
  const data = new TextEncoder().encode(canonicalJson({ position }));
  const event = { id: randomUUID(), type: 'MarketRelayed', version: 1, data };
  for (let tries = 1; ; tries++) {
    const last = await newest(store);
    if (last.position >= position) return;
    try {
      await store.append(RELAY_STREAM, last.revision, [event]);
      return;
    } catch (error) {
      const lostRace = error instanceof EventStoreError && error.code === 'WRONG_EXPECTED_REVISION';
      if (!lostRace || tries >= TRIES_MAX) throw error;
    }
  }
}

async function newest(store: EventStore): Promise<Checkpoint> {
  for await (const batch of store.readStream(RELAY_STREAM, { direction: 'backward', countMax: 1 })) {
    for (const { revision, data } of batch) {
      const { position } = JSON.parse(new TextDecoder().decode(data)) as { position: number };
      return { revision, position };
    }
  }
  return { revision: NO_STREAM, position: BEFORE_ALL };
}
