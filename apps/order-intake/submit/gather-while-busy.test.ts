import { describe, expect, it } from '@jest/globals';
import { gatherWhileBusy, type Turns } from './gather-while-busy.js';

/** Turns of 2 ms, each of which brings so many. */
class ScriptedTurns implements Turns {
  count = 1;
  taken = 0;

  constructor(private readonly arrivals: readonly number[]) {}

  nowMs(): number {
    return this.taken * 2;
  }

  next(): Promise<void> {
    this.count += this.arrivals[this.taken] ?? 0;
    this.taken++;
    return Promise.resolve();
  }
}

async function turnsTaken(arrivals: readonly number[], countMax = 100, msMax = 20): Promise<number> {
  const turns = new ScriptedTurns(arrivals);
  await gatherWhileBusy(() => turns.count, { countMax, msMax }, turns);
  return turns.taken;
}

describe('gathering while the process is busy', () => {
  it('is one turn where nothing else arrives', async () => {
    expect(await turnsTaken([])).toBe(1);
  });

  it('goes on for as long as every turn brings more', async () => {
    expect(await turnsTaken([3, 1, 2, 0, 5])).toBe(4);
  });

  it('ends with enough', async () => {
    expect(await turnsTaken([40, 59, 1, 1], 100)).toBe(2);
    expect(await turnsTaken([1], 1)).toBe(0);
  });

  it('ends in time, whatever still arrives', async () => {
    const always = Array.from({ length: 50 }, () => 1);
    expect(await turnsTaken(always, 100, 15)).toBe(8);
  });
});
