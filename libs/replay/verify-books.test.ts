import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bookStream, canonicalJson, type BookEvent } from '#contracts';
import { NO_STREAM, type EventStore, type NewEvent } from '#event-store';
import { AUS_DESK, BookRecording, KAZ_DESK, openTemporaryStore, type TemporaryStore } from '#testing';
import { bookEventId, verifyBook, verifyBooks, type BookVerification } from './index.js';

let temporary: TemporaryStore;
let store: EventStore;
let books = 0;

beforeAll(async () => {
  temporary = await openTemporaryStore();
  store = temporary.store;
});
afterAll(() => temporary.close());

/** A fresh book's name: streams are append-only, so every case gets its own. */
function nextInstrument(): string {
  books += 1;
  return `BOOK-${books}`;
}

function traded(): BookRecording {
  const recording = BookRecording.founded({ instrumentId: nextInstrument() });
  const offer = recording.place(KAZ_DESK, 'sell', { quantityLots: 20, priceTicks: 11_200 });
  recording.place(KAZ_DESK, 'sell', { quantityLots: 5, priceTicks: 11_100 });
  recording.place(AUS_DESK, 'buy', { quantityLots: 12, priceTicks: 11_200 });
  recording.amend(KAZ_DESK, offer[0]!.sequence, 1, { quantityLots: 15 });
  recording.setFloor(11_250);
  recording.setFloor(11_000, recording.micros + 10_000);
  recording.tick(20_000);
  recording.place(AUS_DESK, 'buy', { priceTicks: 11_050 });
  recording.massCancel(AUS_DESK);
  return recording;
}

/** Stores events as they are given, whatever they say. */
async function verifyStored(instrument: string, events: readonly NewEvent[]): Promise<BookVerification> {
  await store.append(bookStream(instrument), NO_STREAM, events);
  return verifyBook(store, instrument, 'fast');
}

function textOf(event: NewEvent): string {
  return new TextDecoder().decode(event.data);
}

/** The event with other contents and the id that fits them: what somebody who knows the house would write. */
function rewritten(instrument: string, sequence: number, event: NewEvent, data: string): NewEvent {
  const bytes = new TextEncoder().encode(data);
  const { type, version } = event;
  const id = bookEventId(bookStream(instrument), sequence, type, version, bytes);
  return { id, type, version, data: bytes };
}

function sequenceWhere(recording: BookRecording, holds: (event: BookEvent) => boolean): number {
  return recording.events.find(holds)!.sequence;
}

describe('verification of a book', () => {
  it('AUDT-3 finds a book equal that its engine wrote, down to the state hash', async () => {
    const recording = traded();
    const verification = await verifyStored(recording.instrument, recording.stored());
    const commands = recording.events.filter((event) => event.end === true).length;
    expect(verification).toEqual({
      instrument: recording.instrument,
      commands,
      events: recording.events.length,
      equal: true,
      stateHash: recording.book.stateHash(),
    });
  });

  it('AUDT-3 finds an empty stream equal', async () => {
    expect(await verifyBook(store, 'NOTHING', 'fast')).toMatchObject({ commands: 0, events: 0, equal: true });
  });

  it('INV-6 any flow of commands verifies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat({ max: 1_000_000 })), async (numbers) => {
        const recording = BookRecording.founded({ instrumentId: nextInstrument() });
        recording.playRandomly((below) => Number(numbers.next().value) % below, 60);
        const verification = await verifyStored(recording.instrument, recording.stored());
        expect(verification.difference).toBeUndefined();
        expect(verification.stateHash).toBe(recording.book.stateHash());
      }),
      { numRuns: 60 },
    );
  });

  it('AUDT-3 goes on to the next book after a difference', async () => {
    const [good, bad] = [traded(), traded()];
    await good.store(store);
    await store.append(bookStream(bad.instrument), NO_STREAM, bad.stored().slice(1));
    const [first, second] = await verifyBooks(store, [bad.instrument, good.instrument], 'fast');
    expect(first).toMatchObject({ equal: false, commands: 0 });
    expect(second).toMatchObject({ equal: true, instrument: good.instrument });
  });

  it('SEQ-1 reports a command whose end is not stored yet, and is no error', async () => {
    const recording = traded();
    const trade = sequenceWhere(recording, ({ type }) => type === 'Traded');
    const verification = await verifyStored(recording.instrument, recording.stored().slice(0, trade));
    expect(verification).toMatchObject({
      equal: true,
      incompleteCommand: { firstSequence: trade - 1, storedEvents: 2 },
      events: trade - 2,
    });
  });

  it('gives up when nobody waits any more', async () => {
    const recording = BookRecording.founded({ instrumentId: nextInstrument() });
    for (let count = 0; count < 400; count++) recording.place(AUS_DESK, 'buy', { priceTicks: 11_000 });
    await recording.store(store);
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(verifyBook(store, recording.instrument, 'fast', gone)).rejects.toThrow('gone');
  });
});

