import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readBookCommands } from '#book-feed';
import { encodeCommand, type BookCommandBody, type PolicyChange, type SubmittedCommand } from '#contracts';
import {
  EmbeddedEventStore,
  openEmbeddedEnvironment,
  type EmbeddedEnvironment,
  type EventStore,
} from '#event-store';
import { createFastBook } from '#matching';
import type { Clock } from '#platform';
import { FaultyStore, sampleInstrument } from '#testing';
import { BookWriter, type DeliveredCommand } from './book-writer.js';
import { recoverBook } from './recovery.js';
import { WITHOUT_SNAPSHOTS } from './snapshots/restore-book.js';

const INSTRUMENT = 'NDPR-OXIDE';
const STATE = 'KAZ';
const EVENTS_MAX = 4;

/** Lets a number of appends through and then breaks, as a process does that dies between two of them. */
function dyingAfter(store: EventStore, appends: number): EventStore {
  let left = appends;
  return new FaultyStore(store, () => (left-- <= 0 ? 'dead' : 'none'));
}

describe('recovery of a book', () => {
  let directory: string;
  let environment: EmbeddedEnvironment;
  let store: EmbeddedEventStore;
  let micros = 1_795_392_000_000_000;
  let offset = 0;
  const clock: Clock = { nowMicros: () => micros++ };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'orebook-recovery-'));
    environment = openEmbeddedEnvironment(join(directory, 'store'));
    store = EmbeddedEventStore.open({ ...environment, appendEventsMax: EVENTS_MAX });
    offset = 0;
  });
  afterEach(async () => {
    await store.close();
    await environment.close();
    rmSync(directory, { recursive: true });
  });

  const writerOn = (through: EventStore): BookWriter =>
    new BookWriter(INSTRUMENT, {
      store: through,
      clock,
      createBook: createFastBook,
      isOurs: () => Promise.resolve(true),
      setAside: (_, reason) => Promise.reject(new Error(reason)),
      noteStop: (_, reason) => Promise.reject(new Error(reason)),
    });
  const delivered = (
    body: BookCommandBody,
    cause: SubmittedCommand['cause'] = 'command',
  ): DeliveredCommand => {
    const command = {
      commandId: `c${offset}`,
      instrument: INSTRUMENT,
      cause,
      actor: 'someone',
      receiveMicros: micros,
      body,
    };
    return { command, source: { partition: 0, offset: offset++ }, bytes: encodeCommand(command) };
  };
  const act = (change: PolicyChange): DeliveredCommand =>
    delivered(
      {
        kind: 'applyAct',
        actId: `act-${offset}`,
        approvalNumber: offset + 1,
        effectiveMicros: micros,
        proposer: 'p',
        approvers: ['a', 'b'],
        reason: 'test',
        change,
      },
      'act',
    );
  const bid = (clientOrderId: string, priceTicks: number): DeliveredCommand =>
    delivered({
      kind: 'placeOrder',
      desk: 'KAZ-1',
      memberState: STATE,
      trader: 't',
      clientOrderId,
      side: 'buy',
      orderType: 'limit',
      timeInForce: 'gtc',
      quantityLots: 1,
      priceTicks,
    });
  const founding = (): DeliveredCommand[] => [
    act({ type: 'configureInstrument', instrument: sampleInstrument() }),
    act({ type: 'setMembership', memberState: STATE, status: 'full' }),
    act({
      type: 'setAnnex',
      memberState: STATE,
      mineral: 'NdPr',
      productionStage: 'separatedOxide',
      inForce: true,
    }),
    act({ type: 'setPhase', phase: 'preOpen' }),
    act({ type: 'setPhase', phase: 'openingAuction' }),
  ];
  const suspension = (): DeliveredCommand =>
    act({ type: 'setMembership', memberState: STATE, status: 'suspended' });
  const ORDERS = 11;

  /** A suspension that cancels more orders than one append holds. */
  async function tradeThenSuspend(throughStore: EventStore): Promise<void> {
    const writer = writerOn(store);
    await writer.process(founding());
    for (let index = 0; index < ORDERS; index++) await writer.process([bid(`o${index}`, 10_000 + index)]);
    const dying = writerOn(throughStore);
    await dying.process([suspension()]);
  }

  it('SEQ-1 a command cut off between two appends is never shown, and is completed before anything else', async () => {
    await expect(tradeThenSuspend(dyingAfter(store, 2))).rejects.toThrow('the process died');
    const last = async (): Promise<string[]> => {
      const commands = [];
      for await (const command of readBookCommands(store, INSTRUMENT)) commands.push(command);
      return commands.at(-1)?.events.map(({ type }) => type) ?? [];
    };
    expect(await last()).toEqual(['OrderAccepted']);
    const half = await store.lastRevision(`book-${INSTRUMENT}`);

    const recovered = await recoverBook(store, INSTRUMENT, createFastBook, WITHOUT_SNAPSHOTS);
    expect(await store.lastRevision(`book-${INSTRUMENT}`)).toBeGreaterThan(half);
    expect(await last()).toEqual([
      'MembershipChanged',
      ...Array.from({ length: ORDERS }, () => 'OrderCancelled'),
    ]);
    expect(recovered.sequence).toBe((await store.lastRevision(`book-${INSTRUMENT}`)) + 1);
    expect((await recoverBook(store, INSTRUMENT, createFastBook, WITHOUT_SNAPSHOTS)).stateHash()).toBe(
      recovered.stateHash(),
    );
  });

  it('SEQ-1 a book whose history is damaged is named with the first event that is in doubt', async () => {
    const writer = writerOn(store);
    await writer.process(founding());
    await writer.process([bid('o1', 10_000)]);
    const revision = await store.lastRevision(`book-${INSTRUMENT}`);
    async function* readStream(...parameters: Parameters<EventStore['readStream']>) {
      for await (const batch of store.readStream(...parameters))
        yield batch.filter((event) => event.revision !== revision - 1);
    }
    const damaged = Object.assign(Object.create(store) as EventStore, { readStream });
    await expect(recoverBook(damaged, INSTRUMENT, createFastBook, WITHOUT_SNAPSHOTS)).rejects.toThrow(
      `book ${INSTRUMENT}, sequence ${revision}: `,
    );
  });

  it('SEQ-4 redelivered commands change nothing', async () => {
    const writer = writerOn(store);
    const commands = [...founding(), bid('o1', 10_000), bid('o2', 10_001)];
    await writer.process(commands);
    const revision = await store.lastRevision(`book-${INSTRUMENT}`);
    await writer.process(commands);
    const restarted = writerOn(store);
    await restarted.process(commands);
    expect(await store.lastRevision(`book-${INSTRUMENT}`)).toBe(revision);
  });

  it('SEQ-1 a superseded writer forgets its state, reads what the other wrote and goes on from there', async () => {
    const first = writerOn(store);
    await first.process(founding());
    const second = writerOn(store);
    await second.process([bid('o1', 10_000)]);
    await first.process([bid('o2', 10_001)]);
    const book = await recoverBook(store, INSTRUMENT, createFastBook, WITHOUT_SNAPSHOTS);
    expect(book.lastOffset(0)).toBe(offset - 1);
    const types: string[] = [];
    for await (const { events } of readBookCommands(store, INSTRUMENT))
      types.push(...events.map(({ type }) => type));
    expect(types.filter((type) => type === 'OrderAccepted')).toHaveLength(2);
  });

  it('SEQ-3 a tick records nothing when nothing is due', async () => {
    const writer = writerOn(store);
    await writer.process(founding());
    const revision = await store.lastRevision(`book-${INSTRUMENT}`);
    await writer.tick();
    expect(await store.lastRevision(`book-${INSTRUMENT}`)).toBe(revision);
  });
});
