import { beforeEach, describe, expect, it } from '@jest/globals';
import { Metrics } from '../metrics/metrics.js';
import { NoProgressError, ProgressWatch, type ProgressPoint } from './progress-watch.js';
import { Readiness } from './readiness.js';

const STALLED_MS_MAX = 10_000;
const END_MS_MAX = 60_000;

/** A log of one part with one reader, and a clock that is moved by hand. */
class Bench {
  readonly metrics = new Metrics();
  readonly readiness = new Readiness();
  readonly ends: NoProgressError[] = [];
  nowMs = 0;
  points: readonly ProgressPoint[] = [];
  fault: Error | undefined;
  readonly watch = new ProgressWatch(
    this.metrics,
    this.readiness,
    { stalledMsMax: STALLED_MS_MAX, endMsMax: END_MS_MAX, lookMsMax: 50 },
    () => this.nowMs,
    (error) => this.ends.push(error),
  );

  constructor() {
    this.watch.add('reader', async () => {
      if (this.fault !== undefined) throw this.fault;
      return this.points;
    });
  }

  /** The reader is here, the log ends there, and a second later somebody looks. */
  async look(reached: number, head: number, afterMs = 1_000): Promise<void> {
    this.points = [{ log: 'log/0', reached, head }];
    this.nowMs += afterMs;
    await this.watch.sample();
  }

  async lag(): Promise<{ entries: number; seconds: number }> {
    const lines = (await this.metrics.text()).split('\n');
    const valueOf = (name: string): number =>
      Number(lines.find((line) => line.startsWith(`${name}{`))?.split(' ')[1]);
    return { entries: valueOf('orebook_lag_entries'), seconds: valueOf('orebook_lag_seconds') };
  }

  async progress(): Promise<{ ready: boolean; detail?: string }> {
    return (await this.readiness.check()).parts['progress'] ?? { ready: false };
  }
}

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

describe('the watch over readers of logs', () => {
  it('measures lag from the head of the log, in entries and in the time since an unreached head was seen', async () => {
    await bench.look(10, 10);
    expect(await bench.lag()).toEqual({ entries: 0, seconds: 0 });
    await bench.look(10, 15);
    await bench.look(12, 20);
    await bench.look(14, 20);
    expect(await bench.lag()).toEqual({ entries: 6, seconds: 2 });
    await bench.look(16, 20);
    expect(await bench.lag()).toEqual({ entries: 4, seconds: 2 });
    await bench.look(20, 20);
    expect(await bench.lag()).toEqual({ entries: 0, seconds: 0 });
  });

  it('is ready while nothing waits, however long, and while a reader moves, however far behind', async () => {
    await bench.look(10, 10, END_MS_MAX * 2);
    expect(await bench.progress()).toEqual({ ready: true });
    for (let reached = 11; reached < 200; reached++) await bench.look(reached, 1_000_000);
    expect(await bench.progress()).toEqual({ ready: true });
    expect(bench.ends).toEqual([]);
  });

  it('is not ready, and says why, once work has waited without progress; ready again as soon as it moves', async () => {
    await bench.look(10, 10);
    await bench.look(10, 12);
    await bench.look(10, 12, STALLED_MS_MAX - 1_001);
    expect(await bench.progress()).toEqual({ ready: true });
    await bench.look(10, 12, 1);
    expect(await bench.progress()).toEqual({
      ready: false,
      detail: 'reader has not moved for 10 s, 2 behind the head of log/0',
    });
    await bench.look(11, 12);
    expect(await bench.progress()).toEqual({ ready: true });
  });

  it('ends the process when work waits for too long while the log can be read', async () => {
    await bench.look(10, 10);
    await bench.look(10, 12);
    await bench.look(10, 12, END_MS_MAX);
    expect(bench.ends).toHaveLength(1);
    expect(bench.ends[0]).toBeInstanceOf(NoProgressError);
    expect(bench.ends[0]?.message).toBe('reader has not moved for 61 s, 2 behind the head of log/0');
  });

  it('is not ready while a log is away, and does not hold that time against its reader', async () => {
    await bench.look(10, 12);
    bench.fault = new Error('no broker answers');
    await bench.look(10, 12, END_MS_MAX * 2);
    expect(await bench.progress()).toEqual({
      ready: false,
      detail: 'reader cannot see its log: no broker answers',
    });
    bench.fault = undefined;
    await bench.look(10, 12);
    expect(await bench.progress()).toEqual({ ready: true });
    expect(bench.ends).toEqual([]);
  });

  it('takes a log that does not answer in time for away', async () => {
    bench.watch.add('reader', () => new Promise(() => undefined));
    await bench.watch.sample();
    expect(await bench.progress()).toEqual({
      ready: false,
      detail: 'reader cannot see its log: no answer in time',
    });
  });

  it('goes on counting when a reader begins again where it was, and stops when it is taken away', async () => {
    await bench.look(10, 12);
    bench.nowMs += STALLED_MS_MAX;
    const forget = bench.watch.add('reader', async () => [{ log: 'log/0', reached: 10, head: 12 }]);
    await bench.watch.sample();
    expect(await bench.progress()).toMatchObject({ ready: false });
    forget();
    expect(await bench.progress()).toEqual({ ready: true });
    expect(await bench.metrics.text()).not.toContain('orebook_lag_entries{');
  });

  it("leaves out parts that are another reader's by now", async () => {
    bench.points = [
      { log: 'log/0', reached: 1, head: 5 },
      { log: 'log/1', reached: 2, head: 5 },
    ];
    await bench.watch.sample();
    await bench.look(1, 5);
    expect(await bench.metrics.text()).not.toContain('log/1');
  });
});
