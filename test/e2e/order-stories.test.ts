import { describe, expect, it } from '@jest/globals';
import { BookScenario } from '#testing';
import { orderStories } from './order-stories.js';

const INSTRUMENT = 'NDPR-OXIDE';

describe('the story of an order that a text names', () => {
  it('is every event of its book that is about it, with its place in the store', () => {
    const venue = new BookScenario({ floorTicks: 95, referenceTicks: 100 });
    venue.buy('b1', 5, 100);
    venue.buy('b2', 3, 98);
    venue.sell('s1', 4, 100);
    venue.cancel('b2');
    const books = new Map([[INSTRUMENT, venue.events]]);
    const positions = new Map([[INSTRUMENT, venue.events.map(({ sequence }) => 100 + sequence)]]);
    const bid = venue.numberOf('b1');
    const text = `x lacks live order ${INSTRUMENT}.${bid}; NOWHERE.7 and ${INSTRUMENT}.${bid} again`;
    const [head, ...lines] = orderStories(text, books, positions);
    expect(head).toBe(`${INSTRUMENT}.${bid}, in a book of ${venue.events.length} events:`);
    const told = lines.map(
      (line) => JSON.parse(line.slice(line.indexOf('{'))) as { type: string; sequence: number },
    );
    expect(told.map(({ type }) => type)).toEqual(['OrderAccepted', 'Traded']);
    expect(lines[0]).toMatch(new RegExp(`^ {2}${100 + bid} `));
    expect(orderStories('nothing of Note.3', books, positions)).toEqual([]);
  });
});
