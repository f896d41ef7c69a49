import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeBookEvent, encodeBookEvent, type BookEvent, type SequencedCommand } from '#contracts';
import {
  BookAuditor,
  BookDriver,
  BookScenario,
  bookAction,
  createTwinBook,
  sampleInstrument,
  type BookAction,
} from '#testing';
import type { Book } from './book.js';
import { createNaiveBook } from './naive/naive-book.js';

// A failure prints its seed and path; give them here as { seed, path } to see it again.
// The time limit is for the shrinking of a failure: without it a long day is shortened for minutes.
const runs = (numRuns: number): { numRuns: number; unbiased: true; interruptAfterTimeLimit: number } => ({
  numRuns,
  unbiased: true,
  interruptAfterTimeLimit: 20_000,
});
const actions = fc.array(bookAction, { maxLength: 300, size: 'max' });
const floor = fc.option(fc.integer({ min: 94, max: 99 }), { nil: undefined });

interface Played {
  readonly venue: BookScenario;
  /** The events as they come back from the store. */
  readonly stored: readonly BookEvent[];
  readonly faults: readonly string[];
}

/** Plays a day with an auditor at the book, who looks at everything after each command. */
function play(
  floorTicks: number | undefined,
  script: readonly BookAction[],
  book: Book = createNaiveBook(sampleInstrument().instrumentId),
): Played {
  const auditor = new BookAuditor();
  const venue = new BookScenario({
    book,
    phase: 'preOpen',
    onEvent: (event, book) => auditor.audit(event, book),
    ...(floorTicks === undefined ? {} : { floorTicks }),
  });
  for (const deskId of ['kaz-1', 'aus-1']) venue.position(deskId, 10);
  const driver = new BookDriver(venue);
  for (const action of script) driver.act(action);
  return { venue, stored: venue.events.map(throughStore), faults: auditor.faults };
}

function throughStore(event: BookEvent): BookEvent {
  const { type, version, data } = encodeBookEvent(event);
  return decodeBookEvent(type, version, data);
}

const text = (events: readonly BookEvent[]): string[] =>
  events.map((event) => new TextDecoder().decode(encodeBookEvent(event).data));

describe('any day of a book', () => {
  it('INV-1 INV-2 INV-3 INV-4 INV-5 INV-8 INV-9 INV-10 hold after every command', () => {
    fc.assert(
      fc.property(floor, actions, (floorTicks, script) => {
        expect(play(floorTicks, script).faults).toEqual([]);
      }),
      runs(200),
    );
  });

  it('INV-6 the fast book says and becomes the same as the naive one after every command', () => {
    fc.assert(
      fc.property(floor, actions, (floorTicks, script) => {
        play(floorTicks, script, createTwinBook(sampleInstrument().instrumentId));
      }),
      runs(60),
    );
  });

  it('INV-6 INV-7 replaying its events gives the same state, whichever of them come twice', () => {
    fc.assert(
      fc.property(
        floor,
        actions,
        fc.array(fc.nat({ max: 9 }), { minLength: 50 }),
        (floorTicks, script, again) => {
          const { venue, stored } = play(floorTicks, script);
          const book = createNaiveBook(venue.book.instrumentId);
          for (const [index, event] of stored.entries()) {
            book.apply(event);
            const choice = again[index % again.length];
            if (choice === 0) book.apply(event);
            if (choice === 1)
              for (const earlier of stored.slice(Math.max(0, index - 3), index)) book.apply(earlier);
          }
          expect(book.stateText()).toBe(venue.book.stateText());
          expect(book.stateHash()).toBe(venue.book.stateHash());
        },
      ),
      runs(60),
    );
  });

  it('SEQ-2 INV-6 running its recorded commands again gives the same events, byte for byte, and the same state', () => {
    fc.assert(
      fc.property(floor, actions, fc.nat({ max: 1_000 }), (floorTicks, script, cut) => {
        const { venue, stored } = play(floorTicks, script);
        const book = createNaiveBook(venue.book.instrumentId);
        const again: BookEvent[] = [];
        const commands = stored.flatMap(({ command }) => (command === undefined ? [] : [command]));
        // Up to a cut the book is rebuilt by its events, as after a restart; from there its commands run again.
        const rebuilt = cut % commands.length;
        let count = 0;
        for (const event of stored) {
          if (event.command !== undefined && count++ === rebuilt) break;
          book.apply(event);
          again.push(event);
        }
        for (const command of commands.slice(rebuilt)) book.step(command, (event) => again.push(event));
        expect(text(again)).toEqual(text(stored));
        expect(book.stateHash()).toBe(venue.book.stateHash());
      }),
      runs(60),
    );
  });

  it('SEQ-1 the first event of a command holds its input, the last its end, and none comes between', () => {
    fc.assert(
      fc.property(actions, (script) => {
        const { stored } = play(97, script);
        let isOpen = false;
        for (const [index, event] of stored.entries()) {
          expect(event.sequence).toBe(index + 1);
          expect(event.command !== undefined).toBe(!isOpen);
          if (event.command !== undefined) expect(event.command.bookMicros).toBe(event.bookMicros);
          isOpen = event.end !== true;
        }
        expect(isOpen).toBe(false);
      }),
      runs(40),
    );
  });

  it('SEQ-4 a request repeated at any time leaves no event', () => {
    fc.assert(
      fc.property(actions, (script) => {
        const { venue } = play(
          97,
          script.filter(({ kind }) => kind !== 'dropIdentifiers'),
        );
        const { sequence } = venue.book;
        for (const { type, command } of [...venue.events]) {
          const body = command?.body;
          if (body?.kind !== 'placeOrder' || type === 'OrderRejected') continue;
          venue.book.step(asCommand(venue, body), () => expect('an event').toBe('none'));
        }
        expect(venue.book.sequence).toBe(sequence);
      }),
      runs(20),
    );
  });

  it('INV-6 reaches what the rules are about', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(floor, actions, (floorTicks, script) => {
        for (const event of play(floorTicks, script).venue.events) {
          for (const name of namesOf(event)) seen.set(name, (seen.get(name) ?? 0) + 1);
        }
      }),
      { ...runs(60), seed: 1 },
    );
    const rare = DEEP.filter((name) => !seen.has(name));
    expect(rare).toEqual([]);
  });
});

