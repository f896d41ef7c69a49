import { describe, expect, it } from '@jest/globals';
import { splitForAppend, untilAvailable } from './append-in-parts.js';
import { EventStoreError, type NewEvent } from './port.js';

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

describe('waiting for the store', () => {
  const away = new EventStoreError('UNAVAILABLE', 'no node can be reached');

  it('tries again what may be tried again, until it goes well', async () => {
    let tries = 0;
    const work = async (): Promise<number> => {
      tries += 1;
      if (tries < 3) throw away;
      return tries;
    };
    expect(await untilAvailable(work)).toBe(3);
  });

  it('gives up at the end of its patience, and at once where trying again cannot help', async () => {
    let tries = 0;
    const failing = (error: Error) => async (): Promise<never> => {
      tries += 1;
      throw error;
    };
    await expect(untilAvailable(failing(away), 30)).rejects.toBe(away);
    expect(tries).toBeGreaterThan(1);
    tries = 0;
    for (const code of ['WRONG_EXPECTED_REVISION', 'STORAGE_FULL'] as const)
      await expect(untilAvailable(failing(new EventStoreError(code, code)))).rejects.toMatchObject({ code });
    expect(tries).toBe(2);
  });
});
