import { describe, expect, it } from '@jest/globals';
import { splitForAppend } from './append-in-parts.js';
import type { NewEvent } from './port.js';

describe('cutting events into appends', () => {
  const event = (bytes: number): NewEvent => ({ id: '', type: 't', version: 1, data: new Uint8Array(bytes) });
  const sizes = (parts: NewEvent[][]): number[][] => parts.map((part) => part.map(({ data }) => data.length));

  it.each([
    ['bytes', [4, 4, 4], 10, 8, [[4, 4], [4]]],
    ['events', [1, 1, 1], 2, 100, [[1, 1], [1]]],
    ['one too large for any append, left to the store to refuse', [1, 20, 1], 9, 8, [[1], [20], [1]]],
    ['none', [], 2, 100, []],
  ])('keeps to the limit of %s', (_, events, eventsMax, bytesMax, parts) => {
    expect(sizes(splitForAppend(events.map(event), eventsMax, bytesMax))).toEqual(parts);
  });
});
