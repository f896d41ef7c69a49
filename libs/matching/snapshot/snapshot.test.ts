import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@noble/hashes/sha2.js';
import * as fc from 'fast-check';
import { encodeBookEvent, type BookEvent, type SequencedCommand } from '#contracts';
import { BookDriver, BookScenario, bookAction, sampleInstrument, type BookAction } from '#testing';
import type { Book } from '../book.js';
import { createFastBook } from '../fast/fast-book.js';
import { createNaiveBook } from '../naive/naive-book.js';
import { SnapshotRefused, type SnapshotFault } from './snapshot-refused.js';

// A failure prints its seed and path; give them here as { seed, path } to see it again.
const runs = (numRuns: number): { numRuns: number; unbiased: true; interruptAfterTimeLimit: number } => ({
  numRuns,
  unbiased: true,
  interruptAfterTimeLimit: 20_000,
});
const actions = fc.array(bookAction, { maxLength: 250, size: 'max' });
const floor = fc.option(fc.integer({ min: 94, max: 99 }), { nil: undefined });
const { instrumentId } = sampleInstrument();
const makers = [createNaiveBook, createFastBook] as const;

interface RecordedCommand {
  readonly command: SequencedCommand;
  readonly events: readonly BookEvent[];
}

/** Plays a day on the naive book and gives what was recorded of it. */
function play(floorTicks: number | undefined, script: readonly BookAction[]): RecordedCommand[] {
  const book = createNaiveBook(instrumentId);
  const venue = new BookScenario({
    book,
    phase: 'preOpen',
    ...(floorTicks === undefined ? {} : { floorTicks }),
  });
  for (const deskId of ['kaz-1', 'aus-1']) venue.position(deskId, 10);
  const driver = new BookDriver(venue);
  for (const action of script) driver.act(action);
  const commands: { command: SequencedCommand; events: BookEvent[] }[] = [];
  for (const event of venue.events) {
    if (event.command !== undefined) commands.push({ command: event.command, events: [] });
    commands.at(-1)?.events.push(event);
  }
  return commands;
}

function restored(make: (instrumentId: string) => Book, bytes: Uint8Array, lastEventId = 'last'): Book {
  const book = make(instrumentId);
  expect(book.restoreSnapshot(bytes, sha256)).toBe(lastEventId);
  return book;
}

const text = (events: readonly BookEvent[]): string[] =>
  events.map((event) => new TextDecoder().decode(encodeBookEvent(event).data));

function faultOf(run: () => unknown): SnapshotFault | 'none' {
  try {
    run();
  } catch (error) {
    if (error instanceof SnapshotRefused) return error.fault;
    throw error;
  }
  return 'none';
}

/** A book in the middle of its day, with a little of everything. */
function sampleBook(): Book {
  const venue = new BookScenario({ book: createFastBook(instrumentId), floorTicks: 95, referenceTicks: 100 });
  const driver = new BookDriver(venue);
  for (const action of fc.sample(actions, { numRuns: 3, seed: 11 }).flat()) driver.act(action);
  return venue.book;
}

