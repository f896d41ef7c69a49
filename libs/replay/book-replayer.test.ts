import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventStore } from '#event-store';
import { createNaiveBook } from '#matching';
import { AUS_DESK, BookRecording, KAZ_DESK, openTemporaryStore, type TemporaryStore } from '#testing';
import { BookReplayer, type AsOf } from './index.js';

interface Point {
  readonly sequence: number;
  readonly bookMicros: number;
  readonly stateHash: string;
}

let temporary: TemporaryStore;
let store: EventStore;
const instrument = 'NDPR-OXIDE';
/** The state after each whole command, as the engine's book had it. */
const points: Point[] = [];
let eventCount = 0;

beforeAll(async () => {
  temporary = await openTemporaryStore();
  store = temporary.store;
  const recording = BookRecording.founded();
  let seed = 7;
  recording.playRandomly((below) => (seed = (seed * 48_271) % 2_147_483_647) % below, 80);
  await recording.store(store);
  const book = createNaiveBook(instrument);
  for (const event of recording.events) {
    book.apply(event);
    if (event.end !== true) continue;
    points.push({ sequence: event.sequence, bookMicros: event.bookMicros, stateHash: book.stateHash() });
  }
  eventCount = recording.events.length;
});
afterAll(() => temporary.close());

function show(replayer: BookReplayer, asOf: AsOf): Promise<Point> {
  return replayer.showAsOf(instrument, asOf, ({ book, sequence, bookMicros }) => {
    return { sequence, bookMicros, stateHash: book.stateHash() };
  });
}

/** The last point at or before another, which is the empty book before the first. */
function expected(isBefore: (point: Point) => boolean): Point {
  const empty = { sequence: 0, bookMicros: 0, stateHash: createNaiveBook(instrument).stateHash() };
  return points.filter(isBefore).at(-1) ?? empty;
}

describe('a book as of a point of its history', () => {
  it('AUDT-2 is at every sequence the book that was, going forward and starting anew', async () => {
    const forward = new BookReplayer(store);
    for (let sequence = 0; sequence <= eventCount + 1; sequence++) {
      const wanted = expected((point) => point.sequence <= sequence);
      expect(await show(forward, { sequence })).toEqual(wanted);
      if (sequence % 20 === 0) expect(await show(new BookReplayer(store), { sequence })).toEqual(wanted);
    }
  });

  it('AUDT-2 is at every microsecond the book after all that happened at or before it', async () => {
    const replayer = new BookReplayer(store);
    for (const { bookMicros } of points) {
      for (const micros of [bookMicros - 1, bookMicros, bookMicros + 1]) {
        const wanted = expected((point) => point.bookMicros <= micros);
        expect(await show(replayer, { micros })).toEqual(wanted);
      }
    }
  });

  it('goes back in time, and answers several at once', async () => {
    const replayer = new BookReplayer(store);
    const sequences = [eventCount, 30, 70, 30, eventCount];
    const shown = await Promise.all(sequences.map((sequence) => show(replayer, { sequence })));
    expect(shown).toEqual(sequences.map((sequence) => expected((point) => point.sequence <= sequence)));
  });

  it('follows a book that grows', async () => {
    const recording = BookRecording.founded({ instrumentId: 'GROWING' });
    await recording.store(store);
    const replayer = new BookReplayer(store);
    const newest = { sequence: Number.MAX_SAFE_INTEGER };
    const hash = (): Promise<string> => replayer.showAsOf('GROWING', newest, ({ book }) => book.stateHash());
    expect(await hash()).toBe(recording.book.stateHash());
    recording.place(KAZ_DESK, 'sell');
    recording.place(AUS_DESK, 'buy');
    await recording.store(store);
    expect(await hash()).toBe(recording.book.stateHash());
  });
});
