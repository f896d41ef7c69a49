import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DamagedEventsError, EventStoreError, type EventStore, type RecordedEvent } from '#event-store';
import { createNaiveBook } from '#matching';
import { AUS_DESK, BookRecording, KAZ_DESK, openTemporaryStore, type TemporaryStore } from '#testing';
import { BookReplayer, HistoryMismatch, type AsOf } from './index.js';

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

describe('a history that is damaged', () => {
  /** The store as it would be if one event were lost or changed. */
  function damaged(change: (event: RecordedEvent) => RecordedEvent | undefined): EventStore {
    async function* readStream(...parameters: Parameters<EventStore['readStream']>) {
      for await (const batch of store.readStream(...parameters))
        yield batch.map(change).filter((event) => event !== undefined);
    }
    return Object.assign(Object.create(store) as EventStore, { readStream });
  }
  const newest = { sequence: Number.MAX_SAFE_INTEGER };

  it('AUDT-2 is shown up to the command that lacks an event, and named from there on', async () => {
    for (let lost = 1; lost < eventCount; lost++) {
      const replayer = new BookReplayer(
        damaged((event) => (event.revision === lost - 1 ? undefined : event)),
      );
      const whole = expected((point) => point.sequence < lost);
      const failure: unknown = await show(replayer, newest).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(HistoryMismatch);
      expect(failure).toMatchObject({ instrument, sequence: whole.sequence + 1 });
      expect(await show(replayer, { sequence: whole.sequence })).toEqual(whole);
      await expect(show(replayer, newest)).rejects.toThrow(HistoryMismatch);
    }
  });

  it('AUDT-2 is named where an event cannot be decoded', async () => {
    const data = new TextEncoder().encode('{"no');
    const replayer = new BookReplayer(
      damaged((event) => (event.revision === 9 ? { ...event, data } : event)),
    );
    await expect(show(replayer, newest)).rejects.toThrow(`book ${instrument}, sequence 10: `);
  });

  it('AUDT-2 is named where bytes are not what was written, and where an event cannot follow', async () => {
    const atLast = (fault: () => never) => damaged((event) => (event.revision === 9 ? fault() : event));
    const bytes = atLast(() => {
      throw new DamagedEventsError('their checksum is wrong');
    });
    await expect(show(new BookReplayer(bytes), newest)).rejects.toThrow(HistoryMismatch);
    const doubled = points.find(({ sequence }) => sequence > 20)?.sequence ?? 0;
    const renumber = damaged((event) =>
      event.revision === doubled
        ? {
            ...event,
            data: new TextEncoder().encode(
              new TextDecoder().decode(event.data).replace(/"sequence":\d+/, '"sequence":3'),
            ),
          }
        : event,
    );
    const failure: unknown = await show(new BookReplayer(renumber), newest).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(HistoryMismatch);
  });

  it('AUDT-2 is not what a store is that is away or says no, nor a replay that nobody wants any more', async () => {
    const away = new EventStoreError('UNAVAILABLE', 'away');
    const failing = new BookReplayer(
      damaged(() => {
        throw away;
      }),
    );
    await expect(show(failing, newest)).rejects.toBe(away);
    const gone = new Error('the caller went away');
    const refused = new Error('access denied');
    const forbidden = new BookReplayer(
      damaged(() => {
        throw refused;
      }),
    );
    await expect(show(forbidden, newest)).rejects.toBe(refused);
    const slow = new BookReplayer(
      damaged((event) => {
        for (const startMs = performance.now(); performance.now() - startMs < 1;);
        return event;
      }),
    );
    const shown = slow.showAsOf(instrument, newest, () => 0, AbortSignal.abort(gone));
    await expect(shown).rejects.toBe(gone);
  });
});
