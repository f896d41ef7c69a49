import { afterEach, describe, expect, it } from '@jest/globals';
import { WaitingCommands } from './waiting-commands.js';

describe('waiting commands', () => {
  let nowMs = 0;
  const waiting = new WaitingCommands(20, () => nowMs);
  afterEach(() => waiting.close());

  it('settles each by its own id, once', async () => {
    const outcome = waiting.wait('a');
    expect(waiting.settle('b', { kind: 'unavailable', reason: 'x' })).toBe(false);
    expect(waiting.settle('a', { kind: 'unavailable', reason: 'x' })).toBe(true);
    expect(waiting.settle('a', { kind: 'unknown' })).toBe(false);
    expect(await outcome).toEqual({ kind: 'unavailable', reason: 'x' });
    expect(waiting.size).toBe(0);
  });

  it('lets go with an unknown outcome when the time is up, the others later', async () => {
    const first = waiting.wait('first');
    nowMs = 15;
    const second = waiting.wait('second');
    nowMs = 20;
    expect(await first).toEqual({ kind: 'unknown' });
    expect(waiting.size).toBe(1);
    nowMs = 35;
    expect(await second).toEqual({ kind: 'unknown' });
  });

  it('tells whoever listens of each outcome, once it counts as waiting no more', () => {
    const sizes: number[] = [];
    const listened = new WaitingCommands(20, () => nowMs);
    listened.onSettled(() => sizes.push(listened.size));
    void listened.wait('one');
    void listened.wait('other');
    listened.settle('one', { kind: 'unknown' });
    listened.settle('one', { kind: 'unknown' });
    listened.close();
    expect(sizes).toEqual([1, 0]);
  });

  it('lets everybody go when it is closed', async () => {
    const outcome = waiting.wait('late');
    waiting.close();
    expect(await outcome).toEqual({ kind: 'unknown' });
  });
});
