import { describe, expect, it } from '@jest/globals';
import type { PlannedBlock } from './event-log.js';
import { EventTail } from './event-tail.js';

const LIMITS = { eventsMax: 100, bytesMax: 1_000 };

function block(stream: string, revision: number, ids: readonly string[]): PlannedBlock {
  const events = ids.map((id) => ({ id, type: 'Happened', version: 1, data: new Uint8Array(10) }));
  return { stream, revision, count: ids.length, bytes: Buffer.alloc(0), events };
}

describe('the tail of the store', () => {
  it('gives what follows a position, in order, of the streams asked for', () => {
    const tail = new EventTail({ eventsMax: 10, bytesMax: 1_000 });
    tail.add(5, [block('a', 0, ['a0', 'a1']), block('b', 7, ['b7'])]);
    tail.add(8, [block('a', 2, ['a2'])]);
    const all = tail.pageAfter(4, '', LIMITS);
    expect(all?.events.map(({ id, stream, revision, position }) => [id, stream, revision, position])).toEqual(
      [
        ['a0', 'a', 0, 5],
        ['a1', 'a', 1, 6],
        ['b7', 'b', 7, 7],
        ['a2', 'a', 2, 8],
      ],
    );
    expect(all?.cursor).toBe(8);
    expect(tail.pageAfter(5, 'a', LIMITS)?.events.map(({ id }) => id)).toEqual(['a1', 'a2']);
    expect(tail.pageAfter(6, 'c', LIMITS)).toMatchObject({ events: [], cursor: 8 });
  });

  it('leaves to the log what it does not hold whole', () => {
    const tail = new EventTail({ eventsMax: 2, bytesMax: 1_000 });
    expect(tail.pageAfter(-1, '', LIMITS)).toBeUndefined();
    tail.add(0, [block('a', 0, ['a0', 'a1', 'a2'])]);
    expect(tail.pageAfter(-1, '', LIMITS)).toBeUndefined();
    expect(tail.pageAfter(0, '', LIMITS)?.events.map(({ id }) => id)).toEqual(['a1', 'a2']);
    expect(tail.pageAfter(2, '', LIMITS)).toBeUndefined();
  });

  it('begins anew after a commit of another process', () => {
    const tail = new EventTail({ eventsMax: 10, bytesMax: 1_000 });
    tail.add(0, [block('a', 0, ['a0'])]);
    tail.add(5, [block('a', 9, ['a9'])]);
    expect(tail.pageAfter(0, '', LIMITS)).toBeUndefined();
    expect(tail.pageAfter(4, '', LIMITS)?.events.map(({ id }) => id)).toEqual(['a9']);
  });

  it('keeps to the bounds of the page and of its memory', () => {
    const tail = new EventTail({ eventsMax: 100, bytesMax: 35 });
    for (let position = 0; position < 50; position++)
      tail.add(position, [block('a', position, [`${position}`])]);
    expect(tail.pageAfter(45, '', LIMITS)).toBeUndefined();
    expect(tail.pageAfter(46, '', LIMITS)?.events.map(({ id }) => id)).toEqual(['47', '48', '49']);
    expect(tail.pageAfter(46, '', { eventsMax: 2, bytesMax: 1_000 })).toMatchObject({ cursor: 48 });
    expect(tail.pageAfter(46, '', { eventsMax: 9, bytesMax: 1 })).toMatchObject({ cursor: 47 });
  });
});
