import { changesOrder } from '#book-feed';
import { canonicalJson } from '#contracts';
import type { BookPositions } from './check-reads.js';
import type { BookStreams } from './check-streams.js';

const ORDERS_MAX = 5;
const EVENTS_MAX = 20;

/**
 * What the store has of the orders that some text names as BOOK.SEQUENCE, a line an event: for whoever looks for the cause
 * of a violation once the store is gone.
 */
export function orderStories(text: string, books: BookStreams, positions: BookPositions): string[] {
  const named = new Set([...text.matchAll(/\b([A-Z][A-Z0-9-]*\.\d+)\b/g)].map(([, name]) => name ?? ''));
  const known = [...named].filter((name) => books.has(bookOf(name)));
  return known.slice(0, ORDERS_MAX).flatMap((name) => {
    const instrument = bookOf(name);
    const order = Number(name.slice(instrument.length + 1));
    const events = books.get(instrument) ?? [];
    const lines = events.flatMap((event, index) =>
      event.sequence === order || changesOrder(event, order)
        ? [`  ${positions.get(instrument)?.[index] ?? '?'} ${canonicalJson(event)}`]
        : [],
    );
    return [`${name}, in a book of ${events.length} events:`, ...lines.slice(-EVENTS_MAX)];
  });
}

function bookOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}
