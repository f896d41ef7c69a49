import { describe, expect, it } from '@jest/globals';
import { RepeatedLines } from './repeated-lines.js';

describe('lines that come again', () => {
  it('are told at once, then once in a while with their number, each on its own', () => {
    let nowMs = 0;
    const told: string[] = [];
    const lines = new RepeatedLines<'warn'>(
      (level, text) => void told.push(`${level} ${text}`),
      1_000,
      () => nowMs,
    );
    for (nowMs = 0; nowMs <= 2_000; nowMs += 250) {
      lines.say('warn', 'one is away');
      if (nowMs === 500) lines.say('warn', 'two is away');
    }
    expect(told).toEqual([
      'warn one is away',
      'warn two is away',
      'warn one is away (and 3 times before)',
      'warn one is away (and 3 times before)',
    ]);
    nowMs = 5_000;
    lines.say('warn', 'two is away');
    expect(told.at(-1)).toBe('warn two is away');
  });
});
