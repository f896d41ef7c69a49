/** Names of streams and topics, and the public ids derived from a book's sequence. */

export const BOOK_STREAM_PREFIX = 'book-';
/** Commands on their way to the books; the key is the instrument. */
export const ORDERS_TOPIC = 'orders.commands';
/** The engines' group in that topic: what it has committed is decided and recorded. */
export const ENGINE_GROUP = 'matching-engine';
/**
 * The books' events as the relay publishes them; the key is the instrument. A message holds consecutive events of one
 * book, one or more, as JSON Lines: a line is an event and its place in the store, a line feed stands between two lines.
 */
export const MARKET_TOPIC = 'market.events';

/** The one event stream of an instrument's book (SEQ-1). */
export function bookStream(instrumentId: string): string {
  return `${BOOK_STREAM_PREFIX}${instrumentId}`;
}

/** The instrument of a book's stream; undefined for any other stream. */
export function instrumentOfStream(stream: string): string | undefined {
  return stream.startsWith(BOOK_STREAM_PREFIX) ? stream.slice(BOOK_STREAM_PREFIX.length) : undefined;
}

/** The public id of whatever a book numbered: orders by accepting sequence, executions by the trade's. */
export function publicId(instrumentId: string, sequence: number): string {
  return `${instrumentId}.${sequence}`;
}

/** Reads a public id back; undefined when it is not one. */
export function parsePublicId(text: string): { instrumentId: string; sequence: number } | undefined {
  const match = /^([A-Z0-9][A-Z0-9-]{0,31})\.([1-9][0-9]{0,14})$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { instrumentId: match[1], sequence: Number(match[2]) };
}
