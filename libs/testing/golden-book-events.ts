import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeBookEvent, type BookEvent, type BookEventType } from '#contracts';

const EVENTS = join(import.meta.dirname, '../contracts/events');
const FILES = ['book-events-v1.golden.jsonl', 'book-events-v1-rulebook.golden.jsonl'];

/** One stored event of every type that a book may tell, by type: the first of each in the goldens. */
export function goldenBookEvents(): ReadonlyMap<BookEventType, BookEvent> {
  const events = new Map<BookEventType, BookEvent>();
  for (const file of FILES) {
    for (const line of readFileSync(join(EVENTS, file), 'utf8').split('\n')) {
      if (line === '') continue;
      const { type, version, data } = JSON.parse(line) as { type: string; version: number; data: string };
      const event = decodeBookEvent(type, version, Buffer.from(data));
      if (!events.has(event.type)) events.set(event.type, event);
    }
  }
  return events;
}