describe('a snapshot of a book', () => {
  it('INV-6 taken at any point by either book and restored into the other changes nothing', () => {
    fc.assert(
      fc.property(
        floor,
        actions,
        fc.array(fc.nat({ max: 9 }), { minLength: 40 }),
        (floorTicks, script, cuts) => {
          let books = makers.map((make) => make(instrumentId));
          for (const [index, { command, events }] of play(floorTicks, script).entries()) {
            for (const book of books) {
              const again: BookEvent[] = [];
              book.step(command, (event) => again.push(event));
              expect(text(again)).toEqual(text(events));
            }
            if (cuts[index % cuts.length] !== 0) continue;
            const states = books.map((book) => book.stateText());
            const [ofNaive, ofFast] = books.map((book) => book.writeSnapshot('last', sha256));
            expect(Buffer.compare(ofNaive!, ofFast!)).toBe(0);
            books = [restored(createNaiveBook, ofFast!), restored(createFastBook, ofNaive!)];
            expect(books.map((book) => book.stateText())).toEqual(states);
          }
          const hashes = new Set(books.map((book) => book.stateHash()));
          expect(hashes.size).toBe(1);
        },
      ),
      runs(40),
    );
  });

  it('INV-6 goes on with the events that were recorded after it', () => {
    fc.assert(
      fc.property(floor, actions, fc.nat({ max: 1_000 }), (floorTicks, script, cut) => {
        const commands = play(floorTicks, script);
        const whole = createFastBook(instrumentId);
        let fromSnapshot: Book | undefined;
        for (const [index, { events }] of commands.entries()) {
          for (const event of events) {
            whole.apply(event);
            fromSnapshot?.apply(event);
          }
          if (index !== cut % commands.length) continue;
          fromSnapshot = restored(createFastBook, whole.writeSnapshot('last', sha256));
        }
        expect(fromSnapshot?.stateHash()).toBe(whole.stateHash());
        expect(
          Buffer.compare(fromSnapshot!.writeSnapshot('x', sha256), whole.writeSnapshot('x', sha256)),
        ).toBe(0);
      }),
      runs(30),
    );
  });

  it('SEQ-4 keeps requests of any text and length whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 64 }), { minLength: 1, maxLength: 20 }),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 2_000 }),
        (ids, account) => {
          const venue = new BookScenario();
          for (const id of new Set(ids)) venue.buy(id, 1, 100, { account });
          const bytes = venue.book.writeSnapshot('last', sha256);
          for (const make of makers) expect(restored(make, bytes).stateText()).toBe(venue.book.stateText());
        },
      ),
      runs(40),
    );
  });

  it('INV-6 of an empty book is one too', () => {
    const bytes = createFastBook(instrumentId).writeSnapshot('', sha256);
    for (const make of makers) {
      expect(restored(make, bytes, '').stateText()).toBe(make(instrumentId).stateText());
    }
  });

  it('INV-6 is refused when any byte of it is another, or missing', () => {
    const whole = sampleBook().writeSnapshot('last', sha256);
    const fault = (bytes: Uint8Array): SnapshotFault | 'none' =>
      faultOf(() => createNaiveBook(instrumentId).restoreSnapshot(bytes, sha256));
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const broken = whole.slice();
        broken[index] = (broken[index] ?? 0) ^ change;
        expect(fault(broken)).toBe(index < 16 ? 'notASnapshot' : index === 16 ? 'otherForm' : 'wrongHash');
      }),
      runs(200),
    );
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), (length) => {
        expect(fault(whole.slice(0, length))).toMatch(/^(notASnapshot|wrongHash)$/);
      }),
      runs(100),
    );
    expect(fault(whole)).toBe('none');
  });

  it('INV-6 is refused by name: another form, another instrument, a contradiction under a right stamp', () => {
    const stamped = (change: (bytes: Uint8Array) => Uint8Array): Uint8Array => {
      const part = change(sampleBook().writeSnapshot('last', sha256).slice(0, -32));
      return Uint8Array.of(...part, ...sha256(part));
    };
    const refusal =
      (bytes: Uint8Array, instrument = instrumentId) =>
      (): unknown =>
        createFastBook(instrument).restoreSnapshot(bytes, sha256);
    const otherForm = stamped((bytes) => {
      bytes[16] = 2;
      return bytes;
    });
    expect(refusal(otherForm)).toThrow('the snapshot has form 2, this build reads form 1');
    expect(
      refusal(
        stamped((bytes) => bytes),
        'LI-CARB',
      ),
    ).toThrow(`the snapshot is of "${instrumentId}", not of "LI-CARB"`);
    for (const cutOff of [1, 10, 100]) {
      expect(faultOf(refusal(stamped((bytes) => bytes.slice(0, -cutOff))))).toBe('unreadable');
    }
    expect(refusal(stamped((bytes) => Uint8Array.of(...bytes, 0)))).toThrow('1 bytes are left over');
  });

  it('INV-6 is taken by an empty book alone', () => {
    const book = sampleBook();
    const bytes = book.writeSnapshot('last', sha256);
    expect(() => book.restoreSnapshot(bytes, sha256)).toThrow('only an empty book');
  });
});
