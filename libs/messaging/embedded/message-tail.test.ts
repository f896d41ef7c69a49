import { describe, expect, it } from '@jest/globals';
import type { PlacedBlock } from './bus-log.js';
import { MessageTail } from './message-tail.js';

const LIMITS = { messagesMax: 100, bytesMax: 1_000 };
const READER = {};

function block(lastOffset: number, keys: readonly string[], partition = 0): PlacedBlock {
  const messages = keys.map((key) => ({ key, value: new Uint8Array(10), decoded: key.toUpperCase() }));
  return { topic: 't', partition, lastOffset, bytes: Buffer.alloc(0), messages };
}

/** As the bus does it: blocks are expected, then they are durable. */
function commit(tail: MessageTail, blocks: readonly PlacedBlock[]): void {
  tail.expect(blocks);
  tail.add(blocks);
}

describe('the tail of the bus', () => {
  it('gives what follows an offset, in order, as its sender holds it', () => {
    const tail = new MessageTail({ messagesMax: 10, bytesMax: 1_000 });
    commit(tail, [block(6, ['a', 'b']), block(0, ['x'], 1), block(7, ['c'])]);
    const read = tail.read(READER, 't', 0, 6, LIMITS);
    expect(read?.map(({ key, offset, partition, decoded }) => [key, offset, partition, decoded])).toEqual([
      ['b', 6, 0, 'B'],
      ['c', 7, 0, 'C'],
    ]);
    expect(tail.read(READER, 't', 1, 0, LIMITS)?.map(({ key }) => key)).toEqual(['x']);
  });

  it('leaves to the log what it does not hold whole, and where nothing follows', () => {
    const tail = new MessageTail({ messagesMax: 2, bytesMax: 1_000 });
    expect(tail.read(READER, 't', 0, 0, LIMITS)).toBeUndefined();
    commit(tail, [block(2, ['a', 'b', 'c'])]);
    expect(tail.read(READER, 't', 0, 0, LIMITS)).toBeUndefined();
    expect(tail.read(READER, 't', 0, 2, LIMITS)?.map(({ key }) => key)).toEqual(['c']);
    expect(tail.read(READER, 't', 0, 3, LIMITS)).toBeUndefined();
    expect(tail.read(READER, 'other', 0, 2, LIMITS)).toBeUndefined();
  });

  it('begins anew after a send of another process', () => {
    const tail = new MessageTail({ messagesMax: 10, bytesMax: 1_000 });
    commit(tail, [block(0, ['a']), block(5, ['b'])]);
    expect(tail.read(READER, 't', 0, 0, LIMITS)).toBeUndefined();
    expect(tail.read(READER, 't', 0, 5, LIMITS)?.map(({ key }) => key)).toEqual(['b']);
  });

  it('keeps to the bounds of the batch and of its memory', () => {
    const tail = new MessageTail({ messagesMax: 100, bytesMax: 45 });
    for (let offset = 0; offset < 50; offset++) commit(tail, [block(offset, [`${offset}`])]);
    const held = Array.from({ length: 50 }, (_, offset) => offset).filter(
      (offset) => tail.read(READER, 't', 0, offset, LIMITS) !== undefined,
    );
    expect(held.length).toBeGreaterThanOrEqual(2);
    expect(held.length).toBeLessThanOrEqual(4);
    expect(held.at(-1)).toBe(49);
    expect(tail.read(READER, 't', 0, 48, { messagesMax: 1, bytesMax: 1_000 })).toHaveLength(1);
    expect(tail.read(READER, 't', 0, 48, { messagesMax: 9, bytesMax: 1 })).toHaveLength(1);
  });

  it('lets go of what all readers have had, and of nothing that one of them has yet to read', () => {
    const tail = new MessageTail({ messagesMax: 100, bytesMax: 1_000 });
    const slow = {};
    commit(tail, [block(2, ['a', 'b', 'c'])]);
    tail.read(READER, 't', 0, 3, LIMITS);
    tail.read(slow, 't', 0, 1, LIMITS);
    commit(tail, [block(3, ['d'])]);
    expect(tail.read(slow, 't', 0, 1, LIMITS)).toHaveLength(3);
    tail.leave(slow);
    commit(tail, [block(4, ['e'])]);
    expect(tail.read({}, 't', 0, 2, LIMITS)).toBeUndefined();
    expect(tail.read(READER, 't', 0, 3, LIMITS)?.map(({ key }) => key)).toEqual(['d', 'e']);
  });

  it('has a reader wait at its end for what is being committed, until it has come', () => {
    const tail = new MessageTail({ messagesMax: 10, bytesMax: 1_000 });
    commit(tail, [block(0, ['a'])]);
    const coming = [block(1, ['b']), block(2, ['c'])];
    tail.expect(coming);
    expect(tail.read(READER, 't', 0, 1, LIMITS)).toEqual([]);
    expect(tail.read(READER, 't', 0, 0, LIMITS)?.map(({ key }) => key)).toEqual(['a']);
    expect(tail.read(READER, 't', 1, 1, LIMITS)).toBeUndefined();
    tail.add(coming);
    expect(tail.read(READER, 't', 0, 1, LIMITS)?.map(({ key }) => key)).toEqual(['b', 'c']);
    expect(tail.read(READER, 't', 0, 3, LIMITS)).toBeUndefined();
  });

  it('has a reader wait there too when all was had and let go', () => {
    const tail = new MessageTail({ messagesMax: 10, bytesMax: 1_000 });
    commit(tail, [block(0, ['a'])]);
    tail.read(READER, 't', 0, 1, LIMITS);
    commit(tail, [block(1, ['b'])]);
    tail.read(READER, 't', 0, 2, LIMITS);
    tail.expect([block(2, ['c'])]);
    expect(tail.read(READER, 't', 0, 2, LIMITS)).toEqual([]);
  });

  it('sends a reader to the log when what was expected does not come', () => {
    const tail = new MessageTail({ messagesMax: 10, bytesMax: 1_000 });
    commit(tail, [block(0, ['a'])]);
    const lost = [block(1, ['b'])];
    tail.expect(lost);
    tail.giveUp(lost);
    expect(tail.read(READER, 't', 0, 1, LIMITS)).toBeUndefined();
  });

  it('sends a reader to the log for what another process sent, whatever is expected behind it', () => {
    const tail = new MessageTail({ messagesMax: 10, bytesMax: 1_000 });
    commit(tail, [block(0, ['a'])]);
    commit(tail, [block(4, ['e'])]);
    tail.expect([block(5, ['f'])]);
    expect(tail.read(READER, 't', 0, 1, LIMITS)).toBeUndefined();
  });
});
