import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeCommand, ORDERS_TOPIC, type SubmittedCommand } from '#contracts';
import { EmbeddedEventStore, openEmbeddedEnvironment, type EmbeddedEnvironment } from '#event-store';
import { createFastBook } from '#matching';
import { EmbeddedMessageBus } from '#messaging';
import { sampleInstrument } from '#testing';
import { MatchingEngine } from './engine.js';
import { POISON_STREAM } from './poison/poison-events.js';

const INSTRUMENT = 'NDPR-OXIDE';

describe('the matching engine', () => {
  let directory: string;
  let environment: EmbeddedEnvironment;
  let store: EmbeddedEventStore;
  let bus: EmbeddedMessageBus;
  let micros = 1_795_392_000_000_000;
  const clock = { nowMicros: () => micros++ };
  const options = { tickMs: 20, batchMessagesMax: 64 };

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'orebook-engine-'));
    environment = openEmbeddedEnvironment(join(directory, 'store'));
    store = EmbeddedEventStore.open(environment);
    bus = EmbeddedMessageBus.open(environment);
    await bus.createTopic(ORDERS_TOPIC, 4);
  });
  afterEach(async () => {
    await bus.close();
    await store.close();
    await environment.close();
    rmSync(directory, { recursive: true });
  });

  const configure = (instrument = INSTRUMENT): SubmittedCommand => ({
    commandId: 'c1',
    instrument,
    cause: 'act',
    actor: 'founding',
    receiveMicros: micros,
    body: {
      kind: 'applyAct',
      actId: 'ACT-1',
      approvalNumber: 1,
      effectiveMicros: micros,
      proposer: 'p',
      approvers: [],
      reason: 'founding',
      change: {
        type: 'configureInstrument',
        instrument: { ...sampleInstrument(), instrumentId: instrument },
      },
    },
  });
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    for (let waitedMs = 0; !(await holds()); waitedMs += 10) {
      if (waitedMs > 5_000) throw new Error('it did not happen in time');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  it('SEQ-1 sets what is no command aside with its reason, and goes on with the healthy book', async () => {
    const engine = new MatchingEngine({ store, bus, clock, createBook: createFastBook }, options);
    await engine.start([INSTRUMENT]);
    await bus.send(ORDERS_TOPIC, [
      { key: INSTRUMENT, value: new TextEncoder().encode('{"not json') },
      { key: INSTRUMENT, value: encodeCommand({ ...configure(), instrument: 'OTHER' }) },
      { key: INSTRUMENT, value: encodeCommand(configure()) },
    ]);
    await until(async () => (await store.lastRevision(`book-${INSTRUMENT}`)) === 0);
    await engine.stop();
    const reasons: string[] = [];
    for await (const batch of store.readStream(POISON_STREAM)) {
      for (const { data } of batch) {
        const letter = JSON.parse(new TextDecoder().decode(data)) as { reason: string };
        reasons.push(letter.reason);
      }
    }
    expect(reasons).toEqual([expect.stringContaining('not a command'), expect.stringContaining('key')]);
  });

  it('SEQ-4 a restarted engine goes on after what is recorded, whatever the bus delivers again', async () => {
    const first = new MatchingEngine({ store, bus, clock, createBook: createFastBook }, options);
    await first.start([INSTRUMENT]);
    await bus.send(ORDERS_TOPIC, [{ key: INSTRUMENT, value: encodeCommand(configure()) }]);
    await until(async () => (await store.lastRevision(`book-${INSTRUMENT}`)) === 0);
    await first.stop();
    const second = new MatchingEngine({ store, bus, clock, createBook: createFastBook }, options);
    expect(await second.start([INSTRUMENT])).toBe(1);
    await bus.send(ORDERS_TOPIC, [{ key: INSTRUMENT, value: encodeCommand(configure()) }]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await store.lastRevision(`book-${INSTRUMENT}`)).toBe(0);
    await second.stop();
  });

  it('SEQ-1 engines share the books by partition, and one takes over what another leaves', async () => {
    const instruments = Array.from({ length: 8 }, (_, index) => `BOOK-${index}`);
    const held: (readonly number[])[] = [[], []];
    const engines = held.map(
      (_, index) =>
        new MatchingEngine(
          {
            store,
            bus,
            clock,
            createBook: createFastBook,
            onHeld: (partitions) => (held[index] = partitions),
          },
          options,
        ),
    );
    const [staying, leaving] = engines;
    await Promise.all(engines.map((engine) => engine.start(instruments)));
    await until(() => Promise.resolve(held.every((partitions) => partitions.length === 2)));
    expect(new Set(held.flat()).size).toBe(4);
    const send = (): Promise<unknown> =>
      bus.send(
        ORDERS_TOPIC,
        instruments.map((instrument) => ({ key: instrument, value: encodeCommand(configure(instrument)) })),
      );
    const areAllAt = async (revision: number): Promise<boolean> => {
      const revisions = await Promise.all(
        instruments.map((instrument) => store.lastRevision(`book-${instrument}`)),
      );
      return revisions.every((last) => last === revision);
    };
    await send();
    await until(() => areAllAt(0));
    await leaving?.stop();
    await until(() => Promise.resolve(held[0]?.length === 4));
    await bus.send(
      ORDERS_TOPIC,
      instruments.map((instrument) => ({
        key: instrument,
        value: encodeCommand({
          ...configure(instrument),
          cause: 'command',
          body: { kind: 'massCancel', desk: 'KAZ-1', memberState: 'KAZ', trader: 't' },
        }),
      })),
    );
    await until(() => areAllAt(1));
    await staying?.stop();
  });
});
