import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { clearingStateHash, ClearingState, applyEvent } from '#clearing';
import { CLEARING_STREAM, type ClearingCommandBody } from '#contracts';
import { EventStoreError, type EventStore, type NewEvent } from '#event-store';
import { SimulatedClock } from '#platform';
import { openTemporaryStore, type TemporaryStore } from '#testing';
import { fromStored, type PositionedClearingEvent } from './clearing-log.js';
import { ClearingHistoryMismatch } from './clearing-recovery.js';
import { ClearingStoppedError, ClearingWriter, type ClearingSubmission } from './clearing-writer.js';

const MICROS = 1_795_392_000_000_000;
let temporary: TemporaryStore;
beforeEach(async () => {
  temporary = await openTemporaryStore();
});
afterEach(() => temporary.close());

/** The store with other bounds or faults. */
function changed(
  inner: EventStore,
  change: { append?: EventStore['append']; appendEventsMax?: number },
): EventStore {
  return {
    appendBytesMax: inner.appendBytesMax,
    appendEventsMax: change.appendEventsMax ?? inner.appendEventsMax,
    append: change.append ?? ((...parameters) => inner.append(...parameters)),
    readStream: (...parameters) => inner.readStream(...parameters),
    readAll: (...parameters) => inner.readAll(...parameters),
    lastRevision: (...parameters) => inner.lastRevision(...parameters),
    lastPosition: () => inner.lastPosition(),
    subscribe: (...parameters) => inner.subscribe(...parameters),
    close: () => inner.close(),
  };
}

function writerOn(store: EventStore): { writer: ClearingWriter; shown: PositionedClearingEvent[] } {
  const shown: PositionedClearingEvent[] = [];
  const seen = new Set<number>();
  const writer = new ClearingWriter(store, new SimulatedClock(MICROS), (events) => {
    for (const event of events) {
      if (!seen.has(event.sequence)) shown.push(event);
      seen.add(event.sequence);
    }
  });
  return { writer, shown };
}

let commands = 0;
function asked(body: ClearingCommandBody): ClearingSubmission {
  commands += 1;
  return { commandId: `c-${commands}`, cause: 'command', actor: 'clara', receiveMicros: MICROS, body };
}
const deposit = (reference: string, amount = '100'): ClearingSubmission =>
  asked({
    kind: 'depositCash',
    participant: 'a',
    currency: 'USD',
    amount,
    reference,
    valueDate: '2026-11-23',
  });
const trade = (bookSequence: number, buyer: string, seller: string): ClearingSubmission =>
  asked({
    kind: 'novateTrade',
    tradeId: `LI.${bookSequence}`,
    instrument: 'LI',
    bookSequence,
    bookMicros: MICROS,
    bookCommandId: 'b',
    priceTicks: 10,
    lots: 1,
    buyer,
    seller,
    buyState: 'AUS',
    sellState: 'CAN',
    certificateId: 'C',
    currency: 'USD',
    notionalNumerator: 1,
    notionalDenominator: 1,
    settlementDate: '2026-11-25',
    settlementModel: 'net',
    feePerLot: '0',
  });
const net = (): ClearingSubmission => asked({ kind: 'netObligations', settlementDate: '2026-11-25' });

async function stored(store: EventStore): Promise<PositionedClearingEvent[]> {
  const events: PositionedClearingEvent[] = [];
  for await (const batch of store.readStream(CLEARING_STREAM)) events.push(...batch.map(fromStored));
  return events;
}

