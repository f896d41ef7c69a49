import { describe, expect, it } from '@jest/globals';
import { bookEventId } from './event-id.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the id of a book event', () => {
  it('SEQ-1 is a UUID of version 5 that never changes for the same event', () => {
    const id = bookEventId('book-NDPR-OXIDE', 17, 'OrderAccepted', 1, bytes('{"sequence":17}'));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(id).toBe('b83dbdcf-d7f3-51f1-a0ad-346276771e43');
  });

  it('SEQ-1 differs with the stream, the sequence, the type, the version and the bytes', () => {
    const ids = [
      bookEventId('book-A', 1, 'Traded', 1, bytes('{}')),
      bookEventId('book-B', 1, 'Traded', 1, bytes('{}')),
      bookEventId('book-A', 2, 'Traded', 1, bytes('{}')),
      bookEventId('book-A', 1, 'OrderAccepted', 1, bytes('{}')),
      bookEventId('book-A', 1, 'Traded', 2, bytes('{}')),
      bookEventId('book-A', 1, 'Traded', 1, bytes('{ }')),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