/** What there is to see in an event: its type, and what it is about. */
function namesOf(event: BookEvent): string[] {
  const { type } = event;
  if ('reason' in event) return [`${type} ${event.reason}`];
  if ('code' in event) return [`${type} ${event.code}`];
  if (type === 'AuctionUncrossed') return [type, `${type} ${event.auction}`];
  return type === 'Traded' && event.buyOrder === 0 ? [type, 'Traded with the reserve'] : [type];
}

function asCommand(venue: BookScenario, body: SequencedCommand['body']): SequencedCommand {
  const { bookMicros } = venue.book;
  return {
    commandId: 'again',
    cause: 'command',
    actor: 'a',
    receiveMicros: 1,
    bookMicros,
    rulesVersion: 1,
    body,
  };
}

/** What the random days must not miss: else they prove little. */
const DEEP: readonly string[] = [
  'Traded',
  'AuctionUncrossed',
  'OrderRepriced',
  'OrderBecameLimit',
  'OrderParked',
  'OrderReturned',
  'OrderTriggered',
  'PeakRefreshed',
  'IndicativeChanged',
  'IdentifiersDropped',
  'ActScheduled',
  'ActWithdrawn',
  'CertificateExpired',
  'ActRefused PHASE_TRANSITION',
  'ActRefused CERTIFICATE_EXHAUSTED',
  'OrderCancelled FLOOR_RAISED',
  'OrderCancelled SELF_TRADE',
  'OrderCancelled REDUCE_ONLY',
  'OrderCancelled ORIGIN_NOT_ELIGIBLE',
  'OrderCancelled MEMBER_SUSPENDED',
  'OrderCancelled CERTIFICATE_EXPIRED',
  'OrderCancelled FOK',
  'OrderCancelled IOC',
  'OrderCancelled FLOOR_PROTECTION',
  'OrderCancelled EXPIRED',
  'OrderCancelled AUCTION_ENDED',
  'OrderCancelled MIN_QUANTITY',
  'OrderCancelled NO_LIQUIDITY',
  'OrderCancelled DISCONNECTED',
  'OrderCancelled KILL_SWITCH',
  'BandsExpired',
  'LimitsSet',
  'ReserveQuoteChanged',
  'FloorLockedChanged',
  'Traded with the reserve',
  'AuctionUncrossed volatility',
  'OrderCancelled MASS_CANCEL',
  'OrderRejected REDUCE_ONLY',
  'OrderRejected ORDER_SHAPE',
  'OrderRejected STOP_ALREADY_THROUGH',
  'OrderRejected BELOW_FLOOR',
  'OrderRejected WOULD_TAKE',
  'OrderRejected OUTSIDE_BAND',
  'OrderRejected ORDER_SIZE_LIMIT',
  'OrderRejected OPEN_QUANTITY_LIMIT',
  'OrderRejected POSITION_LIMIT',
  'OrderRejected NOTIONAL_LIMIT',
  'OrderRejected MESSAGE_LIMIT',
  'OrderRejected KILL_SWITCH',
  'OrderRejected CERTIFICATE_EXHAUSTED',
  'AmendRejected VERSION_MISMATCH',
];
