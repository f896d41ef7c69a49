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

  it('lets go of what all who follow closely have had, and of nothing that one of them waits for', () => {
    const tail = new EventTail({ eventsMax: 100, bytesMax: 1_000 });
    const [quick, slow, behind] = [{}, {}, {}];
    tail.reached(behind, -1);
    tail.add(10, [block('a', 0, ['a0', 'a1', 'a2'])]);
    tail.reached(quick, 12);
    tail.reached(slow, 9);
    tail.add(13, [block('a', 3, ['a3'])]);
    expect(tail.pageAfter(9, '', LIMITS)?.events).toHaveLength(4);
    tail.reached(slow, 12);
    tail.add(14, [block('b', 0, ['b0'])]);
    expect(tail.pageAfter(11, '', LIMITS)).toBeUndefined();
    expect(tail.pageAfter(12, '', LIMITS)?.events.map(({ id }) => id)).toEqual(['a3', 'b0']);
    tail.leave(slow);
    tail.reached(quick, 14);
    tail.add(15, [block('b', 1, ['b1'])]);
    expect(tail.pageAfter(13, '', LIMITS)).toBeUndefined();
  });

  it('knows the newest event of each stream that it has seen, be it let go of or not', () => {
    const tail = new EventTail({ eventsMax: 2, bytesMax: 1_000 });
    tail.add(5, [block('a', 0, ['a0']), block('b', 0, ['b0', 'b1', 'b2'])]);
    expect(tail.seenFromPosition).toBe(5);
    expect(tail.newestOf('a', 4)?.id).toBe('a0');
    expect(tail.newestOf('', 4)?.id).toBe('b2');
    expect(tail.newestOf('a', 5)).toBeUndefined();
    tail.add(20, [block('b', 9, ['b9'])]);
    expect(tail.seenFromPosition).toBe(20);
    expect(tail.newestOf('a', 4)).toBeUndefined();
  });
});
