import { access } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { inTime } from './in-time.js';

function keepBusy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('an answer in time', () => {
  it('is what the work comes to', async () => {
    await expect(inTime(Promise.resolve(7), 1_000)).resolves.toBe(7);
    await expect(inTime(Promise.reject(new Error('gone')), 1_000)).rejects.toThrow('gone');
  });

  it('is missed when there is none', async () => {
    await expect(inTime(new Promise<never>(() => undefined), 10)).rejects.toThrow('no answer in time');
  });

  it('may wait to be read while the process itself is late', async () => {
    // The next turn of the event loop begins with timers, before it reads anything.
    await new Promise((resolve) => setImmediate(resolve));
    const answer = inTime(access('.'), 20);
    keepBusy(80);
    await expect(answer).resolves.toBeUndefined();
  });
});