describe('AUDT-3 verification names what was tampered with:', () => {
  it('a flipped byte within a command', async () => {
    const recording = traded();
    const sequence = sequenceWhere(recording, ({ type }) => type === 'Traded');
    const events = recording.stored();
    const event = events[sequence - 1]!;
    const data = event.data.slice();
    data[data.length - 2]! ^= 1;
    events[sequence - 1] = { ...event, data };
    const { equal, difference } = await verifyStored(recording.instrument, events);
    expect(equal).toBe(false);
    expect(difference).toMatchObject({ sequence, stored: { type: 'Traded' } });
  });

  it('every single byte of an event, flipped one by one', async () => {
    const recording = traded();
    const sequence = sequenceWhere(recording, ({ type }) => type === 'Traded');
    const length = recording.stored()[sequence - 1]!.data.length;
    for (let index = 0; index < length; index += 7) {
      const events = traded().stored();
      const instrument = `BOOK-${books}`;
      const event = events[sequence - 1]!;
      const data = event.data.slice();
      data[index]! ^= 1;
      events[sequence - 1] = { ...event, data };
      const { difference } = await verifyStored(instrument, events);
      // A byte that takes the end's mark off shows at the event after.
      expect(difference?.sequence).toBe(sequence);
    }
  });

  it('a changed actor of a command, whose id no longer fits', async () => {
    const recording = traded();
    const sequence = sequenceWhere(recording, ({ type }) => type === 'OrderAccepted');
    const events = recording.stored();
    const event = events[sequence - 1]!;
    const data = new TextEncoder().encode(textOf(event).replace('"actor":"aigerim"', '"actor":"someone"'));
    events[sequence - 1] = { ...event, data };
    const { difference } = await verifyStored(recording.instrument, events);
    expect(difference).toMatchObject({ kind: 'eventId', sequence });
  });

  it('a dropped event within a command', async () => {
    const recording = traded();
    const sequence = sequenceWhere(recording, ({ type }) => type === 'Traded');
    const events = recording.stored();
    events.splice(sequence - 1, 1);
    const { difference } = await verifyStored(recording.instrument, events);
    expect(difference).toMatchObject({ kind: 'sequence', sequence });
  });

  it('a dropped event whose followers were renumbered and given fitting ids', async () => {
    const recording = traded();
    const dropped = sequenceWhere(recording, ({ type }) => type === 'Traded');
    const events = recording.stored();
    events.splice(dropped - 1, 1);
    const renumbered = events.map((event, index) => {
      const body = JSON.parse(textOf(event)) as { sequence: number };
      return rewritten(
        recording.instrument,
        index + 1,
        event,
        canonicalJson({ ...body, sequence: index + 1 }),
      );
    });
    const { difference } = await verifyStored(recording.instrument, renumbered);
    expect(difference).toMatchObject({ kind: 'event', sequence: dropped, rerun: { type: 'Traded' } });
  });

  it('two events that changed places', async () => {
    const recording = traded();
    const sequence = sequenceWhere(recording, ({ type }) => type === 'Traded');
    const events = recording.stored();
    const [first, second] = [events[sequence - 1]!, events[sequence]!];
    events.splice(sequence - 1, 2, second, first);
    const { difference } = await verifyStored(recording.instrument, events);
    expect(difference).toMatchObject({ kind: 'sequence', sequence });
  });

  it('a plausible quantity of a trade, with a fitting id', async () => {
    const recording = traded();
    const sequence = sequenceWhere(recording, ({ type }) => type === 'Traded');
    const events = recording.stored();
    const event = events[sequence - 1]!;
    const changed = textOf(event).replace(/"lots":5/, '"lots":4');
    events[sequence - 1] = rewritten(recording.instrument, sequence, event, changed);
    const { difference } = await verifyStored(recording.instrument, events);
    expect(difference).toMatchObject({
      kind: 'event',
      sequence,
      stored: { type: 'Traded', data: changed },
      rerun: { type: 'Traded', data: textOf(event) },
    });
  });

  it('a plausible quantity of an order, with a fitting id, at the first event that it would change', async () => {
    const recording = traded();
    const order = sequenceWhere(recording, ({ type }) => type === 'OrderAccepted') + 1;
    const events = recording.stored();
    const event = events[order - 1]!;
    const changed = textOf(event).replace('"quantityLots":5', '"quantityLots":6');
    expect(changed).not.toBe(textOf(event));
    events[order - 1] = rewritten(recording.instrument, order, event, changed);
    const { difference } = await verifyStored(recording.instrument, events);
    const trade = sequenceWhere(recording, ({ type }) => type === 'Traded');
    expect(difference).toMatchObject({ kind: 'event', sequence: trade });
  });

  it('a command that was taken out whole and left no gap', async () => {
    const recording = traded();
    const due = sequenceWhere(recording, (event) => event.command?.body.kind === 'applyDueAct');
    const end = recording.events.findIndex((event, index) => index >= due - 1 && event.end === true);
    const events = recording.stored();
    events.splice(due - 1, end - due + 2);
    const renumbered = events.map((event, index) => {
      const body = JSON.parse(textOf(event)) as { sequence: number };
      return rewritten(
        recording.instrument,
        index + 1,
        event,
        canonicalJson({ ...body, sequence: index + 1 }),
      );
    });
    const { difference } = await verifyStored(recording.instrument, renumbered);
    expect(difference).toMatchObject({ kind: 'due', sequence: due });
  });

  it('a lost end of a command', async () => {
    const recording = traded();
    const sequence = sequenceWhere(recording, ({ type }) => type === 'MassCancelled') - 1;
    const events = recording.stored();
    const event = events[sequence - 1]!;
    events[sequence - 1] = rewritten(
      recording.instrument,
      sequence,
      event,
      textOf(event).replace('"end":true,', ''),
    );
    const { difference } = await verifyStored(recording.instrument, events);
    expect(difference).toMatchObject({ kind: 'event', sequence });
  });

  it('time that goes back', async () => {
    const recording = traded();
    const events = recording.stored();
    const event = events[3]!;
    const changed = textOf(event).replaceAll(/"bookMicros":\d+/g, '"bookMicros":1000');
    events[3] = rewritten(recording.instrument, 4, event, changed);
    const { difference } = await verifyStored(recording.instrument, events);
    expect(difference).toMatchObject({ kind: 'time', sequence: 4 });
  });

  it('an event of a version that no build wrote', async () => {
    const recording = traded();
    const events = recording.stored();
    events[5] = { ...events[5]!, version: 9 };
    const { difference } = await verifyStored(recording.instrument, events);
    expect(difference).toMatchObject({ kind: 'unreadable', sequence: 6 });
  });
});