describe('the writer of clearing', () => {
  it('SEQ-1 answers once the events are durable, in order, and shows them then', async () => {
    const { writer, shown } = writerOn(temporary.store);
    const outcomes = await Promise.all(
      [deposit('A'), deposit('B'), deposit('A')].map((one) => writer.execute(one)),
    );
    expect(outcomes.map(({ events }) => events.length)).toEqual([1, 1, 0]);
    expect((await stored(temporary.store)).map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(shown.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(outcomes[1]?.position).toBe(await temporary.store.lastPosition());
  });

  it('SEQ-1 a second writer loses its append, reads anew and decides again', async () => {
    const { writer: first } = writerOn(temporary.store);
    const { writer: second } = writerOn(temporary.store);
    await Promise.all([first.start(), second.start()]);
    await first.execute(deposit('A'));
    expect((await second.execute(deposit('A'))).events).toEqual([]);
    await second.execute(deposit('B'));
    await first.execute(deposit('C'));
    expect((await stored(temporary.store)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('SEQ-1 an append whose outcome is unknown is sent again and counts once', async () => {
    let lost = 0;
    const lossy = changed(temporary.store, {
      append: async (...parameters) => {
        const result = await temporary.store.append(...parameters);
        lost += 1;
        if (lost === 1) throw new EventStoreError('OUTCOME_UNKNOWN', 'the answer was lost');
        return result;
      },
    });
    const { writer } = writerOn(lossy);
    expect((await writer.execute(deposit('A'))).events).toHaveLength(1);
    expect(await stored(temporary.store)).toHaveLength(1);
  });

  it('SEQ-1 what cannot be recorded is neither shown nor remembered', async () => {
    let full = true;
    const limited = changed(temporary.store, {
      append: (...parameters) =>
        full
          ? Promise.reject(new EventStoreError('STORAGE_FULL', 'no room'))
          : temporary.store.append(...parameters),
    });
    const { writer, shown } = writerOn(limited);
    await expect(writer.execute(deposit('A'))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(shown).toEqual([]);
    full = false;
    expect((await writer.execute(deposit('A'))).events).toHaveLength(1);
  });

  it('CLRG-3 a command cut off between two appends is completed before anything else, and never shown half', async () => {
    const wide = writerOn(temporary.store).writer;
    for (const sequence of [1, 2, 3]) await wide.execute(trade(sequence, `b${sequence}`, 's'));
    let appends = 0;
    const dying = changed(temporary.store, {
      appendEventsMax: 2,
      append: (stream: string, revision: number, events: readonly NewEvent[]) => {
        appends += 1;
        return appends > 1
          ? Promise.reject(new EventStoreError('CLOSED', 'killed'))
          : temporary.store.append(stream, revision, events);
      },
    });
    await expect(writerOn(dying).writer.execute(net())).rejects.toMatchObject({ code: 'CLOSED' });
    expect(await stored(temporary.store)).toHaveLength(5);
    const { writer, shown } = writerOn(changed(temporary.store, { appendEventsMax: 2 }));
    await writer.start();
    const events = await stored(temporary.store);
    expect(events.slice(3).map(({ type, end }) => `${type} ${String(end ?? '')}`)).toEqual([
      'InstructionCreated ',
      'InstructionCreated ',
      'InstructionCreated ',
      'InstructionCreated ',
      'NettingCompleted true',
    ]);
    expect(shown.map(({ sequence }) => sequence)).toEqual(events.map(({ sequence }) => sequence));
    expect(new Set(events.map(({ command }) => command?.commandId).filter(Boolean)).size).toBe(4);
  });

  it('CLRG-3 refuses to go on from a cut-off command that its input does not lead to', async () => {
    const { writer } = writerOn(temporary.store);
    await writer.execute(trade(1, 'b', 's'));
    const [first] = await stored(temporary.store);
    const { toStored } = await import('./clearing-log.js');
    const command = { ...first!.command!, body: net().body };
    const forged = {
      ...first!,
      sequence: 2,
      command,
      end: undefined,
      type: 'NettingCompleted' as const,
      settlementDate: '2026-11-25',
      obligations: 9,
      instructions: 9,
    };
    await temporary.store.append(CLEARING_STREAM, 0, toStored([forged]));
    await expect(writerOn(temporary.store).writer.start()).rejects.toThrow(ClearingHistoryMismatch);
    const stopped = writerOn(temporary.store).writer;
    await expect(stopped.execute(deposit('A'))).rejects.toThrow(ClearingHistoryMismatch);
    await expect(stopped.execute(deposit('A'))).rejects.toThrow(ClearingStoppedError);
    expect(stopped.failure).toBeInstanceOf(ClearingHistoryMismatch);
  });

  it('INV-6 what is stored replays to one state hash', async () => {
    const { writer } = writerOn(temporary.store);
    await writer.executeAll([deposit('A'), trade(1, 'a', 's'), trade(2, 'a', 'a'), net(), deposit('B')]);
    const states = [new ClearingState(), new ClearingState()];
    for (const event of await stored(temporary.store)) for (const state of states) applyEvent(state, event);
    expect(clearingStateHash(states[0]!)).toBe(clearingStateHash(states[1]!));
  });
});
