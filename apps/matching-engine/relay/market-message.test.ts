import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bookStream } from '#contracts';
import type { RecordedEvent } from '#event-store';
import { marketMessages, MARKET_MESSAGE_BYTES } from './market-message.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const eventOf = (stream: string, revision: number, note: string, position = revision): RecordedEvent => ({
  stream,
  revision,
  position,
  id: `id-${stream}-${revision}`,
  type: 'OrderAccepted',
  version: 1,
  data: encode(JSON.stringify({ note, sequence: revision + 1 })),
});

describe('the messages that publish events', () => {
  it('give each event as a line of canonical JSON with its place', () => {
    const stream = bookStream('NDPR-OXIDE');
    const [message, ...others] = marketMessages([eventOf(stream, 4, 'a', 40), eventOf(stream, 5, 'é\n', 42)]);
    expect(others).toEqual([]);
    expect(message?.key).toBe('NDPR-OXIDE');
    expect(decode(message?.value ?? new Uint8Array()).split('\n')).toEqual([
      '{"event":{"note":"a","sequence":5},"id":"id-book-NDPR-OXIDE-4","position":40,"revision":4,"stream":"book-NDPR-OXIDE","type":"OrderAccepted","version":1}',
      '{"event":{"note":"é\\n","sequence":6},"id":"id-book-NDPR-OXIDE-5","position":42,"revision":5,"stream":"book-NDPR-OXIDE","type":"OrderAccepted","version":1}',
    ]);
  });

  it('hold every event once and in order, of one book each, without a gap inside and within their bound', () => {
    const runs = fc.array(
      fc.record({
        book: fc.constantFrom('A', 'B'),
        gap: fc.integer({ min: 0, max: 1 }),
        sizes: fc.array(fc.constantFrom(0, 300, MARKET_MESSAGE_BYTES / 2, MARKET_MESSAGE_BYTES), {
          minLength: 1,
          maxLength: 5,
        }),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(runs, (blocks) => {
        const next = new Map<string, number>();
        const events: RecordedEvent[] = [];
        for (const { book, gap, sizes } of blocks) {
          const first = (next.get(book) ?? 0) + gap;
          for (const [index, size] of sizes.entries())
            events.push(eventOf(bookStream(book), first + index, 'x'.repeat(size), events.length));
          next.set(book, first + sizes.length);
        }
        const messages = marketMessages(events).map(({ key, value }) => ({
          key,
          bytes: value.length,
          firstBytes: encode(decode(value).split('\n')[0] ?? '').length,
          lines: decode(value)
            .split('\n')
            .map((line) => JSON.parse(line) as { stream: string; revision: number; position: number }),
        }));
        expect(messages.flatMap(({ lines }) => lines.map(({ position }) => position))).toEqual(
          events.map(({ position }) => position),
        );
        for (const [index, { key, bytes, lines }] of messages.entries()) {
          const first = lines[0]?.revision ?? 0;
          expect(lines.map(({ stream }) => stream)).toEqual(lines.map(() => bookStream(key)));
          expect(lines.map(({ revision }) => revision)).toEqual(lines.map((_, at) => first + at));
          if (lines.length > 1) expect(bytes).toBeLessThanOrEqual(MARKET_MESSAGE_BYTES);
          // A new message begins where it had to: at another book, after a gap, or when the next event found no room.
          const following = messages[index + 1];
          if (following?.key === key && following.lines[0]?.revision === first + lines.length)
            expect(bytes + 1 + following.firstBytes).toBeGreaterThan(MARKET_MESSAGE_BYTES);
        }
      }),
    );
  });
});
