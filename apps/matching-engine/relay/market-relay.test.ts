import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bookStream, MARKET_TOPIC, type BookEvent } from '#contracts';
import { EmbeddedEventStore, openEmbeddedEnvironment, type EmbeddedEnvironment } from '#event-store';
import { EmbeddedMessageBus, MessageBusError, type MessageBus } from '#messaging';
import { BookScenario } from '#testing';
import { toStored } from '../recorder.js';
import { MarketRelay, type RelayOptions } from './market-relay.js';
import { relayedPosition } from './relay-checkpoint.js';

/** What of an envelope an outside consumer goes by. */
interface Envelope {
  readonly stream: string;
  readonly revision: number;
  readonly event: { readonly sequence: number };
}

const BOOKS = ['NDPR-OXIDE', 'NDPR-OXIDE-2'];

describe('the relay', () => {
  let directory: string;
  let environment: EmbeddedEnvironment;
  let store: EmbeddedEventStore;
  let bus: EmbeddedMessageBus;
  let published: Envelope[];
  let failures: unknown[];
  const history: readonly BookEvent[] = historyOf(60);

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'orebook-relay-'));
    environment = openEmbeddedEnvironment(join(directory, 'store'));
    store = EmbeddedEventStore.open(environment);
    bus = EmbeddedMessageBus.open(environment);
    await bus.createTopic(MARKET_TOPIC, 2);
    published = [];
    failures = [];
    bus.consume({ topic: MARKET_TOPIC, group: 'outside' }, async ({ messages }) => {
      for (const { value } of messages) {
        const lines = new TextDecoder().decode(value).split('\n');
        published.push(...lines.map((line) => JSON.parse(line) as Envelope));
      }
    });
  });
  afterEach(async () => {
    await bus.close();
    await store.close();
    await environment.close();
    rmSync(directory, { recursive: true });
  });

  const relayOn = (through: MessageBus, options: Partial<RelayOptions> = {}): MarketRelay => {
    const relay = new MarketRelay(
      { store, bus: through },
      { checkpointEvents: 20, batchEventsMax: 7, retryMs: 5, ...options },
    );
    relay.failed.catch((error: unknown) => failures.push(error));
    return relay;
  };
  const record = async (from: number, to: number): Promise<void> => {
    for (const book of BOOKS) {
      await store.append(bookStream(book), from - 1, toStored(book, history.slice(from, to)));
    }
  };
  /** What is left for one who drops whatever is not beyond the last sequence of its book. */
  const seen = (book: string): number[] => {
    const sequences: number[] = [];
    for (const { stream, event } of published) {
      if (stream === bookStream(book) && event.sequence > (sequences.at(-1) ?? 0))
        sequences.push(event.sequence);
    }
    return sequences;
  };
  const untilSeen = async (count: number): Promise<void> => {
    for (let waitedMs = 0; !BOOKS.every((book) => seen(book).at(-1) === count); waitedMs += 5) {
      if (waitedMs > 5_000)
        throw new Error(`not all was published: ${BOOKS.map((book) => seen(book).at(-1)).join()}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (const book of BOOKS)
      expect(seen(book)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    expect(failures).toEqual([]);
  };

  it('publishes every event of every book in order, and goes on from where it stopped', async () => {
    await record(0, 30);
    const first = relayOn(bus);
    first.lead(true);
    await untilSeen(30);
    await first.stop();
    await record(30, 50);
    const second = relayOn(bus);
    second.lead(true);
    await untilSeen(50);
    await second.stop();
    expect(published).toHaveLength(50 * BOOKS.length);
    expect(published.every(({ revision, event }) => revision === event.sequence - 1)).toBe(true);
  });

  it('publishes again what it had not noted when it crashed, and nothing twice that it had', async () => {
    await record(0, 30);
    const crashing = relayOn(bus);
    crashing.lead(true);
    await untilSeen(30);
    const noted = await relayedPosition(store);
    expect(noted).toBeGreaterThan(0);
    const next = relayOn(bus);
    next.lead(true);
    await record(30, 40);
    await untilSeen(40);
    await Promise.all([crashing.stop(), next.stop()]);
    await bus.close();
    expect(published.length).toBeLessThanOrEqual(2 * 40 * BOOKS.length);
    expect(await relayedPosition(store)).toBeGreaterThan(noted);
  });

  it('loses nothing while the bus refuses or does not answer, and while leaders come and go', async () => {
    let sends = 0;
    const restless: MessageBus = Object.assign(Object.create(bus) as MessageBus, {
      send: async (topic: string, messages: Parameters<MessageBus['send']>[1]) => {
        sends += 1;
        if (sends % 3 === 0) throw new MessageBusError('UNAVAILABLE', 'no broker');
        const positions = await bus.send(topic, messages);
        if (sends % 4 === 0) throw new MessageBusError('OUTCOME_UNKNOWN', 'no answer');
        return positions;
      },
    });
    const relays = [relayOn(restless), relayOn(restless)];
    for (let from = 0; from < 60; from += 10) {
      relays[(from / 10) % 2]?.lead(true);
      await record(from, from + 10);
      relays[(from / 10 + 1) % 2]?.lead(false);
    }
    relays[0]?.lead(true);
    await untilSeen(60);
    await Promise.all(relays.map((relay) => relay.stop()));
  });
});

/** The first so many events of a book that only takes bids. */
function historyOf(events: number): readonly BookEvent[] {
  const venue = new BookScenario({ floorTicks: 95, referenceTicks: 100 });
  for (let index = 0; index < events; index++) venue.buy(`o${index}`, index + 1, 99);
  return venue.events.slice(0, events);
}
