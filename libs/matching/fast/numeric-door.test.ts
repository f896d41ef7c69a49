import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { encodeBookEvent, type BookEvent, type SequencedCommand } from '#contracts';
import { BookScenario } from '#testing';
import { createFastBook, type FastBook } from './fast-book.js';

/** From so many live orders on the hot path looks ahead. */
const FAR_ORDERS = 4_096;
const DEEP_ORDERS = 7_000;
const BATCH_COMMANDS = 300;

const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('place' as const),
      isSell: fc.boolean(),
      price: fc.integer({ min: 80, max: 120 }),
      lots: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('decrease' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('market' as const), isSell: fc.boolean() }) },
  // Not for the hot path: an id that is held already, and an iceberg.
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('again' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('iceberg' as const), isSell: fc.boolean() }) },
);
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

/** A book that is told command by command. */
class OneByOne {
  readonly book = createFastBook('NDPR-OXIDE');
  private readonly venue = new BookScenario({ book: this.book, referenceTicks: 100 });
  private count = 0;

  constructor() {
    for (let index = 0; index < DEEP_ORDERS; index++) {
      const isSell = index % 2 === 0;
      this.place(isSell, 1 + (index % 3), isSell ? 101 + (index % 20) : 99 - (index % 20));
    }
  }

  get events(): readonly BookEvent[] {
    return this.venue.events;
  }

  get commands(): SequencedCommand[] {
    return this.events.flatMap(({ command }) => command ?? []);
  }

  play(each: Action): void {
    const { venue } = this;
    if (each.kind === 'place') this.place(each.isSell, each.lots, each.price);
    else if (each.kind === 'market') this.place(each.isSell, 30);
    else if (each.kind === 'cancel') venue.cancel(this.idOf(each.pick));
    else if (each.kind === 'decrease') venue.amend(this.idOf(each.pick), { quantityLots: 1 });
    else if (each.kind === 'again') venue.buy(this.idOf(each.pick), 1, 90);
    else if (each.isSell) venue.sell(this.nextId(), 8, 102, { displayQuantityLots: 2 });
    else venue.buy(this.nextId(), 8, 98, { displayQuantityLots: 2 });
  }

  private place(isSell: boolean, lots: number, price?: number): void {
    const timeInForce = price === undefined ? 'ioc' : 'day';
    if (isSell) this.venue.sell(this.nextId(), lots, price, { timeInForce });
    else this.venue.buy(this.nextId(), lots, price, { timeInForce });
  }

  private nextId(): string {
    return `n${++this.count}`;
  }

  private idOf(pick: number): string {
    return `n${1 + (pick % this.count)}`;
  }
}

/** Tells a book the commands in numeric form, batch by batch. */
function playBatches(book: FastBook, commands: readonly SequencedCommand[]): BookEvent[] {
  const events: BookEvent[] = [];
  const sink = (event: BookEvent): void => void events.push(event);
  let end = book.commandsAt;
  let count = 0;
  const flush = (): void => {
    book.stepRecords(book.commandsAt, end);
    book.drainEvents(sink);
    end = book.commandsAt;
    count = 0;
  };
  for (const command of commands) {
    const next = book.encode(command, end);
    if (next === end) {
      flush();
      book.step(command, sink);
    } else {
      end = next;
      if (++count === BATCH_COMMANDS) flush();
    }
  }
  flush();
  return events;
}

const textOf = (event: BookEvent): string => new TextDecoder().decode(encodeBookEvent(event).data);

describe('commands in numeric form', () => {
  it('ORDR-2 INV-5 say and do in a deep book, batch by batch, what they do one by one', () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 600, maxLength: 700, size: 'max' }), (actions) => {
        const oneByOne = new OneByOne();
        for (const each of actions) oneByOne.play(each);
        const batched = createFastBook('NDPR-OXIDE');
        const events = playBatches(batched, oneByOne.commands);
        expect(events.map(textOf)).toEqual(oneByOne.events.map(textOf));
        expect([...batched.liveOrders()].length).toBeGreaterThan(FAR_ORDERS);
        expect(batched.stateHash()).toBe(oneByOne.book.stateHash());
      }),
      { numRuns: 2 },
    );
  });
});
